"""Legal events and annuities of the invented region: lives that the law allows."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ipharbor.fees.annuities import annuities
from ipharbor.fees.due import Due, DueKind, Status
from ipharbor.fees.subject import FeeSubject, Paid, Reduction, ReductionKind
from ipharbor.intake import events as table
from ipharbor.register.codes import Kind, codes
from ipharbor.register.encumbrances import Family
from ipharbor.register.events import FIELDS, Event
from ipharbor.register.moves import State
from ipharbor.register.standing import Right, Standing, standing
from ipharbor.samples import events, region
from ipharbor.samples.firms import firms
from ipharbor.statutes import book, calendar
from ipharbor.statutes.values import Money

SEED, SCALE, UNTIL = 2021, 0.01, date(2021, 11, 30)
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "event-table.md"
CLIMBER = "广州霁川新能源汽车部件有限公司"
PLEDGE = "Y2020980990021"
STATES = {
    "公开": {State.PUBLISHED},
    "实质审查的生效": {State.IN_EXAMINATION},
    "授权": {State.IN_FORCE, State.IN_FORCE_LIMITED},
    "未缴年费终止": {State.LAPSED_FEE},
    "期限届满": {State.EXPIRED},
    "宣告专利权全部无效": {State.INVALIDATED},
    "避免重复授权放弃专利权": {State.SURRENDERED},
    "主动放弃专利权": {State.SURRENDERED},
    "驳回": {State.DEAD_APPLICATION},
    "视为撤回": {State.DEAD_APPLICATION},
}
_LOST_AND_WON = (Kind.LAPSE_FEE, Kind.RESTORED)
Row = dict[str, str]


@dataclass(frozen=True)
class Told:
    """The region and its events to a day: the latest row of each right, events, payments."""

    until: date
    rows: Mapping[str, Row]
    events: Mapping[str, Sequence[Event]]
    paid: Mapping[str, Sequence[table.StatedEvent]]
    read: table.EventTable
    local: frozenset[str]

    def ours(self) -> Iterable[tuple[str, Row]]:
        """The rights whose first applicant is of the region."""
        for number, row in self.rows.items():
            if row["district"] == "番禺区":
                yield number, row

    def won_back_later(self, number: str) -> bool:
        """Whether the right is lost for a while and won back only after the day."""
        last = [one.kind for one in self.events[number] if one.kind in _LOST_AND_WON]
        return bool(last) and last[-1] is Kind.LAPSE_FEE

    def standing(self, number: str) -> Standing:
        row = self.rows[number]
        holders = tuple(row["applicants"].split("|"))
        filed = date.fromisoformat(row["filing_date"])
        right = Right(number, row["patent_type"], filed, holders)
        return standing(
            right, self.events[number], on=self.until, book=book.load(), data_until=self.until
        )

    def dues(self, number: str, reduction: Reduction) -> tuple[Due, ...]:
        """The annuities of a granted right as the fees room reckons them."""
        row, stands = self.rows[number], self.standing(number)
        subject = FeeSubject(
            key=number,
            patent_type=row["patent_type"],
            filed_on=date.fromisoformat(row["filing_date"]),
            granted_on=date.fromisoformat(row["grant_date"]),
            reduction=reduction,
            paid=tuple(
                Paid(int(one.details["year"]), one.on, Money(Decimal(one.details["amount"])))
                for one in self.paid[number]
            ),
            state=stands.state,
            ended_on=None if stands.alive else stands.since,
        )
        return annuities(subject, on=self.until, book=book.load(), calendar=calendar.load())

    def reduction(self, number: str) -> Reduction:
        """What is on record for the holder, but not for joint holders nor after a transfer."""
        recorded = {one.firm: one for one in events.reductions(SEED, SCALE)}
        found = recorded.get(self.rows[number]["applicants"])
        if found is None:
            return Reduction()
        sold = [one.on.year for one in self.events[number] if one.kind is Kind.TRANSFER]
        last = min([found.last, *(year - 1 for year in sold)])
        return Reduction(ReductionKind.SINGLE, found.first, last)


def tell(folder: Path, scale: float, until: date) -> Told:
    path = folder / f"events-{until}.csv.gz"
    events.write(path, SEED, scale, until)
    read = table.read_events(path)
    known: dict[str, list[Event]] = defaultdict(list)
    paid: dict[str, list[table.StatedEvent]] = defaultdict(list)
    for one in read.events:
        number = one.key.removeprefix("CN")
        if one.code == table.PAID:
            paid[number].append(one)
        else:
            known[number].append(Event(one.code, one.on, one.known_on or one.on, one.details))
    every = region.build(SEED, scale, until)
    rows = {row["application_number"]: row for row in every if row["country"] == "CN"}
    local = frozenset(firm.name for firm in firms(SEED, scale))
    return Told(until, rows, known, paid, read, local)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return tell(tmp_path_factory.mktemp("events"), SCALE, UNTIL)


def test_the_same_seed_writes_the_same_events_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (tmp_path / name for name in ("a.gz", "b.gz", "c.gz"))
    for path, seed in ((first, 3), (again, 3), (other, 4)):
        events.write(path, seed=seed, scale=0.005)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_a_parquet_file_of_events_says_what_the_csv_says(tmp_path: Path) -> None:
    flat, columns = tmp_path / "events.csv.gz", tmp_path / "events.parquet"
    events.write(flat, seed=5, scale=0.01)
    events.write(columns, seed=5, scale=0.01)
    with gzip.open(flat, "rt", encoding="utf-8", newline="") as opened:
        rows = [tuple(row.values()) for row in csv.DictReader(opened)]
    told = pq.read_table(columns)
    cells = (told.column(name).cast("string").to_pylist() for name in events.COLUMNS)
    assert list(zip(*cells, strict=True)) == rows


def test_events_known_on_an_earlier_day_are_a_part_of_those_known_later() -> None:
    early = events.build(6, 0.01, date(2018, 6, 30)).to_pylist()
    late = events.build(6, 0.01, date(2026, 10, 31)).to_pylist()
    assert early == [row for row in late if row["event_date"] <= date(2018, 6, 30)]


def test_the_summary_counts_what_the_file_of_events_holds(tmp_path: Path) -> None:
    path = tmp_path / "events.csv.gz"
    summary = events.write(path, seed=5, scale=0.005, until=date(2019, 6, 30))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    days = [row["event_date"] for row in rows]
    assert days == sorted(days)
    assert summary.rows == len(rows)
    assert summary.rights == len({row["application_number"] for row in rows})
    assert (summary.first_day.isoformat(), summary.last_day.isoformat()) == (days[0], days[-1])


def test_before_anything_is_gazetted_there_are_no_events(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv.gz"
    summary = events.write(path, scale=0.005, until=date(2011, 12, 30))
    assert (summary.rows, summary.rights) == (0, 0)
    assert gzip.decompress(path.read_bytes()).decode() == ",".join(events.COLUMNS) + "\n"


def test_the_events_are_read_without_a_remark(told: Told) -> None:
    assert told.read.findings == ()
    assert told.read.set_aside == 0
    assert len(told.read.events) > 3_000


def test_every_event_is_of_a_right_in_the_region_and_known_by_the_last_day(told: Told) -> None:
    ours = {number for number, _ in told.ours()}
    for one in told.read.events:
        assert one.key.removeprefix("CN") in ours
        assert one.on <= UNTIL
        assert one.known_on == one.on


def test_every_granted_right_of_a_regional_firm_has_its_grant_among_the_events(told: Told) -> None:
    for number, row in told.ours():
        days = [one.on.isoformat() for one in told.events[number] if one.code == "GR01"]
        assert days == ([row["grant_date"]] if row["grant_date"] else [])


def test_gazette_events_have_current_codes_and_come_on_tuesdays_and_fridays(told: Told) -> None:
    for one in (one for some in told.events.values() for one in some):
        assert codes()[one.code].now == one.code
        assert one.on.weekday() in (1, 4)
        assert set(one.details) <= set(FIELDS)


def test_no_act_of_one_code_is_gazetted_twice_on_a_day(told: Told) -> None:
    acts = Counter((n, one.code, one.on) for n, some in told.events.items() for one in some)
    assert set(acts.values()) == {1}


@pytest.mark.parametrize("until", [UNTIL, date(2019, 3, 1), date(2023, 6, 30)])
def test_every_life_is_possible_and_ends_as_the_region_states(until: date, tmp_path: Path) -> None:
    told = tell(tmp_path, SCALE, until)
    seen = set()
    for number, row in told.ours():
        stands = told.standing(number)
        assert stands.findings == (), (number, stands.findings)
        assert stands.impossible == 0
        told_of = STATES[row["legal_status"]]
        if row["legal_status"] == "授权" and told.won_back_later(number):
            told_of = {State.LAPSED_FEE}  # the table of rights does not tell of such a while
        assert stands.state in told_of, (number, row["legal_status"])
        seen.add(stands.state)
    assert {State.IN_FORCE, State.LAPSED_FEE, State.IN_EXAMINATION} <= seen


def test_no_year_is_paid_twice(told: Told) -> None:
    for number, some in told.paid.items():
        years = [one.details["year"] for one in some]
        assert len(years) == len(set(years)), number


def test_each_payment_is_what_the_fees_room_reckons_for_its_day(told: Told) -> None:
    late = reduced = 0
    for number in sorted(told.paid)[::5]:
        restored = [one.on for one in told.events[number] if one.kind is Kind.RESTORED]
        by_year = {due.year: due for due in told.dues(number, told.reduction(number))}
        for one in told.paid[number]:
            due = by_year[int(one.details["year"])]
            amount = Decimal(one.details["amount"])
            assert due.kind is DueKind.ANNUITY
            if one.on > due.grace_pay_by:
                assert any(one.on < day for day in restored) or told.won_back_later(number)
                # Full annuity, the last month's surcharge; a recorded reduction takes less.
                assert amount <= due.full.amount * Decimal("1.25")
                continue
            assert due.status is Status.PAID
            assert amount == due.fee.amount + due.surcharge.amount, (number, due.year)
            late += due.month > 1
            reduced += due.fee != due.full
    assert late > 3 and reduced > 20


def test_annuities_are_paid_without_a_gap_until_the_right_is_over(told: Told) -> None:
    for number in sorted(number for number, row in told.ours() if row["grant_date"])[::5]:
        restored = any(one.kind is Kind.RESTORED for one in told.events[number])
        restored = restored or told.won_back_later(number)
        dues = told.dues(number, told.reduction(number))
        told_of = [due.status for due in dues if due.status is not Status.NOT_OWED]
        assert Status.PRESUMED_PAID not in told_of or restored, number
        lapsed = [due for due in dues if due.status is Status.LAPSED]
        stands = told.standing(number)
        if stands.state is State.LAPSED_FEE:
            assert [due.due_by for due in lapsed] == [stands.since]
        elif stands.alive and not restored:
            # One whose time to pay has just run out is not gazetted yet.
            assert all((UNTIL - due.grace_pay_by).days < 35 for due in lapsed), number


def test_a_lapse_is_gazetted_after_the_time_to_pay_late_and_reaches_back_to_the_due_day(
    told: Told,
) -> None:
    lapses = [one for some in told.events.values() for one in some if one.kind is Kind.LAPSE_FEE]
    assert len(lapses) > 100
    for one in lapses:
        ended = one.day("ended_on")
        assert ended is not None
        assert 195 <= (one.on - ended).days <= 220


def test_about_a_third_of_firms_have_a_recorded_reduction() -> None:
    recorded = events.reductions(SEED, 1.0)
    all_firms = {firm.name for firm in firms(SEED, 1.0)}
    assert {one.firm for one in recorded} <= all_firms
    assert len({one.firm for one in recorded}) == len(recorded)
    assert 0.28 <= len(recorded) / len(all_firms) <= 0.39
    assert all(first <= last for _, first, last in recorded)


def test_pledges_licences_and_transfers_name_their_parties(told: Told) -> None:
    parties = {
        Kind.PLEDGE_REGISTERED: ("number", "registered_on", "pledgor", "pledgee"),
        Kind.LICENCE_RECORDED: ("number", "registered_on", "licensor", "licensee"),
        Kind.TRANSFER: ("registered_on", "before", "after"),
        Kind.PRESERVATION: ("number", "registered_on", "until"),
    }
    found: Counter[Kind] = Counter()
    for one in (one for some in told.events.values() for one in some):
        for name in parties.get(one.kind, ()):
            assert one.told(name), (one.code, name)
        found[one.kind] += 1
    assert found[Kind.PLEDGE_REGISTERED] > found[Kind.PLEDGE_CANCELLED] > 0
    assert found[Kind.LICENCE_RECORDED] > 0 and found[Kind.TRANSFER] > 0


def test_some_pledges_tell_their_amount_the_same_for_all_rights_under_the_number(
    told: Told,
) -> None:
    amounts = defaultdict(set)
    for some in told.events.values():
        for one in some:
            if one.code == "PE01":
                amounts[one.told("number")].add(one.told("amount"))
            else:
                assert not one.told("amount")
    assert all(len(one) == 1 for one in amounts.values())
    stated = [int(amount) for (amount,) in amounts.values() if amount]
    assert 0 < len(stated) < len(amounts)
    assert all(amount >= 10_000 and amount % 10_000 == 0 for amount in stated)
    assert amounts[PLEDGE] == {"3000000"}


def test_one_pledged_right_has_missed_its_annuity_of_autumn_2021(told: Told) -> None:
    pledged = sorted(n for n, some in told.events.items() if any(e.code == "PE01" for e in some))
    missed = []
    for number in pledged:
        if told.standing(number).bears(Family.PLEDGE):
            dues = told.dues(number, told.reduction(number))
            missed += [(number, due) for due in dues if due.status is Status.IN_GRACE]
    assert len(missed) == 1
    number, due = missed[0]
    assert date(2021, 9, 1) <= due.due_by <= date(2021, 11, 15)
    assert told.rows[number]["applicants"] in told.local


def test_the_missed_annuity_of_the_pledged_right_is_paid_while_it_still_can_be(
    tmp_path: Path,
) -> None:
    told = tell(tmp_path, SCALE, date(2022, 6, 30))
    late = []
    for number, some in told.events.items():
        if any(one.told("number") == PLEDGE for one in some):
            late += [due for due in told.dues(number, told.reduction(number)) if due.month > 1]
    assert [due.status for due in late] == [Status.PAID]
    assert date(2021, 9, 1) <= late[0].due_by <= date(2021, 11, 15)


def test_the_page_on_the_event_table_lists_the_columns_that_are_read() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if "|" in line]
    rows = {row[0].strip("`"): row for row in cells if row and row[0].strip("`") in table.COLUMNS}
    assert tuple(rows) == tuple(table.COLUMNS)
    assert set(events.COLUMNS) <= set(table.COLUMNS)
    for name, row in rows.items():
        needed = "yes" if name in table.REQUIRED else "no"
        assert row[1] == ("one of the two" if name in table.EITHER else needed)
        assert tuple(part.strip(" `") for part in row[2].split("·")) == table.COLUMNS[name]


def test_the_page_on_the_event_table_names_every_detail_that_is_read() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in FIELDS if f"`{name}`" not in page] == []
    assert f"`{table.PAID}`" in page
