"""From a role of a subject to people, in plain Python: whom it awaits, who is to be told of it."""

from dataclasses import dataclass

SUPERIORS = {
    "superior_of_practitioner": "practitioner",
    "superior_of_mentee": "mentee",
    "superior_of_unsigned": "unsigned",
    "superior_of_appraiser": "appraiser",
}
SERVICE = ("coordinator", "head")
WALLED = ("counselling_case", "data_request", "breach", "break_glass")
LEVELS = 6
PAIR = ("mentee", "practitioner")


@dataclass(frozen=True)
class Found:
    """Somebody to be told in a role: as the superior of `over`, sought and found over `below`."""

    who: int
    role: str
    over: int | None = None
    below: int | None = None


@dataclass(frozen=True)
class Lost:
    """A search that reached nobody."""

    role: str
    over: int | None = None


def there(*people):
    return [who for who in people if who is not None]


def parties(fields):
    """Who of a subject never hears of the lateness of the other."""
    if fields["kind"] == "performance_counselling":
        return there(fields["client"], fields["counsellor"])
    if fields["kind"] not in ("relationship", "session"):
        return []
    guides = [fields.get(n) for n in ("practitioner", "offered_to", "previous_practitioner")]
    return there(fields["mentee"], next(iter(there(*guides)), None))


MARKS = {"unsigned": "signed", "unreflected": "reflected", "unconfirmed": "confirmed"}
FIELDS = {"former_practitioner": "previous_practitioner", "offered_practitioner": "offered_to"}


def people_in(people, fields, role):
    """Those who hold a role by the subject itself."""
    if fields["kind"] == "counselling_case":
        return _of_case(people, fields, role)
    if fields["kind"] == "data_request":
        return _of_data(people, fields, role)
    if fields["kind"] in ("breach", "break_glass"):
        held = _of_breach if fields["kind"] == "breach" else _of_glass
        return held(people, fields, role)
    if fields["kind"] == "correction" and role == "reporter":
        return [fields["superior"]]
    if fields["kind"] == "performance_counselling" and role == "unsigned":
        return _to_sign(fields)
    if role in ("invited", "proposer"):
        pair = (fields["mentee"], fields["practitioner"])
        return [who for who in pair if (who == fields["proposed_by"]) == (role == "proposer")]
    if role in MARKS:
        sides = [side for side in PAIR if fields[f"{side}_{MARKS[role]}_at"] is None]
        return there(*[fields[side] for side in sides])
    return there(fields.get(FIELDS.get(role, role)))


def _to_sign(fields):
    """Its author until it is written, then whoever has not signed."""
    if fields["state"] != "written":
        return there(fields["counsellor"])
    sides = [side for side in ("client", "counsellor") if fields[f"{side}_signed_at"] is None]
    return there(*[fields[side] for side in sides])


def _of_data(people, fields, role):
    asks, home = fields["person"], fields["home"]
    match role:
        case "requester":
            return [asks]
        case "head":
            return people.in_office("head", home)
        case "dpo":
            officers = people.in_office("dpo", home)
            if not officers or asks in officers:
                officers = people.in_office("head", home)
            return [who for who in officers if who != asks]
    return []


def _of_breach(people, fields, role):
    match role:
        case "finder":
            return [fields["finder"]]
        case "affected":
            return fields["being_told"]
        case "head":
            return people.in_office("head", fields["home"])
        case "dpo":
            home = fields["home"]
            return people.in_office("dpo", home) or people.in_office("head", home)
    return []


def _of_glass(people, fields, role):
    """Nobody approves their own, and nobody over the person it is about has to do with it."""
    asks, about, home = fields["asked_by"], fields["person"], fields["home"]
    day = people.office_day()
    out = {
        asks,
        about,
        *(li.superior for li in people.lines if li.person == about and li.holds(day)),
    }
    able = {
        office: [who for who in people.in_office(office, home) if who not in out]
        for office in ("emergency_officer", "dpo", "head")
    }
    match role:
        case "opener":
            return [asks]
        case "client":
            return [about] if fields["tells_client"] else []
        case "second":
            return list(dict.fromkeys(who for office in able.values() for who in office))
        case "dpo":
            return able["dpo"] or able["head"]
    return []


