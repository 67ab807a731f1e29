"""Who is what to which row, in plain Python over everything there is: the rules written twice.

The product asks the database by conditions; here every line, office and enrolment is looked at.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from mentoring.models import (
    Absence,
    Appointment,
    Breach,
    BreachPerson,
    BreakGlass,
    Correction,
    CounsellingCase,
    DataRequest,
    Enrolment,
    KeptOut,
    Matter,
    Offer,
    Organisation,
    PerformanceCounselling,
    Relationship,
    ReportingLine,
    Session,
)
from mentoring.rules import office_day
from tests.factories.cast import MONDAY

TODAY = office_day(MONDAY)
MET = {"agreement", "active", "paused", "closing", "closed", "followed_up"}
LOOKING = {"requested", "offered", "rematch"}
OURS = {"relationship", "session", "correction", "matter"} | {
    *("counselling_case", "performance_counselling")
}
UNSENT = {"draft", "expired"}
HELD = {"assigned", "in_service", "waiting", "referral_asked", "referred", "emergency", "closing"}


class Oracle:
    """As the world is when it is made: make a new one after a change."""

    def __init__(self, day: date = TODAY) -> None:
        lines = ReportingLine.objects.filter(kind="atasan_langsung")
        appraising = ReportingLine.objects.filter(kind="penilai_kinerja")
        offices = Appointment.objects.filter(role="coordinator")
        self.lines = [line for line in lines.order_by("pk") if holds(line, day)]
        self.appraised = [line for line in appraising.order_by("pk") if holds(line, day)]
        self.offices = [office for office in offices.order_by("pk") if holds(office, day)]
        heads = Appointment.objects.filter(role="head", programme=None).order_by("pk")
        self.heads = [office for office in heads if holds(office, day)]
        self.enrolments = list(Enrolment.objects.select_related("programme").order_by("pk"))
        self.offers = list(Offer.objects.select_related("relationship").order_by("pk"))
        self.pairs = list(Relationship.objects.select_related("practitioner").order_by("pk"))
        self.corrections = list(Correction.objects.order_by("pk"))
        serving = Appointment.objects.order_by("pk")
        self.serving = [office for office in serving if holds(office, day)]
        self.cases = list(CounsellingCase.objects.order_by("pk"))
        away = Absence.objects.filter(starts_on__lte=day, ends_on__gte=day)
        self.away = set(away.values_list("person", flat=True))
        self.glasses = list(BreakGlass.objects.order_by("pk"))
        self.requests = list(DataRequest.objects.order_by("pk"))
        self.breaches = list(Breach.objects.order_by("pk"))
        self.letters = list(BreachPerson.objects.filter(way="portal").order_by("pk"))
        self.kept_out = list(KeptOut.objects.order_by("pk"))
        self.counsellings = list(PerformanceCounselling.objects.order_by("pk"))
        self.matters = list(Matter.objects.order_by("pk"))
        self.sessions = list(Session.objects.select_related("practitioner").order_by("pk"))

    def relations(self, resource: str, row: Any, user: Any) -> frozenset[str]:
        """What the user is to the row; whoever is not signed in is nothing."""
        if not user.is_authenticated:
            return frozenset()
        asked = getattr(self, f"_{resource}", None)
        assert asked, (
            f"tests/permissions/oracle.py does not know who is what to a {resource}: add a method "
            f"_{resource} that yields (relation, whether it holds) in plain Python"
        )
        person = getattr(user, "person", None)
        return frozenset(name for name, found in asked(row, person, user) if found)

    def _relationship(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        state, office = str(row.state), self._serves(who, row.organisation_id, row.programme_id)
        guide = row.practitioner and row.practitioner.person_id
        yield "mentee", row.mentee_id == pk(who)
        yield "practitioner", bool(guide) and guide == pk(who)
        asked = state == "offered" and row.offered_to.person_id == pk(who)
        yield "offered_practitioner", asked
        yield "coordinator", office and state not in UNSENT
        yield "matching_coordinator", office and state in LOOKING
        yield "called_coordinator", office and row.status in {"attention", "stalled"}
        yield "superior_of_mentee", state in MET and self._over(who, row.mentee_id)
        yield "superior_of_practitioner", state in MET and self._over(who, guide)

    def _session(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        pair, guide = row.relationship, row.practitioner.person_id
        of_pair = pk(who) in {row.mentee_id, guide}
        met = str(pair.state) in MET
        yield "mentee", row.mentee_id == pk(who)
        yield "practitioner", guide == pk(who)
        yield "invited", of_pair and row.proposed_by_id != pk(who)
        yield "proposer", of_pair and row.proposed_by_id == pk(who)
        yield "coordinator", self._serves(who, pair.organisation_id, pair.programme_id)
        yield "superior_of_mentee", met and self._over(who, row.mentee_id)
        yield "superior_of_practitioner", met and self._over(who, guide)

    def _offer(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "mentee", row.relationship.mentee_id == pk(who)
        yield "asked", row.practitioner.person_id == pk(who)
        yield "coordinator", self._sent(row.relationship, who)

    def _agreement(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        pair = row.relationship
        guide = pair.practitioner and pair.practitioner.person_id == pk(who)
        accepted = [
            offer.answered_at
            for offer in self.offers
            if offer.relationship_id == pair.pk
            and offer.rank == pair.offer_rank
            and offer.answer == "accepted"
        ]
        yield "mentee", pair.mentee_id == pk(who)
        yield "practitioner", bool(guide and accepted and accepted[0] <= row.created_at)
        yield "coordinator", self._sent(pair, who)

    def _reflection(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "author", row.author_id == pk(who)

    def _note(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        pair = {row.session.mentee_id, row.session.practitioner.person_id}
        yield "author", row.author_id == pk(who)
        yield "reader", row.kind == "shared" and pk(who) in pair

    def _sealed_note(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        case = next((one for one in self.cases if one.key_id == row.key_id), None)
        asked = next((one for one in self.requests if one.key_id == row.key_id), None)
        failed = next((one for one in self.breaches if one.key_id == row.key_id), None)
        glass = next((one for one in self.glasses if one.key_id == row.key_id), None)
        alone = case is asked is failed is glass is None
        yield "author", alone and row.author_id == user.pk and row.field != "signed_form"
        of_breach = self.relations("breach", failed, user) if failed else frozenset()
        letter = row.field in {"data", "course", "handling", "contact"}
        yield "dpo_of_breach", "dpo" in of_breach
        yield "affected_by_breach", "affected" in of_breach and letter
        of_glass = self.relations("break_glass", glass, user) if glass else frozenset()
        yield "opener_of_glass", "opener" in of_glass
        yield "second_of_glass", "second" in of_glass
        yield "emergency", self._is_let_in(row, who, user)
        of_data = self.relations("data_request", asked, user) if asked else frozenset()
        yield "requester_of_data", "requester" in of_data
        yield "dpo_of_data", "dpo" in of_data
        held = self.relations("counselling_case", case, user) if case else frozenset()
        request, others = {"topic", "wish"}, {"limited_record", "account"}
        field = row.field
        yield "client_of_case", "client" in held and row.shared
        yield "counsellor_of_case", "counsellor" in held
        coordinates = "counselling_coordinator" in held
        yield "coordinator_of_case", coordinates and field in request | others
        yield "intake_of_case", "intake" in held and field in request
        for one in self.counsellings:
            if one.key_id == row.key_id:
                yield from self._parts(one, who)

    def _counselling_case(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        out = {one.person_id for one in self.kept_out if one.case_id == row.pk}
        offices = {
            office.role
            for office in self.serving
            if office.person_id == pk(who) and office.organisation_id == row.organisation_id
        }
        may = pk(who) not in out | {row.client_id}
        coordinates = may and "counselling_coordinator" in offices and row.route == "coordinator"
        counsels = may and "counsellor" in offices and row.route == "pool"
        yield "client", row.client_id == pk(who)
        yield "counsellor", may and row.counsellor_id == pk(who)
        agreed = row.substitute_id == pk(who) != row.counsellor_id and str(row.state) in HELD
        yield "substitute", agreed and may and row.counsellor_id in self.away
        named = not row.name_withheld
        yield "acquainted_counsellor", may and row.counsellor_id == pk(who) and named
        yield "counselling_coordinator", coordinates
        yield "intake", row.counsellor_id is None and (coordinates or counsels)

    def _performance_counselling(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield from self._parts(row, who)
        yield "appraiser", row.appraiser_id == pk(who)
        yield "coordinator", self._serves(who, row.organisation_id)
        enters = pk(who) in self._holders(row, "form_officer") - {row.client_id, row.appraiser_id}
        yield "form_officer", enters and str(row.state) == "written"

    def _parts(self, row: Any, who: Any) -> Iterator[tuple[str, bool]]:
        for part in ("client", "counsellor", "addressee"):
            yield part, getattr(row, f"{part}_id") == pk(who)

    def _breach(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        told = {one.person_id for one in self.letters if one.breach_id == row.pk}
        yield "finder", row.finder_id == user.pk
        yield "affected", pk(who) in told
        yield "dpo", pk(who) in (self._holders(row, "dpo") or self._holders(row, "head"))

    def _holders(self, row: Any, role: str) -> set[int]:
        return {
            office.person_id
            for office in self.serving
            if office.role == role and office.organisation_id == row.organisation_id
        }

    def _data_request(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        holders = {role: self._holders(row, role) for role in ("dpo", "head")}
        answer = holders["dpo"] if holders["dpo"] - {row.person_id} else holders["head"]
        yield "requester", row.person_id == pk(who)
        yield "dpo", pk(who) in answer and pk(who) != row.person_id

    def _destruction(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        answers = dict(self._data_request(row, who, user))["dpo"]
        leads = any(
            (one.person_id, one.organisation_id) == (pk(who), row.organisation_id)
            for one in self.heads
        )
        office = answers if row.office == "dpo" else leads and row.person_id != pk(who)
        yield "dpo", answers
        yield "approver", office and row.proposed_by_id != user.pk

    def _legal_hold(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "dpo", dict(self._data_request(row, who, user))["dpo"]

    def _break_glass(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        offices = {
            office.role
            for office in self.serving
            if office.person_id == pk(who) and office.organisation_id == row.organisation_id
        }
        others = pk(who) not in {row.asked_by_id, row.person_id} and not any(
            line.superior_id == pk(who) and line.person_id == row.person_id
            for line in (*self.lines, *self.appraised)
        )
        opener = row.asked_by_id == pk(who) and "emergency_officer" in offices
        yield "opener", opener
        yield "looks_in", opener and str(row.state) == "open" and row.closes_at > MONDAY
        yield "second", others and bool(offices & {"emergency_officer", "dpo", "head"})
        yield "dpo", others and bool(offices & {"dpo", "head"})
        yield "client", row.person_id == pk(who) and row.tells_client

    def _is_let_in(self, row: Any, who: Any, user: Any) -> bool:
        """Into a note of the person whose counselling is open, unless they are kept out of it."""
        kinds = {"case": self.cases, "performance": self.counsellings}
        out = {one.case_id for one in self.kept_out if one.person_id == pk(who)}
        return any(
            one.key_id == row.key_id
            and one.client_id == glass.person_id
            and not (glass.opens == "case" and one.pk in out)
            for glass in self.glasses
            if "looks_in" in self.relations("break_glass", glass, user)
            for one in kinds[glass.opens]
        )

    def _person(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        met = {pair_of(each) for each in (*self.pairs, *self.sessions)}
        yield "self", row.pk == pk(who)
        yield "coordinator", self._serves_person(who, row)
        yield "superior", self._over(who, row.pk)
        yield (
            "appraiser",
            any(
                line.superior_id == pk(who) and line.person_id == row.pk for line in self.appraised
            ),
        )
        yield "counterpart", bool(met & {(row.pk, pk(who)), (pk(who), row.pk)})
        asked = {(one.practitioner.person_id, one.relationship.mentee_id) for one in self.offers}
        yield "asked", (row.pk, pk(who)) in asked
        askers = {
            one.mentee_id
            for one in self.pairs
            if str(one.state) == "offered" and one.offered_to.person_id == pk(who)
        }
        yield "asker", row.pk in askers

    def _practitioner(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        mine = [one.programme for one in self._enrolled(pk(who)) if one.role == "mentee"]
        helps = {one.programme_id for one in self._enrolled(row.person_id) if one.role == "mentor"}
        at_home = {one.organisation_id for one in mine}
        yield "self", row.person_id == pk(who)
        yield "coordinator", self._serves_person(who, row.person)
        in_reach = helps & {one.pk for one in mine} or row.person.organisation_id in at_home
        yield "seeker", bool(in_reach) and row.person.restricted_until is None

    def _unit(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        return self._of(row.organisation_id, who)

    def _organisation(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield from self._of(row.pk, who)
        yield (
            "head",
            any((one.person_id, one.organisation_id) == (pk(who), row.pk) for one in self.heads),
        )
        office = ("counselling_coordinator", pk(who), row.pk)
        held = {(one.role, one.person_id, one.organisation_id) for one in self.serving}
        yield "counselling_coordinator", office in held

    def _rotation(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "coordinator", self._serves(who, row.organisation_id)

    def _programme(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "participant", row.pk in {one.programme_id for one in self._enrolled(pk(who))}
        yield "coordinator", self._serves(who, row.organisation_id, row.pk)

    def _roster_import(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "coordinator", self._serves(who, row.programme.organisation_id, row.programme_id)

    _slip = _roster_upload = _roster_import

    def _notice(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "recipient", row.recipient_id == user.pk and not row.not_sent

    def _escalation(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        told = row.recipient_id == user.pk and not row.not_sent
        over = str(row.facts.get("role", "")).startswith("superior_of_")
        yield "told_superior", told and row.kind.startswith("escalation.") and over

    def _correction(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "reporter", row.superior_id == pk(who)
        yield "coordinator", self._serves(who, row.organisation_id, row.programme_id)

    def _matter(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "coordinator", self._serves(who, row.organisation_id, row.programme_id)

    def _delivery(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        notice, told = row.notice, getattr(row.notice.recipient, "person", None)
        known = notice.disclosure == "A"
        if row.endpoint:
            yield "coordinator", known and self._owns(row.endpoint, who)
            return
        at_home = told is not None and self._serves(who, told.organisation_id)
        yield "coordinator", known and at_home
        yield "watcher", known and told is None and watches(user)

    def _endpoint(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "coordinator", self._owns(row, who)

    def _incident(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        sent = self.relations("delivery", row.delivery, user) if row.delivery else frozenset()
        yield "coordinator", self._serves_subject(row, user) or "coordinator" in sent
        nobodys = not row.delivery and row.subject_kind not in OURS and watches(user)
        yield "watcher", nobodys or "watcher" in sent

    def _unroutable(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        alarm = row.kind == "escalation.unroutable" and row.disclosure == "A" and not row.not_sent
        yield "coordinator", alarm and self._serves_subject(row, user)

    def _draft(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "owner", row.owner_id == user.pk

    def _bulk_act(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "owner", row.by_id == user.pk

    def _api_token(self, row: Any, who: Any, user: Any) -> Iterator[tuple[str, bool]]:
        yield "owner", row.user_id == user.pk

    def _of(self, organisation: int, who: Any) -> Iterator[tuple[str, bool]]:
        yield "colleague", who is not None and who.organisation_id == organisation
        yield "coordinator", self._serves(who, organisation)

    def _enrolled(self, person: int | None) -> list[Any]:
        return [one for one in self.enrolments if one.person_id == person]

    def _serves(self, who: Any, organisation: int, programme: int | None = None) -> bool:
        """An office for the whole organisation, or for just that programme of it."""
        return any(
            office.person_id == pk(who)
            and office.organisation_id == organisation
            and office.programme_id in {None, programme}
            for office in self.offices
        )

    def _owns(self, endpoint: Any, who: Any) -> bool:
        return self._serves(who, Organisation.objects.get(uid=endpoint.owner).pk)

    def _serves_subject(self, row: Any, user: Any) -> bool:
        """Whether the user coordinates what an incident or an alarm is about."""
        kinds = {
            "relationship": self.pairs,
            "session": self.sessions,
            "correction": self.corrections,
            "matter": self.matters,
            "performance_counselling": self.counsellings,
        }
        about = [one for one in kinds.get(row.subject_kind, ()) if one.pk == row.subject_id]
        return any("coordinator" in self.relations(row.subject_kind, one, user) for one in about)

    def _serves_person(self, who: Any, row: Any) -> bool:
        courses = [one.programme for one in self._enrolled(row.pk)]
        taught = any(self._serves(who, one.organisation_id, one.pk) for one in courses)
        return taught or self._serves(who, row.organisation_id)

    def _sent(self, pair: Any, who: Any) -> bool:
        office = self._serves(who, pair.organisation_id, pair.programme_id)
        return office and str(pair.state) not in UNSENT

    def _over(self, who: Any, person: int | None) -> bool:
        return any(line.superior_id == pk(who) and line.person_id == person for line in self.lines)


def pk(who: Any) -> int | None:
    """Of a person; whoever is none is told apart from everybody."""
    return -1 if who is None else who.pk


def watches(user: Any) -> bool:
    """Staff trusted with what is no agency's."""
    return user.is_staff and user.has_perm("notifications.change_incident")


def pair_of(row: Any) -> tuple[int, int | None]:
    return row.mentee_id, row.practitioner and row.practitioner.person_id


def holds(row: Any, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
