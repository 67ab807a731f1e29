"""What emergency access is asked for, on which grounds, and how it is judged afterwards."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

LASTS: Final = timedelta(minutes=60)
SHORTEST_REASON: Final = 20


class Opened(models.TextChoices):
    """What of a person it opens; whether there is any is said to nobody beforehand."""

    CASE = "case", _("Personal counselling")
    PERFORMANCE = "performance", _("Counselling on performance")


class OpeningGround(models.TextChoices):
    LIFE = "life", _("Somebody's life or health is in danger")
    UNREACHABLE = "unreachable", _("Whoever is in charge cannot be reached, and it cannot wait")
    LAW = "law", _("A law or a court requires it")


class Silence(models.TextChoices):
    """The safety rules by which the person is not told."""

    DANGER = "danger", _("Telling the person would endanger their life or health")
    OTHERS = "others", _("Telling the person would endanger somebody else")
    ORDERED = "ordered", _("A court or an investigator has ordered silence")


class Verdict(models.TextChoices):
    JUSTIFIED = "justified", _("It was justified")
    UNJUSTIFIED = "unjustified", _("It was not justified, and will be pursued")


class GlassField(models.TextChoices):
    """The sealed texts of an emergency access."""

    REASON = "reason", _("Why it is needed")
    ACCOUNT = "account", _("What was found at the sign-off")
