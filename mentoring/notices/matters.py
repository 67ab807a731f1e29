"""A matter for the coordinator in a sentence, the same on pages, in the API and in notices."""

from typing import Any

from django.template import Context, engines

from mentoring.models import Matter
from mentoring.notices.names import named

SENTENCE, WANTED = "notices/parts/matter.txt", "notices/parts/matter_wanted.txt"


def facts(matter: Matter) -> dict[str, Any]:
    move = matter.move
    return {
        "uid": str(matter.uid),
        "organisation": matter.organisation.name,
        "programme": matter.programme.name if matter.programme else "",
        "concern": matter.concern,
        **named("person", matter.person),
        **named("other", matter.other),
        "place": move.leaves_for if move else "",
        "decree": move.decree if move else "",
        "last_day": matter.until.isoformat() if matter.until else "",
        "until": None,
        "overdue": False,
    }


def title(matter: Matter) -> str:
    """In the reader's language, not escaped."""
    return _said(SENTENCE, matter)


def wanted(matter: Matter) -> str:
    """What the coordinator is asked to do about it."""
    return _said(WANTED, matter)


def _said(name: str, matter: Matter) -> str:
    template: Any = engines["django"].get_template(name)
    said: str = template.template.render(Context(facts(matter), autoescape=False))
    return said.strip()
