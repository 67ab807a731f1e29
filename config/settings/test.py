"""What the tests run under: the clock can be moved, everything else as in production.

TEST_DATABASE says on which database. The addresses here are stand-ins: the tests fill in their
own file or server before the first connection; child processes are given a DATABASE_URL.
"""

from config import env
from config.settings.base import *  # noqa: F403 settings are one namespace by design

STAND_INS = {
    "sqlite": "sqlite:///the-tests-fill-this-in.sqlite3",
    "postgresql": "postgresql://postgres@127.0.0.1:1/bimbing",
}
TEST_DATABASE = env.choice("TEST_DATABASE", STAND_INS, "sqlite")
DATABASES = {"default": env.database("DATABASE_URL", STAND_INS[TEST_DATABASE])}

# No broker unless a test starts one: whoever runs the tests keeps theirs to themselves.
REDIS_URL = env.text("REDIS_URL", "")

SECRET_KEY = "tests-only-not-a-secret"  # noqa: S105 not a secret
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
CLOCK_OFFSET_HONOURED = True
RECORD_KEYS = {"test": b"tests-only-record-key"}
ANCHOR_KEYS = {"test": b"tests-only-anchor-key"}
ANCHOR_DIR = env.text("ANCHOR_DIR", "")  # none unless a test gives a place
SEALING_KEYS = env.keys("SEALING_KEYS", "test:tests-only-sealing-key")
ERASURE_LIST = env.text("ERASURE_LIST", "")  # a test that erases names one
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS += ["tests.workflows.parcels"]  # noqa: F405 the toy app that proves the engine
