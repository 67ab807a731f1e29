"""How gunicorn serves Bimbing: `gunicorn --config python:config.gunicorn config.wsgi`."""

import os

from django.conf import settings

from config import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

bind = f"{env.text('BIND', '127.0.0.1')}:{env.integer('PORT', 8000)}"
workers = env.integer("WEB_WORKERS", 1)
worker_class = "gthread"
threads = 8
graceful_timeout = 8
# It would otherwise write into the home folder, one path for all instances of a user.
control_socket_disable = True
logconfig_dict = settings.LOGGING
