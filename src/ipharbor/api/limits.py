"""How often one may ask in a minute, counted by all processes together.

A process sets a few requests aside in the register at a time and answers them without asking
it again, so that reading does not write. What is set aside is counted at once: together the
processes never let through more than the limit.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When

from ipharbor.records.models import ApiUse

SHARES = 20  # a process sets a twentieth of the limit aside at a time
_MOST_HELD = 10_000


@dataclass(frozen=True)
class Allowance:
    """Whether one more request may be answered; if not, after how many seconds one may."""

    allowed: bool
    limit: int
    wait: int = 0


class _Held:
    """What this process has set aside: caller → (minute, requests left)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, tuple[int, int]] = {}

    def take(self, caller: str, minute: int) -> bool:
        with self._lock:
            of, left = self._left.get(caller, (0, 0))
            if of != minute or left < 1:
                return False
            self._left[caller] = (minute, left - 1)
            return True

    def put(self, caller: str, minute: int, count: int) -> None:
        with self._lock:
            if len(self._left) > _MOST_HELD:
                self._left = {name: held for name, held in self._left.items() if held[0] == minute}
            of, left = self._left.get(caller, (minute, 0))
            self._left[caller] = (minute, count + (left if of == minute else 0))

    def clear(self) -> None:
        with self._lock:
            self._left.clear()


held = _Held()


def ask(caller: str, *, limit: int, now: float | None = None) -> Allowance:
    """Let ``caller`` ask once more, if it may; ``limit`` 0 bounds nothing.

    ``now`` is in seconds since 1970.
    """
    if limit < 1:
        return Allowance(True, limit)
    moment = time.time() if now is None else now
    minute = int(moment // 60)
    if held.take(caller, minute):
        return Allowance(True, limit)
    wanted = max(1, limit // SHARES)
    granted = min(wanted, limit - (_set_aside(caller, minute, wanted) - wanted))
    if granted < 1:
        return Allowance(False, limit, wait=max(1, int(60 - moment % 60) + 1))
    held.put(caller, minute, granted - 1)
    return Allowance(True, limit)


def spent(caller: str, *, limit: int, now: float | None = None) -> bool:
    """Whether ``caller`` has used the limit up, without asking once more."""
    minute = int((time.time() if now is None else now) // 60)
    return (
        limit > 0 and ApiUse.objects.filter(caller=caller, minute=minute, count__gte=limit).exists()
    )


def _set_aside(caller: str, minute: int, wanted: int) -> int:
    """Count ``wanted`` requests more; gives the count of the minute."""
    with transaction.atomic():
        mine = ApiUse.objects.filter(caller=caller)
        fresh = Value(wanted, output_field=IntegerField())
        counted = mine.update(
            count=Case(When(minute=minute, then=F("count") + wanted), default=fresh), minute=minute
        )
        if not counted:
            made, new = ApiUse.objects.get_or_create(
                caller=caller, defaults={"minute": minute, "count": wanted}
            )
            if new:
                return made.count
            mine.update(count=F("count") + wanted)
        return mine.values_list("count", flat=True).get()
