"""The demo's mail server: takes every mail, delivers none, and keeps each as a file.

Run as `python -m config.demo.catcher PORT FOLDER`.
"""

import itertools
import os
import signal
import sys
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

RECIPIENT = "X-Caught-For"
SUFFIX = ".eml"


class Catcher:
    """Writes `000001.eml`, `000002.eml` …: a header line of ours, then the mail as it came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = [int(path.stem) for path in folder.glob(f"*{SUFFIX}") if path.stem.isdigit()]
        self.numbers = itertools.count(max(found, default=0) + 1)

    async def handle_DATA(  # noqa: N802 aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content or b""
        mail = content.encode() if isinstance(content, str) else content
        for address in envelope.rcpt_tos:
            self.keep(address, mail)
        return "250 OK"

    def keep(self, address: str, mail: bytes) -> None:
        name = f"{next(self.numbers):06d}"
        unready = self.folder / f"{name}.part"
        unready.write_bytes(f"{RECIPIENT}: {address}\r\n".encode() + mail)
        unready.rename(self.folder / f"{name}{SUFFIX}")


def main(port: str, folder: str) -> None:
    controller = Controller(Catcher(Path(folder)), hostname="127.0.0.1", port=int(port))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    controller.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()


if __name__ == "__main__":
    os.umask(0o077)
    main(*sys.argv[1:])
