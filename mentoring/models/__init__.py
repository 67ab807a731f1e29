"""Tables of the domain, one file per subject."""

from mentoring.models.acknowledgement import Acknowledgement
from mentoring.models.bulk import BulkAct, BulkItem
from mentoring.models.calendar import CalendarImport, OwnDay, WeekChoice
from mentoring.models.contact import Contact
from mentoring.models.correction import Correction
from mentoring.models.draft import Draft
from mentoring.models.house_style import HouseStyle, Logo
from mentoring.models.idempotency import IdempotencyKey
from mentoring.models.journal import JournalEntry
from mentoring.models.matter import OF_THE_OFFICE, Matter
from mentoring.models.organisation import Organisation, Unit
from mentoring.models.person import Absence, Assignment, Person
from mentoring.models.practitioner import Appointment, Practitioner, Qualification
from mentoring.models.programme import Enrolment, Programme
from mentoring.models.relationship import Agreement, Offer, Reflection, Relationship
from mentoring.models.reporting import ReportingLine
from mentoring.models.roster import RosterImport, RosterRow, Slip
from mentoring.models.roster_upload import RosterUpload
from mentoring.models.rotation import Rotation, RotationMove
from mentoring.models.sealed import AccessRecord, CaseKey, SealedNote
from mentoring.models.session import Booking, Note, Session

__all__ = [
    "OF_THE_OFFICE",
    "Absence",
    "AccessRecord",
    "Acknowledgement",
    "Agreement",
    "Appointment",
    "Assignment",
    "Booking",
    "BulkAct",
    "BulkItem",
    "CalendarImport",
    "CaseKey",
    "Contact",
    "Correction",
    "Draft",
    "Enrolment",
    "HouseStyle",
    "IdempotencyKey",
    "JournalEntry",
    "Logo",
    "Matter",
    "Note",
    "Offer",
    "Organisation",
    "OwnDay",
    "Person",
    "Practitioner",
    "Programme",
    "Qualification",
    "Reflection",
    "Relationship",
    "ReportingLine",
    "RosterImport",
    "RosterRow",
    "RosterUpload",
    "Rotation",
    "RotationMove",
    "SealedNote",
    "Session",
    "Slip",
    "Unit",
    "WeekChoice",
]
