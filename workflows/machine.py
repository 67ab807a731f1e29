"""What a process is: states, transitions and deadlines declared on an abstract model."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import django_fsm
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.guards import Guard

ENGINE_COLUMNS = frozenset({"state", "version", "chain_head"})
SYSTEM = "system"
TOO_FAR = _("That day is too far away. Please check the year.")

Relation = Callable[[Any, datetime], Q]
Method = TypeVar("Method", bound=Callable[..., Any])


class StateDescriptor(django_fsm.FSMFieldDescriptor):
    """Refuses assignment unless the instance is being loaded; shares nothing over threads."""

    def __set__(self, instance: Any, value: Any) -> None:
        known = self.field.name in instance.__dict__
        if self.field.protected and known and not instance.__dict__.get("_loading_state"):
            raise AttributeError(f"{self.field.name} changes only through workflows.engine")
        self.field.set_proxy(instance, value)
        self.field.set_state(instance, value)


class StateField(django_fsm.FSMField):
    """The state column: protected, and checked against the choices of its machine."""

    descriptor_class = StateDescriptor

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("protected", True)
        options.setdefault("max_length", 20)
        options.setdefault("editable", False)
        super().__init__(*args, **options)


@dataclass(frozen=True, slots=True)
class Either:
    """Several possible targets; the transition's body returns the one it chose."""

    states: tuple[str, ...]

    def __init__(self, *states: str) -> None:
        object.__setattr__(self, "states", states)


@dataclass(frozen=True, slots=True)
class PolicyBy:
    """A choice of policy by the value of one of the subject's attributes."""

    attribute: str
    codes: Mapping[str, str]
    otherwise: str

    def __call__(self, subject: Any) -> str:
        return self.codes.get(str(getattr(subject, self.attribute)), self.otherwise)


