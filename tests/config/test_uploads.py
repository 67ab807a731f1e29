"""No file that is handed in lies on a disk, however large it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.uploads import ROSTER

pytestmark = pytest.mark.once
CHUNK = 64 * 1024


@pytest.mark.parametrize("size", [10, 6_000_000, ROSTER, ROSTER + 5_000_000])
def test_it_stays_in_memory_and_a_larger_one_is_not_kept_whole(rf, settings, tmp_path, size):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    request = rf.post("/", {"file": SimpleUploadedFile("scan.pdf", b"x" * size)})
    file = request.FILES["file"]
    kept = len(file.read())
    assert file.size == size
    assert kept == size if size <= ROSTER else ROSTER < kept <= ROSTER + CHUNK
