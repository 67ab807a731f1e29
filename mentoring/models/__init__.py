"""Tables of the domain, one file per subject."""

from mentoring.models.acknowledgement import Acknowledgement
from mentoring.models.booking import Booking
from mentoring.models.breach import Breach, BreachPerson
from mentoring.models.break_glass import BreakGlass
from mentoring.models.bulk import BulkAct, BulkItem
from mentoring.models.calendar import CalendarImport, OwnDay, WeekChoice
from mentoring.models.case_rows import CaseConsent, CaseEmergency, CaseReferral, CaseSession
from mentoring.models.contact import Contact
from mentoring.models.correction import Correction
from mentoring.models.counselling_case import CLASS_C, CounsellingCase, KeptOut
from mentoring.models.counselling_office import ConsentText, CounsellingOffice
from mentoring.models.counselling_report import CounsellingReport
from mentoring.models.data_effects import DataCorrection
from mentoring.models.data_request import WALLED, DataRequest, is_walled
from mentoring.models.destruction import Destruction, DestructionItem
from mentoring.models.draft import Draft
from mentoring.models.house_style import HouseStyle, Logo
from mentoring.models.idempotency import IdempotencyKey
from mentoring.models.journal import JournalEntry
from mentoring.models.legal_hold import LegalHold
from mentoring.models.matter import OF_THE_OFFICE, Matter
from mentoring.models.organisation import Organisation, Unit
from mentoring.models.performance import PerformanceCounselling
from mentoring.models.person import Absence, Assignment, Person
from mentoring.models.practitioner import Appointment, Practitioner, Qualification
from mentoring.models.programme import Enrolment, Programme
from mentoring.models.relationship import Agreement, Offer, Reflection, Relationship
from mentoring.models.reporting import ReportingLine
from mentoring.models.retention import RetentionRule
from mentoring.models.roster import RosterImport, RosterRow, Slip
from mentoring.models.roster_upload import RosterUpload
from mentoring.models.rotation import Rotation, RotationMove
from mentoring.models.sealed import AccessRecord, CaseKey, SealedNote
from mentoring.models.session import Note, Session
from mentoring.models.upload import HandedOut, Upload

# Subjects that belong to an organisation as a whole, to none of its programmes.
OF_NO_PROGRAMME = (*OF_THE_OFFICE, PerformanceCounselling)

__all__ = [
    "CLASS_C",
    "OF_NO_PROGRAMME",
    "OF_THE_OFFICE",
    "WALLED",
    "Absence",
    "AccessRecord",
    "Acknowledgement",
    "Agreement",
    "Appointment",
    "Assignment",
    "Booking",
    "Breach",
    "BreachPerson",
    "BreakGlass",
    "BulkAct",
    "BulkItem",
    "CalendarImport",
    "CaseConsent",
    "CaseEmergency",
    "CaseKey",
    "CaseReferral",
    "CaseSession",
    "ConsentText",
    "Contact",
    "Correction",
    "CounsellingCase",
    "CounsellingOffice",
    "CounsellingReport",
    "DataCorrection",
    "DataRequest",
    "Destruction",
    "DestructionItem",
    "Draft",
    "Enrolment",
    "HandedOut",
    "HouseStyle",
    "IdempotencyKey",
    "JournalEntry",
    "KeptOut",
    "LegalHold",
    "Logo",
    "Matter",
    "Note",
    "Offer",
    "Organisation",
    "OwnDay",
    "PerformanceCounselling",
    "Person",
    "Practitioner",
    "Programme",
    "Qualification",
    "Reflection",
    "Relationship",
    "ReportingLine",
    "RetentionRule",
    "RosterImport",
    "RosterRow",
    "RosterUpload",
    "Rotation",
    "RotationMove",
    "SealedNote",
    "Session",
    "Slip",
    "Unit",
    "Upload",
    "WeekChoice",
    "is_walled",
]
