"""Sweeps over dockets: what they find, that they find it again, and that they see no future."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from region_world import document

from ipharbor.analysis.sweeping.every import SWEEPS
from ipharbor.analysis.sweeping.known import (
    _DOCUMENTS,
    _TEXTS,
    CASES,
    EVENTS,
    FIRMS,
    PAYMENTS,
    PRODUCTS,
    RIGHTS,
    Known,
    Span,
)
from ipharbor.corpus.documents import DOCUMENT
from ipharbor.forecasting.survival_chances import CHANCES
from ipharbor.register.events import Event
from ipharbor.register.moves import IN_FORCE
from ipharbor.register.standing import Right, standing
from ipharbor.statutes.book import load
from ipharbor.warning.incident import Incident, read, written
from ipharbor.warning.telling import said

BOOK = load()
LAMP, CHIP, SCHOOL = "番禺甲灯光有限公司", "番禺乙芯片有限公司", "番禺丙大学"
TROLL, BANK = "深圳丁运营有限公司", "番禺戊银行"
MINE = (
    "unpaid", "loans", "titles", "litigious_buyers", "challenges", "ends", "cases", "key_rights",
    "key_rights_at_risk", "fields", "law", "standards_named",
)  # fmt: skip
Row = dict[str, Any]


@dataclass
class World:
    """The register's tables, and the documents, of an invented district."""

    right_rows: list[Row] = field(default_factory=list)
    event_rows: list[Row] = field(default_factory=list)
    payment_rows: list[Row] = field(default_factory=list)
    product_rows: list[Row] = field(default_factory=list)
    case_rows: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)

    def right(self, key: str, firm: str, kind: str, filed: date, **told: Any) -> None:
        row: Row = {
            "key": key, "application_number": key.removeprefix("CN"), "firm": firm,
            "patent_type": kind, "title": "一种舞台灯", "ipc": "F21V 29/83", "filed_on": filed,
            "granted_on": filed + timedelta(days=200),
        }  # fmt: skip
        row |= told
        self.right_rows.append(row)
        self.documents.append(
            document(
                key, kind, filed, granted_on=row["granted_on"], title=row["title"],
                applicants=[firm], ipc=[row["ipc"]], cites=[], priority_numbers=[],
            )
        )  # fmt: skip

    def event(self, key: str, code: str, on: date, known_on: date | None = None, **told: str):
        self.event_rows.append(
            {
                "key": key, "code": code, "on": on, "known_on": known_on or on,
                "number": told.get("number", ""), "details": json.dumps(told, ensure_ascii=False),
            }
        )  # fmt: skip

    def paid(self, key: str, year: int, on: date) -> None:
        self.payment_rows.append({"key": key, "patent_year": year, "paid_on": on, "known_on": on})

    def case(self, number: str, on: date, complainant: str, respondent: str, right: str = ""):
        self.case_rows.append(
            {
                "number": number, "kind": "infringement", "received_on": on, "right": right,
                "complainant": complainant, "respondent": respondent,
            }
        )  # fmt: skip

    @property
    def rights(self) -> pa.Table:
        return pa.Table.from_pylist(self.right_rows, RIGHTS).sort_by("key")

    @property
    def events(self) -> pa.Table:
        return pa.Table.from_pylist(self.event_rows, EVENTS).sort_by("key")

    @property
    def payments(self) -> pa.Table:
        return pa.Table.from_pylist(self.payment_rows, PAYMENTS)

    @property
    def firms(self) -> pa.Table:
        return pa.Table.from_pylist([{"name": one} for one in (LAMP, CHIP, SCHOOL)], FIRMS)

    @property
    def products(self) -> pa.Table:
        return pa.Table.from_pylist(self.product_rows, PRODUCTS)

    @property
    def cases(self) -> pa.Table:
        return pa.Table.from_pylist(self.case_rows, CASES)

    def known(self) -> Known:
        made = Known(None, self, BOOK)  # type: ignore[arg-type]
        rows = [one | {"serial": n} for n, one in enumerate(self.documents)]
        made.__dict__["documents"] = (
            pa.Table.from_pylist(rows, DOCUMENT).select(_DOCUMENTS).combine_chunks()
        )
        texts = [{name: one.get(name) for name in _TEXTS.names} for one in rows]
        corpus = _Corpus(pa.Table.from_pylist(texts, _TEXTS))
        object.__setattr__(made, "corpus", corpus)
        return made


