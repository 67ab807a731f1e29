"""Tables of the domain, one file per subject."""

from mentoring.models.organisation import Organisation, Unit
from mentoring.models.person import Absence, Assignment, Person
from mentoring.models.practitioner import Appointment, Practitioner, Qualification
from mentoring.models.programme import Enrolment, Programme
from mentoring.models.reporting import ReportingLine
from mentoring.models.roster import RosterImport, RosterRow, Slip

__all__ = [
    "Absence",
    "Appointment",
    "Assignment",
    "Enrolment",
    "Organisation",
    "Person",
    "Practitioner",
    "Programme",
    "Qualification",
    "ReportingLine",
    "RosterImport",
    "RosterRow",
    "Slip",
    "Unit",
]
