"""Tables that are no resource: no address shows their rows by themselves.

Listed one by one, so that a new table is either put under the permission table or named here.
"""

from typing import Final

UNSHOWN: Final = frozenset(
    {
        # sign-in
        *("accounts.Delay", "accounts.EntryKey", "accounts.User", "accounts.Visit"),
        # of a person, shown as a field of theirs
        *(
            "mentoring.Contact",
            "mentoring.Absence",
            "mentoring.Assignment",
            "mentoring.Qualification",
        ),
        *("mentoring.Appointment", "mentoring.ReportingLine"),
        *(
            "mentoring.OwnDay",
            "mentoring.CalendarImport",
            "mentoring.WeekChoice",
            "mentoring.HouseStyle",
            "mentoring.Logo",
        ),  # of an organisation
        "mentoring.RotationMove",  # `moves` of a rotation
        # of a counselling case, shown as fields of it
        *("mentoring.CaseConsent", "mentoring.CaseSession", "mentoring.CaseReferral"),
        *("mentoring.CaseEmergency", "mentoring.KeptOut"),
        # of an organisation that offers counselling
        *("mentoring.CounsellingOffice", "mentoring.ConsentText"),
        # of a programme, a roster import, a session
        *("mentoring.Enrolment", "mentoring.RosterRow", "mentoring.Booking"),
        # of a case told in confidence; who opened its notes is a field of the case
        *("mentoring.CaseKey", "mentoring.AccessRecord"),
        "mentoring.CounsellingReport",  # of an organisation: numbers of its counselling
        "mentoring.BreachPerson",  # `people` of a failure of data protection
        # how long an organisation keeps what; which records a destruction is about
        *("mentoring.RetentionRule", "mentoring.DestructionItem"),
        "mentoring.DataCorrection",  # of a request about data
        # files of such a case, and the forms that were handed out; shown as fields of it
        *("mentoring.Upload", "mentoring.HandedOut"),
        "mentoring.JournalEntry",  # of an organisation: who changed its rules
        "mentoring.BulkItem",  # of an act on many items
        # of a copy: what it leaves in, when it may, and how far its sender has come
        *("notifications.DayMail", "notifications.Pace", "notifications.Round"),
        "mentoring.Acknowledgement",  # `reminded` of a relationship
        # what the engine keeps for itself; history and forecast are fields of a subject
        *("mentoring.IdempotencyKey", "workflows.Record", "workflows.RecordText"),
        *("workflows.Anchor", "workflows.Deadline", "workflows.EngineState", "workflows.Extension"),
        *("workflows.Pause", "workflows.Replanning", "workflows.DueChange"),
        *("workflows.Calendar", "workflows.CalendarDay"),
        *("workflows.EscalationPolicy", "workflows.EscalationPolicyVersion"),
        *("workflows.EscalationStep", "workflows.PolicyMove", "workflows.MovedDeadline"),
    }
)