@dataclass
class _Corpus:
    """Stands for the corpus where only the long texts are asked for."""

    table: pa.Table

    def batches(self, serials: Any, *, columns: Sequence[str]) -> list[pa.RecordBatch]:
        some = self.table.select(list(columns)).take(pa.array(serials))
        return some.combine_chunks().to_batches()


def asked(name: str, known: Known, since: date, on: date) -> list[Incident]:
    found = list(SWEEPS[name](known, Span(since, on)))
    assert all(since < one.known_on <= on for one in found)
    assert len({one.mark for one in found}) == len(found)
    return found


def world() -> World:
    made = World()
    made.right("CN202119000001", LAMP, "utility_model", date(2021, 8, 28))
    for year in range(2, 6):
        made.paid("CN202119000001", year, date(2020 + year, 8, 1))
    return made


def test_a_missed_annuity_is_told_the_day_after_and_again_when_it_grows_graver():
    known = world().known()
    nights = [date(2026, 8, 20) + timedelta(days=n) for n in range(260)]
    told = [
        (one.known_on, one.mark.rpartition("|")[2])
        for night in nights
        for one in asked("unpaid", known, night - timedelta(days=1), night)
    ]
    assert told == [
        (date(2026, 8, 29), "missed"),
        (date(2027, 1, 29), "last_month"),
        (date(2027, 3, 2), "lapsed"),
    ]


def test_where_no_payment_was_ever_entered_nothing_is_missed():
    made = World()
    made.right("CN202119000001", LAMP, "utility_model", date(2021, 8, 28))
    assert not asked("unpaid", made.known(), date(2025, 8, 20), date(2025, 9, 20))


def test_under_pledge_the_lender_is_told_also_when_the_pledge_is_known_later():
    made = world()
    made.event(
        "CN202119000001", "PE01", date(2026, 10, 9), number="Y1", pledgor=LAMP, pledgee=BANK,
        registered_on="2026-07-01",
    )  # fmt: skip
    known = made.known()
    before = asked("unpaid", known, date(2026, 8, 1), date(2026, 9, 1))
    assert [one.code for one in before] == ["signal.annuity_missed"]
    (seen,) = asked("unpaid", known, date(2026, 10, 1), date(2026, 10, 31))
    assert (seen.code, seen.known_on) == ("signal.pledge_annuity_missed", date(2026, 10, 9))
    assert (seen.firms, seen.lenders) == ((LAMP,), (BANK,))
    assert seen.signal.params["pledges"] == "Y1"
    assert not asked("unpaid", known, date(2026, 10, 31), date(2026, 11, 30))


def test_after_a_transfer_the_new_holder_is_told():
    made = world()
    made.event("CN202119000001", "TR01", date(2025, 3, 4), before=LAMP, after=CHIP)
    (seen,) = asked("unpaid", made.known(), date(2026, 8, 1), date(2026, 9, 1))
    assert seen.firms == (CHIP,)


def test_a_right_that_left_the_region_is_nobodys_here():
    made = world()
    made.event("CN202119000001", "TR01", date(2025, 3, 4), before=LAMP, after=TROLL)
    assert not asked("unpaid", made.known(), date(2026, 8, 1), date(2026, 9, 1))


def test_a_preservation_stays_the_lapse():
    made = world()
    made.event("CN202119000001", "PP01", date(2026, 11, 3), number="民保1号", until="2029-11-02")
    assert not asked("unpaid", made.known(), date(2027, 3, 1), date(2027, 3, 31))


def litigation_world() -> World:
    made = World()
    made.right(
        "CN202229000002", SCHOOL, "utility_model", date(2022, 8, 4),
        title="一种一次性离心式微流控芯片", ipc="B01L 3/00",
    )  # fmt: skip
    made.right(
        "CN202329000003", CHIP, "utility_model", date(2023, 1, 4), title="一种微流控检测芯片",
        ipc="B01L 3/00",
    )  # fmt: skip
    made.right("CN202329000004", LAMP, "utility_model", date(2023, 1, 4))
    made.case("番知1号", date(2024, 3, 1), TROLL, LAMP)
    made.case("番知2号", date(2025, 3, 1), TROLL, CHIP, "202329000004")
    made.event("CN202229000002", "TR01", date(2026, 5, 15), before=SCHOOL, after=TROLL)
    return made