@dataclass(frozen=True, slots=True)
class Transition:
    """One declared change, as data."""

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    label: Any
    allow: frozenset[str]
    guards: tuple[Guard, ...]
    inputs: Mapping[str, forms.Field]
    hidden: bool
    confirmed: bool = False

    def cleaned(self, data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """The inputs as a form of theirs takes them, and what is wrong with the others."""
        taken, wrong = dict[str, Any](), dict[str, list[str]]()
        for name, given in self.inputs.items():
            try:
                taken[name] = given.clean(given.widget.value_from_datadict(data, {}, name))
                if isinstance(taken[name], datetime):
                    taken[name].astimezone(UTC)
            except ValidationError as error:
                wrong[name] = error.messages
            except OverflowError:
                wrong[name] = [str(TOO_FAR)]
        return taken, wrong


@dataclass(frozen=True, slots=True)
class DeadlineSpec:
    """What one party owes while the subject is in `states`.

    `awaits` is a role name, or "system" where nothing but the policy's transition is awaited;
    `policy` an escalation policy's code (`name` if left out); `anchor` is "entry" (the moment of
    arming) or an attribute of the subject holding an aware datetime.
    Transitions in `answered_by` close it as met; those in `renewed_by` also arm a fresh one; those
    in `met_on_leaving` mean met once they lead out of `states`. Without `armed_by` it is armed on
    entering `states`, else only by those transitions; a moved anchor arms it anew. Without `duty`
    it only rings: its end says nothing about anybody's lateness.
    """

    name: str
    states: Collection[str]
    awaits: str
    policy: str | PolicyBy = ""
    anchor: str = "entry"
    answered_by: Set[str] = frozenset()
    renewed_by: Set[str] = frozenset()
    met_on_leaving: Set[str] = frozenset()
    armed_by: Set[str] | None = None
    duty: bool = True

    @property
    def policy_codes(self) -> frozenset[str]:
        """Every policy this deadline may be armed with."""
        if isinstance(self.policy, str):
            return frozenset({self.policy or self.name})
        return frozenset({*self.policy.codes.values(), self.policy.otherwise})

    def policy_code(self, subject: Any) -> str:
        if isinstance(self.policy, str):
            return self.policy or self.name
        return self.policy(subject)

    def anchor_at(self, subject: Any, now: datetime) -> datetime:
        return now if self.anchor == "entry" else getattr(subject, self.anchor)


def transition(
    source: str | Collection[str],
    target: str | Either,
    label: Any,
    *,
    allow: Collection[str],
    guards: Sequence[Guard] = (),
    inputs: Mapping[str, forms.Field] | None = None,
    hidden: bool = False,
    confirmed: bool = False,
) -> Callable[[Method], Method]:
    """Declare a transition. `allow` names relations of the machine, or "system"; nobody else may.

    `hidden` marks changes made only as part of another act: never offered, refused by themselves.
    `confirmed` marks a signature: every way in asks for the person's password once more.
    """
    sources = (source,) if isinstance(source, str) else tuple(source)
    targets = target.states if isinstance(target, Either) else (target,)

    def wrap(method: Method) -> Method:
        declared = Transition(
            method.__name__,
            tuple(map(str, sources)),
            tuple(map(str, targets)),
            label,
            frozenset(allow),
            tuple(guards),
            dict(inputs or {}),
            hidden,
            confirmed,
        )
        fsm_target = django_fsm.RETURN_VALUE(*targets) if isinstance(target, Either) else target
        mark: Callable[[Method], Method] = django_fsm.transition(
            field="state",
            source=list(sources),
            target=fsm_target,
            custom={"declared": declared},
        )
        return mark(method)

    return wrap


class Machine(models.Model):
    """A subject of the engine. Only `workflows.writer` stores its state, version and chain head.

    Of class C (`disclosure`) no policy may tell the roles named in `superiors`.
    The engine also tells each subject it reads `as_of` (the `now` it works with) and, before a
    change, `acting_roles` (what the actor is to it).
    """

    kind: ClassVar[str]
    State: ClassVar[type[models.TextChoices]]
    final: ClassVar[frozenset[str]]
    relations: ClassVar[Mapping[str, Relation]]
    roles: ClassVar[frozenset[str]]
    deadlines: ClassVar[tuple[DeadlineSpec, ...]] = ()
    disclosure: ClassVar[str] = "A"
    superiors: ClassVar[frozenset[str]] = frozenset()
    related: ClassVar[tuple[str, ...]] = ()
    constraint_refusals: ClassVar[Mapping[str, Any]] = {}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.CharField(max_length=64, blank=True, editable=False)

    state: Any
    as_of: datetime
    acting_roles: frozenset[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Save an existing row without the engine's columns; a stale copy cannot undo a change."""
        if self._state.adding:
            raise TypeError("A subject begins through workflows.engine.begin.")
        fields = options.get("update_fields")
        if fields is None:
            fields = {item.name for item in self._meta.concrete_fields if not item.primary_key}
        options["update_fields"] = set(fields) - ENGINE_COLUMNS
        super().save(*args, **options)

    def awaited(self, role: str) -> Sequence[Any]:
        """The users that stand behind a role name right now; empty when nobody does."""
        raise NotImplementedError

    def calendar_of(self, role: str) -> Any:
        """The `Calendar` by which that party's deadlines run."""
        raise NotImplementedError

    def policy_scopes(self) -> Sequence[str]:
        """Scopes whose policies override the shipped ones, the nearest first."""
        return ()

    def label(self) -> str:
        return f"{self._meta.verbose_name} {self.uid}"

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        self.__dict__["_loading_state"] = True
        try:
            super().refresh_from_db(*args, **options)
        finally:
            self.__dict__.pop("_loading_state", None)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        super().clean_fields(exclude=set(exclude or ()) | ENGINE_COLUMNS)

    @classmethod
    def transitions(cls) -> dict[str, Transition]:
        """Every declared transition by name, in the order of the machine's file."""
        return _declared(cls)

    @classmethod
    def first_state(cls) -> str:
        state = next(item for item in cls._meta.concrete_fields if item.name == "state")
        return str(state.get_default())

    @classmethod
    def is_open(cls, state: str) -> bool:
        return state not in cls.final


_declarations: dict[type, dict[str, Transition]] = {}


def _declared(machine: type[Machine]) -> dict[str, Transition]:
    if machine not in _declarations:
        found: dict[str, Transition] = {}
        for parent in reversed(machine.__mro__):
            for name, member in vars(parent).items():
                meta = getattr(member, "_django_fsm", None)
                if meta is not None:
                    found[name] = next(iter(meta.transitions.values())).custom["declared"]
        _declarations[machine] = found
    return _declarations[machine]


@dataclass(frozen=True, slots=True)
class Party:
    """Who stands behind a role, and the calendar that counts for them."""

    users: tuple[Any, ...]
    calendar: Any = field(repr=False)

    @property
    def single(self) -> Any:
        return self.users[0] if len(self.users) == 1 else None


def party(subject: Machine, role: str) -> Party:
    return Party(tuple(subject.awaited(role)), subject.calendar_of(role))
