"""Replay watches over the past, and keep what came of it in the home."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.warning._scopes import OF_DOCUMENTS
from ipharbor.analysis.replaying import Asked, Drawn, Past, span
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain
from ipharbor.records.models import Watch
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.replayed import Counted
from ipharbor.warning.replaying import replay

FILE = "backtest.json"
_AT_ONCE = 20  # watches between two times that ``kept`` is told

Told = Callable[[int, int], object]
Keep = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Replayed:
    """What was replayed: the first and the last month's end, the vintage, the numbers of
    documents, of months and of watches, and the counts."""

    first: date
    last: date
    vintage: str
    documents: int
    months: int
    watches: int
    raised: int
    counted: Counted


def backtest(
    home: Path, *, corpus: Corpus, by: permits.Actor, at: datetime, first: date | None = None,
    last: date | None = None, told: Told | None = None, memo: Mapping[str, Any] | None = None,
    keep: Keep | None = None,
) -> Replayed:  # fmt: skip
    """Replay every running watch on documents, and the drawn ones, over the months of ``span``,
    and write what came of it into ``backtest.json`` of the home beside what stands there.

    ``keep`` is now and then handed a memo; given the memo of an attempt that was broken off, the
    same question is gone on with. The file can be made again at any time; the journal's line says
    on what it rests. Raises ``backtest.too_short`` and ``backtest.unreadable``.
    """
    permits.require(by, "warning.backtest")
    beside = _standing(home / FILE)
    vintage, ends = corpus.vintage, span(corpus, first, last)
    past = Past(corpus)
    asked = _running()
    question = [vintage, ends[1].isoformat(), ends[-1].isoformat(), [one.number for one in asked]]
    counted, done = Counted(), 0
    if memo and memo.get("question") == question:
        counted, done = Counted.read(memo["counted"]), int(memo["done"])
    every: list[Asked | Drawn] = [*asked, *past.drawn(ends[1])]
    for place in range(done, len(every)):
        one = every[place]
        ready = past.asked(one) if isinstance(one, Asked) else past.of_drawn(one)
        counted.count(ready.among, ready.watched.kind, ready.number, replay(ready.watched, ends))
        if keep is not None and (place + 1) % _AT_ONCE == 0:
            keep({"question": question, "done": place + 1, "counted": counted.written()})
        if told is not None:
            told(place + 1, len(every))
    made = Replayed(
        ends[1], ends[-1], vintage, past.documents, len(ends) - 1, len(every),
        sum(one.raised for one in counted.kinds.values()), counted,
    )  # fmt: skip
    _write(home / FILE, beside | {"replay": _told(made, at)})
    _journal(made, by=by, at=at)
    return made


def _running() -> list[Asked]:
    found = Watch.objects.filter(ended_at=None, owner__is_active=True, kind__in=OF_DOCUMENTS)
    return [
        Asked(
            one.pk, one.kind, one.query, one.raise_from,
            without=firm if one.kind != "family" else "", firm=firm,
        )
        for one in found.select_related("owner", "owner__firm").order_by("pk")
        for firm in (one.owner.firm.name if one.owner.firm else "",)
    ]  # fmt: skip


def _standing(path: Path) -> dict[str, Any]:
    """What the file holds already: what came of planted events stays in it."""
    try:
        held = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as wrong:
        raise HarborError("backtest.unreadable", file=FILE) from wrong
    if not isinstance(held, dict):
        raise HarborError("backtest.unreadable", file=FILE)
    return held


def _told(made: Replayed, at: datetime) -> dict[str, Any]:
    return {
        "made_at": at.isoformat(),
        "vintage": made.vintage,
        "first": made.first.isoformat(),
        "last": made.last.isoformat(),
        "documents": made.documents,
        "months": made.months,
        **made.counted.written(),
    }


def _write(path: Path, told: Mapping[str, Any]) -> None:
    """Whole or not at all: whoever reads meanwhile reads the old one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(json.dumps(told, ensure_ascii=False) + "\n", "utf-8")
    aside.replace(path)


def _journal(made: Replayed, *, by: permits.Actor, at: datetime) -> None:
    with transaction.atomic():
        chain.append(
            "backtest.make",
            f"vintage:{made.vintage}",
            actor=by.name,
            at=at,
            details={
                "vintage": made.vintage,
                "first": made.first.isoformat(),
                "last": made.last.isoformat(),
                "months": made.months,
                "watches": made.watches,
                "raised": made.raised,
            },
        )