def test_a_litigious_buyer_concerns_who_works_on_the_same_thing():
    (seen,) = asked(
        "litigious_buyers", litigation_world().known(), date(2026, 4, 30), date(2026, 5, 31)
    )
    assert (seen.firms, seen.others) == ((CHIP,), (TROLL, SCHOOL))
    assert set(seen.documents) == {"CN202229000002", "CN202329000003"}
    assert seen.grade.colour == "red"


def test_a_right_in_no_docket_is_seen_as_far_as_its_transfer_is_on_record():
    made = litigation_world()
    made.documents.append(
        document("CN202229000008", "utility_model", date(2022, 5, 1), title="一种微流控芯片",
                 granted_on=date(2023, 1, 1), applicants=["东莞远方有限公司"], cites=[],
                 ipc=["B01L 3/00"])
    )  # fmt: skip
    for key in ("CN202229000008", "CN202229000007"):  # of the second nothing is published
        made.event(key, "TR01", date(2026, 6, 9), before="东莞远方有限公司", after=TROLL)
    (seen,) = asked("litigious_buyers", made.known(), date(2026, 5, 31), date(2026, 6, 30))
    assert (seen.rights, seen.documents[0]) == ((), "CN202229000008")
    assert set(seen.firms) == {SCHOOL, CHIP}


def test_a_buyer_with_filings_of_his_own_is_not_litigious():
    made = litigation_world()
    made.documents.append(
        document("CN202029000009", "invention", date(2020, 1, 1), applicants=[TROLL], cites=[],
                 known_on=date(2021, 7, 1))
    )  # fmt: skip
    assert not asked("litigious_buyers", made.known(), date(2026, 4, 30), date(2026, 5, 31))


def test_a_case_is_told_to_respondent_and_holder():
    first, second = asked("cases", litigation_world().known(), date(2024, 1, 1), date(2025, 12, 31))
    assert (first.firms, first.rights) == ((LAMP,), ())
    assert (second.firms, second.rights) == ((CHIP, LAMP), ("CN202329000004",))
    assert second.others == (TROLL,)


def test_a_transfer_is_told_to_both_sides_that_are_of_the_region():
    (seen,) = asked("titles", litigation_world().known(), date(2026, 4, 30), date(2026, 5, 31))
    assert (seen.firms, seen.others) == ((SCHOOL,), (TROLL,))


def test_an_act_that_comes_under_an_old_and_a_new_code_is_told_once():
    made = world()
    for code in ("TR01", "C41"):
        made.event("CN202119000001", code, date(2026, 8, 11), before=LAMP, after=TROLL)
    assert len(asked("titles", made.known(), date(2026, 7, 31), date(2026, 8, 31))) == 1


def test_a_licensee_is_told_what_the_gazette_tells_and_not_of_dues():
    made = world()
    made.event(
        "CN202119000001", "EE01", date(2025, 2, 4), number="X1", licensor=LAMP, licensee=CHIP
    )
    made.event("CN202119000001", "TR01", date(2026, 8, 11), before=LAMP, after=TROLL)
    known = made.known()
    (seen,) = asked("titles", known, date(2026, 7, 31), date(2026, 8, 31))
    assert (seen.firms, seen.others) == ((LAMP, CHIP), (TROLL,))
    assert "grade.licensed" in {one.reason for one in seen.points}
    assert not asked("unpaid", known, date(2026, 8, 11), date(2026, 9, 11))


def test_what_hung_on_a_right_is_told_with_its_end():
    made = world()
    made.event("CN202119000001", "PE01", date(2023, 1, 9), number="Y1", pledgor=LAMP, pledgee=BANK)
    made.event("CN202119000001", "CF01", date(2024, 5, 7), ended_on="2023-08-28")
    (seen,) = asked("ends", made.known(), date(2024, 4, 30), date(2024, 5, 31))
    assert (seen.lenders, seen.on) == ((BANK,), date(2023, 8, 28))
    assert seen.signal.params["latest"] == "2026-02-28"
    made.event("CN202119000001", "RR01", date(2024, 5, 28))
    assert not asked("ends", made.known(), date(2024, 4, 30), date(2024, 5, 31))
    made.event("CN202119000001", "IW01", date(2025, 5, 28), decision="第1号")
    (seen,) = asked("challenges", made.known(), date(2025, 4, 30), date(2025, 5, 31))
    assert seen.grade.colour == "red"