def _of_case(people, fields, role):
    match role:
        case "client":
            return [fields["client"]]
        case "counsellor":
            return there(fields["counsellor"])
        case "on_duty" if fields["counsellor"] is not None:
            return _in_charge(people, fields)
        case "on_duty" | "intake" | "counselling_coordinator" | "counselling_deputy" | "head":
            if fields["route"] == "pool":
                return _in_charge(people, fields) or _pool(people, fields)
            first = role in ("on_duty", "intake")
            return _counselling_office(people, fields, "counselling_coordinator" if first else role)
    return []


def _in_charge(people, fields):
    held = fields["counsellor"]
    return [] if held is None else [held, *_standing_by(people, fields)]


def _pool(people, fields):
    """Nobody who does not see it, though all of them are away."""
    able = people.in_office("counsellor", fields["home"])
    sees = [who for who in able if who not in {fields["client"], *fields["out"]}]
    return _free(people, fields, able) or sees or [fields["client"]]


def _standing_by(people, fields):
    """Whom the client has named, while the counsellor is away."""
    if not people.is_away(fields["counsellor"], people.office_day()):
        return []
    return _free(people, fields, there(fields["substitute"]))


def _counselling_office(people, fields, role):
    """Whoever is free there, else in the office that stands in for it."""
    order = ["counselling_coordinator", "counselling_deputy", "head"]
    for office in order[order.index(role) :]:
        if free := _free_in(people, fields, office):
            return free
    return []


def _free_in(people, fields, office):
    home = fields["home"]
    if office == "counselling_deputy":
        answers, deputy = people.rosters[home]
        return _free(people, fields, [deputy]) or _free(people, fields, [answers])
    return _free(people, fields, people.in_office(office, home))


def _free(people, fields, able):
    out, day = {fields["client"], *fields["out"]}, people.office_day()
    return [who for who in able if who not in out and not people.is_away(who, day)]


def awaited(people, fields, role):
    """Of whom something is awaited: offices whole, whoever is away included."""
    if role in SERVICE and fields["kind"] not in WALLED:
        return people.in_office(role, fields["home"], fields["programme"])
    return people_in(people, fields, role)


def office_of(people, fields, role):
    """The calendar by which that is reckoned."""
    if fields["kind"] in WALLED or role in SERVICE:
        return people.offices[fields["home"]]
    held = people_in(people, fields, role)
    return people.who[held[0]].office if held else people.offices[fields["home"]]


def told(people, fields, role, barred=frozenset()):
    """Whom a step or a change tells in a role; `barred` must not hear of it."""
    walled = fields["kind"] in WALLED
    if role in SERVICE and not walled:
        return _of_service(people, fields, role, barred)
    if role in SUPERIORS and not walled:
        below = people_in(people, fields, SUPERIORS[role])
        return [superior(people, role, who, barred) for who in below]
    return [Found(who, role) for who in people_in(people, fields, role) if who not in barred]


def _of_service(people, fields, role, barred):
    for office in dict.fromkeys((role, "head")):
        found = []
        for who in people.in_office(office, fields["home"], fields["programme"]):
            if not people.is_away(who) and who not in barred:
                found.append(Found(who, role))
            else:
                acting = [deputy for deputy in people.deputies(who) if deputy not in barred]
                found += [Found(deputy, role) for deputy in acting]
        if found:
            return found
    return [Lost(role)]


def superior(people, role, over, barred):
    """Upwards, past who is away without a deputy, concerned, or says that they are not it."""
    at, passed = over, set()
    for _level in range(LEVELS):
        place = people.over(at)
        if place is None or place[0] in passed or people.is_too_high(*place):
            break
        holder, able = place[0], []
        if (at, holder) not in people.disputes:
            able = people.deputies(holder) if people.is_away(holder) else [holder]
            able = [who for who in able if who not in barred and (at, who) not in people.disputes]
        if able:
            return Found(able[0], role, over, at)
        passed.add(holder)
        at = holder
    return Lost(role, over)
