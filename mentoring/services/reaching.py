"""Reaching people by hand: a neutral text to copy, and the word of whoever told them."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import Contact, Person

# A second tap is the same word.
SAME_WORD = timedelta(minutes=1)


def text_for(person: Person, due_at: datetime | None) -> str:
    """In the person's language: that something waits and until when, never what or why."""
    user = person.user
    with translation.override(user.language), timezone.override(user.time_zone):
        site = urlsplit(settings.SITE_URL)
        given = {"name": person.display_name, "site": f"{site.scheme}://{site.netloc}/"}
        if due_at is None:
            return _("%(name)s, something waits for you in Bimbing. Please look: %(site)s") % given
        day = date_format(timezone.localtime(due_at), "j F Y")
        said = _(
            "%(name)s, something waits for you in Bimbing until %(day)s. Please look: %(site)s"
        )
        return said % {**given, "day": day}


@transaction.atomic
def note_contact(person: Person, way: str, note: str, *, by: User, now: datetime) -> Contact:
    """Keep that the person was told, or was tried to be told, by hand."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    word = {"by": by, "way": Contact.Way(way), "note": note.strip()}
    held = Contact.objects.filter(person=person, at__gt=now - SAME_WORD, **word).first()
    return held or Contact.objects.create(person=person, at=now, **word)
