"""Effects of a counselling's changes: what was written is sealed under the key of its own."""

from accounts.models import User
from mentoring.models import PerformanceCounselling
from mentoring.models.performance import RESULT, STATEMENT
from mentoring.sealing.notes import sealed
from workflows import hooks
from workflows.change import Change, Effects

KIND = "performance_counselling"


@hooks.consequence(KIND, "write_form")
def result_is_sealed(change: Change) -> Effects:
    return _sealed(change, RESULT)


@hooks.consequence(KIND, "add_statement")
def statement_is_sealed(change: Change) -> Effects:
    return _sealed(change, STATEMENT)


def _sealed(change: Change, field: str) -> Effects:
    subject, author = change.subject, change.by
    assert isinstance(subject, PerformanceCounselling)  # noqa: S101 registered for this kind only
    assert isinstance(author, User)  # noqa: S101 the system writes nothing
    note = sealed(subject.key, field, change.data[field], author=author, at=change.now)
    return Effects([note])
