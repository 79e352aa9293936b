"""The law from the command line: asked, verified, corrected; the calendar and its new years."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ipharbor.cli.app import ipharbor
from ipharbor.journal.models import Line
from ipharbor.vocabulary.errors import HarborError

NAME = "reduction.open_licence.rate"
NOTICE = (
    "what,festival,from,to\n"
    "rest,new_year,2027-01-01,2027-01-03\n"
    "rest,spring_festival,2027-02-05,2027-02-11\n"
    "rest,labour_day,2027-05-01,2027-05-05\n"
    "rest,national_day,2027-10-01,2027-10-07\n"
    "work,,2027-02-14,\n"
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_home(home: Path) -> None:
    """Every command works in a home folder of its own."""


def run(*words: str) -> Result:
    return CliRunner().invoke(ipharbor, ["--lang", "en", *words], catch_exceptions=True)


def out(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done.output


def refusal(*words: str) -> str:
    done = run(*words)
    assert isinstance(done.exception, HarborError), done.output
    return done.exception.code


def test_a_provision_is_asked_by_its_name_with_options_on_either_side() -> None:
    told = out("law", "service.electronic", "--on", "2024-01-19")
    assert "* … – 2024-01-19  15 days" in told
    assert told == out("law", "--on", "2024-01-19", "service.electronic")
    assert json.loads(out("law", "service.electronic", "--json"))["name"] == "service.electronic"
    assert json.loads(out("law", "--json", "service.electronic"))["name"] == "service.electronic"


def test_without_a_name_the_provisions_of_the_day_are_listed() -> None:
    assert "restoration.conditions" in out("law", "--find", "restoration.", "--on", "2026-03-02")
    assert refusal("law", "no.such.provision") == "statutes.unknown"
    strange = run("law", "annuity")
    assert strange.exit_code == 2
    assert "neither a provision nor a command" in strange.output


def test_a_region_is_chosen_by_its_code() -> None:
    assert "fund: 50 %; bank: 50 %" in out("law", "pledge.pool.loss", "--region", "4403")
    assert "40,000,000" in out("law", "--find", "pledge.pool.fund")
    assert "5,000,000,000" in out("law", "--find", "pledge.pool.fund", "--region", "4403")
    assert "0 provisions" in out("law", "--find", "pledge.pool.fund", "--region", "national")
    assert refusal("law", "--region", "Atlantis") == "statutes.region.unknown"


def test_a_value_is_verified_by_the_operator() -> None:
    told = out("law", "verify", NAME, "--reason", "read notice 594")
    assert "+ 15 %" in told and "verified | operator" in told
    assert "verified | operator" in out("law", NAME)
    assert [line.actor for line in Line.objects.filter(action="law.verify")] == ["operator"]
    assert run("law", "verify", NAME).exit_code == 2


def test_a_value_is_corrected_from_a_day_on() -> None:
    told = out("law", "correct", NAME, "20%", "--since", "2026-07-01", "--reason", "new notice",
               "--instrument", "NOTICE594", "--article", "3")  # fmt: skip
    assert "- 15 %" in told and "+ 20 %" in told
    assert "15 %" in out("law", NAME, "--on", "2026-06-30").split("* ")[1].splitlines()[0]
    assert "20 %" in out("law", NAME, "--on", "2026-07-01").split("* ")[1].splitlines()[0]
    assert "CNIPA notice 594, art. 3" in out("law", NAME)


def test_a_table_is_corrected_from_a_file(tmp_path: Path) -> None:
    table = tmp_path / "annuity.yaml"
    table.write_text("of: CNY\nrows:\n- {kind: invention, from: 1, value: 950}\n", "utf-8")
    out("law", "correct", "fees.annuity", f"@{table}", "--since", "2027-01-01", "--reason", "new")
    assert "* 2027-01-01" in out("law", "fees.annuity", "--on", "2027-05-01")
    table.write_bytes(b"\xff\xfe")
    assert run("law", "correct", "fees.annuity", f"@{table}", "--reason", "x").exit_code == 2
    table.write_bytes(b"a" * 300_000)
    assert run("law", "correct", "fees.annuity", f"@{table}", "--reason", "x").exit_code == 2
    assert run("law", "correct", "fees.annuity", "@/no/such", "--reason", "x").exit_code == 2


@pytest.mark.parametrize(
    ("value", "more", "code"),
    [
        ("many", (), "statutes.value.unfit"),
        ("3", ("--unit", "month"), "statutes.correction.kind"),
        ("0.2", ("--instrument", "ALADDIN"), "statutes.correction.source"),
    ],
)
def test_what_the_book_would_not_take_is_refused(
    value: str, more: tuple[str, ...], code: str
) -> None:
    assert refusal("law", "correct", NAME, value, "--reason", "x", *more) == code
    assert not Line.objects.exists()


def test_a_new_year_is_added_from_a_table_and_from_yaml(tmp_path: Path) -> None:
    before = out("deadline", "first_action_reply", "--from", "2026-10-13")
    assert before.splitlines()[-2] == "2027-02-15  (uncertain)"
    notice = tmp_path / "2027.csv"
    notice.write_text(NOTICE, "utf-8")
    assert "announced until 2027-12-28" in out(
        "calendar", "add", "2027", str(notice), "--notice", "9"
    )
    after = out("deadline", "first_action_reply", "--from", "2026-10-13")
    assert after.splitlines()[-2] == "2027-02-14"
    assert "2027" in out("calendar").splitlines()[1]
    assert "2027-02-05 – 2027-02-11  Spring Festival" in out("calendar", "show", "2027")
    shown = json.loads(out("calendar", "show", "2027", "--json"))
    text = json.dumps({
        "year": 2027,
        "rest": [{"festival": one["festival"], "from": one["first"], "to": one["last"]}
                 for one in shown["rest"]],
        "work": shown["work"],
    })  # fmt: skip
    again = tmp_path / "2027.yaml"
    again.write_text(text, "utf-8")
    out("calendar", "add", "2027", str(again), "--notice", "10")
    assert json.loads(out("calendar", "show", "2027", "--json")) == shown
    assert Line.objects.filter(action="law.announce").count() == 2


def test_a_notice_with_mistakes_is_refused_with_each_of_them(tmp_path: Path) -> None:
    notice = tmp_path / "2027.csv"
    notice.write_text(NOTICE.replace("work,,2027-02-14", "work,,2027-02-15"), "utf-8")
    done = run("calendar", "add", "2027", str(notice), "--notice", "9")
    assert "2027-02-15 is no Saturday or Sunday" in done.output
    assert isinstance(done.exception, HarborError)
    assert done.exception.code == "statutes.notice.refused"
    notice.write_text(NOTICE, "utf-8")
    assert (
        refusal("calendar", "add", "2029", str(notice), "--notice", "9") == "statutes.calendar.gap"
    )
    stated = tmp_path / "stated.yaml"
    stated.write_text("{year: 2028, rest: [], work: []}", "utf-8")
    assert (
        refusal("calendar", "add", "2027", str(stated), "--notice", "9") == "statutes.notice.year"
    )
    assert run("calendar", "show", "2031").exit_code == 2
    assert json.loads(out("calendar", "--json"))["announced_until"] == "2026-12-28"
