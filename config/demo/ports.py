"""Ports on this machine: which is free, which is taken, and who answers on one."""

import errno
import socket
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from django.utils.translation import gettext as _

from config.demo.trouble import Trouble

HOST = "127.0.0.1"
DEFAULT = 8000
HIGHEST = 65535


def wanted(text: str) -> int:
    """The port asked for by PORT=; Trouble if it is none."""
    if not text:
        return DEFAULT
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= HIGHEST:
        raise Trouble(
            _("PORT=%(text)s is not a port. Write a number such as: make demo PORT=8001")
            % {"text": text}
        )
    return int(text)


def is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def need_free(port: int) -> None:
    if not is_free(port):
        raise Trouble(
            _(
                "Port %(port)d is taken by another program. Choose another one, for example: "
                "make demo PORT=%(next)d"
            )
            % {"port": port, "next": port + 1 if port < HIGHEST else DEFAULT}
        )


def any_free() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    """Whether somebody listens there."""
    with closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def serves(port: int, path: str) -> bool:
    """Whether a web server there answers this address with success."""
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
