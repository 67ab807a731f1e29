"""What the tests run under: the clock can be moved, everything else as in production."""

from config.settings.base import *  # noqa: F403 settings are one namespace by design

SECRET_KEY = "tests-only-not-a-secret"  # noqa: S105 not a secret
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
CLOCK_OFFSET_HONOURED = True
