"""A port that is taken or none at all is refused in words that help."""

import socket
from contextlib import closing

import pytest

from config.demo import ports
from config.demo.trouble import Trouble

pytestmark = pytest.mark.once


def test_without_a_wish_it_is_port_8000():
    assert ports.wanted("") == 8000
    assert ports.wanted("8123") == 8123


@pytest.mark.parametrize("text", ["eight", "0", "65536", "-1", "80.0", "²"])
def test_what_is_no_port_is_refused_by_name(text):
    with pytest.raises(Trouble, match="PORT="):
        ports.wanted(text)


def test_a_taken_port_is_refused_and_another_one_named():
    with closing(socket.create_server((ports.HOST, 0))) as server:
        taken = server.getsockname()[1]
        assert not ports.is_free(taken)
        assert ports.accepts(taken)
        with pytest.raises(Trouble, match=r"PORT=\d+"):
            ports.need_free(taken)


def test_a_free_port_is_free():
    port = ports.any_free()
    ports.need_free(port)
    assert not ports.accepts(port)
