"""What the register knows of a firm, counted from rights, events, payments, products and people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from desk import NOON

from ipharbor.actions import permits
from ipharbor.actions.product.add import Stated, add
from ipharbor.queries import selfcheck
from ipharbor.queries.docket import docket
from ipharbor.queries.law import book
from ipharbor.records.models import FeeReduction, Firm, Payment, Right, RightEvent
from ipharbor.selfcheck.known import Evidence, Known

ON = date(2026, 10, 30)
OWN = "广州市番禺明灯有限公司"


def right(firm: Firm, number: int, kind: str, filed: date, granted: date | None = None,
          **told: Any) -> Right:  # fmt: skip
    digit = {"invention": 1, "utility_model": 2, "design": 3}[kind]
    key = f"{filed.year}{digit}{number:07d}"
    given = {"holders": OWN, "ipc": "F21V29/83", "application_number": f"{key}.1"}
    made = Right.objects.create(
        firm=firm, key=key, patent_type=kind, filed_on=filed, granted_on=granted, taken_up_at=NOON,
        **given | told,
    )  # fmt: skip
    if granted:
        RightEvent.objects.create(key=key, code="GR01", on=granted, known_on=granted, source="x")
    return made


def pay(held: Right, *years: int) -> None:
    """Each year paid a week before it begins."""
    assert held.filed_on is not None
    for year in years:
        day = held.filed_on.replace(year=held.filed_on.year + year - 1) - timedelta(7)
        Payment.objects.create(
            key=held.key, patent_year=year, paid_on=day, known_on=day, source="x"
        )


@pytest.fixture
def firm(firm_person: Any) -> Firm:
    found: Firm = firm_person.firm
    return found


def facts(firm: Firm, corpus: Any) -> Known:
    told = docket(firm, law=book("440113"), on=ON, data_until=ON)
    return selfcheck.facts(told, law=book("440113"), corpus=corpus)


def of(firm: Firm, corpus: Any, fact: str) -> Evidence:
    return facts(firm, corpus).facts[fact]


def test_filings_of_the_last_years_and_rights_in_force_are_counted_by_type(
    firm: Firm, corpus: Any
) -> None:
    old = right(firm, 1, "utility_model", date(2020, 3, 2), date(2020, 11, 3))
    new = right(firm, 2, "invention", date(2024, 3, 4), date(2026, 3, 3))
    right(firm, 3, "design", date(2026, 9, 1))
    pay(old, *range(1, 8))
    pay(new, 1, 2, 3)
    filed = of(firm, corpus, "filed")
    assert (filed.value, filed.params) == (2, {"years": "3", "inventions": "1"})
    force = of(firm, corpus, "in_force")
    assert (force.value, force.params) == (2, {"inventions": "1"})
    assert of(firm, corpus, "invention_share").value == 50


def test_without_a_right_in_force_there_is_no_share(firm: Firm, corpus: Any) -> None:
    assert "invention_share" not in facts(firm, corpus).facts
    assert of(firm, corpus, "in_force").value == 0


def test_rights_that_lapsed_lately_count_and_those_of_long_ago_do_not(
    firm: Firm, corpus: Any
) -> None:
    for number, lapsed in ((1, date(2025, 6, 2)), (2, date(2019, 6, 3))):
        held = right(firm, number, "utility_model", date(2017, 6, 1), date(2018, 1, 2))
        RightEvent.objects.create(key=held.key, code="CF01", on=lapsed, known_on=lapsed, source="x")
    assert of(firm, corpus, "lapsed").value == 1
    assert of(firm, corpus, "ended").value == 1


def test_a_late_annuity_is_told_with_what_is_payable_and_until_when(
    firm: Firm, corpus: Any
) -> None:
    held = right(firm, 1, "utility_model", date(2023, 9, 4), date(2024, 2, 6))
    pay(held, 1, 2, 3)
    late = of(firm, corpus, "in_grace")
    assert late.value == 1
    (anchor,) = late.anchors
    assert (anchor.of, anchor.rule) == (held.application_number, "")
    assert ON < anchor.day < date(2027, 4, 1)
    assert float(late.params["amount"]) > 0


def test_the_award_is_due_for_recent_grants_only_and_names_the_first(
    firm: Firm, corpus: Any
) -> None:
    right(firm, 1, "utility_model", date(2026, 1, 5), date(2026, 9, 18))
    right(firm, 2, "design", date(2026, 1, 6), date(2026, 8, 4))
    right(firm, 3, "design", date(2025, 1, 6), date(2026, 5, 5))
    assert of(firm, corpus, "granted").value == 3
    due = of(firm, corpus, "award_due")
    assert (due.value, due.params["first"]) == (2, "2026-11-04")
    assert [anchor.day for anchor in due.anchors] == [date(2026, 8, 4), date(2026, 9, 18)]


def test_priority_runs_longer_for_inventions_than_for_designs(firm: Firm, corpus: Any) -> None:
    right(firm, 1, "invention", date(2026, 1, 5))
    right(firm, 2, "design", date(2026, 1, 6))
    right(firm, 3, "design", date(2026, 8, 3))
    running = of(firm, corpus, "priority_open")
    assert [anchor.rule for anchor in running.anchors] == ["priority.invention", "priority.design"]


def test_before_the_law_knew_a_period_nothing_runs(firm: Firm, corpus: Any) -> None:
    right(firm, 1, "utility_model", date(2020, 1, 6), date(2020, 9, 18))
    told = docket(firm, law=book("440113"), on=date(2020, 10, 30), data_until=ON)
    known = selfcheck.facts(told, law=book("440113"), corpus=corpus)
    assert known.facts["granted"].value == 1
    assert known.facts["award_due"].value == 0


def test_rights_shared_and_rights_under_another_name_are_told(firm: Firm, corpus: Any) -> None:
    right(firm, 1, "invention", date(2025, 1, 5), holders=f"{OWN} | 华南大学")
    right(firm, 2, "invention", date(2025, 1, 6), holders="番禺老灯厂")
    right(firm, 3, "invention", date(2025, 1, 7))
    assert of(firm, corpus, "shared").value == 1
    assert of(firm, corpus, "misnamed").value == 1


def test_products_are_held_against_rights_and_filings_abroad(firm: Firm, corpus: Any) -> None:
    from ipharbor import wiring

    given = {"seals": wiring.firm_sealer(), "by": permits.operator(), "at": NOON}
    held = right(firm, 1, "utility_model", date(2024, 1, 5), date(2024, 9, 17))
    pay(held, 1, 2, 3)
    assert "no_exports" not in facts(firm, corpus).facts
    add(firm, Stated("灯", ["散热片"], ["CN"], ipc=["F21V 29/00"]), **given)
    assert of(firm, corpus, "no_exports").value == 1
    add(firm, Stated("音箱", [], ["CN", "DE"], ipc=["H04R 1/02"]), **given)
    known = {name: one.value for name, one in facts(firm, corpus).facts.items()}
    assert {name: known[name] for name in ("products", "products_bare", "products_alone")} == {
        "products": 2, "products_bare": 1, "products_alone": 1,
    }  # fmt: skip
    assert (known["no_exports"], known["exported"], known["uncovered"]) == (0, 1, 1)
    assert of(firm, corpus, "uncovered").params == {"markets": "DE"}


def test_people_watches_warnings_and_the_reduction_are_told(
    firm: Firm, corpus: Any, firm_person: Any
) -> None:
    from desk import warn

    known = {name: one.value for name, one in facts(firm, corpus).facts.items()}
    assert (known["people"], known["watches"], known["warnings"], known["no_reduction"]) == (
        1, 0, 0, 1,
    )  # fmt: skip
    warn(firm_person, corpus, "ipc:F21V OR ipc:F21W OR ipc:F21S")
    FeeReduction.objects.create(firm=firm, since=2025, until=2026)
    known = {name: one.value for name, one in facts(firm, corpus).facts.items()}
    assert (known["watches"], known["warnings"], known["no_reduction"]) == (1, 1, 0)


def test_every_fact_that_the_questions_name_can_be_known(firm: Firm, corpus: Any) -> None:
    from ipharbor import wiring
    from ipharbor.selfcheck.questions import questionnaire

    held = right(firm, 1, "utility_model", date(2024, 1, 5), date(2024, 9, 17))
    pay(held, 1, 2, 3)
    add(firm, Stated("灯", [], ["CN"]), seals=wiring.firm_sealer(), by=permits.operator(), at=NOON)
    assert set(facts(firm, corpus).facts) == set(questionnaire().facts)
