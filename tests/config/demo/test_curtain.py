"""The page before there is a database: says what is going on, leaves the port to the next."""

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from config.demo import ports
from config.demo.children import ROOT
from tests.servers.ports import free_port, wait_until
from tests.servers.processes import end, spawn

pytestmark = pytest.mark.once


@pytest.fixture
def port() -> Iterator[int]:
    found = free_port()
    command = [sys.executable, "-m", "config.demo.curtain", str(found)]
    process = spawn(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    wait_until(lambda: ports.accepts(found), "the curtain")
    yield found
    end(process)


def test_it_says_in_both_languages_that_the_stage_is_being_set(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/demo/?phone=mentor") as answer:
        shown = answer.read().decode()
    assert "sedang disiapkan" in shown
    assert "is being set" in shown
    assert '<meta http-equiv="refresh"' in shown


def test_nothing_takes_it_for_the_page_itself(port):
    assert not ports.serves(port, "/health/live")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live")
    assert refused.value.code == 503
    refused.value.close()


def test_the_page_itself_can_bind_the_port_beside_it(port):
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind((ports.HOST, port))
        server.listen()
