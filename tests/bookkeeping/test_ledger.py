"""Books balance whatever is entered, and what is read back out of balance is told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.bookkeeping.accounts import Account, Sort, account
from ipharbor.bookkeeping.entries import (
    Entry,
    Movement,
    Posting,
    imbalances,
    moved,
    reversed_entry,
)
from ipharbor.bookkeeping.ledger import replay
from ipharbor.bookkeeping.sums import fen, split
from ipharbor.vocabulary.errors import HarborError

BANK, FIRM = "organisation:3", "firm:7"
CASH, LOAN = account(BANK, "asset.cash"), account(BANK, "asset.loan", "loan:1")
INTEREST = account(BANK, "income.interest", "loan:1")
DAY = date(2024, 3, 1)


def ledger(rng: random.Random) -> list[Entry]:
    """Entries as a careless bookkeeper of several houses might make them."""
    books = [
        [account(holder, f"{sort}.{title}", of) for sort in Sort for title in ("cash", "loan")
         for of in ("", "loan:1", "loan:2")]
        for holder in (BANK, FIRM, "fund")
    ]  # fmt: skip
    told = []
    for _ in range(rng.randint(1, 12)):
        movements = []
        for _ in range(rng.randint(1, 5)):
            debit, credit = rng.sample(rng.choice(books), 2)
            movements.append(Movement(debit, credit, Decimal(rng.randint(1, 10**9)) / 100))
        on = DAY + timedelta(days=rng.randint(0, 400))
        told.append(Entry(on, "any", "loan:1", tuple(movements)))
    return told


def test_a_thousand_random_ledgers_balance_in_every_book_and_replay_to_the_same() -> None:
    for seed in range(1000):
        rng = random.Random(seed)
        entries = ledger(rng)
        once = replay(entries)
        assert set(once.trial().values()) == {Decimal("0.00")}, seed
        postings = [posting for entry in entries for posting in entry.postings()]
        assert imbalances(postings) == {}
        by_hand: dict[Account, Decimal] = {}
        for posting in postings:
            by_hand[posting.account] = by_hand.get(posting.account, Decimal(0)) + posting.amount
        assert by_hand == dict(once.balances)
        rng.shuffle(entries)
        assert replay(entries).balances == once.balances
        back = [reversed_entry(entry, on=date(2026, 1, 1)) for entry in entries]
        assert set(replay([*entries, *back]).balances.values()) == {Decimal("0.00")}


def test_a_loan_drawn_and_half_repaid_stands_where_a_bookkeeper_expects_it() -> None:
    drawn = Entry(DAY, "drawn", "loan:1", moved(LOAN, CASH, Decimal(1000)))
    repaid = Entry(
        DAY + timedelta(days=30), "repaid", "loan:1",
        (*moved(CASH, LOAN, Decimal(500)), *moved(CASH, INTEREST, Decimal("3.63"))),
    )  # fmt: skip
    told = replay([repaid, drawn])
    assert told.of(CASH) == Decimal("-496.37")
    assert told.owed(LOAN) == Decimal(500)
    assert told.owed(INTEREST) == Decimal("3.63")
    assert told.findings == ()
    assert replay([repaid, drawn], until=DAY).of(LOAN) == Decimal(1000)


def test_more_repaid_than_was_owed_is_told_and_nothing_is_lost() -> None:
    drawn = Entry(DAY, "drawn", "loan:1", moved(LOAN, CASH, Decimal(1000)))
    repaid = Entry(DAY + timedelta(days=1), "repaid", "loan:1", moved(CASH, LOAN, Decimal(1001)))
    told = replay([drawn, repaid])
    assert [one.code for one in told.findings] == ["ledger.overdrawn"]
    assert told.findings[0].value == "-1.00"
    assert "loan:1" in told.findings[0].told("en").what
    assert told.of(LOAN) == Decimal(-1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": Decimal(0)}, "ledger.movement.amount"),
        ({"amount": Decimal("0.001")}, "ledger.movement.amount"),
        ({"amount": Decimal("NaN")}, "ledger.movement.amount"),
        ({"credit": account(FIRM, "asset.cash")}, "ledger.movement.book"),
        ({"credit": LOAN}, "ledger.movement.same"),
    ],
)
def test_a_movement_that_is_none_cannot_be_made(change: dict[str, object], code: str) -> None:
    with pytest.raises(HarborError) as told:
        replace(Movement(LOAN, CASH, Decimal(1)), **change)  # type: ignore[arg-type]
    assert told.value.code == code


def test_an_entry_without_movement_is_none_and_nought_moves_nothing() -> None:
    assert moved(LOAN, CASH, Decimal("0.00")) == ()
    with pytest.raises(HarborError) as told:
        Entry(DAY, "drawn", "loan:1", ())
    assert told.value.code == "ledger.entry.empty"


def test_rows_that_were_tampered_with_do_not_add_up_in_the_book_concerned() -> None:
    rows = [Posting(LOAN, Decimal(1000)), Posting(CASH, Decimal(-999))]
    assert imbalances(rows) == {BANK: Decimal(1)}


@settings(deadline=None)
@given(
    st.integers(0, 10**12),
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 1000), min_size=1, max_size=8),
)
def test_a_split_loses_no_cent_and_no_part_is_a_cent_off(
    cents: int, told: dict[str, int]
) -> None:  # fmt: skip
    weights = {name: Decimal(weight) for name, weight in told.items()}
    if not sum(weights.values()):
        with pytest.raises(HarborError):
            split(Decimal(cents) / 100, weights)
        return
    amount = Decimal(cents) / 100
    parts = split(amount, weights)
    assert sum(parts.values()) == amount
    for name, part in parts.items():
        exact = amount * weights[name] / sum(weights.values())
        assert abs(part - exact) < Decimal("0.01")


def test_halves_are_rounded_up() -> None:
    assert [fen(Decimal(one)) for one in ("0.005", "0.0049", "2.675")] == [
        Decimal("0.01"), Decimal("0.00"), Decimal("2.68")
    ]  # fmt: skip
