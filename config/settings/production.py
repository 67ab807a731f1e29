"""In service: every secret comes from the environment, and nothing is served without https."""

from config import env
from config.logging import logging_settings
from config.settings.base import *  # noqa: F403 settings are one namespace by design

PRODUCTION = True
DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
RECORD_KEYS = env.keys("RECORD_KEYS")
ANCHOR_KEYS = env.keys("ANCHOR_KEYS")
SEALING_KEYS = env.keys("SEALING_KEYS")
ERASURE_LIST = env.text("ERASURE_LIST")
LOGGING = logging_settings(
    env.choice("LOG_FORMAT", {"json", "plain"}, "json"),
    env.choice("LOG_LEVEL", {"debug", "info", "warning", "error"}, "info").upper(),
)

SECURE_SSL_REDIRECT = env.boolean("REDIRECT_TO_HTTPS", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from inside, by plain http
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if env.boolean("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the last address in X-Forwarded-For is the proxy's word
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
KNOWN_BROWSER_COOKIE = "__Host-known-browser"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
