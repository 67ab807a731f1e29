"""Which version of an escalation policy counts for a subject, and publishing new ones."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from workflows import policy_files
from workflows.models import EscalationPolicy, EscalationPolicyVersion, EscalationStep
from workflows.policy import Policy


def current(
    codes: Collection[str], scopes: Sequence[str] = ()
) -> dict[str, EscalationPolicyVersion]:
    """The newest version per code, from the nearest scope that has one; one statement.

    Raises LookupError naming the codes that no scope has (run `load_defaults`).
    """
    nearness = {scope: place for place, scope in enumerate([*scopes, ""])}
    rows = EscalationPolicyVersion.objects.filter(
        policy__code__in=codes, policy__scope__in=nearness
    ).select_related("policy")
    found: dict[str, EscalationPolicyVersion] = {}
    for row in sorted(rows, key=lambda row: (-nearness[row.policy.scope], row.number)):
        found[row.policy.code] = row
    if missing := set(codes) - set(found):
        raise LookupError(f"No escalation policy {sorted(missing)}; run manage.py load_defaults.")
    return found


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
