"""Who sees what, as a page: one resource after the other, relation by relation.

Class A, mentoring and coaching: existence and dates are for the pair, the coordinator and, once
both have accepted each other, the superiors of each for their own person. Content (aim, goals,
notes, reflections, status and its line) is for the pair. A head of service, a colleague, another
agency and whoever supports the system see nothing. Fields are named as the API names them.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from mentoring import relations, rules
from mentoring.permissions.breach import BREACH
from mentoring.permissions.break_glass import BREAK_GLASS
from mentoring.permissions.counselling_case import COUNSELLING_CASE
from mentoring.permissions.data_request import DATA_REQUEST
from mentoring.permissions.destruction import DESTRUCTION
from mentoring.permissions.lateness import CORRECTION, ESCALATION
from mentoring.permissions.legal_hold import LEGAL_HOLD
from mentoring.permissions.matter import MATTER
from mentoring.permissions.performance import PERFORMANCE_COUNSELLING
from mentoring.permissions.rotation import ROTATION
from mentoring.permissions.sealed import SEALED_NOTE
from mentoring.permissions.upkeep import (
    BULK_ACT,
    DELIVERY,
    ENDPOINT,
    INCIDENT,
    ROSTER_UPLOAD,
    UNROUTABLE,
)
from mentoring.permissions.values import Hat, Resource, words

_COURSE = words(
    "uid discipline programme organisation mentee practitioner state version turn due"
    " started_at paused_until last_session_at closed_at transitions forecast history sessions"
)
_OFFERS = words("named_practitioner offered_to offer_rank offers")
_SIGNATURES = words(
    "agreement_version agreement mentee_signed_at practitioner_signed_at"
    " mentee_reflected_at practitioner_reflected_at"
)
_CONTENT = words("aim status status_at status_line end_reason applied reflections")
_LATENESS = words("uid discipline programme started_at closed_at late")

RELATIONSHIP = Resource(
    label=_("Relationship"),
    model="mentoring.Relationship",
    relations={**rules.RELATIONSHIP_SEEN, **rules.RELATIONSHIP_ONLOOKERS},
    see={
        "mentee": _COURSE | _OFFERS | _SIGNATURES | _CONTENT,
        "practitioner": _COURSE | _SIGNATURES | _CONTENT,
        # They must decide: whom they would help, with what, and until when to answer.
        "offered_practitioner": words(
            "uid discipline programme mentee aim state version turn due transitions"
        ),
        "coordinator": _COURSE
        | _OFFERS
        | _SIGNATURES
        | words("status_at end_reason late reminded opens_at"),
        # Nobody can be matched unread: until a practitioner has accepted, the aim is the request.
        "matching_coordinator": words("aim"),
        # The notice that attention is asked for says it; the line beside it stays with the pair.
        "called_coordinator": words("status"),
        # Of the pair only their own person; never a state of health, only what is late since when.
        "superior_of_mentee": _LATENESS | words("mentee"),
        "superior_of_practitioner": _LATENESS | words("practitioner"),
    },
    create={Hat.PERSON: words("programme aim named_practitioner submit")},
)

_MEETING = words("uid relationship starts_at ends_at zone state")
_ARRANGEMENT = words("mentee practitioner version turn due transitions forecast history")
_HELD = words(
    "mode place link proposed_by moved_count mentee_confirmed_at practitioner_confirmed_at"
    " missed_by cancelled_reason note_filed notes"
)

SESSION = Resource(
    label=_("Session"),
    model="mentoring.Session",
    relations={**rules.SESSION, **rules.SESSION_ONLOOKERS},
    see={
        "mentee": _MEETING | _ARRANGEMENT | _HELD,
        "practitioner": _MEETING | _ARRANGEMENT | _HELD,
        "coordinator": _MEETING | _ARRANGEMENT | words("missed_by"),
        "superior_of_mentee": _MEETING | words("mentee"),
        "superior_of_practitioner": _MEETING | words("practitioner"),
    },
    create={Hat.PERSON: words("relationship starts_at ends_at mode place link")},
)

OFFER = Resource(
    label=_("Offer"),
    model="mentoring.Offer",
    relations=relations.OFFER,
    see={
        "mentee": words("practitioner rank offered_at answered_at answer"),
        # Not the rank: it would tell how many have refused before.
        "asked": words("offered_at answered_at answer reason"),
        "coordinator": words("practitioner rank offered_at answered_at answer reason"),
    },
)

_TERMS = words("version ends_on created_at mentee_signed_at practitioner_signed_at")

AGREEMENT = Resource(
    label=_("Agreement"),
    model="mentoring.Agreement",
    relations=relations.AGREEMENT,
    see={
        "mentee": _TERMS | words("goals frequency_days"),
        # Only what was agreed with them: an earlier practitioner's goals stay with that pair.
        "practitioner": _TERMS | words("goals frequency_days"),
        "coordinator": _TERMS,
    },
)

REFLECTION = Resource(
    label=_("Looking back"),
    model="mentoring.Reflection",
    relations=relations.REFLECTION,
    see={"author": words("body rating created_at")},
)

NOTE = Resource(
    label=_("Note"),
    model="mentoring.Note",
    relations=relations.NOTE,
    see={
        "author": words("session author kind body created_at"),
        "reader": words("session author kind body created_at"),
    },
)

_NAME = words("uid display_name unit")
_POST = words("organisation position")

PERSON = Resource(
    label=_("Person"),
    model="mentoring.Person",
    relations=relations.PERSON,
    see={
        "self": _NAME
        | _POST
        | words("level kind masked_nip email phone language zone absences superior wishes"),
        "coordinator": _NAME
        | _POST
        | words("level kind masked_nip email phone absences superior qualifications contacts"),
        "superior": _NAME | _POST | words("absences"),
        "appraiser": _NAME | _POST,
        "counterpart": _NAME | _POST | words("away_until"),
        "asked": _NAME,
        "asker": _NAME,
    },
    write={"self": words("language zone phone absences wishes"), "coordinator": words("contacts")},
)

_GUIDING = words(
    "uid person disciplines languages capacity active has_room code_of_conduct_version"
)

PRACTITIONER = Resource(
    label=_("Mentor or coach"),
    model="mentoring.Practitioner",
    relations=relations.PRACTITIONER,
    see={
        "self": _GUIDING,
        "coordinator": _GUIDING,
        # Who looks for somebody learns whether there is room, not how much work others are.
        "seeker": words("uid person disciplines languages has_room"),
    },
    write={"self": words("languages capacity code_of_conduct_version")},
)

UNIT = Resource(
    label=_("Unit"),
    model="mentoring.Unit",
    relations=relations.UNIT,
    see={
        "colleague": words("uid name kind parent organisation"),
        "coordinator": words("uid name kind parent organisation zone valid_from valid_to"),
    },
)

ORGANISATION = Resource(
    label=_("Organisation"),
    model="mentoring.Organisation",
    relations=relations.ORGANISATION,
    see={
        "colleague": words("uid name kind zone"),
        "coordinator": words("uid code name kind zone escalation_ceiling"),
        "head": words("uid name kind zone appointments journal case_report counselling_report"),
        # Published numbers only, of counselling cases.
        "counselling_coordinator": words("uid name case_report"),
    },
)

PROGRAMME = Resource(
    label=_("Programme"),
    model="mentoring.Programme",
    relations=relations.PROGRAMME,
    see={
        "participant": words("uid name organisation discipline starts_on ends_on"),
        "coordinator": words(
            "uid code name organisation discipline starts_on ends_on mentor_as_superior"
            " rules_version enrolments"
        ),
    },
)

ROSTER_IMPORT = Resource(
    label=_("Roster import"),
    model="mentoring.RosterImport",
    relations=relations.OF_PROGRAMME,
    see={"coordinator": words("uid programme started_at finished_at by counts rows")},
    create={Hat.COORDINATOR: words("programme file preview")},
)

SLIP = Resource(
    label=_("Slip"),
    model="mentoring.Slip",
    relations=relations.OF_PROGRAMME,
    see={"coordinator": words("uid person programme created_at printed_at")},
    write={"coordinator": words("printed_at")},
)

NOTICE = Resource(
    label=_("Notice"),
    model="notifications.Notice",
    relations=relations.NOTICE,
    see={"recipient": words("id kind subject body action why created_at read_at path rule")},
    write={"recipient": words("read_at")},
)

DRAFT = Resource(
    label=_("What is begun and not sent"),
    model="mentoring.Draft",
    relations=relations.DRAFT,
    see={"owner": words("address fields updated_at")},
    write={"owner": words("fields")},
    create={Hat.SIGNED_IN: words("address fields")},
)

API_TOKEN = Resource(
    label=_("Token for programs"),
    model="accounts.ApiToken",
    relations=relations.API_TOKEN,
    # Its digest is nobody's; the token itself is shown once, when it is made.
    see={"owner": words("uid name scope created_at expires_at last_used_at revoked_at")},
    write={"owner": words("revoked_at")},
    create={Hat.SIGNED_IN: words("name scope expires_at")},
)

RESOURCES: Final[Mapping[str, Resource]] = {
    "relationship": RELATIONSHIP,
    "session": SESSION,
    "offer": OFFER,
    "agreement": AGREEMENT,
    "reflection": REFLECTION,
    "note": NOTE,
    "sealed_note": SEALED_NOTE,
    "person": PERSON,
    "practitioner": PRACTITIONER,
    "unit": UNIT,
    "organisation": ORGANISATION,
    "programme": PROGRAMME,
    "roster_import": ROSTER_IMPORT,
    "roster_upload": ROSTER_UPLOAD,
    "bulk_act": BULK_ACT,
    "slip": SLIP,
    "notice": NOTICE,
    "escalation": ESCALATION,
    "correction": CORRECTION,
    "matter": MATTER,
    "rotation": ROTATION,
    "counselling_case": COUNSELLING_CASE,
    "performance_counselling": PERFORMANCE_COUNSELLING,
    "data_request": DATA_REQUEST,
    "breach": BREACH,
    "destruction": DESTRUCTION,
    "legal_hold": LEGAL_HOLD,
    "break_glass": BREAK_GLASS,
    "delivery": DELIVERY,
    "endpoint": ENDPOINT,
    "incident": INCIDENT,
    "draft": DRAFT,
    "unroutable": UNROUTABLE,
    "api_token": API_TOKEN,
}
