"""Years of the calendar entered by people, and whose word counts in which region."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.law.announce import announce
from ipharbor.actions.law.correct import correct, drafted
from ipharbor.journal.models import Line
from ipharbor.queries import law as queries
from ipharbor.records.models import LawCorrection, Person
from ipharbor.statutes import book as books
from ipharbor.statutes.grid import grid, read
from ipharbor.statutes.notices import Typed
from ipharbor.statutes.values import Money, Share, Table
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
PANYU, SHENZHEN = "440113", "4403"
NOTICE = Typed(
    (
        ("new_year", "2027-01-01", "2027-01-03"),
        ("spring_festival", "2027-02-05", "2027-02-11"),
        ("labour_day", "2027-05-01", "2027-05-05"),
        ("national_day", "2027-10-01", "2027-10-07"),
    ),
    (("2027-02-14", ""),),
)
RATE = "reduction.open_licence.rate"
FUND = "pledge.pool.fund"
pytestmark = pytest.mark.django_db


def officer() -> permits.Actor:
    return permits.of(Person.objects.create(username="lin", role="office"))


def enter(year: int = 2027, typed: Typed = NOTICE, notice: str = "国办发明电〔2026〕9 号") -> None:
    announce(year, typed, notice=notice, calendar=queries.calendar(), by=permits.operator(), at=AT)


def put(name: str, value: str, unit: str, since: date | None, region: str = PANYU) -> None:
    correct(
        name, since=since, value=value, unit=unit, reason="新公告", law=queries.book(region),
        by=permits.operator(), at=AT,
    )  # fmt: skip


def test_an_entered_year_makes_deadlines_certain_and_is_journalled() -> None:
    def reply() -> tuple[date, bool]:
        asked = queries.reckon("first_action_reply", law=queries.book(PANYU),
                               start=date(2026, 10, 13))  # fmt: skip
        return asked.deadline.day, asked.deadline.certain

    assert reply() == (date(2027, 2, 15), False)
    enter()
    assert reply() == (date(2027, 2, 14), True)
    newest = queries.known_years()[0]
    assert (newest.year.year, newest.days_off, newest.certain) == (2027, 22, True)
    assert newest.entered is not None and newest.entered.reason == "国办发明电〔2026〕9 号"
    (line,) = Line.objects.filter(action="law.announce")
    assert line.subject == "law:calendar.year.2027"


def test_a_year_entered_again_replaces_its_days_and_keeps_both_lines() -> None:
    enter()
    enter(typed=Typed(NOTICE.rest, ()))
    assert not queries.calendar().is_working(date(2027, 2, 14)).value
    assert LawCorrection.objects.filter(name="calendar.year.2027").count() == 2


@pytest.mark.parametrize(
    ("year", "typed", "notice", "code"),
    [
        (2028, NOTICE, "x", "statutes.calendar.gap"),
        (2027, Typed((), ()), "x", "statutes.notice.refused"),
        (2027, NOTICE, " ", "statutes.notice.unsigned"),
        (2027, NOTICE, "x" * 501, "form.text.long"),
    ],
)
def test_a_notice_that_cannot_be_taken_leaves_no_trace(
    year: int, typed: Typed, notice: str, code: str
) -> None:
    with pytest.raises(HarborError) as refused:
        enter(year, typed, notice)
    assert refused.value.code == code
    assert not LawCorrection.objects.exists()
    assert not Line.objects.exists()


def test_a_firm_enters_no_year() -> None:
    firm = permits.of(Person.objects.create(username="fang", role="firm"))
    with pytest.raises(HarborError) as refused:
        announce(2027, NOTICE, notice="x", calendar=queries.calendar(), by=firm, at=AT)
    assert refused.value.code == "permit.denied"


def test_an_entered_year_is_no_correction_of_the_book() -> None:
    enter()
    assert queries.book(PANYU).names() == books.load(books.regional(PANYU)).names()
    assert queries.set_aside(PANYU) == ()


def test_a_verification_after_a_correction_stands_for_the_corrected_value() -> None:
    day = date(2026, 7, 1)
    put(RATE, "0.2", "share", day)
    correct(RATE, since=day, reason="对照原文", law=queries.book(PANYU), by=officer(), at=AT)
    now = queries.book(PANYU).on(day)[RATE]
    assert now.share == Share(Decimal("0.2"))
    assert now.verified is not None and now.verified.by == "lin"


def test_a_table_is_corrected_cell_by_cell_and_history_keeps_both() -> None:
    old = queries.book(PANYU).on(AT.date())["fees.annuity"].value
    sheet = grid(old)
    assert sheet is not None
    rows = tuple((*row[:3], "950") if row[0] == "invention" and row[1] == "1" else row
                 for row in sheet.rows)  # fmt: skip
    made, _ = read(type(sheet)(sheet.unit, sheet.of, rows))
    assert isinstance(made, Table)
    text, unit = books.written_value(made)
    put("fees.annuity", text, unit, date(2027, 1, 1))
    law = queries.book(PANYU)
    assert law.on(date(2027, 1, 1))["fees.annuity"].table.at("invention", 1) == Money(Decimal(950))
    assert law.on(date(2026, 12, 31))["fees.annuity"].value == old


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"unit": "table", "value": "{of: day, rows: [{value: 1}]}"}, "statutes.correction.kind"),
        ({"instrument": "ALADDIN"}, "statutes.correction.source"),
        ({"article": "3"}, "statutes.correction.source"),
        ({"reason": "x" * 501}, "form.text.long"),
        ({"instrument": "PL", "article": "x" * 61}, "form.text.long"),
    ],
)
def test_a_correction_that_the_pages_could_not_show_is_refused(
    told: dict[str, str], code: str
) -> None:
    plain = {"value": "{of: CNY, rows: [{value: 1}]}", "unit": "table", "reason": "新公告"}
    with pytest.raises(HarborError) as refused:
        correct(
            "fees.annuity", since=date(2027, 1, 1), law=queries.book(PANYU),
            by=permits.operator(), at=AT, **(plain | told),
        )  # fmt: skip
    assert refused.value.code == code
    assert not LawCorrection.objects.exists()


def test_a_draft_shows_both_values_and_saves_nothing() -> None:
    draft = drafted(
        RATE, since=date(2026, 7, 1), value="20 %", unit="share", reason="新公告",
        law=queries.book(PANYU), by=permits.operator(), at=AT,
    )  # fmt: skip
    assert (draft.was, draft.now) == (Share(Decimal("0.15")), Share(Decimal("0.2")))
    assert len(draft.versions) == 2
    assert not LawCorrection.objects.exists()


def test_a_word_on_a_national_value_counts_in_every_region_and_a_citys_only_in_its_own() -> None:
    put(RATE, "0.2", "share", date(2026, 7, 1))
    put(FUND, "50000000", "CNY", date(2026, 7, 1))
    on = date(2026, 8, 1)
    shenzhen = queries.book(SHENZHEN, home=PANYU).on(on)
    assert shenzhen[RATE].share == Share(Decimal("0.2"))
    assert shenzhen[FUND].money == Money(Decimal(5_000_000_000))
    assert queries.book("4401", home=PANYU).on(on)[FUND].money == Money(Decimal(50_000_000))
    national = queries.book("", home=PANYU)
    assert FUND not in national.names()
    assert national.on(on)[RATE].share == Share(Decimal("0.2"))


def test_a_line_that_cannot_be_laid_is_set_aside_with_its_reason_and_stops_nothing() -> None:
    put(RATE, "0.2", "share", date(2026, 7, 1))
    for name, value in (("no.such.provision", "1"), (RATE, "not a share")):
        LawCorrection.objects.create(
            name=name, since=date(2026, 8, 1), value=value, unit="share", by_name="lin",
            on=AT.date(), reason="?",
        )  # fmt: skip
    LawCorrection.objects.create(
        name="calendar.year.2027", value="[]", unit="calendar", by_name="lin", on=AT.date(),
        reason="?",
    )  # fmt: skip
    assert queries.book(PANYU).on(date(2026, 9, 1))[RATE].share == Share(Decimal("0.2"))
    told = [(one.code, one.params.get("why", "")) for one in queries.set_aside(PANYU)]
    assert told == [
        ("law.correction.unlaid", "statutes.unknown"),
        ("law.correction.unlaid", "statutes.value.unfit"),
        ("law.calendar.unread", ""),
    ]
    assert queries.calendar().announced_until == date(2026, 12, 28)


@pytest.mark.parametrize("stated", ["", "44011", "Panyu", "４４", "44011300", "../44"])
def test_a_region_is_an_administrative_code(stated: str) -> None:
    with pytest.raises(HarborError) as refused:
        queries.region_code(stated)
    assert refused.value.code == "statutes.region.unknown"


def test_the_law_of_the_country_stands_beside_a_regional_value_only_where_there_is_one() -> None:
    law, national = queries.book(PANYU), queries.book("", home=PANYU)
    on = AT.date()
    assert queries.beside(law.on(on)[FUND], national, on=on) is None
    assert queries.beside(law.on(on)[RATE], national, on=on) is None
    overlay = books.overlay(
        'region: {code: "4401", zh: 甲, en: A}\nentries:\n'
        f"- {{name: {RATE}, zh: 甲, en: a, versions: "
        '[{since: 2025-01-01, value: "0.3", unit: share, source: {instrument: GD}, mark: S}]}'
    )
    local = books.load([overlay])
    found = queries.beside(local.on(on)[RATE], national, on=on)
    assert found is not None and found.share == Share(Decimal("0.15"))
