"""A lender's portfolio: sums worked by hand, lists behind them, permits, and waiving."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from financing_world import seated
from ipharbor.actions import permits
from ipharbor.actions.industry.end import end
from ipharbor.journal.models import Line
from ipharbor.queries import concerns
from ipharbor.queries.marked_loans import BOTH, parts
from ipharbor.queries.marked_rows import MarkedRows
from ipharbor.queries.portfolio import Exposure, Whose, exposures, portfolio, right_rows, whole
from ipharbor.records.industries import standing
from ipharbor.records.models import Firm, KeptConcern, Organisation, Person, Right
from ipharbor.settings import current
from ipharbor.vocabulary.chains import Chains
from ipharbor.vocabulary.classes import ipc_symbol
from marked_nights import BANK, LIGHT, ON, OTHER, SOUND, SURETY, night

PAGES = ("portfolio", "portfolio_exposure", "portfolio_loans", "portfolio_rights",
         "portfolio_concerns")  # fmt: skip
MINE, YUAN = Whose("lender", BANK), Decimal(1_000_000)
pytestmark = pytest.mark.django_db


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def lender(name: str = BANK, username: str = "linda") -> Client:
    return client_of(seated(username, "lender", place=name))


@pytest.fixture
def kept(corpus: Any) -> Path:
    night(current().collateral)
    return current().collateral


def by(rows: tuple[Exposure, ...], name: str) -> dict[str, Exposure]:
    return {row.code: row for row in rows if row.by == name}


def test_the_sums_of_a_portfolio_are_those_worked_by_hand(kept: Path) -> None:
    told = portfolio(kept, MINE)
    assert told is not None and told.as_of == ON
    sums = whole(told)
    assert (sums.loans, sums.rights, sums.unknown, sums.unvalued, sums.over) == (5, 7, 1, 1, 2)
    assert (sums.owed, sums.counted) == (8 * YUAN, 14 * YUAN)
    # (3 + 1 + 0 + 2) / (10 + 4 + 5 + 2): the loan without a value is left out
    assert sums.at_signing == pytest.approx(6 / 21)
    assert sums.now == pytest.approx(6 / 14)


def test_exposure_by_firm_town_and_maturity_adds_up_to_the_whole(kept: Path) -> None:
    told = portfolio(kept, MINE)
    assert told is not None
    rows = exposures(told)
    for name in ("firm", "town", "due", "industry", "section", "subclass", "lender"):
        assert sum(row.sums.owed for row in by(rows, name).values()) == 8 * YUAN, name
        assert sum(row.share for row in by(rows, name).values()) == pytest.approx(1), name
    firms = by(rows, "firm")
    assert firms[LIGHT].sums.owed == firms[SOUND].sums.owed == 4 * YUAN
    assert (firms[LIGHT].sums.at_signing, firms[LIGHT].sums.now) == (4 / 14, 4 / 9)
    assert set(by(rows, "town")) == {"440113102", "440113016", ""}
    assert [row.code for row in rows if row.by == "due"] == [
        "past", "2022-Q1", "2022-Q3", "2024", "open",
    ]  # fmt: skip


def test_a_loan_is_parted_among_its_fields_by_what_its_rights_are_worth(kept: Path) -> None:
    told = portfolio(kept, MINE)
    assert told is not None
    owed = {row.right: row.owed for row in right_rows(told)}
    assert (owed["CN1"], owed["CN2"]) == (Decimal("2250000"), Decimal("750000"))
    assert owed["CN4"] == owed["CN5"] == 1 * YUAN
    sections = by(exposures(told), "section")
    assert sections["F"].sums.owed == Decimal("3250000")
    assert sections["H"].sums.owed == Decimal("3750000")
    assert (sections["F"].sums.loans, sections["F"].sums.rights) == (3, 3)
    assert sections["F"].sums.at_signing is None
    assert sections["F"].sums.now == pytest.approx(3.25 / 12)


@given(st.integers(0, 2**32))
def test_parting_a_loan_loses_no_fen(seed: int) -> None:
    some = np.random.default_rng(seed)
    owed = some.integers(0, 10 ** some.integers(1, 14), some.integers(0, 7))
    loan = np.repeat(np.arange(len(owed)), some.integers(1, 8, len(owed)))
    worth = some.integers(0, 10 ** some.integers(1, 14), len(loan)) * some.integers(0, 2, len(loan))
    turned = some.permutation(len(loan))
    found = parts(loan[turned], worth[turned], owed)
    assert (found >= 0).all()
    assert (np.bincount(loan[turned], found, minlength=len(owed)) == owed).all()


def test_concerns_are_counted_by_colour_and_time_to_cure(kept: Path) -> None:
    counts = {one.gravity: dict(one.counts) for one in concerns.by_colour(MINE, ON)}
    assert counts["red"] == {"over": 1, "week": 1, "month": 0, "later": 0, "never": 0}
    assert counts["orange"] == {"over": 0, "week": 0, "month": 1, "later": 1, "never": 0}
    assert counts["blue"]["never"] == 1
    assert sum(counts["yellow"].values()) == 0  # waived
    guaranteed = concerns.by_colour(Whose("guarantor", SURETY), ON)
    assert {one.gravity: one.all for one in guaranteed}["red"] == 1


def test_every_figure_of_the_page_opens_the_list_that_it_counts(kept: Path) -> None:
    client = lender()
    page = client.get("/lending/portfolio/")
    assert f"{ON.isoformat()}" in page.content.decode()
    for table in page.context["tables"]:
        for one in table["rows"]:
            there, row = one["there"], one["row"]
            text = page.content.decode()
            assert text.count(f'href="{there.replace("&", "&amp;")}"') >= 4, there
            if row.sums.over and one["over"]:
                assert client.get(one["over"]).context["found"].total == row.sums.over
            found = client.get(there).context["found"]
            wanted = row.sums.rights if table["fields"] else row.sums.loans
            assert found.total == wanted, there
            assert sum(one.owed or 0 for one in found.rows) == row.sums.owed
    for colour in page.context["colours"]:
        for when, count in colour.counts:
            asked = {"gravity": colour.gravity, "when": when, "stage": "standing"}
            assert client.get("/lending/portfolio/concerns/", asked).context["found"].total == count
    for name in ("over", "unvalued", "unknown"):
        found = client.get("/lending/portfolio/loans/", {name: "1"}).context["found"]
        assert found.total == getattr(page.context["sums"], name)


def test_a_lender_sees_its_own_loans_and_the_office_all(kept: Path) -> None:
    mine, other = lender(), lender(OTHER, "meifeng")
    office = client_of(seated("olivia", "district_office", place="番禺区知识产权局"))
    surety = client_of(seated("sun", "guarantor", place=SURETY))
    for client, loans in ((mine, 5), (other, 1), (office, 6), (surety, 1)):
        assert client.get("/lending/portfolio/loans/").context["found"].total == loans
        assert client.get("/lending/portfolio/").context["sums"].loans == loans
    for name in PAGES:
        assert OTHER not in mine.get(reverse(name)).content.decode(), name
        assert OTHER in office.get(reverse(name)).content.decode() or name != "portfolio", name


def test_the_pages_open_for_whom_the_table_names_and_no_other(corpus: Any) -> None:
    firm = Firm.objects.create(name=LIGHT, town="440113102")
    seats = {
        "office": "district_office", "station": "town_station", "lender": "lender",
        "guarantor": "guarantor", "insurer": "insurer", "agency": "agency", "firm": "firm",
        "alliance": "alliance",
    }  # fmt: skip
    for role, kind in seats.items():
        person = seated(role, kind, firm=firm if role == "firm" else None, place=f"机构{role}")
        client = client_of(person)
        wanted = 200 if role in permits.TABLE["collateral.read"] else 403
        for name in PAGES:
            assert client.get(reverse(name)).status_code == wanted, (role, name)
        inside = '/lending/portfolio/"' in client.get("/").content.decode()
        assert inside is (wanted == 200), role


def test_before_the_first_night_the_page_says_what_to_do(corpus: Any) -> None:
    client = lender()
    for name in PAGES:
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert "empty-panel" in page.content.decode()
    office = client_of(seated("olivia", "district_office", place="番禺区知识产权局"))
    assert 'href="/jobs/"' in office.get("/lending/portfolio/").content.decode()


def test_a_concern_is_waived_with_a_reason_after_asking(kept: Path) -> None:
    client = lender()
    held = KeptConcern.objects.get(loan="Y1", demand="annuity_missed")
    path = f"/lending/portfolio/concerns/{held.pk}/waive/"
    assert path in client.get("/lending/portfolio/concerns/").content.decode()
    assert client.get(path).status_code == 200
    long = "已" * 301
    for why in (" ", long):
        refused = client.post(path, {"why": why})
        assert refused.status_code == 400
        assert "aria-invalid" in refused.content.decode()
        assert why.strip() in refused.content.decode()
    held.refresh_from_db()
    assert held.stage == "open"
    assert client.post(path, {"why": "企业已补缴，等收据"}).status_code == 302
    held.refresh_from_db()
    assert (held.stage, held.reason, held.by_name) == ("waived", "企业已补缴，等收据", "linda")
    assert Line.objects.filter(action="collateral.waive").count() == 1
    assert client.get(path).status_code == 409 or client.get(path).status_code == 400
    rows = client.get("/lending/portfolio/concerns/", {"stage": "waived"}).context["found"]
    assert rows.total == 2


def test_nobody_but_its_lender_waives_a_concern(kept: Path) -> None:
    held = KeptConcern.objects.get(loan="Y1", demand="annuity_missed")
    path = f"/lending/portfolio/concerns/{held.pk}/waive/"
    office = client_of(seated("olivia", "district_office", place="番禺区知识产权局"))
    surety = client_of(seated("sun", "guarantor", place=SURETY))
    other = lender(OTHER, "meifeng")
    for client, status in ((office, 403), (surety, 403), (other, 404)):
        assert client.post(path, {"why": "不相干"}).status_code == status
        assert "waive/" not in client.get("/lending/portfolio/concerns/").content.decode() or (
            client is other
        )
    held.refresh_from_db()
    assert held.stage == "open"
    assert Organisation.objects.filter(name=BANK).count() == 0


def test_exposure_by_industry_is_that_of_the_chains_and_changes_with_them(kept: Path) -> None:
    told = portfolio(kept, MINE)
    assert told is not None
    chains = Chains(standing("panyu"))
    for row in right_rows(told):
        symbol = Right.objects.get(key=row.right).ipc if row.section else ""
        links = chains.links_of(str(ipc_symbol(symbol).clean)) if symbol else ()
        codes = {chains.industries[chains.industry_of[one]].code for one in links}
        assert set(filter(None, row.industry.split(BOTH))) == codes, row
    rows = by(exposures(told), "industry")
    assert sum(row.sums.owed for row in rows.values()) == 8 * YUAN
    lit = next(code for code in rows if code)
    text = lender().get("/lending/portfolio/exposure/?by=industry").content.decode()
    named = next(one for one in standing("panyu") if one.code == lit.split(BOTH)[0])
    assert named.name_zh in text or named.name_en in text
    office = seated("olivia", "district_office", place="番禺区知识产权局")
    code, actor = lit.split(BOTH)[0], permits.of(office)
    end(code, reason="合并", region="panyu", by=actor, at=timezone.now())
    after = portfolio(kept, MINE)
    assert after is not None
    assert lit not in by(exposures(after), "industry")


def test_a_long_list_of_rights_makes_the_rows_of_one_page(kept: Path) -> None:
    told = portfolio(kept, MINE)
    assert told is not None
    made: list[str] = []

    def make(one: dict[str, Any]) -> str:
        made.append(one["right"])
        return str(one["right"])

    rows = MarkedRows(told.rights, make)
    assert rows[0:2] == tuple(made) and len(made) == 2
    assert rows[1] == made[1]
    falling, rising = (rows.ordered(("title",), one) for one in (True, False))
    assert sorted(falling) == sorted(rising) == sorted(rows)
    lacking = rows.ordered(("subclass",), True)
    known = list(right_rows(told).ordered(("subclass",), True))
    assert [row.right for row in known] == list(lacking)
    assert [bool(row.subclass) for row in known] == sorted(
        (bool(row.subclass) for row in known), reverse=True
    )
    fall = rows.fall("section")
    assert sum(fall.values()) == len(rows)
    assert all(len(rows.where("section", code)) == n for code, n in fall.items())
