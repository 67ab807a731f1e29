"""Saying how one wishes to be told; nobody says it for somebody else."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import Person
from mentoring.models.wishes import Wishes
from mentoring.queries.working_hours import heard_time
from workflows.errors import NotPermitted


def wish(person: Person, wishes: Wishes, *, by: User, now: datetime) -> None:
    """From the next notice on. Raises ValidationError by field, NotPermitted for anybody else."""
    if by.pk != person.user_id:
        raise NotPermitted(_("People say themselves how they wish to be told."))
    if wishes.quiet and heard_time(person, wishes, now) is None:
        raise ValidationError(
            {"quiet_until": _("These hours leave no working time in which a mail could reach you.")}
        )
    Person.objects.filter(pk=person.pk).update(wishes=wishes.as_json())
