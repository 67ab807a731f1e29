"""An organisation's own letterhead and words: checked, kept, shown beforehand, and taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader_tags import BlockNode
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import HouseStyle, Organisation
from notifications import compiling, kinds, own_words, rendering
from notifications.kinds import Disclosure, Text
from notifications.models import Notice
from notifications.own_words import House, Names
from notifications.rendering import Mail

LINES, LENGTH = 5, 100
SUBJECT, BODY = 150, 4000
LANGUAGES: Final = ("id", "en")


def editable() -> list[Text]:
    """What leaves by mail and is not to look like anything else; behind it what tells of many."""
    mailed = [kind for kind in kinds.registered() if "email" in kind.channels]
    return [
        Text(kind, listed)
        for kind in mailed
        if own_words.may_be_own(kind)
        for listed in ((False, True) if kind.many else (False,))
    ]


def names_of(text: Text) -> Names:
    return own_words.names(_blocks(text))


@transaction.atomic
def keep_text(
    home: Organisation,
    text: Text,
    language: str,
    subject: str,
    body: str,
    *,
    by: User,
    now: datetime,
) -> None:
    """ValidationError by field, naming the word and its line."""
    subject, body = " ".join(subject.split()), body.strip().replace("\r\n", "\n")
    check(text, subject, body)
    style = held(home, by, now)
    style.texts = {**style.texts, f"{text.code}:{language}": {"subject": subject, "body": body}}
    style.save()


@transaction.atomic
def reset_text(home: Organisation, text: Text, language: str, *, by: User, now: datetime) -> None:
    """As shipped from now on."""
    style = held(home, by, now)
    mine = f"{text.code}:{language}"
    style.texts = {key: words for key, words in style.texts.items() if key != mine}
    style.save()


@transaction.atomic
def keep_letterhead(home: Organisation, lines: Sequence[str], *, by: User, now: datetime) -> None:
    kept = [" ".join(line.split()) for line in lines if line.strip()]
    if len(kept) > LINES or any(len(line) > LENGTH for line in kept):
        given = {"lines": LINES, "length": LENGTH}
        said = _("At most %(lines)d lines of %(length)d letters.") % given
        raise ValidationError({"letterhead": said})
    style = held(home, by, now)
    style.letterhead = kept
    style.save()


def check(text: Text, subject: str, body: str) -> None:
    if not own_words.may_be_own(text.kind):
        raise ValidationError({"body": _("This mail must look like all others.")})
    found = own_words.faults(subject, body, names_of(text))
    if not subject or len(subject) > SUBJECT:
        said = _("A subject has 1 to %(most)d letters.") % {"most": SUBJECT}
        found["subject"] = [said, *found.get("subject", [])]
    if not body or len(body) > BODY:
        said = _("A text has 1 to %(most)d letters.") % {"most": BODY}
        found["body"] = [said, *found.get("body", [])]
    if found:
        raise ValidationError(found)


def preview(text: Text, language: str, house: House, *, to: User, now: datetime) -> Mail:
    """The mail with made-up people and times, in that language."""
    return rendering.mail(_made_up(text, language, to, now), house)


def shipped_subject(text: Text, language: str, *, to: User, now: datetime) -> str:
    return rendering.shown(_made_up(text, language, to, now), own_words.PLAIN).subject


def first_subject(text: Text, language: str, *, to: User, now: datetime) -> str:
    """The shipped one as it would be written here: with names in braces, nobody's name in it."""
    known = own_words.own_subject(_blocks(text), language)
    return shipped_subject(text, language, to=to, now=now) if known is None else known


def _blocks(text: Text) -> Mapping[str, BlockNode]:
    return compiling.blocks(compiling.template(text.template))


def _made_up(text: Text, language: str, to: User, now: datetime) -> Notice:
    reader = User(display_name=to.display_name, language=language, time_zone=to.time_zone)
    facts = {**MADE_UP, **{name: (now + days).isoformat() for name, days in TIMES.items()}}
    found = Notice(
        kind=text.kind.code,
        facts=facts,
        recipient=reader,
        disclosure=Disclosure.A,
        subject_id=0,
        created_at=now,
    )
    if text.listed:
        facts["deadline"] = text.kind.code.partition(".")[2]
        others = [facts | late for late in LATE_TOO]
        found.list_key = text.code
        found.__dict__ |= {"number_listed": len(others), "facts_listed": others}
    return found


def held(home: Organisation, by: User, now: datetime) -> HouseStyle:
    """Locked in the caller's transaction, to be changed by them now; unsaved if there was none."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=home.pk)
    found = HouseStyle.objects.filter(organisation=home).first() or HouseStyle(organisation=home)
    found.changed_by, found.changed_at = by, now
    return found


TIMES: Final = {
    "until": timedelta(days=3),
    "due_at": timedelta(days=-1),
    "starts_at": timedelta(days=2),
    "ends_at": timedelta(days=2, hours=1),
    "paused_until": timedelta(days=14),
}
MADE_UP: Final[dict[str, Any]] = {
    "uid": str(UUID(int=0)),
    "discipline": "mentoring",
    "programme": "Program Contoh",
    "organisation": "Instansi Contoh",
    "mentee": "Maya Contoh",
    "practitioner": "Budi Contoh",
    "other": "Budi Contoh",
    "late": "Budi Contoh",
    "person": "Maya Contoh",
    "unit": "Dinas Contoh",
    "superior": "Sari Contoh",
    "right_superior": "Rina Contoh",
    "valid_from": "2026-01-05",
    "refused_reason": "",
    "status": "attention",
    "role": "mentee",
    "reached": "direct",
    "over": "Budi Contoh",
    "over_uid": "",
    "office": "",
    "acting": "",
    "deadline": "status_update",
    "overdue": False,
    "event": "",
    "sequence": 0,
    "invited": "Maya Contoh",
    "missed_by": "mentee",
    "search": [],
    "absent": "Sari Contoh",
    "first": "2026-01-05",
    "last": "2026-01-09",
    "host": "program.example.go.id",
    "client": "Maya Contoh",
    "counsellor": "Budi Contoh",
    "appraiser": "Sari Contoh",
    "number": 12,
    "digest": "4f1c" * 16,
    "reason": "failing",
    "path": "/",
}
LATE_TOO: Final = (
    {"late": "Sari Contoh", "mentee": "Rina Contoh"},
    {"late": "Tono Contoh", "mentee": "Citra Contoh"},
)
