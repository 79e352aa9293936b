"""Roll a restored register forward, line by line, to a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ipharbor.actions.replaying import replay
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import following
from ipharbor.journal.following import Copied


@dataclass(frozen=True)
class Forward:
    """What was done again: the number of lines, the last one's number and time, lines of what
    cannot be done again by action, and the vintage that the last import made (empty for none)."""

    lines: int
    through: int
    at: datetime | None
    left: Mapping[str, int]
    vintage: str


def roll(lines: Iterable[Copied], *, until: datetime, seals: Sealer) -> Forward:
    """Add the lines to this register's journal and do again what they tell, up to the first that
    was written after ``until``; all of them or, when one cannot be done, none.

    Raises HarborError ``journal.forks`` for lines that do not go on from this journal, and those
    of a replay.
    """
    done, through, at, vintage = 0, 0, None, ""
    left: Counter[str] = Counter()
    with transaction.atomic():
        for one in lines:
            if one.line.at > until:
                break
            line = following.follow(one)
            if not replay.again(line, into="default", given="default", seals=seals):
                left[line.action] += 1
            if line.action == "corpus.import":
                vintage = line.details.get("vintage", "")
            done, through, at = done + 1, line.seq, line.at
        if done:
            replay.number_on("default")
    return Forward(done, through, at, dict(left), vintage)
