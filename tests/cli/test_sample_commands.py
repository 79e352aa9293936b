"""The invented region as a command makes it: whole, gone on with after a break, never mixed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def ipharbor(home: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ipharbor", "--home", str(home), *words],
        capture_output=True, text=True, env=_environment(), timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    return kept | {"LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a small demonstration was made."""
    home = tmp_path_factory.mktemp("demonstration") / "home"
    ipharbor(home, "demo", "--no-serve", "--scale", "0.01")
    return home


def count(home: Path, table: str, where: str = "1") -> int:
    with sqlite3.connect(home / "register.sqlite3") as register:
        (found,) = register.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()
    return int(found)


def test_a_demonstration_brings_in_everything_that_the_region_has(made: Path) -> None:
    assert count(made, "records_right") > 2000
    assert count(made, "records_payment") > 5000
    assert count(made, "records_firm", "kind = 'firm'") > 50
    assert count(made, "records_firm", "kind = 'university'") == 12
    assert count(made, "records_product") > 50
    assert count(made, "records_agency") > 50
    assert count(made, "records_handledcase") > 5
    assert count(made, "records_target") > 20
    assert count(made, "records_matter", "by_hand = 0") > 100
    assert count(made, "records_training") > 5
    assert count(made, "records_trainingfirm") > 5
    assert (made / "DEMO").exists()


def test_the_cockpit_finds_high_value_inventions_of_every_class_that_sources_tell(
    made: Path,
) -> None:
    from ipharbor.analysis.region.asking import Asked, Frame
    from ipharbor.analysis.region.high_value import by_class, rules, untold_pledges
    from ipharbor.analysis.region.ledger import load
    from ipharbor.analysis.region.standards import Standards
    from ipharbor.statutes.book import load as law

    held = load(made / "ledger")
    assert held is not None
    found: dict[str, int] = {}
    untold = 0
    for year in range(2018, 2027):
        day = date(year, 10, 31)
        asked = Asked(held, Frame(day, day), Standards(str(year), rule=rules(law(), day)))
        untold += untold_pledges(asked)
        for code, mask in by_class(asked).items():
            found[code] = found.get(code, 0) + int(mask.sum())
    assert {code for code, n in found.items() if n} == {
        "emerging", "overseas", "maintained", "pledge",
    }  # fmt: skip
    assert untold, "some pledges tell no amount"


def test_there_is_a_desk_for_every_station_and_every_lender(made: Path) -> None:
    assert count(made, "records_organisation", "kind = 'town_station'") == 16
    assert count(made, "records_organisation", "kind = 'lender'") == 6
    assert count(made, "records_person") == 8 + 15 + 5


def test_the_firm_has_loans_at_every_stretch_of_the_way_and_one_is_behind(made: Path) -> None:
    stages = ("requested", "offered", "repaying")
    assert [count(made, "records_loanapplication", f"stage = '{one}'") for one in stages] == [
        1, 1, 2,
    ]  # fmt: skip
    assert count(made, "records_loanrequest") == 6
    assert count(made, "records_valuation", "status = 'signed'") == 4
    assert count(made, "records_loaninstalment", "paid_on IS NOT NULL") == 5
    unpaid = "paid_on IS NULL AND due_on = '2026-10-27'"
    assert count(made, "records_loaninstalment", unpaid) == 1
    behind = "demand = 'past_due' AND gravity = 'red' AND loan = 'Y2026980000002'"
    assert count(made, "records_keptconcern", behind) == 1


def test_the_truth_lies_beside_the_tables_and_is_read_by_nobody(made: Path) -> None:
    told = json.loads((made / "sample" / "truth.json").read_text(encoding="utf-8"))
    assert told["invented"] and told["planted"]


def test_made_again_the_demonstration_shows_what_is_there(made: Path) -> None:
    before = (made / "register.sqlite3").stat().st_mtime
    assert ipharbor(made, "demo", "--no-serve", "--scale", "0.01") == ""
    assert (made / "register.sqlite3").stat().st_mtime == before


def test_another_region_is_not_put_into_the_same_home(made: Path) -> None:
    told = ipharbor(made, "sample", "build", "--scale", "0.02", code=1)
    assert "0.01" in told and "2021" in told


def test_a_region_is_not_put_into_a_home_in_use(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ipharbor(home, "person", "add", "anna", "--role", "office", "--email", "anna@example.org",
             "--password", "correct-horse-battery")  # fmt: skip
    told = ipharbor(home, "sample", "build", "--scale", "0.01", code=1)
    assert str(home) in told
    assert not (home / "SAMPLE").exists()


def test_a_build_that_was_broken_off_goes_on_with_the_step_it_was_at(
    made: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    ipharbor(home, "sample", "build", "--scale", "0.01")
    state = json.loads((home / "SAMPLE").read_text())
    whole = count(home, "records_right"), count(home, "records_rightevent")
    told = count(made, "records_rightevent", "source <> 'financing'")  # but the loans of its firm
    assert whole == (count(made, "records_right"), told)
    # As after a break in the midst of the dockets: what is done already is not done twice.
    state["done"] = state["done"][: state["done"].index("payments")]
    (home / "SAMPLE").write_text(json.dumps(state))
    told = ipharbor(home, "sample", "build", "--scale", "0.01")
    assert "publications" not in told and "payments" in told
    assert (count(home, "records_right"), count(home, "records_rightevent")) == whole
