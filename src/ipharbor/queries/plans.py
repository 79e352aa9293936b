"""Renewal plans of many firms together that a job has reckoned, kept in files of the home."""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any

from django.db.models import QuerySet

from ipharbor.journal.latest import latest, lines_after
from ipharbor.queries._concerning import RESTS_ON
from ipharbor.queries._renewal_sums import Sums, YearPlan
from ipharbor.queries._renewing import SUMS as SUM_NAMES
from ipharbor.queries.renewals import District, FirmPlan
from ipharbor.records.models import Firm, Job, Right
from ipharbor.records.renewals import PLANNED_AT_ONCE

KIND = "plan.reckon"
FILES = 24  # plans that are kept; the oldest go first
_AT_ONCE = 900  # firms in one question to the database
_lock = Lock()
_read: OrderedDict[Path, tuple[int, KeptPlan]] = OrderedDict()
_IN_MEMORY = 4


@dataclass(frozen=True)
class Question:
    """Which plan: of the firms with these numbers, on a day, for so many years."""

    firms: tuple[int, ...]
    on: date
    years: int

    @property
    def name(self) -> str:
        """Tells it from all others: who may read other firms asks another question."""
        told = hashlib.sha256(",".join(map(str, self.firms)).encode()).hexdigest()[:20]
        return f"{self.on.isoformat()}-{self.years}-{told}"


@dataclass(frozen=True)
class KeptPlan:
    """A plan as it was reckoned at a moment, from the register as of the journal's line
    ``stamp`` and data up to ``until``."""

    plan: District
    made_at: datetime
    stamp: int
    until: date

    def changes(self) -> int:
        """How many lines of the journal have come since that may bear on it."""
        return lines_after(self.stamp, RESTS_ON)


def asked(among: QuerySet[Firm], on: date, years: int) -> Question:
    """The question for the plans of the firms ``among``."""
    return Question(tuple(among.order_by("pk").values_list("pk", flat=True)), on, years)


def at_once(among: QuerySet[Firm]) -> bool:
    """Whether the plans of the firms are reckoned while one waits for the page."""
    if Right.objects.count() <= PLANNED_AT_ONCE:
        return True
    return Right.objects.filter(firm__in=among).count() <= PLANNED_AT_ONCE


def stamp() -> int:
    """The journal's last line that plans rest on."""
    return latest(RESTS_ON)


def keep(folder: Path, question: Question, made: KeptPlan) -> Path:
    """Keep a plan in ``folder``, in place of an earlier one of the same question."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{question.name}.json"
    beside = path.with_suffix(f".{os.getpid()}.part")
    beside.write_text(json.dumps(_written(made), ensure_ascii=False), encoding="utf-8")
    beside.replace(path)
    files = sorted(folder.glob("*.json"), key=lambda one: one.stat().st_mtime_ns)
    for old in files[:-FILES]:
        old.unlink(missing_ok=True)
    return path


def kept(folder: Path, question: Question) -> KeptPlan | None:
    """The plan that was kept for the question."""
    path = folder / f"{question.name}.json"
    try:
        written_at = path.stat().st_mtime_ns
    except OSError:
        return None
    with _lock:
        held = _read.get(path)
        if held is not None and held[0] == written_at:
            _read.move_to_end(path)
            return held[1]
    found = _told(json.loads(path.read_text(encoding="utf-8")))
    with _lock:
        _read[path] = (written_at, found)
        while len(_read) > _IN_MEMORY:
            _read.popitem(last=False)
    return found


def job_for(question: Question) -> Job | None:
    """The job that reckons the plan, while it waits, runs or is tried again."""
    asked_for = Job.objects.filter(kind=KIND, argument__name=question.name)
    return asked_for.exclude(state__in=("done", "dead", "cancelled")).order_by("-pk").first()


def _written(made: KeptPlan) -> Mapping[str, Any]:
    plan = made.plan
    return {
        "made_at": made.made_at.isoformat(),
        "stamp": made.stamp,
        "until": made.until.isoformat(),
        "on": plan.on.isoformat(),
        "years": [plan.years.start, plan.years.stop],
        "advice": dict(plan.advice),
        "shared": plan.shared,
        "shared_payable": str(plan.shared_payable),
        "totals": [
            {
                "year": year.year,
                "rights": year.rights,
                "sums": [str(getattr(year.sums, name)) for name in SUM_NAMES],
                "dropped": year.dropped,
                "saved": str(year.saved),
                "could_save": str(year.could_save),
                "certain": year.certain,
            }
            for year in plan.totals
        ],
        "firms": [
            [one.firm.pk, one.rights, one.dropped, [str(fee) for fee in one.payable],
             str(one.saved), dict(one.advice)]
            for one in plan.firms
        ],
    }  # fmt: skip


def _told(written: Mapping[str, Any]) -> KeptPlan:
    firms = _firms([row[0] for row in written["firms"]])
    plan = District(
        on=date.fromisoformat(written["on"]),
        years=range(*written["years"]),
        totals=tuple(_year(row) for row in written["totals"]),
        firms=tuple(
            FirmPlan(
                firm=firms[number],
                rights=rights,
                dropped=dropped,
                payable=tuple(map(Decimal, payable)),
                saved=Decimal(saved),
                advice=advice,
            )
            for number, rights, dropped, payable, saved, advice in written["firms"]
            if number in firms
        ),
        advice=written["advice"],
        shared=written["shared"],
        shared_payable=Decimal(written["shared_payable"]),
    )
    made_at, until = datetime.fromisoformat(written["made_at"]), written["until"]
    return KeptPlan(plan, made_at, written["stamp"], date.fromisoformat(until))


def _year(row: Mapping[str, Any]) -> YearPlan:
    sums = dict(zip(SUM_NAMES, map(Decimal, row["sums"]), strict=True))
    return YearPlan(
        year=row["year"],
        rights=row["rights"],
        sums=Sums(**sums),
        dropped=row["dropped"],
        saved=Decimal(row["saved"]),
        could_save=Decimal(row["could_save"]),
        certain=row["certain"],
    )


def _firms(numbers: Sequence[int]) -> Mapping[int, Firm]:
    found: dict[int, Firm] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        found |= Firm.objects.in_bulk(numbers[start : start + _AT_ONCE])
    return found
