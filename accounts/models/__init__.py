"""Tables of sign-in: users, the keys of their first entry, their browsers, their machines."""

from accounts.models.delay import Delay
from accounts.models.entry_key import EntryKey
from accounts.models.token import ApiToken
from accounts.models.user import TimeZone, User
from accounts.models.visit import Visit

__all__ = ["ApiToken", "Delay", "EntryKey", "TimeZone", "User", "Visit"]
