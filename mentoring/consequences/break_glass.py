"""Effects of an emergency access: what was found at its sign-off, sealed."""

from typing import cast

from accounts.models import User
from mentoring.machines.break_glass_codes import GlassField
from mentoring.models import BreakGlass
from mentoring.sealing.notes import sealed
from workflows import hooks
from workflows.change import Change, Effects

KIND = "break_glass"


@hooks.consequence(KIND, "sign_off")
def account_is_sealed(change: Change) -> Effects:
    glass, author = change.subject, cast("User", change.by)
    assert isinstance(glass, BreakGlass)  # noqa: S101 registered for this kind only
    text = change.data["account"]
    return Effects([sealed(glass.key, GlassField.ACCOUNT, text, author=author, at=change.now)])
