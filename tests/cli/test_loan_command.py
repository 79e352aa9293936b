"""The command that tells of loans and holds them against journal and vault."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from financing_world import PAPER, SEALS, World
from ipharbor import wiring
from ipharbor.cli import loaning
from ipharbor.records.models import LoanInstalment

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(corpus: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(tmp_path)
    monkeypatch.setattr(wiring, "firm_sealer", lambda: SEALS)
    monkeypatch.setattr(wiring, "vault", lambda: world.vault)
    monkeypatch.setattr(loaning, "ready", lambda: None)
    world.vault.put([b"report"], limit=99)
    return world


def told(*given: str, lang: str = "en", code: int = 0) -> Any:
    done = CliRunner().invoke(loaning.loan, list(given), obj=lang)
    assert done.exit_code == code, (done.output, done.exception)
    return json.loads(done.output) if "--json" in given else done.output


def test_a_loan_is_listed_shown_and_its_books_add_up(here: World) -> None:
    loan = here.drawn()
    number = str(loan.pk)
    (row,) = told("list", "--lender", "番禺创业银行", "--json")
    assert (row["id"], Decimal(row["owed"])) == (loan.pk, Decimal(1_000_000))
    assert told("list", "--firm", "别家", "--json") == []
    assert "paid out" in told("list")
    assert "已放款" in told("show", number, lang="zh")
    assert len(told("schedule", number, "--json")) == 4
    books = told("balance", number, "--json")
    assert books["imbalances"] == {}
    owed = {(one["book"], one["account"]): Decimal(one["amount"]) for one in books["accounts"]}
    assert owed[f"firm:{here.firm.pk}", "liability.loan"] == Decimal(-1_000_000)
    assert "asset.loan" in told("balance", number)


def test_verify_ends_with_one_where_a_paper_or_a_table_is_not_what_was_written(
    here: World,
) -> None:
    loan = here.drawn()
    number = str(loan.pk)
    found = told("verify", number, "--json", code=1)
    assert {one["kind"]: one["condition"] for one in found["papers"]} == {
        "valuation": "missing", "contract": "intact",
    }  # fmt: skip
    assert found["tables"]
    assert all(one["sound"] for one in found["lines"])
    place = here.folder / "vault" / loan.contract_sha256[:2] / loan.contract_sha256
    place.write_bytes(PAPER[:-1] + b"?")
    LoanInstalment.objects.filter(loan=loan, number=1).update(interest=0)
    found = told("verify", number, "--json", code=1)
    assert not found["tables"]
    assert "altered" in told("verify", number, code=1)
