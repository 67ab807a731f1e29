"""What people of an agency do at random: begin something, take a step in it, be away, object."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring.machines.break_glass_codes import Opened, OpeningGround, Silence
from mentoring.machines.data_request_codes import DataRight
from mentoring.models import ConsentText, Matter, Person
from mentoring.services import (
    absence,
    breaches,
    break_glass,
    correction,
    data_requests,
    extending,
    matters,
    performance,
)
from mentoring.services import counselling_case as cases
from mentoring.services import relationship as relationships
from mentoring.services import session as sessions
from mentoring.services.counselling_case import Request
from mentoring.vocabulary import SUPERIORS, Concern
from notifications.models import Notice
from tests.model.agencies import roles
from tests.model.agencies.places import guides_of, mentees_of, programmes_of
from workflows import engine
from workflows.errors import Refused
from workflows.models import Deadline
from workflows.registry import machine

NEGLECTED = 0.04
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SENTENCE = "Perlu lebih teratur dalam menyerahkan laporan bulanan (contoh)"
# Beside the way a process is meant to go; seldom taken, else no life lasts.
BESIDE = frozenset(
    {"paused", "closing", "rematch", "waiting", "emergency"}
    | {"referred", "referral_asked", "handing_over"}
)
KINDS = {
    "relationship": 5,
    "session": 6,
    "data_request": 2,
    "breach": 1,
    "performance_counselling": 2,
    "counselling_case": 2,
    "matter": 2,
    "break_glass": 1,
}


class Deeds:
    """Of everybody in all agencies; `world` says in which state things are, and whose they are."""

    def __init__(self, chance, world, homes):
        self.chance, self.world = chance, world
        rows = Person.objects.select_related("user", "organisation", "unit__calendar")
        self.persons = {one.user_id: one for one in rows.order_by("pk")}
        self.mentees = {home: mentees_of(home) for home in homes}
        self.courses = {home: programmes_of(home) for home in homes}
        self.guides = {home: guides_of(home) for home in homes}

    # Something begins

    def begin(self, now, kind=""):
        """Something of a kind, or of any; nothing where it is refused or not to be had."""
        home = self.chance.choice(list(self.courses))
        kind = kind or self.chance.choices(list(KINDS), list(KINDS.values()))[0]
        getattr(self, f"_{kind}")(home, now)

    def _relationship(self, home, now):
        who, course = self._anybody(home), self.chance.choice(self.courses[home])
        sent = self.chance.random() < 0.9
        relationships.ask(course, who, "Belajar (contoh)", by=who.user, now=now, submit=sent)

    @transaction.atomic
    def _session(self, home, now):
        active = [item for item in self._open("relationship", home) if item.state == "active"]
        pair = self._subject(self.chance.choice(active)) if active else self._pair(home, now)
        who = self.chance.choice([pair.mentee, pair.practitioner.person])
        starts = self._ahead(now)
        sessions.propose(pair, starts, starts + HOUR, by=who.user, now=now)

    def _pair(self, home, now):
        """Two who have come together in one go."""
        who, course = self._anybody(home), self.courses[home][0]
        guide = self.chance.choice(self._guides(home, course.discipline))
        [office] = self.world.people.in_office("coordinator", home)
        made = relationships.ask(course, who, "Belajar", by=who.user, now=now, submit=True)
        for name, by, data in (
            ("offer", self.persons[office].user, {"practitioner": guide.uid}),
            ("accept", guide.person.user, {}),
            ("sign", who.user, {}),
            ("sign", guide.person.user, {}),
        ):
            made = engine.perform(made, name, by=by, now=now, data=data)
        return made

    def _guides(self, home, discipline):
        return [guide for guide in self.guides[home] if guide.discipline == discipline]

    def _data_request(self, home, now):
        who, wants = self._anybody(home), self.chance.choice(list(DataRight))
        data_requests.ask(who, wants, "Mohon (contoh)", by=who.user, now=now)

    def _breach(self, home, now):
        who = self._anybody(home)
        breaches.report(who.organisation, "Berkas (contoh)", by=who.user, now=now)

    def _performance_counselling(self, home, now):
        who = self._anybody(home)
        over = self.world.people.over(who.user_id)
        itself = self.chance.random() < 0.2
        by = self.persons[over[0]].user
        performance.propose(who, SENTENCE, by=by, now=now, oneself=itself)

    def _counselling_case(self, home, now):
        who = self._anybody(home)
        route = self.chance.choice(["coordinator", "coordinator", "pool"])
        cases.ask(who, Request("work", "Bicara (contoh)", route), by=who.user, now=now)

    def _break_glass(self, home, now):
        [opener] = self.world.people.in_office("emergency_officer", home)
        silence = self.chance.choice([None, Silence.DANGER])
        opens, by = self.chance.choice(list(Opened)), self.persons[opener].user
        asked = self._anybody(home), opens, OpeningGround.LIFE, SENTENCE
        break_glass.ask(*asked, silence=silence, by=by, now=now)

    @transaction.atomic
    def _matter(self, home, now):
        item = self.chance.choice([*self._open("relationship", home)] or [None])
        pair = self._subject(item) if item and item.fields["practitioner"] else None
        who = pair.mentee if pair else self._anybody(home)
        since = self.world.people.office_day()
        draft = Matter(
            organisation=who.organisation,
            programme=pair.programme if pair else None,
            concern=Concern.LEAVES if pair else Concern.STAFF_STAY,
            person=who,
            pair=pair,
            since=since,
        )
        matters.begin([draft], now=now)

    def object(self, now):
        """Somebody who was told as a superior says "not my staff"."""
        told = [
            (clock, found.who)
            for clock, found, _over in self.world.escalated
            if found.role in SUPERIORS and not clock.closed
        ]
        if not told:
            return
        clock, who = self.chance.choice(told)
        subject = self._subject(clock.item)
        row = Deadline.objects.open().of(subject.kind, subject.pk).get(name=clock.spec.name)
        notices = Notice.objects.filter(
            cause__startswith=f"deadline:{row.uid}:", recipient=who, not_sent=""
        )
        notice = notices.filter(facts__role__in=list(SUPERIORS)).order_by("created_at").last()
        correction.report(notice, by=self.persons[who].user, now=now)

    def _anybody(self, home):
        return self.chance.choice(self.mentees[home])

    def _ahead(self, now):
        day = now.astimezone(ZoneInfo("Asia/Jakarta")) + self.chance.randrange(1, 15) * DAY
        return day.replace(hour=self.chance.randrange(8, 15), minute=0).astimezone(now.tzinfo)

    def _open(self, kind, home):
        items = [item for item in self.world.items if item.machine.kind == kind]
        return [item for item in items if item.fields["home"] == home and not _is_over(item)]

    def _subject(self, item):
        kind, pk = self.keys[item.number]
        model = machine(kind)
        return model._base_manager.select_related(*model.related).get(pk=pk)

    @property
    def keys(self):
        return {item.number: key for key, item in self.world.by_key.items()}

    # Somebody takes a step in it

    def act(self, now):
        """A step somebody may take in something of late; False if there is none."""
        item = self._something()
        possible = [] if item is None else self._possible(item)
        if not possible:
            return False
        weights = [_weight(item, declared) for declared, _able in possible]
        declared, able = self.chance.choices(possible, weights)[0]
        who = self.persons[self.chance.choice(able)]
        subject = self._subject(item)
        if declared.name in ("sign", "add_statement") and item.fields.get("client") == who.user_id:
            performance.read(subject, by=who.user, now=now)
        data = {name: self._entry(item, name, form, now) for name, form in declared.inputs.items()}
        engine.perform(subject, declared.name, by=who.user, now=now, data=data)
        return True

    def _something(self):
        """Of late, and hardly ever one of those that nobody cares about."""
        recent = [item for item in self.world.items if not _is_over(item)][-80:]
        weights = [NEGLECTED if item.number % 3 == 0 else 1 for item in recent]
        return self.chance.choices(recent, weights)[0] if recent else None

    def _possible(self, item):
        people, found = self.world.people, []
        for declared in machine(item.machine.kind).transitions().values():
            if declared.hidden or item.state not in declared.sources:
                continue
            parties = declared.allow - {"system"}
            able = {w for role in parties for w in roles.awaited(people, item.fields, role)}
            if able:
                found.append((declared, sorted(able)))
        return found

    def _entry(self, item, name, form, now):
        special = getattr(self, f"_a_{name}", None)
        if special is not None:
            return special(item, now)
        match form:
            case forms.ChoiceField():
                return self.chance.choice([code for code, _label in form.choices if code])
            case forms.IntegerField():
                return form.min_value
            case forms.BooleanField():
                return self.chance.random() < 0.3
            case forms.DateTimeField() if item.machine.kind == "breach":
                return now - DAY if name == "since" else now
            case forms.DateTimeField():
                return now + self.chance.randrange(1, 40) * DAY
            case forms.DateField():
                return (now + self.chance.randrange(1, 40) * DAY).date()
        return "contoh"

    def _a_practitioner(self, item, _now):
        able = self._guides(item.fields["home"], item.fields["discipline"])
        return self.chance.choice(able).uid

    def _a_counsellor(self, item, _now):
        case = item.machine.kind == "counselling_case"
        role = "counsellor" if case else "counselling_official"
        pool = self.world.people.in_office(role, item.fields["home"])
        return self.persons[self.chance.choice(pool)].uid

    def _a_text(self, item, _now):
        return ConsentText.objects.in_force(item.fields["home"]).uid

    def _a_who(self, item, _now):
        return self._anybody(item.fields["home"]).name

    def _a_person(self, item, _now):
        untold = self._subject(item).to_be_told()
        return str(self.chance.choice(untold).uid) if untold else "all"

    def _a_superior(self, item, _now):
        if self.chance.random() < 0.3:
            return "unit_head"
        home = item.fields["home"]
        others = [post.holder for post in self.world.people.posts]
        able = [who for who in others if self.world.people.who[who].home == home]
        return str(self.persons[self.chance.choice(able)].uid)

    def _a_valid_from(self, _item, _now):
        return self.world.people.office_day()

    def _a_starts_at(self, _item, now):
        self._starts = self._ahead(now)
        return self._starts

    def _a_ends_at(self, _item, _now):
        return self._starts + HOUR

    # Beside the processes

    def be_away(self, now):
        """Somebody says that they are away: (who, first and last day, the pause); else None."""
        people = self.world.people
        officials = [row.who for row in people.appointed] + [post.holder for post in people.posts]
        who = self.persons[self.chance.choice(self.chance.choice([officials, list(people.who)]))]
        first = people.today(who.user_id) + self.chance.randrange(4) * DAY
        last = first + self.chance.randrange(1, 16) * DAY
        try:
            stated = absence.state_away(who, first, last, by=who.user, now=now)
        except ValidationError:
            return None
        return who.user_id, first, last, stated.pause

    def give_time(self, now):
        """A coordinator gives some deadline more time: (clock, days) if it is given."""
        running = [clock for clock in self.world.open if clock.item.fields["programme"]]
        if not running:
            return None
        clock, days = self.chance.choice(running), self.chance.randrange(1, 8)
        by = self.persons[roles.awaited(self.world.people, clock.item.fields, "coordinator")[0]]
        subject = self._subject(clock.item)
        subject.as_of = now
        try:
            extending.extend(subject, clock.spec.name, days, "workload", by=by.user, now=now)
        except Refused:
            return None
        return clock, days


def _is_over(item):
    return item.state in machine(item.machine.kind).final


def _weight(item, declared):
    """Mostly things go on as they are meant to."""
    model, targets = machine(item.machine.kind), set(declared.targets)
    if targets & (model.final | BESIDE):
        return 2 if item.state in BESIDE or len(targets) > 1 else 0.3
    order = [str(state) for state in model.State]
    return 12 if max(map(order.index, targets)) > order.index(item.state) else 3
