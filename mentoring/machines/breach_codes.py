"""What is chosen from when the protection of personal data has failed; no code says whose."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    OPENED = "opened", _("Somebody opened what they had no business with")
    INTRUSION = "intrusion", _("Somebody broke in from outside")
    LOST = "lost", _("A device, a paper or a file was lost or stolen")
    MISSENT = "missent", _("It was sent or shown to the wrong person")
    PUBLISHED = "published", _("It became public")
    DESTROYED = "destroyed", _("It was changed, destroyed or made unreachable")
    OTHER = "other", _("Something else")


class Dismissal(models.TextChoices):
    NOTHING_HAPPENED = "nothing_happened", _("Nothing of the kind has happened")
    NO_PERSONAL_DATA = "no_personal_data", _("No personal data are concerned")
    KNOWN = "known", _("It is known already and being dealt with")


class FoundBy(models.TextChoices):
    """How it is known that somebody is concerned."""

    RECORDS = "records", _("from the access records")
    HAND = "hand", _("entered by hand")
    MATTER = "matter", _("by an identifier")
    ACCOUNT = "account", _("their account was used")


class Way(models.TextChoices):
    """How somebody got their letter."""

    PORTAL = "portal", _("To be read in the portal")
    HANDED = "handed", _("Handed over")
    SENT = "sent", _("Sent by post or mail")
    NOT_CONCERNED = "not_concerned", _("Not concerned after all: no letter")


# Whoever is told by their own page in the portal has to be somebody with an account.
EVERYBODY = "all"


class BreachField(models.TextChoices):
    """The sealed texts: what was reported, what the letters say, how it ended."""

    REPORT = "report", _("What was reported")
    DATA = "data", _("Which data are concerned")
    COURSE = "course", _("When and how it happened")
    HANDLING = "handling", _("What was done and is being done about it")
    CONTACT = "contact", _("Whom to ask")
    ACCOUNT = "account", _("Why it was dismissed")
    MEASURES = "measures", _("What is done so that it does not happen again")


LETTER = (BreachField.DATA, BreachField.COURSE, BreachField.HANDLING, BreachField.CONTACT)
