"""Settings of a server without what keeps confidence in: no log filter, no cipher.

For the control alone: under these the canaries must be found.
"""

from config.logging import logging_settings
from config.settings.test import *  # noqa: F403 settings are one namespace by design

INSTALLED_APPS += ["tests.canaries.leaks"]  # noqa: F405
LOGGING = logging_settings("plain", "INFO")
LOGGING["handlers"]["stderr"] = {"class": "logging.StreamHandler"}
