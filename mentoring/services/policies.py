"""Publishing an escalation policy for an organisation or a programme, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from mentoring.queries import policies as queries
from mentoring.queries.policies import Place
from mentoring.services import journal
from mentoring.services.journal import What
from workflows import checks, policies, policy_files, steady_order
from workflows.models import EscalationPolicyVersion
from workflows.policy import Fault, Policy


class Unfit(Exception):
    """A policy that was not published; `faults` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


def check(policy: Policy) -> Sequence[Fault]:
    """What keeps a policy from being published; LookupError if no deadline is of its code."""
    found = queries.clock(policy.code)
    if found is None:
        raise LookupError(policy.code)
    return checks.unfit(found.machine, policy) or steady_order.faults(policy)


def publish(
    place: Place, policy: Policy, *, by: User, now: datetime, expected: str | None = None
) -> EscalationPolicyVersion | None:
    """A new version for the items that begin at this place; None if it would change nothing.

    What is open keeps its version. Raises Unfit, and Conflict if `expected` (the `policies.tag` of
    the newest version here) has been overtaken.
    """
    if faults := check(policy):
        raise Unfit(faults)
    current = queries.in_force(place).get(policy.code)
    if current is not None and same(policy, current.value):
        return None
    with transaction.atomic():
        made = policies.publish(policy, now=now, scope=place.scope, by=by, expected=expected)
        _enter(place, What.POLICY_PUBLISHED, made, policy.code, by, now)
    return made


def _enter(
    place: Place,
    what: What,
    made: EscalationPolicyVersion | None,
    code: str,
    by: User,
    now: datetime,
) -> None:
    if made is None:
        return
    home = place.row if place.kind == queries.ORGANISATION else place.row.organisation
    facts = {"scope": place.scope, "version": made.number, "digest": made.digest}
    journal.enter(home, what, about=code, by=by, now=now, **facts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one policy of a file: published, unchanged, or unfit with its faults."""

    policy: Policy
    published: bool = False
    faults: Sequence[Fault] = ()


@transaction.atomic
def bring(
    place: Place, found: Sequence[Policy], *, by: User | None, now: datetime
) -> Sequence[Verdict]:
    """Publish the policies of a file for a place, all or none; without `by` only say what would be.

    LookupError names a code that the place has no deadline for.
    """
    codes = {one.code for one in queries.clocks(place)}
    if unknown := sorted({policy.code for policy in found} - codes):
        raise LookupError(", ".join(unknown))
    current = queries.in_force(place)
    verdicts = [
        Verdict(policy, not same(policy, current[policy.code].value), check(policy))
        for policy in found
    ]
    if by is not None and not any(one.faults for one in verdicts):
        for one in verdicts:
            publish(place, one.policy, by=by, now=now)
    return verdicts


def withdraw(
    place: Place, code: str, *, by: User, now: datetime, expected: str | None = None
) -> EscalationPolicyVersion | None:
    """Let what is set further out count here again; None if nothing is set here."""
    with transaction.atomic():
        made = policies.withdraw(code, scope=place.scope, by=by, now=now, expected=expected)
        _enter(place, What.POLICY_WITHDRAWN, made, code, by, now)
    return made


def tried(policy: Policy) -> str:
    """What shows that a dry run was of this very policy, for whatever reason it is set."""
    return policy_files.content_digest(replace(policy, source_label=""))


def same(policy: Policy, other: Policy) -> bool:
    """Whether they do the same, for whatever reason."""
    return replace(policy, source_label=other.source_label) == other
