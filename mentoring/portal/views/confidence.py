"""How confidence is kept: each promise with what enforces it, and what it does not promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from mentoring.portal.frame import Visit, page


@dataclass(frozen=True, slots=True)
class Promise:
    """What people may rely on, and where whoever doubts it can look."""

    said: Any
    kept_by: Any
    look: str


PROMISES: Final[Sequence[Promise]] = (
    Promise(
        _("Superiors learn that something is late, never what was said."),
        _("One table says who sees which field; what it does not name does not exist for them."),
        "docs/permissions.md",
    ),
    Promise(
        _("That somebody has sought counselling is protected like what they said."),
        _("Only they, their counsellor, whom they let stand in and who takes requests in see that"
          " there is a case. For everybody else its address answers as if there were nothing."),
        "docs/adr/0021-a-counselling-case-is-known-to-few.md",
    ),
    Promise(
        _("What is told in counselling lies sealed, each case under a key of its own."),
        _("The keys that open those keys stand outside the database. A copy of the database alone"
          " can be read by nobody."),
        "docs/adr/0019-a-case-has-a-key-of-its-own.md",
    ),
    Promise(
        _("Nobody opens a sealed text unseen."),
        _("Who opens it, when and why is stored before the text is given. The client sees that"
          " list on the page of their case."),
        "docs/architecture.md",
    ),
    Promise(
        _("Whoever opens what others have told proves who they are, anew each day."),
        _("A second factor at sign-in, and password and code before the first text of a day."),
        "docs/operations.md",
    ),
    Promise(
        _("In an emergency two people are needed, and it ends by itself."),
        _("Who is appointed for it asks with a reason, a second person approves, it is open for 60"
          " minutes, and every opening is signed off. You are told, unless a safety rule forbids"
          " it."),
        "docs/adr/0022-emergency-access-by-two.md",
    ),
    Promise(
        _("Mails tell nothing to whoever else reads the mailbox."),
        _("Mails about counselling have the same words, sender and length as harmless ones: there"
          " is something for you in the portal."),
        "docs/architecture.md",
    ),
    Promise(
        _("Nothing confidential stays behind on a shared computer."),
        _("No such page is kept by the browser, titles and addresses say nothing, and one button"
          " closes everything at once."),
        "docs/architecture.md",
    ),
    Promise(
        _("History cannot be changed without being noticed."),
        _("Records form chains whose ends are written down outside, day by day; an auditor can"
          " check them without us."),
        "docs/adr/0018-heads-of-chains-outside-the-database.md",
    ),
)  # fmt: skip
LIMITS: Final[Sequence[Any]] = (
    _("Whoever runs the server and holds both the database and the sealing keys can open what is"
      " sealed. That leaves no trace in our records; keep the keys with somebody else."),
    _("Whoever runs the server can see who signs in when, and that mails are sent, not what"
      " about."),
    _("Whoever can read the database sees that somebody has a counselling case, with whom, how"
      " pressing it is and when they met. What was said they cannot read without the keys."),
    _("Until the next file is written outside, somebody with the database and the record keys can"
      " change what happened since the last one."),
    _("Danger to life, a court or the law may oblige a counsellor to speak. Then it is kept who"
      " decided so, on what ground, and who was told what."),
)  # fmt: skip


@page()
def one(visit: Visit) -> HttpResponse:
    return visit.show("confidence.html", {"promises": PROMISES, "limits": LIMITS})
