"""Which version of an escalation policy counts for a subject, and publishing new ones."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from workflows import policy_files
from workflows.errors import Conflict
from workflows.models import (
    EngineState,
    EscalationPolicy,
    EscalationPolicyVersion,
    EscalationStep,
)
from workflows.policy import Policy

Name = tuple[str, str, str, int]  # scope, code, digest, number in the database

CHANGED_MEANWHILE = _("Somebody else has changed this meanwhile. Nothing was published.")

Line = tuple[str, ...]

_seen: dict[Name, EscalationPolicyVersion] = {}
_lines: dict[Line, tuple[UUID, dict[str, EscalationPolicyVersion]]] = {}


class Book:
    """The newest version of each policy for the length of one act.

    Which versions count is read once for each line of scopes, and kept in memory for as long as
    `edition` (`EngineState.policies`, read with the subject) stays the same. What a version says
    never changes, so versions seen before stay in memory anyway.
    """

    def __init__(self) -> None:
        self.edition: UUID | None = None
        self._found: dict[Line, dict[str, EscalationPolicyVersion]] = {}

    def current(
        self, codes: Collection[str], scopes: Sequence[str] = ()
    ) -> dict[str, EscalationPolicyVersion]:
        """The versions per code, from the nearest scope that has one.

        Raises LookupError naming the codes that no scope has (run `load_defaults`).
        """
        line = (*scopes, "")
        if line not in self._found:
            self._found[line] = self._remembered(line) or _newest(line)
            if self.edition:
                _lines[line] = self.edition, self._found[line]
        found = self._found[line]
        if missing := set(codes) - set(found):
            raise LookupError(
                f"No escalation policy {sorted(missing)}; run manage.py load_defaults."
            )
        return {code: found[code] for code in codes}

    def _remembered(self, line: Line) -> dict[str, EscalationPolicyVersion] | None:
        edition, found = _lines.get(line, (None, None))
        return found if edition is not None and edition == self.edition else None


def _newest(line: Sequence[str]) -> dict[str, EscalationPolicyVersion]:
    """By code; two statements while there is a version not seen before, else one."""
    nearness = {scope: place for place, scope in enumerate(line)}
    told = set(_counting(line).values_list("policy__scope", "policy__code", "digest", "pk"))
    _read(told)
    return {name[1]: _seen[name] for name in sorted(told, key=lambda name: -nearness[name[0]])}


def in_force(scopes: Sequence[str]) -> dict[str, EscalationPolicyVersion]:
    """The versions that count for these scopes by code, read afresh in one statement."""
    line = (*scopes, "")
    rows = _counting(line).select_related("policy").order_by("pk")
    return {row.policy.code: row for row in sorted(rows, key=lambda r: -line.index(r.policy.scope))}


def _counting(line: Sequence[str]) -> QuerySet[EscalationPolicyVersion]:
    """The newest version of each policy of these scopes, unless it is a withdrawal."""
    newer = EscalationPolicyVersion.objects.filter(
        policy=OuterRef("policy"), number__gt=OuterRef("number")
    )
    rows = EscalationPolicyVersion.objects.filter(~Exists(newer), policy__scope__in=line)
    return rows.filter(withdrawal=False)


def _read(told: set[Name]) -> None:
    """A number may come back for something else after a rollback, never with the same words."""
    unseen = {name[-1]: name for name in told - _seen.keys()}
    if unseen:
        rows = EscalationPolicyVersion.objects.filter(pk__in=unseen).select_related("policy")
        _seen.update({unseen[row.pk]: row for row in rows})


def publish(
    policy: Policy, *, now: datetime, scope: str = "", by: Any = None, expected: str | None = None
) -> EscalationPolicyVersion | None:
    """Store a policy as the next version of its code; None if its content is already current.

    `expected` is the `tag` of what was looked at; Conflict if there is a newer version by now.
    """
    digest = policy_files.content_digest(policy)
    with transaction.atomic():
        owner, newest = _owner(policy.code, scope, expected)
        if newest is not None and newest.digest == digest:
            return None
        version = EscalationPolicyVersion.objects.create(
            policy=owner,
            number=newest.number + 1 if newest else 1,
            content=policy_files.to_json(policy),
            digest=digest,
            source_label=policy.source_label,
            published_at=now,
            published_by=by,
        )
        EscalationStep.objects.bulk_create(_step_rows(version))
        changed()
    return version


def unsaved(policy: Policy) -> EscalationPolicyVersion:
    """A version that is only looked at, as if it had been published."""
    return EscalationPolicyVersion(
        content=policy_files.to_json(policy), digest=policy_files.content_digest(policy)
    )


def withdraw(
    code: str, *, now: datetime, scope: str, by: Any, expected: str | None = None
) -> EscalationPolicyVersion | None:
    """Let the next scope outwards count again; None if nothing of this scope counts already.

    What is open keeps the version it was armed with.
    """
    with transaction.atomic():
        owner, newest = _owner(code, scope, expected)
        if newest is None or newest.withdrawal:
            return None
        changed()
        return EscalationPolicyVersion.objects.create(
            policy=owner,
            number=newest.number + 1,
            content={},
            digest="",
            source_label="",
            withdrawal=True,
            published_at=now,
            published_by=by,
        )


def _owner(
    code: str, scope: str, expected: str | None
) -> tuple[EscalationPolicy, EscalationPolicyVersion | None]:
    """The locked policy of a scope with its newest version."""
    made, _created = EscalationPolicy.objects.get_or_create(code=code, scope=scope)
    owner = EscalationPolicy.objects.select_for_update().get(pk=made.pk)
    newest = owner.versions.order_by("-number").first()
    if expected is not None and expected != tag(newest):
        raise Conflict(CHANGED_MEANWHILE, newest)
    return owner, newest


def tag(newest: EscalationPolicyVersion | None) -> str:
    """What a form remembers of the newest version of a scope, to notice another one meanwhile."""
    return str(newest.number) if newest is not None else "0"


def changed() -> None:
    """Say that other versions may count from now on; for whoever stores or withdraws one."""
    EngineState.objects.update_or_create(pk=1, defaults={"policies": uuid4()})


def _step_rows(version: EscalationPolicyVersion) -> list[EscalationStep]:
    return [
        EscalationStep(
            version=version,
            number=number,
            action=step.action,
            audience=list(step.audience),
            offset={
                "amount": step.offset.amount,
                "unit": step.offset.unit,
                "base": step.offset.base,
            },
        )
        for number, step in enumerate(version.value.steps, start=1)
    ]
