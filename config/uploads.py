"""Files that are handed in stay in memory: nothing of one ever lies in the open on a disk."""

from typing import Any, Final

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler

# Rosters may have so much, whatever the limit of other files is (bytes).
ROSTER: Final = 10 * 1024 * 1024


class InMemory(MemoryFileUploadHandler):
    """Of a file that nobody takes only so much is kept as shows that it is too large."""

    def handle_raw_input(self, *args: Any, **options: Any) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= max(settings.UPLOAD_LIMIT, ROSTER):
            self.file.write(raw_data)
