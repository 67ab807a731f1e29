"""Connections to addresses somebody typed in: to public machines only.

Judged is what is connected to, so a name that points elsewhere by then does not pass.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult

from django.conf import settings

from notifications.errors import DeliveryError

NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """Whether it is a machine of the open internet, under whatever disguise it is written."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour or address.teredo:
            return False
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


def may_reach(address: Address) -> bool:
    return settings.WEBHOOKS_TO_PRIVATE or is_public(address)


def connection(url: SplitResult, timeout: float) -> http.client.HTTPConnection:
    """Not connected yet; by TLS unless the address says http, which the services refuse."""
    made = _Plain if url.scheme == "http" else _Secure
    return made(url.hostname or "", url.port, timeout=timeout)


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = _connected(self.host, self.port, self.timeout)


class _Secure(http.client.HTTPSConnection):
    def connect(self) -> None:
        plain = _connected(self.host, self.port, self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _connected(host: str, port: int, timeout: Any) -> socket.socket:
    failure: OSError = OSError("no address")
    for family, where in _addresses(host, port):
        made = socket.socket(family, socket.SOCK_STREAM)
        made.settimeout(timeout)
        try:
            made.connect(where)
        except OSError as error:
            made.close()
            failure = error
        else:
            return made
    raise failure


def _addresses(host: str, port: int) -> Iterator[tuple[int, Any]]:
    """Those of the name, all of them or none: one private address among them is no accident."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_kind, where in found:
        if not may_reach(ipaddress.ip_address(str(where[0]).partition("%")[0])):
            raise DeliveryError("private_address")
    return ((family, where) for family, *_rest, where in found)
