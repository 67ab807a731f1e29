"""How long which records are kept, from which event on, and why something due is kept after all."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordKind(models.TextChoices):
    """What is kept and destroyed together."""

    RELATIONSHIP = "relationship", _("Mentoring and coaching")
    PERFORMANCE = "performance_counselling", _("Counselling on performance")
    CASE = "counselling_case", _("Counselling cases")
    DATA_REQUEST = "data_request", _("Requests about personal data")
    PERSON = "person", _("Who somebody was: name, numbers, contacts")


class Since(models.TextChoices):
    """The event from which a period is counted."""

    ENDED = "ended", _("since it ended")
    LEFT = "left", _("since their last post ended")


# Each kind of record has one event that can be told from what is stored.
COUNTED_FROM: Final[Mapping[str, Since]] = {
    kind.value: Since.LEFT if kind == RecordKind.PERSON else Since.ENDED for kind in RecordKind
}


class KeepReason(models.TextChoices):
    """Why something that was proposed is not destroyed."""

    ARCHIVE = "archive", _("The archive schedule asks for it to be kept")
    PROCEEDINGS = "proceedings", _("It is needed for legal proceedings")
    IN_USE = "in_use", _("It is still needed for what it was collected for")
    MISTAKEN = "mistaken", _("It was proposed by mistake")
