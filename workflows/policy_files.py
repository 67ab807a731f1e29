"""Policies as people edit and the database stores them: one shape for YAML file and JSON."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from workflows import policy as policies
from workflows import strict_yaml
from workflows.policy import (
    Action,
    Base,
    ClockKind,
    Misfire,
    Offset,
    Policy,
    Step,
    Unit,
    shape_faults,
)
from workflows.strict_yaml import Fault, FileFaults

POLICY_KEYS = ("code", "source_label", "clock", "allowance", "steps")
OPTIONAL_KEYS = ("ends_quietly", "acknowledged")
STEP_KEYS = ("audience", "transition", "every", "times", "misfire")


def read(path: Path) -> tuple[Policy, ...]:
    """The policies of a file; FileFaults lists everything wrong in it.

    Role and transition names are the machine's business: hand each policy to `policy.faults`.
    """
    return parse(strict_yaml.read_text(path), source=path.name)


def parse(text: str, *, source: str) -> tuple[Policy, ...]:
    faults: list[str] = []
    content = strict_yaml.load(text, source=source)
    if not isinstance(content, list):
        raise FileFaults(source, [_("not a list of policies; begin each with - code: <name>")])
    entries = [(value, _where(value, number)) for number, value in enumerate(content, start=1)]
    policies = strict_yaml.collect(_policy, entries, faults)
    faults += [_shape_fault(fault) for policy in policies for fault in shape_faults(policy)]
    faults += _doubles(policies)
    if faults:
        raise FileFaults(source, faults)
    return tuple(policies)


def to_yaml(policies: Iterable[Policy]) -> str:
    """The text of a file; `parse` gives the same policies back."""
    content = [to_json(policy) for policy in policies]
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100))


def to_json(policy: Policy) -> dict[str, object]:
    """The policy as JSON-safe content; `from_json` gives the same policy back."""
    content: dict[str, object] = {
        "code": policy.code,
        "source_label": policy.source_label,
        "clock": policy.clock.value,
        "allowance": _offset_json(policy.allowance),
        "steps": [_step_json(step) for step in policy.steps],
    }
    if policy.acknowledged:
        content["acknowledged"] = _offset_json(policy.acknowledged)
    return content | ({"ends_quietly": policy.ends_quietly} if policy.ends_quietly else {})


def from_json(content: Mapping[str, object]) -> Policy:
    """The policy that `to_json` wrote; Fault if it was written by anything else."""
    return _policy(dict(content), _of(content.get("code", "?")))


def content_digest(policy: Policy) -> str:
    """SHA-256 in hex over the canonical JSON: equal policies have equal digests, on any machine."""
    canonical = json.dumps(to_json(policy), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _where(value: object, number: int) -> str:
    code = value.get("code") if isinstance(value, dict) else None
    return _of(code) if code else _("policy number %(number)s") % {"number": number}


def _of(code: object) -> str:
    return _("policy %(code)s") % {"code": code}


def _step_of(where: str, number: int) -> str:
    return _("%(policy)s, step %(number)s") % {"policy": where, "number": number}


def _shape_fault(fault: policies.Fault) -> str:
    where = _of(fault.policy)
    where = _step_of(where, fault.step) if fault.step else where
    return str(Fault(f"{where}, {fault.key}", _(fault.why.text) % fault.why.given))


def _doubles(policies: list[Policy]) -> list[str]:
    codes = [policy.code for policy in policies]
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    twice = _("stands in this file twice; rename or remove one")
    return [str(Fault(_of(code), twice)) for code in doubled]


def _policy(value: object, where: str) -> Policy:
    keys = strict_yaml.mapping(value, where, required=POLICY_KEYS, optional=OPTIONAL_KEYS)
    quietly, heard = keys.get("ends_quietly"), keys.get("acknowledged")
    steps = enumerate(strict_yaml.items(keys["steps"], f"{where}, steps"), start=1)
    return Policy(
        code=_name(keys["code"], f"{where}, code"),
        clock=strict_yaml.choice(ClockKind, keys["clock"], f"{where}, clock"),
        allowance=_offset(keys["allowance"], f"{where}, allowance"),
        steps=tuple(_step(step, _step_of(where, number)) for number, step in steps),
        source_label=strict_yaml.string(keys["source_label"], f"{where}, source_label"),
        ends_quietly=strict_yaml.string(quietly, f"{where}, ends_quietly") if quietly else "",
        acknowledged=None if heard is None else _offset(heard, f"{where}, acknowledged"),
    )


def _step(value: object, where: str) -> Step:
    keys = strict_yaml.mapping(value, where, required=("at", "action"), optional=STEP_KEYS)
    transition, every = keys.get("transition"), keys.get("every")
    return Step(
        offset=_offset(keys["at"], f"{where}, at"),
        action=strict_yaml.choice(Action, keys["action"], f"{where}, action"),
        audience=_audience(keys.get("audience", []), f"{where}, audience"),
        transition="" if transition is None else _name(transition, f"{where}, transition"),
        repeat_every=None if every is None else _offset(every, f"{where}, every"),
        repeat_times=strict_yaml.whole_number(keys.get("times", 0), f"{where}, times"),
        misfire=strict_yaml.choice(Misfire, keys.get("misfire", Misfire.FIRE), f"{where}, misfire"),
    )


def _offset(value: object, where: str) -> Offset:
    keys = strict_yaml.mapping(value, where, required=(), optional=("from", *Unit))
    base = strict_yaml.choice(Base, keys.pop("from", Base.ANCHOR), f"{where}, from")
    if len(keys) != 1:
        said = _("needs one unit, such as {working_days: 3}; units are %(units)s")
        raise Fault(where, said % {"units": ", ".join(Unit)})
    [(unit, amount)] = keys.items()
    return Offset(strict_yaml.whole_number(amount, f"{where}, {unit}"), Unit(unit), base)


def _audience(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        said = _("%(value)s is one name, not a list; write audience: [%(value)s]")
        raise Fault(where, said % {"value": value})
    return tuple(_name(role, where) for role in strict_yaml.items(value, where))


def _name(value: object, where: str) -> str:
    name = strict_yaml.string(value, where)
    if not (name.isidentifier() and name.islower()):
        said = _("%(name)r is not a name; write small letters, digits and underscores")
        raise Fault(where, said % {"name": name})
    return name


def _step_json(step: Step) -> dict[str, object]:
    content: dict[str, object] = {"at": _offset_json(step.offset), "action": step.action.value}
    if step.audience:
        content["audience"] = list(step.audience)
    if step.transition:
        content["transition"] = step.transition
    if step.repeat_every:
        content |= {"every": _offset_json(step.repeat_every), "times": step.repeat_times}
    if step.misfire is not Misfire.FIRE:
        content["misfire"] = step.misfire.value
    return content


def _offset_json(offset: Offset) -> dict[str, object]:
    content: dict[str, object] = {offset.unit.value: offset.amount}
    return content | ({"from": offset.base.value} if offset.base is Base.DUE else {})
