"""Which version of an escalation policy counts for a subject, and publishing new ones."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from workflows import policy_files
from workflows.models import EscalationPolicy, EscalationPolicyVersion, EscalationStep
from workflows.policy import Policy

Name = tuple[str, str, str, int]  # scope, code, digest, number in the database

_seen: dict[Name, EscalationPolicyVersion] = {}


class Book:
    """The newest version of each policy for the length of one act.

    Which versions count is read once for each line of scopes; what a version says never changes,
    so versions seen before stay in memory.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], dict[str, EscalationPolicyVersion]] = {}

    def current(
        self, codes: Collection[str], scopes: Sequence[str] = ()
    ) -> dict[str, EscalationPolicyVersion]:
        """The versions per code, from the nearest scope that has one.

        Raises LookupError naming the codes that no scope has (run `load_defaults`).
        """
        line = (*scopes, "")
        if line not in self._found:
            self._found[line] = _newest(line)
        found = self._found[line]
        if missing := set(codes) - set(found):
            raise LookupError(
                f"No escalation policy {sorted(missing)}; run manage.py load_defaults."
            )
        return {code: found[code] for code in codes}


def _newest(line: Sequence[str]) -> dict[str, EscalationPolicyVersion]:
    """By code; two statements while there is a version not seen before, else one."""
    nearness = {scope: place for place, scope in enumerate(line)}
    newer = EscalationPolicyVersion.objects.filter(
        policy=OuterRef("policy"), number__gt=OuterRef("number")
    )
    rows = EscalationPolicyVersion.objects.filter(~Exists(newer), policy__scope__in=nearness)
    told = set(rows.values_list("policy__scope", "policy__code", "digest", "pk"))
    _read(told)
    return {name[1]: _seen[name] for name in sorted(told, key=lambda name: -nearness[name[0]])}


def _read(told: set[Name]) -> None:
    """A number may come back for something else after a rollback, never with the same words."""
    unseen = {name[-1]: name for name in told - _seen.keys()}
    if unseen:
        rows = EscalationPolicyVersion.objects.filter(pk__in=unseen).select_related("policy")
        _seen.update({unseen[row.pk]: row for row in rows})


def publish(policy: Policy, *, now: datetime, scope: str = "") -> EscalationPolicyVersion | None:
    """Store a policy as the next version of its code; None if its content is already current."""
    digest = policy_files.content_digest(policy)
    with transaction.atomic():
        owner, _created = EscalationPolicy.objects.get_or_create(code=policy.code, scope=scope)
        newest = owner.versions.order_by("-number").first()
        if newest is not None and newest.digest == digest:
            return None
        version = EscalationPolicyVersion.objects.create(
            policy=owner,
            number=newest.number + 1 if newest else 1,
            content=policy_files.to_json(policy),
            digest=digest,
            source_label=policy.source_label,
            published_at=now,
        )
        EscalationStep.objects.bulk_create(_step_rows(version))
    return version


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
