"""What each page and list shows many of: a page that stands for itself lists nothing.

An address that is not named here turns the budget red. What it lists must grow in growth.py.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from accounts.models import ApiToken, Visit
from mentoring.models import (
    Absence,
    AccessRecord,
    Agreement,
    Appointment,
    Breach,
    BreachPerson,
    BreakGlass,
    BulkItem,
    CalendarImport,
    CaseReferral,
    CaseSession,
    ConsentText,
    Correction,
    CounsellingCase,
    CounsellingReport,
    DataRequest,
    Destruction,
    JournalEntry,
    LegalHold,
    Matter,
    Note,
    Offer,
    OwnDay,
    PerformanceCounselling,
    Person,
    Practitioner,
    Programme,
    Relationship,
    RetentionRule,
    RosterImport,
    RosterRow,
    RosterUpload,
    Rotation,
    RotationMove,
    SealedNote,
    Session,
    Slip,
    Unit,
    WeekChoice,
)
from notifications.models import Delivery, Endpoint, Incident, Notice
from tests.budgets.growth import Scene
from workflows.models import Deadline, EscalationPolicyVersion, Extension, Pause, Record

LISTS: dict[str, tuple[type[Any], ...]] = {
    "portal:home": (Deadline, Relationship, Session, PerformanceCounselling),
    "portal:away": (Absence,),
    "portal:inbox": (Notice,),
    "portal:manners": (),
    "portal:notice": (),
    "portal:not_my_staff": (),
    "portal:on_leave": (),
    "portal:correction": (Record,),
    "portal:correction_step": (),
    "portal:matter": (Record,),
    "portal:matter_step": (),
    "portal:propose_counselling": (Person,),
    "portal:my_data": (DataRequest, Deadline),
    "portal:my_trail": (Record, AccessRecord),
    "portal:data_requests": (DataRequest, Deadline),
    "portal:report_breach": (Breach,),
    "portal:breach": (Record, BreachPerson),
    "portal:breach_step": (BreachPerson,),
    "portal:data_request": (Record,),
    "portal:data_request_step": (),
    "portal:retention": (Destruction, Deadline, RetentionRule, JournalEntry),
    "portal:legal_holds": (LegalHold,),
    "portal:legal_hold": (Record,),
    "portal:legal_hold_step": (),
    "portal:destruction": (Record,),
    "portal:destruction_step": (),
    "portal:performance_counsellings": (PerformanceCounselling,),
    "portal:performance_counselling": (Record,),
    "portal:performance_counselling_step": (),
    "portal:reports": (CounsellingReport,),
    "portal:reports_file": (CounsellingReport,),
    "portal:own_read": (AccessRecord,),
    "portal:own": (CounsellingCase, BreakGlass),
    "portal:break_glasses": (BreakGlass, Deadline),
    "portal:break_glass_ask": (Person,),
    "portal:break_glass": (Record,),
    "portal:break_glass_notes": (SealedNote,),
    "portal:break_glass_step": (),
    "portal:own_ask": (),
    "portal:own_office": (),
    "portal:own_consent": (ConsentText,),
    "portal:own_behalf": (),
    "portal:counselling_case": (Record, SealedNote, AccessRecord, CaseSession, CaseReferral),
    "portal:counselling_case_step": (),
    "portal:bulk_one": (BulkItem,),
    "portal:unroutable": (Notice, Incident),
    "portal:unroutable_one": (),
    "portal:unroutable_letter": (),
    "portal:reach": (Person,),
    "portal:reach_one": (),
    "portal:incidents": (Incident, Delivery),
    "portal:incident": (),
    "portal:delivery": (),
    "portal:rosters": (RosterUpload, RosterImport),
    "portal:roster": (),
    "portal:roster_rejects": (),
    "portal:slips": (Programme,),
    "portal:print_slips": (Slip, Unit),
    "portal:deadlines": (Programme,),
    "portal:organisation_calendar": (OwnDay, CalendarImport, WeekChoice),
    "portal:organisation_units": (Unit,),
    "portal:unit_calendar": (OwnDay, CalendarImport, WeekChoice),
    "portal:rotations": (Rotation, RotationMove, Matter),
    "portal:programs": (Endpoint,),
    "portal:house_style": (),
    "portal:house_logo": (),
    "portal:house_text": (),
    "portal:program": (Delivery,),
    "portal:organisation_policies": (),
    "portal:organisation_policy": (EscalationPolicyVersion,),
    "portal:organisation_policy_change": (),
    "portal:organisation_policy_open": (Deadline,),
    "portal:programme_policies": (),
    "portal:programme_policy_file": (),
    "portal:organisation_policy_file": (),
    "portal:programme_policy": (EscalationPolicyVersion,),
    "portal:programme_policy_change": (),
    "portal:programme_pauses": (Pause,),
    "portal:relationship_pauses": (Pause,),
    "portal:programme_policy_open": (Deadline,),
    "portal:trail": (),
    "portal:confidence": (),
    "portal:appointments": (Appointment, JournalEntry),
    "portal:mentees": (Relationship, Deadline),
    "portal:requests": (Relationship, Deadline),
    "portal:ask": (Programme,),
    "portal:ask_write": (),
    "portal:relationship": (Session, Record, Deadline),
    "portal:relationship_step": (Practitioner,),
    "portal:propose_session": (),
    "portal:session": (Note, Record),
    "portal:session_step": (),
    "account_login": (),
    "account_logout": (),
    "account_reset_password": (),
    "account_reset_password_done": (),
    "account_enter": (),
    "account_slip": (),
    "account_change_password": (),
    "account_sessions": (Visit,),
    "account_second_factor": (),
    "account_confirm": (),
    "account_tokens": (ApiToken,),
    "api:me": (),
    "api:worklist": (Deadline, Relationship, Session),
    "api:relationship-list": (Relationship, Deadline),
    "api:relationship": (Deadline,),
    "api:relationship-history": (Record,),
    "api:relationship-why": (Notice,),
    "api:relationship-offers": (Offer,),
    "api:relationship-agreements": (Agreement,),
    "api:session-list": (Session, Deadline),
    "api:session": (Deadline,),
    "api:session-history": (Record,),
    "api:session-why": (Notice,),
    "api:session-notes": (Note,),
    "api:correction-list": (Correction, Deadline),
    "api:correction": (Deadline,),
    "api:correction-history": (Record,),
    "api:correction-why": (Notice,),
    "api:matter-list": (Matter, Deadline),
    "api:matter": (Deadline,),
    "api:matter-history": (Record,),
    "api:matter-why": (Notice,),
    "api:performance_counselling-list": (PerformanceCounselling, Deadline),
    "api:performance_counselling": (Deadline,),
    "api:performance_counselling-history": (Record,),
    "api:performance_counselling-why": (Notice,),
    "api:counselling_case-list": (CounsellingCase, Deadline),
    "api:counselling_case": (Deadline, CaseSession, CaseReferral),
    "api:counselling_case-texts": (SealedNote,),
    "api:counselling_case-readings": (AccessRecord,),
    "api:own-office": (),
    "api:retention": (RetentionRule,),
    "api:destruction-list": (Destruction, Deadline),
    "api:destruction": (Deadline,),
    "api:destruction-history": (Record,),
    "api:destruction-why": (Notice,),
    "api:destruction-certificate": (),
    "api:legal_hold-list": (LegalHold, Deadline),
    "api:legal_hold": (Deadline,),
    "api:legal_hold-history": (Record,),
    "api:legal_hold-why": (Notice,),
    "api:breach-list": (Breach, Deadline),
    "api:breach": (Deadline,),
    "api:breach-history": (Record,),
    "api:breach-why": (Notice,),
    "api:breach-people": (BreachPerson,),
    "api:data_request-list": (DataRequest, Deadline),
    "api:data_request": (Deadline,),
    "api:data_request-history": (Record,),
    "api:data_request-why": (Notice,),
    "api:notice-list": (Notice,),
    "api:notice": (),
    "api:person-list": (Person,),
    "api:person": (),
    "api:practitioner-list": (Practitioner,),
    "api:unit-list": (Unit,),
    "api:programme-list": (Programme,),
    "api:programme": (),
    "api:programme-policies": (),
    "api:organisation-policies": (),
    "api:programme-policy": (),
    "api:organisation-policy": (),
    "api:programme-policy-open": (Deadline,),
    "api:organisation-policy-open": (Deadline,),
    "api:programme-pauses": (Pause,),
    "api:relationship-pauses": (Pause,),
    "api:relationship-extensions": (Extension,),
    "api:session-extensions": (Extension,),
    "api:me-absences": (Absence,),
    "api:rotation-list": (Rotation,),
    "api:rotation": (RotationMove,),
    "api:roster-import-list": (RosterImport,),
    "api:roster-import": (RosterRow,),
    "api:schema": (),
    "api:docs": (),
    "api:nowhere": (),
}
# Nothing is shown there: these take what is sent.
TAKING = {
    "portal:destruction_certificate",  # leads back to its page until it is done
    "portal:bulk",
    "portal:language",
    "account_enter_by_form",
    "account_second_step",
    "portal:leading",  # leads on where there is one organisation only
    "account_close",
    "portal:data_request_texts",  # the same for whose data it is, and a second factor for others
    "portal:breach_papers",  # the same
    "portal:performance_counselling_form",  # opens only to who says once more who they are
    "api:performance_counselling-form",
    "api:performance_counselling-paper",
    "api:performance_counselling-signature",
    "api:performance_counselling-transition",
    "api:counselling_case-transition",
    "portal:read",
    "portal:reminded",
    "api:relationship-transition",
    "api:session-transition",
    "api:correction-transition",
    "api:matter-transition",
    "api:destruction-transition",
    "api:legal_hold-transition",
    "api:breach-texts",
    "api:breach-letter",
    "api:breach-print",
    "api:breach-transition",
    "api:data_request-texts",
    "api:data_request-copy",
    "api:data_request-transition",
    "api:notice-read",
    "api:notice-reminded",
    "api:programme-roster",
    "api:organisation-rotations",
}
# Heavier than a page may be, and why.
HEAVY = {
    "api:docs": "Swagger's own pages, for whoever writes a program; nobody opens them on a phone.",
    "api:schema": "One document for programs that holds every address; read once.",
}

ITEMS: dict[str, Callable[[Scene], list[dict[str, Any]]]] = {
    "relationship": lambda one: [{"uid": row.uid} for row in one.begun.values()],
    "session": lambda one: [{"uid": one.met.uid}, {"uid": one.meeting.uid}],
    "notice": lambda one: [{"uid": one.told[0].pk}, {"uid": one.told[1].pk}],
    "programme": lambda one: [{"uid": one.cast.programme.uid}],
    "person": lambda one: [{"uid": one.cast.maya.uid}],
    "organisation": lambda one: [{"uid": one.cast.organisation.uid}],
    "unit": lambda one: [{"uid": one.cast.maya.unit.uid}],
    "endpoint": lambda one: [{"uid": one.office.program.uid}],
    "correction": lambda one: [{"uid": one.office.correction.uid}],
    "counselling_case": lambda one: [{"uid": one.own.made.uid}],
    "data_request": lambda one: [{"uid": one.asked.made.uid}],
    "breach": lambda one: [{"uid": one.asked.failed.uid}],
    "destruction": lambda one: [{"uid": one.asked.proposed.uid}],
    "legal_hold": lambda one: [{"uid": one.asked.hold.uid}],
    "break_glass": lambda one: [{"uid": one.glasses.made.uid}],
    "matter": lambda one: [{"uid": one.office.matter.uid}],
    "performance_counselling": lambda one: [{"uid": one.counselling.uid}],
    "escalation": lambda one: [{"uid": one.office.escalation.pk}],
    "unroutable": lambda one: [{"uid": one.office.alarm.pk}],
    "incident": lambda one: [{"uid": one.office.incident.uid}],
    "delivery": lambda one: [{"uid": one.office.late.pk}],
    "bulk_act": lambda one: [{"uid": one.office.act.uid}],
    "roster_upload": lambda one: [{"uid": one.office.upload.uid}],
    "rotation": lambda one: [{"uid": one.office.rotation.uid}],
    "roster_import": lambda one: [{"uid": one.roster.uid}],
}
OTHERWISE: dict[str, Callable[[Scene], list[dict[str, Any]]]] = {
    "portal:ask_write": lambda one: [{"programme": one.cast.programme.uid}],
    "portal:relationship_step": lambda one: [
        {"uid": one.pair.uid, "name": "pause"},
        {"uid": one.pair.uid, "name": "start_closing"},
        {"uid": one.begun["requested"].uid, "name": "offer"},
        {"uid": one.begun["offered"].uid, "name": "accept"},
    ],
    "portal:session_step": lambda one: [
        {"uid": one.met.uid, "name": "file_note"},
        {"uid": one.meeting.uid, "name": "confirm"},
    ],
    "portal:correction_step": lambda one: [
        {"uid": one.office.correction.uid, "name": name} for name in ("settle", "refuse")
    ],
    "portal:performance_counselling_step": lambda one: [
        {"uid": one.counselling.uid, "name": name} for name in ("assign", "withdraw")
    ],
    "portal:counselling_case_step": lambda one: [
        {"uid": one.own.made.uid, "name": name} for name in ("withdraw", "plan_session")
    ],
    "portal:data_request_step": lambda one: [
        {"uid": one.asked.made.uid, "name": name} for name in ("check_identity", "withdraw")
    ],
    "portal:breach_step": lambda one: [
        {"uid": one.asked.failed.uid, "name": name} for name in ("record_told", "gather")
    ],
    "portal:destruction_step": lambda one: [
        {"uid": one.asked.proposed.uid, "name": name} for name in ("approve", "keep")
    ],
    "portal:legal_hold_step": lambda one: [
        {"uid": one.asked.hold.uid, "name": name} for name in ("review", "lift")
    ],
    "portal:break_glass_step": lambda one: [{"uid": one.glasses.made.uid, "name": "end"}],
    "portal:matter_step": lambda one: [{"uid": one.office.matter.uid, "name": "decide"}],
    **{
        f"portal:{kind}_{name}": lambda one, kind=kind, given=given: [
            {"uid": getattr(one.cast, kind).uid, **given}
        ]
        for kind in ("organisation", "programme")
        for name, given in (
            *([("calendar", {}), ("units", {})] if kind == "organisation" else []),
            ("policies", {}),
            ("policy_file", {}),
            ("policy", {"code": "answer_offer"}),
            ("policy_change", {"code": "answer_offer"}),
            ("policy_open", {"code": "answer_offer"}),
        )
    },
    **{
        f"api:{kind}-{name}": lambda one, kind=kind, given=given: [
            {"uid": getattr(one.cast, kind).uid, **given}
        ]
        for kind in ("organisation", "programme")
        for name, given in (
            ("policies", {}),
            ("policy", {"code": "answer_offer"}),
            ("policy-open", {"code": "answer_offer"}),
        )
    },
    "portal:house_text": lambda one: [
        {"uid": one.cast.organisation.uid, "text": "offer.made", "language": "id"}
    ],
    "portal:print_slips": lambda one: [{"programme": one.cast.programme.uid}],
    "account_enter": lambda one: [{"token": one.token}],
}


def urls(name: str, resource: str, arguments: set[str], here: Scene) -> Iterator[str]:
    """The addresses of a page; with arguments nobody has thought of, a KeyError names it."""
    if not arguments:
        yield reverse(name)
        return
    made = OTHERWISE.get(name) or ITEMS[resource]
    for given in made(here):
        yield reverse(name, kwargs=given)
