"""A form is signed in one of three equal ways: in the portal, by a signed PDF, on scanned paper."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from accounts import confirming, second_factor
from accounts.clock import now
from mentoring.models import AccessRecord, HandedOut, SealedNote, Upload
from mentoring.rules import office_day
from mentoring.services import sealed_notes, uploads
from mentoring.services.sealed_notes import Purpose
from mentoring.vocabulary import AppointedRole
from tests.accounts.digits import code_at
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.files import appended, pdf, picture
from tests.factories.performance import counselling, official
from workflows import engine
from workflows.errors import Guarded, NotPermitted
from workflows.models import Record

pytestmark = pytest.mark.django_db
PASSWORD = "kata sandi panjang contoh"


@pytest.fixture
def wulan(cast):
    return official(cast)


@pytest.fixture
def inside(cast, visitor):
    def enter(person):
        person.user.set_password(PASSWORD)
        person.user.save(update_fields=["password"])
        client, secret = visitor(person), generate_totp_secret()
        second_factor.set_up(person.user, secret, code_at(secret, now()), now=now())
        session = client.session
        confirming.note(session, now=now())
        session.save()
        return client

    return enter


def form(client, item, **data):
    return client.post(reverse("portal:performance_counselling_form", args=[item.uid]), data)


def sign(client, item, way, content, name="tanda-tangan.pdf", **data):
    item.refresh_from_db()
    url = reverse("portal:performance_counselling_step", args=[item.uid, way])
    sent = SimpleUploadedFile(name, content, content_type="text/html")
    given = {"version": item.version, "token": str(uuid.uuid4()), "oldpassword": PASSWORD, **data}
    return client.post(url, {**given, "file": sent})


def page(client, item):
    return client.get(reverse("portal:performance_counselling", args=[item.uid])).content.decode()


def on_paper(answer):
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def test_a_signed_pdf_and_a_scan(cast, wulan, inside):
    item = counselling(cast, "written", counsellor=wulan)
    maya, counsellor = inside(cast.maya), inside(wulan)
    printed = form(maya, item, print="pdf").content
    assert HandedOut.objects.get().size == len(printed)
    signed = appended(printed)
    assert sign(maya, item, "sign_by_file", signed).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.client_signed_by) == ("written", "upload")
    shown = page(counsellor, item)
    for said in ("belum diverifikasi", "Maya Contoh", "diawali formulir kami"):
        assert said in shown
    scan = picture("JPEG")
    answer = sign(counsellor, item, "enter_scan", scan, "foto.png", whose="both")
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.state, item.counsellor_signed_by) == ("signed", "scan")
    assert item.client_signed_by == "upload"
    for said in ("pindaian", "dimasukkan oleh Wulan Contoh", "belum diverifikasi"):
        assert said in on_paper(form(maya, item, print="pdf"))
    for upload, content, kind in (
        (item.client_signature, signed, "application/pdf"),
        (item.counsellor_signature, scan, "image/jpeg"),
    ):
        found = form(counsellor, item, file=str(upload.uid))
        assert (found.content, found["Content-Type"]) == (content, kind)
        assert found["X-Content-Type-Options"] == "nosniff"
        assert re.fullmatch(
            rf'attachment; filename="{upload.uid}\.(pdf|jpeg)"', found["Content-Disposition"]
        )
        assert "sandbox" in found["Content-Security-Policy"]
        assert AccessRecord.objects.filter(note=upload.note, actor=wulan.user).count() == 1
    assert form(counsellor, item, file=str(uuid.uuid4())).status_code == 404
    rina = inside(cast.rina)
    assert form(rina, item, file=str(item.client_signature.uid)).status_code == 404
    assert form(rina, item, print="pdf").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", "bukan PDF, JPEG, atau PNG"),
        (picture(), "berkas jenis ini"),
        (pdf() + b"0" * 5_000_000, "lebih besar"),
        (b"", "Berkas ini kosong"),
    ],
)
def test_what_is_not_taken_is_said_and_nothing_is_kept(cast, wulan, inside, content, said):
    item = counselling(cast, "written", counsellor=wulan)
    answer = sign(inside(wulan), item, "sign_by_file", content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Upload.objects.exists()
    item.refresh_from_db()
    assert item.counsellor_signed_at is None


@pytest.fixture
def tika(cast):
    person = people.person("Tika Contoh", unit=cast.maya.unit)
    people.appointment(person, AppointedRole.FORM_OFFICER)
    return person


def test_an_appointed_officer_enters_the_paper_and_reads_nothing(cast, wulan, tika, inside):
    item = counselling(cast, "written", counsellor=wulan)
    officer, url = inside(tika), reverse("portal:performance_counselling", args=[item.uid])
    assert url in officer.get("/").content.decode()
    shown = page(officer, item)
    assert "Maya Contoh" in shown
    for hidden in ("Rina Contoh", "Ruang Contoh 2", str(item.get_counsellor_kind_display())):
        assert hidden not in shown
    assert form(officer, item, open="1").status_code == 404
    scan = picture("JPEG")
    for one in (inside(cast.eko), inside(cast.rina)):
        answer = sign(one, item, "enter_scan", scan, "foto.png", whose="both")
        assert answer.status_code in {403, 404}
    assert sign(officer, item, "enter_scan", scan, "foto.png", whose="client").status_code == 302
    item.refresh_from_db()
    assert (item.client_signed_by, item.counsellor_signed_at) == ("scan", None)
    last = Record.objects.filter(subject_kind=item.kind, subject_id=item.pk).latest("version")
    assert (last.transition, last.actor) == ("enter_scan", tika.user)
    assert "dimasukkan oleh Tika Contoh" in page(inside(wulan), item)
    file = item.client_signature
    assert form(officer, item, file=str(file.uid)).status_code == 404
    assert not SealedNote.objects.visible_to(tika.user, MONDAY).exists()
    sign(officer, item, "enter_scan", scan, "foto.png", whose="counsellor")
    item.refresh_from_db()
    assert item.state == "signed"
    assert officer.get(url).status_code == 404
    assert url not in officer.get("/").content.decode()


def test_whoever_hands_in_a_file_reads_beforehand_which_and_what_becomes_of_it(
    cast, wulan, tika, inside
):
    item = counselling(cast, "written", counsellor=wulan)
    counsellor, officer = inside(wulan), inside(tika)
    pages = {
        "sign_by_file": (counsellor, "PDF, paling besar 5 MB.", "tanda tangani PDF itu"),
        "enter_scan": (officer, "PDF, JPEG, PNG, paling besar 5 MB.", "beberapa halaman"),
    }
    for name, (client, *said) in pages.items():
        url = reverse("portal:performance_counselling_step", args=[item.uid, name])
        shown = client.get(url).content.decode()
        for words in said:
            assert words in shown
    assert "Milik siapa formulir ini" in page(officer, item)


def test_no_officer_enters_a_form_about_themselves_nor_after_their_last_day(cast, wulan, inside):
    item = counselling(cast, "written", counsellor=wulan)
    for who in (cast.maya, cast.rina):
        people.appointment(who, AppointedRole.FORM_OFFICER)
        data = {"whose": "counsellor", "file": uuid.uuid4()}
        with pytest.raises(NotPermitted):
            engine.perform(item, "enter_scan", by=who.user, now=MONDAY, data=data)
    past = people.appointment(cast.eko, AppointedRole.FORM_OFFICER)
    past.valid_to = office_day(MONDAY) - timedelta(days=1)
    past.save(update_fields=["valid_to"])
    assert sign(inside(cast.eko), item, "enter_scan", pdf(), whose="both").status_code == 404


def test_what_is_refused_leaves_no_file_behind(cast, wulan, inside):
    item = counselling(cast, "written", counsellor=wulan)
    client = inside(wulan)
    assert sign(client, item, "sign_by_file", pdf()).status_code == 302
    assert sign(client, item, "sign_by_file", pdf()).status_code == 409
    assert sign(client, item, "sign_by_file", pdf(), oldpassword="bukan").status_code == 422
    assert Upload.objects.count() == 1


def test_nobody_signs_with_a_file_of_another(cast, wulan, inside):
    item = counselling(cast, "written", counsellor=wulan)
    inside(wulan)
    sign(inside(wulan), item, "sign_by_file", pdf())
    maya, upload = inside(cast.maya), Upload.objects.get()
    form(maya, item, open="1")
    item.refresh_from_db()
    with pytest.raises(Guarded):
        engine.perform(
            item, "sign_by_file", by=cast.maya.user, now=MONDAY, data={"file": upload.uid}
        )


def test_a_validator_says_whether_a_signature_holds(settings):
    settings.SIGNATURE_VALIDATOR = "tests.mentoring.portal.test_signing.holds"
    kinds = ("pdf", "png")
    assert uploads.checked(appended(pdf()), kinds).verification == "valid"
    assert uploads.checked(pdf(), kinds).verification == "invalid"
    assert uploads.checked(picture(), kinds).verification == "unverified"


def holds(content):
    return b"/Type /Sig" in content


def test_it_lies_sealed_and_opens_with_a_record_or_not_at_all(cast, wulan, inside, monkeypatch):
    item = counselling(cast, "written", counsellor=wulan)
    secret = pdf("rahasia-contoh")
    sign(inside(wulan), item, "sign_by_file", secret)
    upload, why = Upload.objects.get(), {"by": wulan.user, "purpose": Purpose.FORM, "now": MONDAY}
    assert secret not in bytes(upload.ciphertext)
    assert secret[:60] not in bytes(upload.ciphertext)
    assert uploads.opened(upload, **why) == secret
    with monkeypatch.context() as patch:
        patch.setattr(AccessRecord.objects, "bulk_create", broken)
        with pytest.raises(RuntimeError):
            uploads.opened(upload, **why)
    other = Upload.objects.get()
    other.uid = uuid.uuid4()
    with pytest.raises(Guarded):
        uploads.opened(other, **why)
    bent = bytearray(upload.ciphertext)
    bent[40] ^= 1
    upload.ciphertext = bytes(bent)
    with pytest.raises(Guarded):
        uploads.opened(upload, **why)


def broken(*args, **options):
    raise RuntimeError


def test_with_the_key_of_the_case_the_file_is_gone(cast, wulan, inside, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erasures"
    item = counselling(cast, "written", counsellor=wulan)
    sign(inside(wulan), item, "sign_by_file", pdf())
    upload = Upload.objects.get()
    sealed_notes.destroy(item.key, by=wulan.user, now=MONDAY)
    with pytest.raises(Guarded):
        uploads.opened(upload, by=wulan.user, purpose=Purpose.FORM, now=MONDAY)
    assert SealedNote.objects.filter(pk=upload.note_id).exists()
