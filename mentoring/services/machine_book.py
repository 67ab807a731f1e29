"""The machines as a document: diagram, changes, deadlines with their times, and who may do what.

Written from the declarations and the shipped policies alone, so it cannot say what is not so.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils import translation

from mentoring.queries.policies import MACHINES
from mentoring.services.defaults import shipped_policies
from mentoring.services.policy_words import allowance, lines
from mentoring.vocabulary import Role
from workflows import engine
from workflows.drawing import mermaid
from workflows.machine import SYSTEM, DeadlineSpec, Machine, Transition

HEAD = """# Workflows

Written by `manage.py draw_machines` from `mentoring/machines/` and the shipped policies; do not
edit. A test holds it current.
"""

READING = """Who may do what, in which state. A cell names the roles that may, `·` means nobody. A
role that may do it in another state is refused with “{not_now}”, every other role with
“{not_yours}”. Where a condition is stated above it must hold too, or the change is refused with
those words.

{letters}.
"""

LETTERS = {
    Role.MENTEE.value: "M",
    Role.PRACTITIONER.value: "P",
    Role.OFFERED_PRACTITIONER.value: "O",
    Role.COORDINATOR.value: "C",
    Role.INVITED.value: "I",
    Role.PROPOSER.value: "T",
    Role.CLIENT.value: "K",
    Role.COUNSELLOR.value: "L",
    Role.SUBSTITUTE.value: "U",
    Role.COUNSELLING_COORDINATOR.value: "D",
    Role.INTAKE.value: "R",
    Role.APPRAISER.value: "A",
    Role.ADDRESSEE.value: "E",
    Role.REQUESTER.value: "Q",
    Role.DPO.value: "G",
    Role.FINDER.value: "F",
    Role.AFFECTED.value: "B",
    Role.APPROVER.value: "V",
    Role.OPENER.value: "N",
    Role.SECOND.value: "2",
    Role.FORM_OFFICER.value: "3",
    SYSTEM: "S",
}


def text() -> str:
    """The whole document in Markdown."""
    with translation.override("en"):
        return "\n".join([HEAD, *[part for model in MACHINES for part in _chapter(model)]])


def _chapter(model: type[Machine]) -> Iterator[str]:
    yield f"## {model.kind.replace('_', ' ').capitalize()}\n"
    yield f"```mermaid\n{mermaid(model)}\n```\n"
    yield "### States\n"
    yield _table(("state", "in English", "in Indonesian", ""), _states(model))
    yield "### Changes\n"
    yield _table(
        ("change", "in English", "in Indonesian", "from", "to", "who may", "conditions"),
        map(_change, model.transitions().values()),
    )
    yield "### Deadlines\n"
    yield _table(
        ("deadline", "in", "awaits", "counted from", "time", "what happens", "answered by"),
        [row for spec in model.deadlines for row in _deadline(spec)],
    )
    yield "### Truth table\n"
    yield READING.format(
        not_now=engine.NOT_NOW.format(state="…"),
        not_yours=engine.NOT_YOURS,
        letters=", ".join(
            f"{LETTERS[role]} = {_role(role)}" for role in [*model.relations, SYSTEM]
        ),
    )
    yield _table(
        ("change", "who may", *model.State.values),
        [_truth(model, item) for item in model.transitions().values()],
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _in_indonesian(label: object) -> str:
    with translation.override("id"):
        return str(label)


def _role(name: str) -> str:
    return "the system" if name == SYSTEM else str(Role(name).label)


def _states(model: type[Machine]) -> Iterator[Sequence[str]]:
    for value, label in model.State.choices:
        end = "" if model.is_open(value) else "final"
        yield (f"`{value}`", str(label), _in_indonesian(label), end)


def _change(item: Transition) -> Sequence[str]:
    who = ", ".join(_role(role) for role in LETTERS if role in item.allow)
    conditions = [str(guard.reason) for guard in item.guards]
    if item.hidden:
        conditions.insert(0, "Only as part of another change.")
    return (
        f"`{item.name}`",
        str(item.label),
        _in_indonesian(item.label),
        ", ".join(item.sources),
        " or ".join(item.targets),
        who,
        "<br>".join(conditions),
    )


def _deadline(spec: DeadlineSpec) -> Iterator[Sequence[str]]:
    answers = sorted({*spec.answered_by, *spec.renewed_by, *spec.met_on_leaving})
    for code in sorted(spec.policy_codes):
        policy = shipped_policies()[code]
        yield (
            f"`{spec.name}`" if code == spec.name else f"`{spec.name}` ({code})",
            ", ".join(sorted(spec.states)),
            _role(spec.awaits),
            _anchor(spec),
            allowance(policy),
            "<br>".join(lines(policy, _role, lambda name: f"`{name}`")),
            ", ".join(answers),
        )


def _anchor(spec: DeadlineSpec) -> str:
    if spec.anchor != "entry":
        return spec.anchor.replace("_", " ")
    return " or ".join(sorted(spec.armed_by)) if spec.armed_by else "entering the state"


def _truth(model: type[Machine], item: Transition) -> Sequence[str]:
    who = " ".join(letter for role, letter in LETTERS.items() if role in item.allow)
    return (f"`{item.name}`", who, *[_may(model, item, state) for state in model.State.values])


def _may(model: type[Machine], item: Transition, state: str) -> str:
    """The letters of the roles that the engine itself lets through."""
    make: Callable[..., Machine] = model
    subject = make(state=state)
    letters = []
    for role, letter in LETTERS.items():
        subject.acting_roles = frozenset({role})
        if engine.refusal(subject, item) is None:
            letters.append(letter)
    return " ".join(letters) or "·"
