"""`make demo` for real: the story to its end, staying up, stopping, starting again."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.demo import broker, ports
from tests.servers.ports import free_port, wait_until
from tests.servers.processes import end, spawn

pytestmark = [pytest.mark.once, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "config.demo"]
MINUTES = 5 * 60
PATIENCE = 90.0
MOMENT = re.compile(r"  \w{3} \d+ \w{3} 2026 \d\d:\d\d WIB")


def environment(home: Path, **more: str) -> dict[str, str]:
    """As a newcomer has it: an empty home, nothing set. The folders of temporary files are deep."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "DEMO_LANGUAGE": "en",
        **more,
    }


def told(story: str) -> dict[str, list[str]]:
    """The lines the story tells, by the moment they stand under."""
    found: dict[str, list[str]] = {}
    moment = ""
    for line in story.splitlines():
        if MOMENT.fullmatch(line):
            moment = line.strip()
        found.setdefault(moment, []).append(line.strip())
    return found


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """The whole story, played once; and the folder in which it could have left something."""
    home = tmp_path_factory.mktemp("a-folder-with-a-rather-long-name-in-which-no-socket-fits") / "~"
    done = subprocess.run(
        COMMAND, env=environment(home, ONCE="1"), cwd=ROOT, capture_output=True, text=True,
        timeout=MINUTES, check=False,
    )  # fmt: skip
    return done, home


def test_the_story_comes_to_its_end_and_the_audit_is_sound(once):
    done, _home = once
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The audit found nothing wrong." in done.stdout
    for word in ("failed", "lost", "doubled"):
        assert re.search(rf"^ *{word} +0$", done.stdout, re.MULTILINE)


def test_the_unanswered_offer_is_told_at_the_promised_times_and_to_nobody_else(once):
    story = told(once[0].stdout)
    made, chased, lapsed = (
        [line for line in story[moment] if line.startswith("→")]
        for moment in (
            "Tue 17 Mar 2026 10:00 WIB",
            "Thu 26 Mar 2026 07:30 WIB",
            "Mon 30 Mar 2026 07:30 WIB",
        )
    )
    assert [line.split()[1] for line in made] == ["Bambang"]
    assert [line.split()[1] for line in chased] == ["Bambang"]
    assert sorted(line.split()[1] for line in lapsed) == ["Citra", "Maya"]
    assert "Bambang Contoh, until Fri 27 Mar 2026 16:30 WIB" in once[0].stdout


def test_nothing_happens_while_offices_are_closed(once):
    story = told(once[0].stdout)
    assert not [moment for moment in story if re.search(r" (18|19|20|21|22|23|24) Mar ", moment)]
    assert "Wed 18 Mar 2026 – Tue 24 Mar 2026" in once[0].stdout


def test_the_forgotten_update_is_told_to_the_superior_the_morning_after(once):
    lines = told(once[0].stdout)["Tue 12 May 2026 07:30 WIB"]
    assert [line.split()[1] for line in lines if line.startswith("→")] == ["Sari"]


def test_a_single_run_leaves_nothing_behind(once):
    _done, home = once
    assert [path.name for path in home.iterdir()] == []
    assert not list(Path("/tmp").glob(f"{broker.NEST}*"))