def test_a_loan_longer_than_the_right_is_told_when_the_pledge_is_known():
    made = world()
    made.event(
        "CN202119000001", "PE01", date(2029, 1, 9), number="Y1", pledgor=LAMP, pledgee=BANK,
        registered_on="2028-12-20", until="2032-12-20",
    )  # fmt: skip
    (seen,) = asked("loans", made.known(), date(2028, 12, 31), date(2029, 1, 31))
    assert seen.signal.params | {"ends": "2031-08-27", "until": "2032-12-20"} == seen.signal.params


def test_a_key_right_is_told_of_before_its_end_and_others_are_not():
    made = world()
    made.right("CN202119000002", LAMP, "utility_model", date(2021, 8, 28), ipc="H01M 10/05")
    made.product_rows.append(
        {"firm": LAMP, "name": "摇头灯", "ipc": ["F21V 29/00"], "since": 2022, "share": 0.4}
    )
    known = made.known()
    (seen,) = asked("key_rights", known, date(2030, 7, 31), date(2030, 8, 31))
    assert (seen.rights, seen.on) == (("CN202119000001",), date(2031, 8, 27))
    (near,) = asked("key_rights", known, date(2031, 4, 30), date(2031, 5, 31))
    assert near.mark != seen.mark


LEARNT = date(2026, 5, 10)


def chances(*told: tuple[str, int, float], shown: bool = True) -> pa.Table:
    """What a model as of ``LEARNT`` says: key, years ahead, and the upper bound of the chance."""
    rows = [
        {
            "key": key, "on": LEARNT, "horizon": years,
            "until": LEARNT.replace(year=LEARNT.year + years), "chance": high - 0.1,
            "low": high - 0.2, "high": high, "term_over": False, "shown": shown,
            "reasons": [{"column": "holder_lost", "points": -0.21}],
        }
        for key, years, high in told
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, CHANCES)


def pledged_world() -> World:
    """Two rights of a firm, one of them pledged."""
    made = world()
    made.right("CN202119000002", LAMP, "utility_model", date(2021, 8, 28), ipc="H01M 10/05")
    made.event("CN202119000002", "PE01", date(2026, 1, 9), number="Y1", pledgor=LAMP, pledgee=BANK)
    return made


def test_a_key_right_that_is_likelier_over_than_in_force_is_told_with_what_moves_it():
    told = [(f"CN20211900000{n}", years, high) for n in (1, 2) for years, high in
            ((1, 0.8), (3, 0.45), (5, 0.2))]  # fmt: skip
    known = replace(pledged_world().known(), chances=chances(*told))
    known.__dict__["documents"] = pledged_world().known().documents
    (seen,) = asked("key_rights_at_risk", known, date(2026, 4, 30), date(2026, 5, 31))
    assert (seen.rights, seen.firms, seen.lenders) == (("CN202119000002",), (LAMP,), (BANK,))
    assert (seen.known_on, seen.signal.params["years"]) == (LEARNT, "3")
    assert "holder_lost" not in said(seen.code, seen.signal.params, "zh").what
    assert (
        "权利人此前权利中已终止的比例（−21 个百分点）"
        in said(seen.code, seen.signal.params, "zh").what
    )
    assert not asked("key_rights_at_risk", known, LEARNT, date(2026, 5, 31))
    assert not asked("key_rights_at_risk", known, date(2026, 3, 31), date(2026, 5, 9))


def test_what_lapses_soonest_is_told_once_and_louder():
    key = "CN202119000002"
    base = pledged_world()
    for told, years in (([(key, 1, 0.4), (key, 3, 0.3)], "1"), ([(key, 3, 0.3)], "3")):
        known = replace(base.known(), chances=chances(*told))
        known.__dict__["documents"] = base.known().documents
        (seen,) = asked("key_rights_at_risk", known, date(2026, 4, 30), date(2026, 5, 31))
        assert seen.signal.params["years"] == years
        assert ("grade.may_lapse_soon" in {one.reason for one in seen.points}) == (years == "1")


