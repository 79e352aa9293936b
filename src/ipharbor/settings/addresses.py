"""Whose address a request comes from, when proxies stand in between."""

from __future__ import annotations

import ipaddress


def caller_address(seen: str, forwarded: str, *, proxies: int) -> str:
    """What the outermost of ``proxies`` trusted proxies saw, else the connection's ``seen``.

    ``forwarded`` is the header ``X-Forwarded-For``, to which each proxy adds on the right; what
    stands further left was written by the caller and counts for nothing.
    """
    told = [part.strip() for part in forwarded.split(",")]
    if proxies and len(told) >= proxies:
        try:
            return str(ipaddress.ip_address(told[-proxies]))
        except ValueError:
            return seen
    return seen
