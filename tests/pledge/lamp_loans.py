"""Loans on the rights of an invented lamp maker, and the facts that befall them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from ipharbor.pledge.concerns import look
from ipharbor.pledge.covenants import covenants
from ipharbor.pledge.watched import ACTS, CASES, DUE, LATE, LOANS, PLEDGES, Facts, Night
from ipharbor.register.batch import standings, tables
from ipharbor.register.events import Event
from ipharbor.register.standing import Right
from ipharbor.statutes import book

BOOK = book.load()
ON = date(2026, 11, 30)
SIGNED = date(2026, 1, 10)
DRAWN = date(2026, 3, 1)
BANK, MAKER, SURETY = "珠江灯塔银行", "广州明灯科技有限公司", "番禺融担有限公司"
YUAN = 100


def loan(name: str = "L1", yuan: int = 1_000_000, **more: Any) -> dict[str, Any]:
    told = {
        "loan": name, "lender": BANK, "borrower": MAKER, "guarantor": SURETY,
        "balance_fen": yuan * YUAN, "drawn_on": DRAWN, "matures_on": date(2027, 6, 30),
    }  # fmt: skip
    return told | more


def pledge(right: str = "R1", yuan: int | None = 4_000_000, **more: Any) -> dict[str, Any]:
    told = {
        "loan": "L1", "right": right, "kind": "invention", "number": "Y2026440000001",
        "pledged_on": date(2026, 2, 20), "value_fen": None if yuan is None else yuan * YUAN,
        "valued_on": None if yuan is None else SIGNED, "life_ends": date(2036, 1, 10),
    }  # fmt: skip
    return told | more


def act(kind: str, on: date, right: str = "R1", **more: Any) -> dict[str, Any]:
    told = {"right": right, "kind": kind, "on": on, "known_on": on, "number": "", "consent": False}
    return told | more


@dataclass
class World:
    """Everything known on a day; rights are granted inventions filed in 2018 unless told."""

    loans: list[dict[str, Any]] = field(default_factory=lambda: [loan()])
    pledges: list[dict[str, Any]] = field(default_factory=lambda: [pledge()])
    acts: list[dict[str, Any]] = field(default_factory=list)
    late: list[dict[str, Any]] = field(default_factory=list)
    due: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    events: Mapping[str, list[Event]] = field(default_factory=dict)
    filed: date = date(2018, 5, 4)

    def facts(self, on: date = ON) -> Facts:
        rights = {one["right"]: one["kind"] for one in self.pledges}
        held = [Right(key, kind, self.filed) for key, kind in rights.items()]
        told = {
            key: [granted(), pledged(one["number"]), *self.events.get(key, ())]
            for key in rights
            for one in self.pledges
            if one["right"] == key
        }
        stood = standings(*tables(held, told), on=on, book=BOOK, data_until=on)
        return Facts(
            _table(self.loans, LOANS), _table(self.pledges, PLEDGES), stood,
            _table(self.acts, ACTS), _table(self.late, LATE), _table(self.due, DUE),
            _table(self.cases, CASES),
        )  # fmt: skip

    def night(self, on: date = ON) -> Night:
        return look(self.facts(on), on=on, told=covenants(BOOK.on(on)))

    def concerns(self, on: date = ON) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.night(on).concerns.to_pylist()
        return found

    def demands(self, on: date = ON) -> list[str]:
        return [one["demand"] for one in self.concerns(on)]


def granted(on: date = date(2021, 5, 4)) -> Event:
    return Event("GR01", on, on)


def pledged(number: str, on: date = date(2026, 2, 20)) -> Event:
    return Event("PE01", on, on, {"number": number, "pledgor": MAKER, "pledgee": BANK})


def _table(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema)
