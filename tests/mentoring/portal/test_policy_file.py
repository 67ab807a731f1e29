"""All policies of a place as a file: taken away, looked at, published together, once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from workflows.models import EscalationPolicyVersion

pytestmark = pytest.mark.django_db

SEEN = re.compile(r'name="seen" value="(\w*)"')


def own():
    return EscalationPolicyVersion.objects.exclude(policy__scope="")


def test_a_file_is_taken_away_looked_at_and_published_whole(cast, visitor):
    citra = visitor(cast.citra)
    root = f"/deadlines/programmes/{cast.programme.uid}/"
    assert 'href="file/"' in citra.get(root).content.decode()
    everything = citra.get(f"{root}file/?download=1").content.decode()
    shorter = everything.replace("working_days: 3\n  steps", "working_days: 2\n  steps", 1)
    assert shorter != everything
    sent = {"file": SimpleUploadedFile("kebijakan.yaml", shorter.encode())}
    page = citra.post(f"{root}file/", {**sent, "do": "look"}).content.decode()
    assert "Terbitkan 1 kebijakan" in page
    seen = SEEN.search(page)[1]
    for unseen in ("", "x"):
        citra.post(f"{root}file/", {"text": shorter, "do": "publish", "seen": unseen})
    assert not own().exists()
    for _twice in range(2):
        citra.post(f"{root}file/", {"text": shorter, "do": "publish", "seen": seen})
    assert own().count() == 1
    assert visitor(cast.eko).get(f"{root}file/").status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "kosong"),
        ("- code: [", "baris 1: bukan YAML"),
        ("- code: x", "kebijakan x: kunci source_label tidak ada"),
        ("[]x", "bukan YAML"),
        ("\xff", "UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named_and_changes_nothing(cast, visitor, text, said):
    citra = visitor(cast.citra)
    root = f"/deadlines/organisations/{cast.organisation.uid}/file/"
    content = text.encode("latin-1")
    answer = citra.post(root, {"file": SimpleUploadedFile("x.yaml", content), "do": "look"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="wrong"' in page
    assert said in page
    assert not own().exists()
