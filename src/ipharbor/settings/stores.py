"""Where the register is kept, in Django's words."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ipharbor.vocabulary.errors import HarborError

_OURS = frozenset({"host", "port"})


def store(url: str, register: Path) -> dict[str, object]:
    """Django's entry for the store at ``url``: ``postgresql://user:password@host:port/name``,
    or the SQLite file ``register`` when empty.

    What follows a question mark goes to the server's own library (``sslmode=require``);
    ``host`` there may be the folder of a local socket. Raises HarborError
    ``settings.unreadable`` for another scheme.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(register),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise HarborError("settings.unreadable", name="database_url", value=parts.scheme)
    further = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": further.get("host") or parts.hostname or "",
        "PORT": further.get("port") or str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {name: value for name, value in further.items() if name not in _OURS},
    }
