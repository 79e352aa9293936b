"""How far the journal has come, for what rests on some of its actions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from ipharbor.journal.models import Line


def latest(actions: Sequence[str]) -> int:
    """The number of the last line of one of ``actions``, 0 where there is none."""
    found = (
        Line.objects.filter(action=action).aggregate(last=Max("seq"))["last"] for action in actions
    )
    return max((one or 0 for one in found), default=0)


def lines_after(seq: int, actions: Sequence[str]) -> int:
    """How many lines of ``actions`` have come after line ``seq``."""
    return Line.objects.filter(action__in=actions, seq__gt=seq).count()
