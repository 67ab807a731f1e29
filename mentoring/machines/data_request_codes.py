"""What a person may ask about their data, and the closed lists of its answers.

An article stands in a label only where its text was seen; the law is Law 27/2022.
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataRight(models.TextChoices):
    ACCESS = "access", _("See my data, and who has used them")
    CORRECTION = "correction", _("Have my data corrected")
    RESTRICTION = "restriction", _("Have the use of my data restricted")
    CONSENT = "consent", _("Withdraw a consent")
    PORTABILITY = "portability", _("Receive my data as files that programs can read")
    ERASURE = "erasure", _("Have my data erased")


# The same, said by somebody else of whoever asks.
OF_THEIRS: Final = {
    DataRight.ACCESS: _("See their data, and who has used them"),
    DataRight.CORRECTION: _("Have their data corrected"),
    DataRight.RESTRICTION: _("Have the use of their data restricted"),
    DataRight.CONSENT: _("Withdraw a consent"),
    DataRight.PORTABILITY: _("Receive their data as files that programs can read"),
    DataRight.ERASURE: _("Have their data erased"),
}
GIVES_FILES: Final = frozenset({DataRight.ACCESS, DataRight.PORTABILITY})
# These cannot be asked for without saying what is meant.
SAYS_WHAT: Final = frozenset(DataRight) - GIVES_FILES


class WayAsked(models.TextChoices):
    PORTAL = "portal", _("Portal")
    WALK_IN = "walk_in", _("Came in person")
    LETTER = "letter", _("Letter")


class IdentityProof(models.TextChoices):
    SIGNED_IN = "signed_in", _("Signed in with their own account")
    DOCUMENT = "document", _("Showed an identity document")
    OFFICE = "office", _("Confirmed by their personnel office")


class Ground(models.TextChoices):
    """Why a request is not fulfilled, or not all of it."""

    NOT_IDENTIFIED = "not_identified", _("It is not certain who asks")
    NOT_HELD = "not_held", _("No such data are held")
    ENDANGERS = "endangers", _("It would endanger somebody's safety or health (Article 33)")
    OTHERS = "others", _("It would disclose the data of somebody else (Article 33)")
    SAFETY_OF_OTHERS = "safety_of_others", _("It would endanger the safety of others")
    ARCHIVE = "archive", _("The archive schedule does not let it be destroyed yet")
    HOLD = "hold", _("A legal hold stands on it")
    PROCEEDINGS = "proceedings", _("It is needed for legal proceedings")
    DEFENCE = "defence", _("National defence and security (Article 15)")
    LAW = "law", _("Law enforcement (Article 15)")
    STATE = "state", _("Public interest in the administration of the state (Article 15)")
    FINANCE = "finance", _("Supervision of the financial sector (Article 15)")
    RESEARCH = "research", _("Statistics and research (Article 15)")


# Grounds that are for some rights only.
FOR_ONLY: Final = {
    Ground.ENDANGERS: GIVES_FILES,
    Ground.OTHERS: GIVES_FILES,
    Ground.SAFETY_OF_OTHERS: frozenset({DataRight.RESTRICTION}),
    Ground.ARCHIVE: frozenset({DataRight.ERASURE}),
    Ground.HOLD: frozenset({DataRight.ERASURE}),
    Ground.PROCEEDINGS: frozenset({DataRight.ERASURE}),
}


class Part(models.TextChoices):
    """The files of a copy, as they may be withheld one by one."""

    PROFILE = "profile", _("Who you are and where you work")
    PAIRS = "pairs", _("Mentoring and coaching, and its sessions")
    WRITTEN = "written", _("What you wrote")
    RECORDS = "records", _("What was done with it, and by whom")
    NOTICES = "notices", _("What you were told")
    CONFIDENCE = "confidence", _("Counselling: consents, and who opened what")
    REQUESTS = "requests", _("What you asked about your data")


class DataField(models.TextChoices):
    """The sealed texts of a request."""

    ASKED = "asked", _("What is asked for")
    ANSWER = "answer", _("What was answered")
