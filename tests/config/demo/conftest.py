"""The demo's pages on a folder of their own, and a mail to put into it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.demo.catcher import Catcher
from notifications.channels.email import message
from notifications.channels.protocol import Copy

COPY = Copy(
    address="maya-contoh@example.go.id",
    name="Maya Contoh",
    message_id="<1@example.go.id>",
    date=datetime(2026, 3, 26, 0, 30, tzinfo=UTC),
    subject="Pengingat <tawaran>",
    text="Batas: Jumat <27 Maret>.",
    html="<p>Batas: <b>Jumat</b>.</p><script>alert(1)</script>",
)


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "config.demo"]
    settings.ROOT_URLCONF = "config.demo.urls"
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


def arrives(folder: Path, copy: Copy = COPY) -> None:
    Catcher(folder).keep(copy.address, message(copy).message().as_bytes())