@pytest.mark.parametrize("told", [None, chances(), chances(("CN202119000002", 3, 0.2), shown=False),
    chances(("CN202119000002", 3, 0.5)), chances(("CN209919000009", 3, 0.2))])  # fmt: skip
def test_without_a_model_that_may_be_believed_no_right_is_likely_to_lapse(told):
    base = pledged_world().known()
    known = replace(base, chances=told)
    known.__dict__["documents"] = base.documents
    assert not asked("key_rights_at_risk", known, date(2026, 4, 30), date(2026, 5, 31))


def test_a_right_that_is_over_already_is_not_likely_to_lapse():
    made = pledged_world()
    made.event("CN202119000002", "CF01", date(2026, 5, 20))
    base = made.known()
    known = replace(base, chances=chances(("CN202119000002", 3, 0.2)))
    known.__dict__["documents"] = base.documents
    assert not asked("key_rights_at_risk", known, date(2026, 4, 30), date(2026, 5, 31))
    assert len(asked("key_rights_at_risk", known, date(2026, 4, 30), date(2026, 5, 15))) == 1


def test_a_right_that_many_others_cite_is_a_key_right():
    made = world()
    made.documents[0] |= {"publication_numbers": ["CN213000001U"]}
    for n in range(6):
        made.documents.append(
            document(f"CN20252900010{n}", "invention", date(2025, 1, 1), applicants=[f"外{n}"],
                     cites=["CN213000001U"], known_on=date(2026, 7, 1 + n))
        )  # fmt: skip
    (seen,) = asked("key_rights", made.known(), date(2030, 7, 31), date(2030, 8, 31))
    assert seen.signal.params["cited"] == "6"


def test_a_field_opens_once_for_each_quarter():
    made = world()
    for n in range(4):
        made.documents.append(
            document(f"CN20141900020{n}", "utility_model", date(2014, 5, 2 + n),
                     granted_on=date(2014, 12, 1), applicants=["东莞远方有限公司"], cites=[],
                     ipc=["F21V 29/50"])
        )  # fmt: skip
    known = made.known()
    (seen,) = asked("fields", known, date(2023, 3, 31), date(2023, 4, 30))
    assert (seen.mark, seen.firms) == ("field_opens|F21V 29|2024Q2", (LAMP,))
    assert len(seen.documents) == 4
    assert not asked("fields", known, date(2023, 4, 30), date(2023, 6, 30))


def test_a_new_document_that_names_a_standard_is_told_with_those_who_work_there():
    made = world()
    for n, (title, claim) in enumerate(
        (
            ("符合GB 7000.1标准的灯", ""),
            ("灯", "按照IEC 99999工作"),
            ("灯", "型号GB7000"),
        )
    ):
        made.documents.append(
            document(f"CN20252900011{n}", "invention", date(2025, 1, 1), known_on=date(2026, 7, 1),
                     title=title, applicants=["外甲"], ipc=["F21V 29/50"], cites=[],
                     first_claim=claim)
        )  # fmt: skip
    known = made.known()
    listed, other = asked("standards_named", known, date(2026, 6, 30), date(2026, 7, 31))
    assert (listed.standards, listed.firms, listed.others) == (("GB 7000.1",), (LAMP,), ("外甲",))
    assert other.standards == ("IEC 99999",)
    assert listed.grade.score > other.grade.score
    assert read(written(listed)) == listed
    assert not asked("standards_named", known, date(2026, 7, 1), date(2026, 7, 31))


def test_the_law_of_a_day_is_told_to_who_watches_the_law():
    seen = asked("law", world().known(), date(2024, 1, 19), date(2024, 1, 20))
    assert ("code", "signal.law_changed") in list(seen[0].facets())


SPANS = [(date(2026, 4, 30), date(2026, 5, 31)), (date(2026, 8, 1), date(2026, 9, 1))]
later = st.lists(
    st.tuples(
        st.sampled_from(["CF01", "TR01", "PE01", "PC01", "IW01", "PP01", "RR01", "EE01", "CX01"]),
        st.integers(0, 3000), st.integers(1, 900), st.sampled_from(["CN202119000001",
        "CN202229000002", "CN202329000003"]),
    ),
    max_size=8,
)  # fmt: skip


