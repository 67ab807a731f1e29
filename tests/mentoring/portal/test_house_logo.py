"""A coordinator sends in a logo: judged by what it is, seen first, in mails and letters, gone."""

import io
import re
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from mentoring.models import HouseStyle, Logo
from mentoring.services import letter_pdf, logos
from notifications import rendering
from notifications.channels.email import plain
from notifications.channels.protocol import Copy
from notifications.models import Notice
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from tests.mentoring.portal.test_policies import words

pytestmark = pytest.mark.django_db

SECRET = b"taken at home by Maya"


def drawing(kind="PNG", size=(900, 300), colour=(20, 80, 120, 128), **more):
    """A picture with a comment in it."""
    mode = "RGBA" if kind == "PNG" else "RGB"
    file = io.BytesIO()
    Image.new(mode, size, colour[: len(mode)]).save(file, kind, **more)
    return file.getvalue()


@pytest.fixture
def citra(cast, visitor):
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return visitor(cast.citra)


@pytest.fixture
def page(cast):
    return f"/organisations/{cast.organisation.uid}/logo/"


def send(citra, page, content, name="logo.png"):
    return citra.post(page, {"do": "try", "logo": SimpleUploadedFile(name, content)})


def seen(answer):
    return re.search(r'name="picture" value="([^"]+)"', answer.content.decode())[1]


def test_a_logo_is_seen_first_then_in_mails_and_letters_and_can_be_taken_back(cast, citra, page):
    answer = send(citra, page, drawing("JPEG", comment=SECRET), "foto.png")
    assert 'width="216" height="72"' in answer.content.decode()
    assert not Logo.objects.exists()
    answer = citra.post(page, {"do": "keep", "picture": seen(answer)}, follow=True)
    assert "It stands above every mail from now on." in words(answer)
    logo = Logo.objects.get()
    image = Image.open(io.BytesIO(bytes(logo.image)))
    assert (image.format, image.size, image.info) == ("PNG", (432, 144), {})
    assert SECRET not in bytes(logo.image)

    relationship(cast, "offered")
    sent = sent_of(Notice.objects.get(kind="offer.made"))
    pictures = [part for part in sent.walk() if part.get_content_type() == "image/png"]
    assert [part.get_content() for part in pictures] == [bytes(logo.image)]
    html = sent.get_body(("html",)).get_content()
    assert f'src="cid:{pictures[0]["Content-ID"].strip("<>")}"' in html
    assert "http" not in re.search("<img [^>]*>", html)[0]

    citra.post(page, {"do": "remove"})
    assert "<img" not in rendering.mail(Notice.objects.get(kind="offer.made")).html
    assert HouseStyle.objects.get().logo == {}


def sent_of(notice):
    mail = rendering.mail(notice)
    given = Copy(
        address="budi@example.go.id", name="Budi Contoh", message_id="<1@example.go.id>",
        date=MONDAY, subject="Mail", text=mail.text, html=mail.html,
    )  # fmt: skip
    return message_from_bytes(plain(given), policy=policy.default)


def test_the_letter_has_it_above_its_lines(cast):
    relationship(cast, "offered")
    notice = Notice.objects.get(kind="offer.made")
    drawn = logos.drawn(drawing())
    for logo, number in ((drawn.image, 1), (None, 0)):
        letter = letter_pdf.as_pdf(
            notice, "an answer", ["Kabupaten Contoh"], logo, by=cast.citra.user, now=MONDAY
        )
        (sheet,) = PdfReader(io.BytesIO(letter)).pages
        assert len(sheet.images) == number


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<svg onload=alert(1)></svg>", "no PNG or JPEG"),
        (b"GIF89a" + bytes(100), "no PNG or JPEG"),
        (drawing()[:200], "no PNG or JPEG"),
        (drawing(size=(5001, 1)), "larger than 5000 by 5000"),
        (drawing() + bytes(1_000_000), "larger than 1 MB"),
    ],
    ids=["nothing", "svg", "gif", "damaged", "too wide", "too large"],
)
def test_what_is_no_small_picture_is_refused_with_the_reason(citra, page, content, said):
    answer = send(citra, page, content)
    assert answer.status_code == 422
    assert said in words(answer)


def test_what_is_kept_is_judged_again(citra, page):
    for sent in ("", "%%%", "PHN2Zz4=", "x" * 2_000_000):
        answer = citra.post(page, {"do": "keep", "picture": sent})
        assert answer.status_code == 422
    assert not Logo.objects.exists()


def test_however_much_is_in_it_mails_stay_light():
    noise = [Image.effect_noise((960, 288), 100) for _colour in range(3)]
    file = io.BytesIO()
    Image.merge("RGB", noise).save(file, "JPEG")
    drawn = logos.drawn(file.getvalue())
    assert len(drawn.image) <= logos.HEAVIEST
    assert (drawn.width, drawn.height) == (240, 72)


def test_a_replaced_logo_stays_for_mails_that_are_tried_again(cast):
    first, second = (logos.drawn(drawing(colour=colour)) for colour in ((1, 2, 3), (4, 5, 6)))
    by = cast.citra.user
    logos.keep(cast.organisation, first, by=by, now=MONDAY)
    logos.keep(cast.organisation, second, by=by, now=MONDAY + logos.FORGOTTEN_AFTER)
    assert Logo.objects.count() == 2
    logos.remove(cast.organisation, by=by, now=MONDAY + 3 * logos.FORGOTTEN_AFTER)
    assert [one.digest for one in Logo.objects.all()] == [second.digest]


def test_only_the_agencys_coordinator_sees_and_changes_it(cast, visitor, page):
    for person in (cast.maya, cast.hadi, cast.sari):
        assert visitor(person).get(page).status_code == 404
        assert visitor(person).post(page, {"do": "remove"}).status_code == 404
