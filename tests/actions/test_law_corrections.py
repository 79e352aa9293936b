"""What an officer says of the law, and how the book takes it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.law.correct import correct
from ipharbor.journal.models import Line
from ipharbor.queries.law import book, entry, listing
from ipharbor.records.models import LawCorrection, Person
from ipharbor.statutes.book import load
from ipharbor.statutes.values import Share
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
PANYU = "440113"
RATE = "reduction.open_licence.rate"
pytestmark = pytest.mark.django_db


def officer() -> permits.Actor:
    return permits.of(Person.objects.create(username="lin", role="office"))


def test_a_verified_value_is_certain_and_names_who_stands_for_it() -> None:
    before = book(PANYU).on(AT.date())[RATE]
    assert not before.certain
    correct(
        RATE, since=before.since, reason="对照公告第594号", law=book(PANYU), by=officer(), at=AT
    )
    after = book(PANYU).on(AT.date())[RATE]
    assert after.certain
    assert after.value == before.value
    assert after.verified is not None
    assert (after.verified.by, after.verified.on) == ("lin", AT.date())
    assert [line.action for line in Line.objects.all()] == ["law.verify"]


def test_a_corrected_value_holds_from_its_day_and_the_history_keeps_both() -> None:
    day = date(2026, 7, 1)
    correct(
        RATE, since=day, value="0.2", unit="share", reason="新公告", law=book(PANYU),
        by=officer(), at=AT,
    )  # fmt: skip
    law = book(PANYU)
    assert law.on(date(2026, 6, 30))[RATE].share == Share(Decimal("0.15"))
    assert law.on(day)[RATE].share == Share(Decimal("0.2"))
    assert len(entry(law, RATE, on=day).history) == len(load().history(RATE)) + 1
    assert law.on(day)[RATE].reason == "新公告"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"name": "no.such"}, "statutes.unknown"),
        ({"value": "many", "unit": "share"}, "statutes.value.unfit"),
        ({"value": "3", "unit": "month"}, "statutes.correction.kind"),
        ({"reason": " "}, "statutes.correction.unsigned"),
    ],
)
def test_what_the_book_would_not_take_is_not_saved(form: dict[str, str], code: str) -> None:
    plain = {"name": RATE, "value": "0.2", "unit": "share", "reason": "新公告"} | form
    name = plain.pop("name")
    with pytest.raises(HarborError) as refused:
        correct(name, since=date(2026, 7, 1), law=load(), by=officer(), at=AT, **plain)
    assert refused.value.code == code
    assert not LawCorrection.objects.exists()
    assert not Line.objects.exists()


def test_the_list_counts_what_nobody_stands_for() -> None:
    law = book(PANYU)
    shown = listing(law, on=AT.date(), unverified=True)
    assert len(shown.provisions) == shown.unverified > 0
    assert all(not provision.certain for provision in shown.provisions)
    assert {p.name for p in listing(law, on=AT.date(), text="年费").provisions} >= {"fees.annuity"}