@pytest.mark.parametrize("name", MINE)
@settings(max_examples=12, deadline=None)
@given(later)
def test_what_becomes_known_later_changes_nothing_and_marks_stay(name: str, more):
    for since, on in SPANS:
        made = litigation_world()
        made.right("CN202119000001", LAMP, "utility_model", date(2021, 8, 28))
        for year in range(2, 6):
            made.paid("CN202119000001", year, date(2020 + year, 8, 1))
        made.event("CN202329000003", "PE01", date(2026, 5, 20), number="Y1", pledgor=CHIP,
                   pledgee=BANK)  # fmt: skip
        before = asked(name, made.known(), since, on)
        for code, day, wait, key in more:
            made.event(
                key, code, date(2021, 1, 1) + timedelta(days=day), on + timedelta(days=wait),
                before=LAMP, after=TROLL, number="Y9", pledgee=BANK,
            )  # fmt: skip
        made.paid("CN202119000001", 6, on + timedelta(days=1))
        made.case("番知9号", on + timedelta(days=1), TROLL, LAMP)
        made.documents.append(
            document("CN202029000009", "invention", date(2020, 1, 1), applicants=[TROLL],
                     cites=[], known_on=on + timedelta(days=1))
        )  # fmt: skip
        known = made.known()
        assert asked(name, known, since, on) == before
        assert asked(name, known, since, on) == before


@settings(max_examples=25, deadline=None)
@given(later, st.integers(0, 3000))
def test_the_docket_by_columns_stands_as_each_right_is_explained(more, days):
    made = litigation_world()
    for code, day, wait, _key in more:
        first = date(2022, 1, 1) + timedelta(days=day)
        made.event(
            "CN202229000002", code, first, first + timedelta(days=wait), number="Y9", pledgee=BANK,
            ended_on=(first - timedelta(days=90)).isoformat(),
        )  # fmt: skip
    docket, on = made.known().docket, date(2022, 1, 1) + timedelta(days=days)
    rows = docket.standings(on).to_pylist()
    for row, told in enumerate(rows):
        right = docket.rights.slice(row, 1).to_pylist()[0]
        alone = standing(
            Right(right["key"], right["patent_type"], right["filed_on"]),
            docket.events_of(row, on), on=on, book=BOOK, data_until=on,
        )  # fmt: skip
        assert (told["state"], told["since"], told["pledge"]) == (
            str(alone.state), alone.since, any(
                one.family == "pledge" and one.bears for one in alone.encumbrances
            ),
        )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(later, st.integers(0, 9000))
def test_the_years_that_rights_have_left_by_columns_are_those_of_each_explained_right(more, days):
    """Of rights in dockets and in none, with events and without; None where not in force."""
    made = litigation_world()
    made.documents.append(
        document("CN202029000009", "design", date(2020, 5, 5), granted_on=date(2021, 1, 1),
                 applicants=[TROLL], cites=[])
    )  # fmt: skip
    made.documents.append(document("CN202029000010", "invention", date(2020, 5, 5), cites=[]))
    for code, day, wait, key in more:
        first = date(2022, 1, 1) + timedelta(days=day)
        for one in (key, "CN202029000009"):
            made.event(
                one, code, first, first + timedelta(days=wait), number="Y9", pledgee=BANK,
                ended_on=(first - timedelta(days=90)).isoformat(),
            )  # fmt: skip
    known, on = made.known(), date(2020, 1, 1) + timedelta(days=days)
    told = defaultdict(list)
    for one in made.event_rows:
        event = Event(one["code"], one["on"], one["known_on"], json.loads(one["details"]))
        told[one["key"]].append(event)
    for row, one in enumerate(known.documents.to_pylist()):
        granted, left = one["granted_on"], None
        if granted is not None and granted <= on:
            held = [*told[one["key"]], Event("GR01", granted, granted)]
            alone = standing(
                Right(one["key"], one["patent_type"], one["filed_on"]),
                [event for event in held if event.known_on <= on],
                on=on, book=BOOK, data_until=on,
            )  # fmt: skip
            if alone.state in IN_FORCE and alone.term_ends is not None:
                left = max(0, (alone.term_ends - on).days // 365)
        assert known.years_left(row, on) == left, one["key"]
