"""A night over six pledged loans of two banks, as it is kept, and the concerns it opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from ipharbor.pledge.watched import CONCERNS, LOANS, MARKS, PLEDGES, RIGHTS, Facts, Night
from ipharbor.queries import watched_loans
from ipharbor.records.models import CollateralNight, Firm, KeptConcern, Right

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
BANK, OTHER, SURETY = "番禺银行", "广州新银行", "番禺融担公司"
LIGHT, SOUND, ABSENT = "番禺明灯有限公司", "番禺清音有限公司", "佛山远光有限公司"
MILLION = 100_000_000  # fen

_LOANS = (
    # loan, lender, borrower, owed, signed, counted, over, matures
    ("Y1", BANK, LIGHT, 3 * MILLION, 10 * MILLION, 5 * MILLION, True, date(2022, 2, 28)),
    ("Y2", BANK, LIGHT, 1 * MILLION, 4 * MILLION, 4 * MILLION, False, date(2022, 8, 31)),
    ("Y3", BANK, SOUND, 2 * MILLION, 0, 0, None, None),
    ("Y4", BANK, ABSENT, None, 5 * MILLION, 5 * MILLION, False, date(2024, 1, 31)),
    ("Y5", BANK, SOUND, 2 * MILLION, 2 * MILLION, 0, True, date(2021, 10, 31)),
    ("Y6", OTHER, SOUND, 7 * MILLION, 9 * MILLION, 9 * MILLION, False, date(2022, 2, 1)),
)
_RIGHTS = (
    # loan, right, ipc, left, counted, because
    ("Y1", "CN1", "F21V 21/30", 6 * MILLION, 3 * MILLION, "annuity_missed"),
    ("Y1", "CN2", "H05B 45/10", 2 * MILLION, 2 * MILLION, ""),
    ("Y2", "CN3", "F21S 8/00", 4 * MILLION, 4 * MILLION, ""),
    ("Y3", "CN4", "H04R 1/02", 0, 0, ""),
    ("Y3", "CN5", "", 0, 0, ""),
    ("Y4", "CN6", "F21V 5/00", 5 * MILLION, 5 * MILLION, ""),
    ("Y5", "CN7", "H04R 9/00", 2 * MILLION, 0, "ended"),
    ("Y6", "CN8", "G10K 11/16", 9 * MILLION, 9 * MILLION, ""),
)
_CONCERNS = (
    # loan, demand, colour, right, cure by, stage
    ("Y1", "annuity_missed", "red", "CN1", date(2021, 12, 4), "open"),
    ("Y1", "loan_to_value", "orange", "", date(2021, 12, 28), "open"),
    ("Y5", "right_ended", "red", "CN7", date(2021, 11, 20), "breached"),
    ("Y2", "maturity", "blue", "", None, "open"),
    ("Y3", "no_value", "orange", "CN4", date(2022, 3, 1), "open"),
    ("Y2", "litigation", "yellow", "CN3", date(2022, 1, 20), "waived"),
    ("Y6", "past_due", "red", "", date(2021, 12, 9), "open"),
)


def night(
    folder: Path, on: date = ON, *, bank: str = BANK, without: Sequence[str] = ()
) -> CollateralNight:
    """The night of ``on`` kept in ``folder``, with firms, rights and concerns; ``bank`` in place of
    the first lender, ``without`` some loans."""
    firm = Firm.objects.create(name=LIGHT, town="440113102")
    Firm.objects.create(name=SOUND, town="440113016")
    for _loan, key, ipc, *_more in _RIGHTS:
        Right.objects.create(
            key=key, firm=firm, patent_type="invention", title=f"一种灯{key}", ipc=ipc,
            taken_up_at=AT,
        )  # fmt: skip
    loans = [one for one in _LOANS if one[0] not in without]
    rights = [one for one in _RIGHTS if one[0] not in without]
    keep(folder, loans, rights, on, bank)
    for number, (loan, demand, gravity, right, cure_by, stage) in enumerate(_CONCERNS):
        lender = OTHER if loan == "Y6" else bank
        KeptConcern.objects.create(
            mark=f"{loan}|{demand}|{right}", loan=loan, lender=lender, demand=demand,
            borrower={one[0]: one[2] for one in _LOANS}[loan], gravity=gravity, right=right,
            guarantor=SURETY if loan == "Y1" else "", since=date(2021, 11, number + 1),
            known_on=date(2021, 11, number + 2), fact=f"事实{number}", cure_by=cure_by, stage=stage,
            opened_on=date(2021, 11, number + 2), reason="已补充担保" if stage == "waived" else "",
            by_name="林" if stage == "waived" else "",
        )  # fmt: skip
    return CollateralNight.objects.create(
        as_of=on, loans=len(loans), rights=len(rights), standing=7, opened=7, changed=0,
        breached=1, cured=0, looked_at=AT,
    )  # fmt: skip


def keep(folder: Path, loans: Sequence[Any], rights: Sequence[Any], on: date, bank: str) -> None:
    """The tables of a night alone."""
    told = [
        {
            "loan": loan, "lender": bank if lender == BANK else lender, "borrower": firm,
            "guarantor": SURETY if loan == "Y1" else "", "balance_fen": owed,
            "drawn_on": date(2021, 1, 5), "matures_on": matures, "own": False,
        }
        for loan, lender, firm, owed, _signed, _counted, _over, matures in loans
    ]  # fmt: skip
    marks = [
        {
            "loan": loan, "balance_fen": owed or 0,
            "rights": sum(one[0] == loan for one in rights),
            "unvalued": sum(one[0] == loan and not one[3] for one in rights),
            "signed_fen": signed, "rolled_fen": signed, "counted_fen": counted,
            "lendable_fen": counted // 2,
            "loan_to_value": (owed or 0) / counted if counted else None,
            "ceiling": 0.5 if counted else None, "over": over,
        }
        for loan, _lender, _firm, owed, signed, counted, over, _matures in loans
    ]  # fmt: skip
    parts = [
        {
            "loan": loan, "right": key, "state": "lapsed_fee" if because == "ended" else "in_force",
            "rolled_fen": left, "counted_fen": counted, "share": counted / left if left else 1.0,
            "because": because,
        }
        for loan, key, _ipc, left, counted, because in rights
    ]  # fmt: skip
    nothing = [one.empty_table() for one in (PLEDGES, pa.schema([]), *[pa.schema([])] * 4)]
    facts = Facts(pa.Table.from_pylist(told, LOANS), *nothing)
    found = Night(
        pa.Table.from_pylist(marks, MARKS), pa.Table.from_pylist(parts, RIGHTS),
        CONCERNS.empty_table(),
    )  # fmt: skip
    watched_loans.keep(folder, facts, found, on)
