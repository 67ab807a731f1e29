"""`make demo`: one machine, an own SQLite file, a clock that can be moved, caught mails."""

from pathlib import Path

from config import env
from config.demo.middleware import with_phones
from config.settings.base import *  # noqa: F403 settings are one namespace by design
from config.settings.base import BASE_DIR, INSTALLED_APPS, MIDDLEWARE

DATA_DIR = Path(env.text("BIMBING_DATA", str(BASE_DIR / "var" / "demo"))).resolve()
# Never DATABASE_URL: the people of the demo must not end up among real ones.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "demo.sqlite3",
        "OPTIONS": env.SQLITE_OPTIONS,
    }
}

SECRET_KEY = "demo-only-not-a-secret"  # noqa: S105 the page listens on this machine only
RECORD_KEYS = {"demo": b"demo-only-record-key"}
ANCHOR_KEYS = {"demo": b"demo-only-anchor-key"}
ANCHOR_DIR = str(DATA_DIR / "anchors")
SEALING_KEYS = {"demo": b"demo-only-sealing-key"}
ERASURE_LIST = str(DATA_DIR / "erasures")
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
CLOCK_OFFSET_HONOURED = True

INSTALLED_APPS = [*INSTALLED_APPS, "config.demo"]
MIDDLEWARE = with_phones(MIDDLEWARE)
ROOT_URLCONF = "config.demo.urls"
LOGIN_URL = "demo_entrance"  # who follows a mail chooses who they are

STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True

DEFAULT_FROM_EMAIL = "Bimbing <bimbing@contohraya.example.go.id>"
