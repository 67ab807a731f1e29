"""Notices in words."""

import re

import pytest

from notifications import gathered, rendering
from notifications.errors import RenderError
from notifications.kinds import Manner
from notifications.own_words import House, Logo
from tests.notifications.toys import FACTS, INVITATION, told

pytestmark = pytest.mark.django_db


def test_a_mail_speaks_the_recipients_language_and_zone(maya, budi):
    assert "before Selasa 31 Maret 2026 pukul 16.00 WIB." in rendering.mail(told(maya)).text
    mail = rendering.mail(told(budi))
    assert "before Tue 31 Mar 2026 18:00 WIT." in mail.text
    assert "The desk opens 09:30 WIT on Mon 30 Mar 2026." in mail.text
    assert "Dear Budi Contoh," in mail.text
    assert '<html lang="en">' in mail.html


def test_text_and_html_say_the_same(maya):
    mail = rendering.mail(told(maya, facts={**FACTS, "owner": "R&D <b>"}))
    assert mail.subject == "Parcel for R&D <b>"
    assert "R&amp;D &lt;b&gt;" in mail.html
    assert "<b>" not in mail.html
    for part in ("16.00 WIB", "Collect", "https://bimbing.example.go.id/parcels/1"):
        assert part in mail.text
        assert part in mail.html


def test_a_mail_says_why_it_was_sent_and_that_the_system_reports(budi):
    for kind, why in [("parcel.arrived", "You ordered it."), ("parcel.lost", "take part in.")]:
        mail = rendering.mail(told(budi, kind))
        for text in (mail.text, mail.html):
            assert why in text
            assert "sent by the system, not by a person" in text


def test_the_html_is_narrow_inlined_and_loads_nothing(maya):
    html = rendering.mail(told(maya)).html
    assert "max-width: 600px" in html
    assert re.search(r'<a class="button" href="https://[^"]+" style="[^"]*background: ?#', html)
    assert not re.search(r"<(img|link|script|iframe)|url\(|@import", html)


def test_a_fact_that_is_missing_is_an_error_not_a_hole(maya):
    assert "Weighs 5 g" in rendering.mail(told(maya, "parcel.hollow", facts={"weight": 5})).text
    with pytest.raises(RenderError, match="weight"):
        rendering.mail(told(maya, "parcel.hollow", cause="record:2", facts={}))


@pytest.mark.parametrize(
    "facts",
    [
        {"owner": "Maya", "due_at": "2026-03-31T16:00:00", "opens_at": "never"},
        {**FACTS, "path": "//evil.example"},
        {**FACTS, "path": "https://evil.example"},
        {**FACTS, "path": 1},
    ],
)
def test_whatever_is_wrong_with_the_facts_is_a_render_error(maya, facts):
    with pytest.raises(RenderError):
        rendering.mail(told(maya, facts=facts))


@pytest.mark.parametrize("fields", [{"time_zone": "Mars/Base"}, {"kind": "parcel.eaten"}])
def test_whatever_is_wrong_with_the_notice_is_a_render_error(maya, fields):
    notice = told(maya)
    notice.recipient.time_zone = fields.get("time_zone", "Asia/Jakarta")
    notice.kind = fields.get("kind", notice.kind)
    with pytest.raises(RenderError):
        rendering.mail(notice)


def test_a_subject_is_one_line_of_bounded_length(maya):
    notice = told(
        maya, facts={**FACTS, "owner": "Maya\r\nBcc: all@example.go.id\u2028" + "x" * 500}
    )
    subject = rendering.mail(notice).subject
    assert subject.startswith("Parcel for Maya Bcc: all@example.go.id x")
    assert len(subject) == rendering.SUBJECT_LENGTH


def test_class_c_looks_exactly_like_a_harmless_discreet_mail(maya):
    secret = told(maya, "parcel.secret", facts={"content": "canary", "path": "/cases/7"})
    harmless = told(maya, "parcel.harmless", facts={"path": "/parcels/7"})
    one, other = rendering.mail(secret), rendering.mail(harmless)
    assert "canary" not in one.text + one.html
    assert "/cases/7" not in one.text + one.html
    assert f"https://bimbing.example.go.id/inbox/{secret.pk}" in one.text
    same = str(secret.pk), str(harmless.pk)
    assert one.subject == other.subject
    assert one.text.replace(*same) == other.text
    assert one.html.replace(*same) == other.html


def with_a_logo(_recipient, _kind):
    return House(("Kabupaten Contoh",), logo=Logo("a" * 32, 120, 40))


def test_the_letterhead_stands_above_all_mails_alike(maya, settings):
    settings.NOTIFICATIONS_HOUSES = f"{__name__}.with_a_logo"
    secret = told(maya, "parcel.secret", facts={"content": "a book"})
    harmless = told(maya, "parcel.harmless", cause="record:2")
    joined = gathered.mail([(Manner.NEWS, told(maya, cause=f"record:{n}")) for n in (3, 4)])
    mails = [rendering.mail(secret), rendering.mail(harmless), joined]
    for mail in mails:
        assert mail.html.count(f'src="cid:{"a" * 32}.logo@bimbing.example.go.id"') == 1
    one, other = (
        mail.html.replace(str(notice.pk), "")
        for mail, notice in zip(mails, (secret, harmless), strict=False)
    )
    assert one == other


def test_the_inbox_shows_the_notices_own_words(maya):
    words = rendering.shown(told(maya, "parcel.secret", facts={"content": "a book"}))
    assert (words.subject, words.body) == ("The secret parcel", "It holds a book.")


def test_a_defective_notice_does_not_break_the_inbox(budi):
    assert rendering.title(told(budi, "parcel.lost")) == "Lost"
    notice = told(budi, "parcel.hollow", facts={})
    assert rendering.title(notice) == "There is something for you in the portal"


def test_an_invitation_goes_along_where_the_kind_has_one(maya):
    assert rendering.mail(told(maya)).calendar == ""
    invited = told(maya, cause="record:2", facts={**FACTS, "invite": True})
    assert rendering.mail(invited).calendar == INVITATION


def test_no_name_no_greeting(budi):
    budi.display_name = ""
    budi.save()
    assert rendering.mail(told(budi, "parcel.lost")).text.startswith("Your parcel is lost.")
