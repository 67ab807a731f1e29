"""`python -m config.demo`, what `make demo` runs; hears PORT, ONCE, BIMBING_DATA, DEMO_LANGUAGE."""

import os
import shutil
import sys
from pathlib import Path

import django
from django.conf import settings

from config.demo import folder, ports
from config.demo.narration import Narration, speak
from config.demo.programs import SETTINGS, UNWANTED
from config.demo.run import FAILED, INTERRUPTED, Demo
from config.demo.trouble import Trouble

NO_WORDS = frozenset({"", "0", "no", "false"})


def main() -> int:
    for name in UNWANTED:
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    speak()
    say = Narration(sys.stdout)
    once = os.environ.get("ONCE", "").lower() not in NO_WORDS
    try:
        port = _port(os.environ.get("PORT", ""), once=once)
        place = folder.passing() if once else Path(settings.DATA_DIR)
        with folder.locked(place) as held:
            status = Demo(held, port, once, say).run(os.environ)
    except Trouble as trouble:
        say.bad(str(trouble))
        return FAILED
    if once and status != FAILED:  # the logs of a failure are worth keeping
        shutil.rmtree(place, ignore_errors=True)
    return status


def _port(text: str, *, once: bool) -> int:
    """A single run nobody looks at may use any port, unless one was asked for."""
    port = ports.wanted(text)
    if once and not text and not ports.is_free(port):
        return ports.any_free()
    ports.need_free(port)
    return port


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # it is a text file here
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before anything was started
        sys.exit(INTERRUPTED)
