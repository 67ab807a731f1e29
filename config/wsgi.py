"""The web application for gunicorn; it does not start on settings the checks refuse."""

import os

from django.core.wsgi import get_wsgi_application

from config.checks import refuse_faults
from workflows.heap import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

application = get_wsgi_application()
refuse_faults()
settle()
