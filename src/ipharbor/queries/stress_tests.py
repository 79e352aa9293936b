"""Stress tests of a portfolio that a job has reckoned, kept in files of the home."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.pledge.stress import UNGRADED, Stress
from ipharbor.pledge.stress import Party as Bears
from ipharbor.pledge.stress import Portfolio as Columns
from ipharbor.queries.marked_loans import FEN, Portfolio
from ipharbor.queries.portfolio import Whose
from ipharbor.records.models import Job

KIND = "collateral.stress"
NONE, EVERY = "none", "all"
POOLED = (NONE, EVERY)
"""Whether the risk pool took in the loans: no fact tells it before a loss, so that the reader says
for all of them."""


@dataclass(frozen=True)
class Asked:
    """What a test is asked with: ``correlation`` of borrowers' assets, chance of ``default`` in a
    year, ``draws``, the ``seed`` of the drawing, whether loans are ``pooled`` and what the pool's
    fund holds (CNY, None for no bound)."""

    correlation: float
    default: float
    draws: int
    seed: int
    pooled: str = NONE
    fund: float | None = None


@dataclass(frozen=True)
class KeptTest:
    """A test of the loans of the night ``as_of``. ``unknown`` loans have no amount on record and
    are not in it, ``unvalued`` ones have no value and lose all."""

    asked: Asked
    as_of: date
    made_at: datetime
    loans: int
    borrowers: int
    unknown: int
    unvalued: int
    found: Stress


def columns(of: Portfolio, pooled: str) -> Columns:
    """The loans as a stress test takes them; no grade of a borrower is known here."""
    loans = of.loans.filter(of.loans.column("told"))
    names = pc.dictionary_encode(loans.column("firm").combine_chunks())
    size = loans.num_rows
    return Columns(
        _cny(loans, "owed_fen"), _cny(loans, "counted_fen"),
        names.indices.to_numpy().astype(np.int64), [UNGRADED] * len(names.dictionary),
        np.full(size, pooled == EVERY),
    )  # fmt: skip


def _cny(loans: pa.Table, name: str) -> Any:
    return loans.column(name).to_numpy().astype(np.float64) / FEN


def keep(folder: Path, whose: Whose, made: KeptTest) -> None:
    """Keep the test in place of the last one of the same loans."""
    folder.mkdir(parents=True, exist_ok=True)
    told = asdict(made) | {
        "as_of": made.as_of.isoformat(), "made_at": made.made_at.isoformat(),
    }  # fmt: skip
    path = folder / f"{name_of(whose)}.json"
    beside = path.with_suffix(f".{os.getpid()}.part")
    beside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def kept(folder: Path, whose: Whose) -> KeptTest | None:
    """The last test of these loans."""
    try:
        text = (folder / f"{name_of(whose)}.json").read_text(encoding="utf-8")
    except OSError:
        return None
    told: dict[str, Any] = json.loads(text)
    return KeptTest(
        Asked(**told["asked"]), date.fromisoformat(told["as_of"]),
        datetime.fromisoformat(told["made_at"]), told["loans"], told["borrowers"],
        told["unknown"], told["unvalued"], _stress(told["found"]),
    )  # fmt: skip


def name_of(whose: Whose) -> str:
    """Tells whose loans from all others'."""
    if not whose.party:
        return "all"
    return hashlib.sha256(f"{whose.party}:{whose.name}".encode()).hexdigest()[:20]


def job_for(whose: Whose) -> Job | None:
    """The job that reckons these loans' test, while it waits, runs or is tried again."""
    found = Job.objects.filter(kind=KIND, argument__name=name_of(whose))
    return found.exclude(state__in=("done", "dead", "cancelled")).order_by("-pk").first()


def _stress(told: Mapping[str, Any]) -> Stress:
    parties = tuple(Bears(**one) for one in told["parties"])
    lists = {"edges": tuple(told["edges"]), "histogram": tuple(told["histogram"])}
    return Stress(**{**told, **lists, "parties": parties})
