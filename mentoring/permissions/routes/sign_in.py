"""Addresses of sign-in. What happens behind them concerns nobody but whoever stands before them."""

from collections.abc import Mapping
from typing import Final

from mentoring.permissions.values import Hat, Route

_ANYONE = frozenset({Hat.ANYONE})
_SIGNED_IN = frozenset({Hat.SIGNED_IN})

ROUTES: Final[Mapping[str, Route]] = {
    "account_login": Route("", "sign in", _ANYONE),
    "account_logout": Route("", "sign out", _ANYONE),
    "account_reset_password": Route("", "ask for a link", _ANYONE),
    "account_reset_password_done": Route("", "ask for a link", _ANYONE),
    "account_enter": Route("", "enter by a link", _ANYONE),
    "account_enter_by_form": Route("", "enter by a link", _ANYONE),
    "account_slip": Route("", "enter by a slip", _ANYONE),
    "account_change_password": Route("", "change the own password", _SIGNED_IN),
    "account_second_step": Route("", "give the second factor", _ANYONE),
    "account_second_factor": Route("", "set up and remove the own second factor", _SIGNED_IN),
    "account_confirm": Route("", "say once more who one is", _SIGNED_IN),
    "account_close": Route("", "close what is confidential", _SIGNED_IN),
    "account_tokens": Route("api_token", "list, create, revoke", _SIGNED_IN),
    "account_sessions": Route("", "see and end own sessions", _SIGNED_IN),
}
