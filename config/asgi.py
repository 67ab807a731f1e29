"""The web application for ASGI servers; it does not start on settings the checks refuse."""

import os

from django.core.asgi import get_asgi_application

from config.checks import refuse_faults
from workflows.heap import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

application = get_asgi_application()
refuse_faults()
settle()
