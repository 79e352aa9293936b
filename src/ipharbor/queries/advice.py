"""What an administrator is advised of an installation that works: how it is set up and kept."""

from __future__ import annotations

import ipaddress
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import Max

from ipharbor.corpus.reading import Corpus
from ipharbor.journal.models import Line
from ipharbor.queries.ledger import ledger
from ipharbor.records.models import Person, SecondFactor, WorkerSeen

BACKUP_AGE = timedelta(days=3)
WORKER_AGE = timedelta(minutes=5)
SKEW = 30.0  # seconds by which clocks may differ
NEARLY_FULL = 0.10  # of the disk that must be free
_OVER_THE_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "glusterfs", "ceph", "9p")


@dataclass(frozen=True)
class Stated:
    """What the settings say, as far as advice depends on it. ``services`` are addresses of other
    services, by name, with whether they are spoken to under TLS."""

    base_url: str
    hosts: tuple[str, ...]
    https: bool
    proxies: int
    roles: tuple[str, ...]  # that must have a second factor
    services: tuple[tuple[str, str, bool], ...]
    ledger: Path


@dataclass(frozen=True)
class Asked:
    """The installation that is looked at, and when."""

    corpus: Corpus
    home: Path
    stated: Stated
    at: datetime

    @property
    def demonstration(self) -> bool:
        return (self.home / "DEMO").exists()


Found = tuple[bool, dict[str, object]]
Probe = Callable[[Asked], Found]


def probes() -> Iterator[tuple[str, Probe]]:
    """Each piece of advice by the code of its message."""
    yield from _PROBES


def _proxy(asked: Asked) -> Found:
    """Behind a proxy nobody told of, every caller comes from the proxy's address."""
    stated, seen = asked.stated, (asked.home / "run" / "forwarded").exists()
    behind = stated.https or stated.base_url.startswith("https://") or seen
    return stated.proxies > 0 or not behind, {"proxies": stated.proxies}


def _address(asked: Asked) -> Found:
    """What mails name must be what the server answers to, by the way cookies are sent."""
    stated = asked.stated
    parts = urlsplit(stated.base_url)
    told: dict[str, object] = {"url": stated.base_url, "hosts": ", ".join(stated.hosts), "why": "–"}
    if (parts.scheme == "https") is not stated.https:
        return False, told | {"why": f"https = {str(stated.https).lower()}"}
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    fits = any(
        one in (host, "*") or (one.startswith(".") and host.endswith(one)) for one in stated.hosts
    )
    return fits, told | {"why": f"hosts: {told['hosts']}"}


def _backups(asked: Asked) -> Found:
    newest = last_backup(asked.home)
    age = asked.at.timestamp() - newest if newest is not None else None
    days = int(age // 86400) if age is not None else "–"
    fresh = age is not None and age <= BACKUP_AGE.total_seconds()
    return fresh or asked.demonstration, {"days": days, "most": BACKUP_AGE.days}


def _disk(asked: Asked) -> Found:
    disk = shutil.disk_usage(asked.home)
    share = round(100 * disk.free / disk.total)
    return disk.free >= NEARLY_FULL * disk.total, {"share": share, "free": disk.free // 2**30}


def _network_disk(asked: Asked) -> Found:
    kind = _file_system(asked.home)
    return connection.vendor != "sqlite" or kind not in _OVER_THE_NETWORK, {"kind": kind}


def _clock(asked: Asked) -> Found:
    """The clocks of this machine, of the disk's and of the store's, and what was written last."""
    probe = asked.home / ".clock"
    probe.write_text("x", encoding="ascii")
    apart = abs(probe.stat().st_mtime - time.time())
    probe.unlink()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            apart = max(apart, abs(float(cursor.fetchone()[0]) - time.time()))
    newest = Line.objects.aggregate(at=Max("at"))["at"]
    if newest is not None:
        apart = max(apart, (newest - asked.at).total_seconds())
    return apart <= SKEW, {"seconds": round(apart)}


def _worker(asked: Asked) -> Found:
    seen = WorkerSeen.objects.filter(seen_at__gte=asked.at - WORKER_AGE).count()
    return seen > 0, {"count": seen}


def _second_factors(asked: Asked) -> Found:
    guarded = SecondFactor.objects.exclude(confirmed_at=None).values("person")
    bare = Person.objects.filter(is_active=True, role="administrator").exclude(pk__in=guarded)
    bare = bare.exclude(username="operator").exclude(identities__isnull=False)
    strange = [one for one in asked.stated.roles if one not in Person.Role.values]
    count = bare.count() if "administrator" not in asked.stated.roles else 0
    ok = (count == 0 or asked.demonstration) and not strange
    return ok, {"count": count, "strange": ", ".join(strange) or "–"}


def _services(asked: Asked) -> Found:
    bare = [name for name, host, tls in asked.stated.services if not tls and not _near(host)]
    return not bare, {"names": ", ".join(bare)}


def _ledger(asked: Asked) -> Found:
    held, vintage = ledger(asked.stated.ledger), asked.corpus.vintage
    made = held.manifest.vintage if held is not None else "–"
    return made in ("–", vintage), {"vintage": made, "corpus": vintage}


def last_backup(home: Path) -> float | None:
    """When the last backup was made, in seconds since 1970; None where none is known of."""
    marks = [home / "run" / "backup", *(home / "backups").glob("*.tar")]
    return max((mark.stat().st_mtime for mark in marks if mark.exists()), default=None)


def _near(host: str) -> bool:
    """Whether a host is this machine: an empty name or a path is a local socket."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _file_system(path: Path) -> str:
    """The kind of the file system that holds ``path``; empty where it cannot be told."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    whole, best, kind = f"{path.resolve()}/", "", ""
    for line in mounts.splitlines():
        _device, place, of, *_rest = line.split()
        if whole.startswith(place.rstrip("/") + "/") and len(place) >= len(best):
            best, kind = place, of
    return kind


_PROBES: tuple[tuple[str, Probe], ...] = (
    ("proxy", _proxy),
    ("address", _address),
    ("backups", _backups),
    ("disk", _disk),
    ("network_disk", _network_disk),
    ("clock", _clock),
    ("worker", _worker),
    ("second_factors", _second_factors),
    ("services", _services),
    ("ledger", _ledger),
)
