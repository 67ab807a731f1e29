"""A developer's own machine: SQLite, mails to the console."""

from config.settings.base import *  # noqa: F403 settings are one namespace by design

DEBUG = True
SECRET_KEY = "development-only"  # noqa: S105 not a secret
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DATA_DIR.mkdir(parents=True, exist_ok=True)  # noqa: F405 SQLite does not make its folder
