"""Sending an event to an address that somebody outside has named.

Such an address is a way to make this machine ask others in its name. So it is looked up once,
every address it stands for must be public, the connection goes to the very address that was
looked at, no redirection is followed, and of the answer only so much is read for so long.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import SplitResult, urlencode, urlsplit

import urllib3

from ipharbor.gateways.webhook_forms import Parcel

LONGEST = 65_536  # bytes of an answer that are read
LONGEST_ADDRESS = 1000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ROBOTS = ("errcode", "code", "StatusCode")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]


class NotTaken(OSError):
    """The event was not taken: ``why`` is a short code, ``told`` says more, ``status`` is that
    of the answer where there was one."""

    def __init__(self, why: str, told: str = "", status: int | None = None) -> None:
        super().__init__(f"{why} {told}".strip())
        self.why, self.told, self.status = why, told, status


class Sender(Protocol):
    """Hands one parcel over; gives the HTTP status of the answer, or raises NotTaken."""

    def send(self, address: str, parcel: Parcel) -> int: ...


def resolved(host: str, port: int) -> list[str]:
    """All addresses of a host, as the machine's resolver tells them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True)
class HttpSender:
    """Sends over HTTPS, or HTTP where ``plain`` allows it; to private networks only where
    ``private`` does. ``patience`` bounds the whole answer, in seconds."""

    plain: bool = False
    private: bool = False
    patience: float = 15.0
    resolver: Resolver = resolved

    def send(self, address: str, parcel: Parcel) -> int:
        parts = checked(address, plain=self.plain)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        pool = self._pool(parts.scheme, host, port, self._public(host, port))
        until = time.monotonic() + self.patience
        try:
            answer = pool.urlopen(
                "POST",
                _target(parts, parcel.query),
                body=parcel.body,
                headers={"Host": _named(parts), "User-Agent": "IPHarbor", **parcel.headers},
                redirect=False,
                retries=False,
                preload_content=False,
                assert_same_host=False,
            )
            try:
                body = _read(answer, until)
            finally:
                answer.close()
        except (urllib3.exceptions.TimeoutError, TimeoutError) as slow:
            raise NotTaken("slow", type(slow).__name__) from slow
        except (urllib3.exceptions.HTTPError, OSError) as failed:
            if isinstance(failed, NotTaken):
                raise
            raise NotTaken("unreachable", f"{type(failed).__name__}: {failed}"[:200]) from failed
        finally:
            pool.close()
        return _judged(answer.status, body, robot=parcel.robot)

    def _public(self, host: str, port: int) -> str:
        """The address to connect to, when all of the host's may be connected to."""
        try:
            found = self.resolver(host, port)
        except OSError as failed:
            raise NotTaken("unknown_host", host) from failed
        for one in found:
            if not self.private and not public(one):
                raise NotTaken("private", host)
        if not found:
            raise NotTaken("unknown_host", host)
        return found[0]

    def _pool(self, scheme: str, host: str, port: int, ip: str) -> urllib3.HTTPConnectionPool:
        wait = urllib3.Timeout(connect=5.0, read=self.patience)
        if scheme == "http":
            return urllib3.HTTPConnectionPool(ip, port, timeout=wait, maxsize=1)
        return urllib3.HTTPSConnectionPool(
            ip, port, timeout=wait, maxsize=1, server_hostname=host, assert_hostname=host,
            cert_reqs="CERT_REQUIRED",
        )  # fmt: skip


def checked(address: str, *, plain: bool) -> SplitResult:
    """The parts of an address that may be written to.

    Raises NotTaken ``address`` for what is none, or names a user, ``plain`` for one without TLS
    where that is not allowed. Asks no name server.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as broken:
        raise NotTaken("address") from broken
    odd = any(sign.isspace() or not sign.isprintable() for sign in address)
    if odd or len(address) > LONGEST_ADDRESS or not parts.hostname or port == 0:
        raise NotTaken("address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotTaken("address")
    if parts.scheme == "http" and not plain:
        raise NotTaken("plain")
    if parts.scheme not in ("http", "https"):
        raise NotTaken("address")
    return parts


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, of this machine, of the
    link (where cloud machines tell their secrets), shared, reserved, nor a way to such a one."""
    try:
        ip: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        within = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            within = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if ip.teredo is not None or (within is not None and not public(str(within))):
            return False
        if within is not None:
            return True
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _target(parts: SplitResult, query: Mapping[str, str]) -> str:
    added = urlencode(query)
    asked = "&".join(one for one in (parts.query, added) if one)
    return (parts.path or "/") + (f"?{asked}" if asked else "")


def _named(parts: SplitResult) -> str:
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port is None else f"{shown}:{parts.port}"


def _read(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    body = b""
    while len(body) < LONGEST:
        if time.monotonic() > until:
            raise NotTaken("slow", "", answer.status)
        piece = answer.read1(4096)
        if not piece:
            break
        body += piece
    return body[:LONGEST]


def _judged(status: int, body: bytes, *, robot: bool) -> int:
    if 300 <= status < 400:
        raise NotTaken("redirected", f"HTTP {status}", status)
    if not 200 <= status < 300:
        raise NotTaken("refused", f"HTTP {status}", status)
    if robot:
        _robot_took(status, body)
    return status


def _robot_took(status: int, body: bytes) -> None:
    """Robots answer 200 to everything and say in the body whether they took it."""
    try:
        told = json.loads(body)
    except ValueError as broken:
        raise NotTaken("refused", "no JSON", status) from broken
    codes = [told[name] for name in _ROBOTS if name in told] if isinstance(told, dict) else []
    if not codes or any(code != 0 for code in codes):
        said = str(told.get("errmsg") or told.get("msg") or "") if isinstance(told, dict) else ""
        raise NotTaken("refused", f"{codes[:1]} {said}"[:200], status)