@dataclass
class Running:
    """A demo that stays up, and what it has said so far."""

    process: subprocess.Popen[bytes]
    out: Path
    port: int

    @property
    def said(self) -> str:
        return self.out.read_text()

    def waits_for(self, ready: Callable[[], bool], what: str) -> None:
        def there() -> bool:
            assert self.process.poll() is None, self.said
            return ready()

        wait_until(there, what, PATIENCE)

    def children(self) -> dict[int, str]:
        """Command lines by process number; linux only, as is the test."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {
            int(pid): Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            for pid in task.split()
        }

    def worker(self) -> int | None:
        return next((pid for pid, line in self.children().items() if " worker " in line), None)


@contextmanager
def running(home: Path, *, played: bool = True) -> Iterator[Running]:
    """`played`: beginning with a folder in which the story counts as begun, so it need not be."""
    data, out, port = home / "data", home / "said", free_port()
    settings = environment(home, BIMBING_DATA=str(data), PORT=str(port))
    data.mkdir(exist_ok=True)
    if played:
        (data / "story-played").touch()
    with out.open("wb") as log:
        process = spawn(COMMAND, env=settings, cwd=ROOT, stdout=log, stderr=log)
    demo = Running(process, out, port)
    try:
        demo.waits_for(lambda: "Ctrl-C stops everything" in demo.said, "the demo")
        yield demo
    finally:
        end(process)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_it_stays_up_heals_itself_stops_and_starts_again(tmp_path):
    with running(tmp_path / "home") as demo:
        assert ports.serves(demo.port, "/demo/")
        killed = demo.worker()
        assert killed
        os.kill(killed, signal.SIGKILL)
        demo.waits_for(lambda: demo.worker() not in {None, killed}, "another worker")
        assert "is started again" in demo.said
        started = demo.children()
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(10) == 0
        assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    with running(tmp_path / "home") as demo:
        assert "its data is still here" in demo.said
        demo.process.send_signal(signal.SIGTERM)
        assert demo.process.wait(10) == 0


@dataclass
class Stage:
    """The stage as somebody without scripts uses it: looks at the page, presses a button."""

    demo: Running
    browser: urllib.request.OpenerDirector

    def look(self) -> str:
        page = urllib.request.Request(f"{self.address}/demo/", headers={"Accept": "text/html"})
        with self.browser.open(page) as answer:
            return str(answer.read().decode())

    def press(self, wish: str, until: str) -> None:
        """Until the page says so."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.look())[1]
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
        with self.browser.open(f"{self.address}/demo/wish/{wish}/", sent):
            self.demo.waits_for(lambda: re.search(until, self.look()) is not None, until)

    def sums(self) -> dict[str, int]:
        return {name: int(value) for name, value in re.findall(r'data-(\w+)="(\d+)"', self.look())}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.demo.port}"


def test_the_red_buttons_of_the_stage_cost_nothing(tmp_path):
    with running(tmp_path / "home", played=False) as demo:
        assert "The stage is yours" in demo.said
        jar = urllib.request.HTTPCookieProcessor()
        stage = Stage(demo, urllib.request.build_opener(jar))
        assert stage.sums()["planned"] == 37
        killed = demo.worker()
        stage.press("kill", f"Pekerja {killed} dimatikan, dijalankan lagi sebagai")
        assert demo.worker() != killed
        stage.press("flush", "Redis dikosongkan")
        stage.press("lebaran", "Jam demo: Sabtu 21 Maret 2026 pukul 09.00 WIB")
        assert "Idulfitri 1447 Hijriah" in stage.look()
        assert stage.sums()["planned"] == 37  # nobody is reminded on a day off
        stage.press("day", "Jam demo: Rabu 25 Maret 2026 pukul 09.00 WIB")
        stage.press("kill", "dimatikan; penggantinya|dijalankan lagi")
        stage.press("event", "Jam demo: Kamis 26 Maret 2026 pukul 07.30 WIB")
        sums = stage.sums()
        assert sums["planned"] == 38
        assert [sums[fault] for fault in ("lost", "doubled", "failed")] == [0, 0, 0]
        parts = ("sent", "portal", "skipped", "pending")
        assert sums["planned"] == sum(sums[part] for part in parts)
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(10) == 0


def test_a_taken_port_is_named_at_once(tmp_path):
    with socket.create_server((ports.HOST, 0)) as server:
        port = str(server.getsockname()[1])
        done = subprocess.run(
            COMMAND, env=environment(tmp_path, PORT=port), cwd=ROOT, capture_output=True,
            text=True, timeout=MINUTES, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert port in done.stdout
    assert "PORT=" in done.stdout
    assert done.stderr == ""
