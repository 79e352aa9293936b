"""The whole region taken up: every right once, under a holder, journalled in columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.replaying.comparing import compare
from ipharbor.actions.replaying.replay import replay
from ipharbor.actions.replaying.scratch import scratch
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.rights.take_up_region import TakenUpRegion, take_up_region
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain, sheets
from ipharbor.journal.models import Enclosure, Line, Mention
from ipharbor.queries.journal import account, history
from ipharbor.records import columns
from ipharbor.records.models import Firm, Right
from ipharbor.vocabulary.places import region
from statements import statement, table

AT = datetime(2022, 4, 1, 9, 0, tzinfo=UTC)
TODAY = AT.date()
STONE, SAND = "440113105", "440113017"
LANTERN, LOTUS, PERSON = "番禺走马灯有限公司", "番禺荷花灯厂", "何小灯"
pytestmark = pytest.mark.django_db


def lamp(number: int, *applicants: str, **told: Any) -> dict[str, Any]:
    usual = {"published_on": date(2021, 5, number % 28 + 1), "town": STONE, "title": f"灯{number}"}
    return statement(
        number, f"2020{10_000_000 + number}", applicants=list(applicants),
        publication_number=f"CN1{number:08d}A", **usual | told,
    )  # fmt: skip


def lay(home: Path, *rows: dict[str, Any], name: str = "a.csv", on: date = TODAY) -> Corpus:
    with Loading(home / "corpus") as loading:
        loading.add(table(*rows))
        loading.finish(Brought(name, "exchange", name.ljust(64, "0")), on=on)
    return Corpus(home / "corpus")


def take(corpus: Corpus, at: datetime = AT) -> TakenUpRegion:
    done = take_up_region(region(), corpus=corpus, by=permits.operator(), at=at)
    assert done.adds_up()
    return done


def held() -> set[tuple[str, str]]:
    return {(right.title, right.firm.name) for right in Right.objects.select_related("firm")}


def test_each_right_of_the_region_stands_once_under_its_first_holder(home: Path) -> None:
    Firm.objects.create(name=LOTUS)
    corpus = lay(
        home,
        lamp(1, LANTERN, LOTUS),
        lamp(2, LANTERN, PERSON),
        lamp(3, LOTUS, LANTERN),
        lamp(4, "上海鱼灯有限公司", town=None),
        lamp(5, "Lamp Inc.", office="US", town=None),
    )
    done = take(corpus)
    assert held() == {("灯1", LOTUS), ("灯2", LANTERN), ("灯3", LOTUS)}
    assert (done.documents, done.added, done.left_out) == (3, 3, 0)


def test_an_applicant_nobody_knows_becomes_a_holder_with_what_the_newest_document_tells(
    home: Path,
) -> None:
    corpus = lay(
        home,
        lamp(1, PERSON, town=STONE),
        lamp(2, PERSON, town=SAND, credit_code=None, published_on=date(2022, 1, 1)),
        lamp(3, LANTERN, credit_code="91440113MA0000001X"),
        lamp(4, "岭南灯彩大学"),
    )
    done = take(corpus)
    made = {one.name: (one.kind, one.town, one.credit_code, one.rights) for one in done.holders}
    assert made == {
        PERSON: ("individual", SAND, "", 2),
        LANTERN: ("firm", STONE, "91440113MA0000001X", 1),
        "岭南灯彩大学": ("university", STONE, "", 1),
    }
    assert done.kinds == {"individual": 1, "firm": 1, "university": 1}
    firm = Firm.objects.get(name=LANTERN)
    assert (firm.kind, firm.town, firm.grades, firm.capital) == ("firm", STONE, [], None)


def test_a_credit_code_that_somebody_has_is_not_taken_over(home: Path) -> None:
    Firm.objects.create(name=LOTUS, credit_code="91440113MA0000001X")
    corpus = lay(home, *(lamp(n, f"番禺{n}灯厂", credit_code="91440113MA0000002Q") for n in (1, 2)),
                 lamp(3, LANTERN, credit_code="91440113MA0000001X"))  # fmt: skip
    take(corpus)
    codes = dict(Firm.objects.exclude(name=LOTUS).values_list("name", "credit_code"))
    assert codes[LANTERN] == ""
    assert sorted(codes.values()) == ["", "", "91440113MA0000002Q"]


def test_a_document_without_an_applicant_is_left_out_and_counted(home: Path) -> None:
    done = take(lay(home, lamp(1), lamp(2, "灯" * 201), lamp(3, LANTERN)))
    assert (done.documents, done.added, done.left_out) == (3, 1, 2)


def test_a_right_that_stands_in_a_docket_is_brought_up_to_date_there(home: Path) -> None:
    by = permits.operator()
    take_up(PERSON, corpus=lay(home, lamp(1, LANTERN, PERSON)), by=by, at=AT)
    corpus = lay(home, lamp(1, LANTERN, PERSON, title="走马灯"), lamp(2, LANTERN), name="b.csv")
    done = take(corpus, AT + timedelta(days=1))
    assert held() == {("走马灯", PERSON), ("灯2", LANTERN)}
    assert (done.added, done.changed) == (1, 1)
    assert Right.objects.get(title="走马灯").taken_up_at == AT


def test_a_firm_taken_up_by_name_comes_with_what_its_newest_document_tells(home: Path) -> None:
    code = "91440113MA0000001X"
    corpus = lay(
        home,
        lamp(1, LANTERN, town=SAND, credit_code=code, published_on=date(2019, 1, 1)),
        lamp(2, LANTERN, credit_code=code),
        lamp(3, LOTUS, LANTERN, town=SAND, published_on=date(2022, 1, 1)),
        lamp(4, LOTUS, credit_code=code, published_on=date(2022, 2, 1)),
    )
    for name in (LANTERN, LOTUS, LANTERN):
        take_up(name, corpus=corpus, by=permits.operator(), at=AT)
    told = set(Firm.objects.values_list("name", "kind", "town", "credit_code"))
    assert told == {(LANTERN, "firm", STONE, code), (LOTUS, "firm", STONE, "")}
    with scratch(home) as beside:
        replay(into=beside)
        here = Firm.objects.using(beside).values_list("name", "kind", "town", "credit_code")
        assert set(here) == told


def test_done_again_it_changes_nothing_and_leaves_no_line(home: Path) -> None:
    corpus = lay(home, lamp(1, LANTERN, legal_status="lapsed_fee"), lamp(2, PERSON))
    take(corpus)
    before = list(Right.objects.order_by("pk").values())
    again = take(corpus, AT + timedelta(days=1))
    assert (again.added, again.changed, again.unchanged, again.holders) == (0, 0, 2, ())
    assert list(Right.objects.order_by("pk").values()) == before
    assert Line.objects.filter(action="rights.take_up_region").count() == 1


def test_it_tells_of_a_right_what_taking_up_its_firm_tells(home: Path, corpus: Corpus) -> None:
    take(corpus)
    largest = Firm.objects.get(pk=Right.objects.values_list("firm", flat=True).first())
    names = [field.name for field in Right._meta.fields if field.name not in ("id", "taken_up_at")]
    by_region = list(Right.objects.filter(firm=largest).order_by("key").values(*names))
    Right.objects.filter(firm=largest).delete()
    take_up(largest.name, corpus=corpus, by=permits.operator(), at=AT)
    by_name = {row["key"]: row for row in Right.objects.filter(firm=largest).values(*names)}
    assert [by_name[row["key"]] for row in by_region] == by_region


def lived(home: Path) -> None:
    """A region taken up, then again after news: new rights, changed ones, ends stated anew."""
    take(lay(home, lamp(1, LANTERN, legal_status="lapsed_fee"), lamp(2, PERSON), lamp(3, LANTERN)))
    corpus = lay(
        home, lamp(2, PERSON, title="走马灯"), lamp(4, LOTUS), name="b.csv", on=date(2022, 5, 1)
    )
    done = take(corpus, AT + timedelta(days=30))
    assert (done.added, done.changed, done.unchanged) == (1, 2, 1)


def test_the_journal_done_again_gives_the_same_dockets(home: Path) -> None:
    lived(home)
    with scratch(home) as beside:
        replay(into=beside)
        tallies = {tally.table: tally for tally in compare(into=beside)}
    assert {name: t.differences for name, t in tallies.items() if t.differences} == {}
    assert (tallies["right"].replayed, tallies["firm"].replayed) == (4, 3)


def test_what_was_changed_past_the_journal_is_found(home: Path) -> None:
    lived(home)
    gone, changed = Right.objects.get(title="灯1"), Right.objects.get(title="走马灯")
    Right.objects.filter(pk=changed.pk).update(title="永动机")
    Right.objects.filter(pk=gone.pk).delete()
    with scratch(home) as beside:
        replay(into=beside)
        (right,) = [tally for tally in compare(into=beside) if tally.table == "right"]
    assert (right.here, right.replayed) == (3, 4)
    assert {(d.row, d.column, d.here, d.replayed) for d in right.differences} == {
        (str(gone.pk), "", "–", "✓"),
        (str(changed.pk), "title", "永动机", "走马灯"),
    }


def test_only_the_day_is_kept_where_nothing_but_the_day_is_new(home: Path) -> None:
    lived(home)
    line = Line.objects.filter(action="rights.take_up_region").latest("seq")
    (dated,) = sheets.parts(line, "dated")
    assert dated.column_names == ["id", "stated_on"]
    assert dated.num_rows == 1


def test_a_sheet_that_was_changed_or_is_gone_is_found(home: Path) -> None:
    lived(home)
    assert chain.verify() is None
    part = Enclosure.objects.filter(form=Enclosure.ARROW).first()
    assert part is not None
    Enclosure.objects.filter(pk=part.pk).update(body=b"x" + bytes(part.body)[1:])
    broken = chain.verify()
    assert broken is not None
    assert broken.why == "journal.enclosure"
    part.delete()
    assert chain.verify() == broken


def test_a_right_tells_with_which_line_it_came_though_no_mention_names_it(home: Path) -> None:
    lived(home)
    assert not Mention.objects.exists()
    first, second = Line.objects.filter(action="rights.take_up_region").order_by("seq")
    for title, line in (("灯1", first), ("灯4", second)):
        right = Right.objects.get(title=title)
        told = history(f"right:{right.key}", f"right:{right.pk}", lang="zh")
        assert [one.seq for one in told] == [line.seq]
        told = history(f"firm:{right.firm_id}", lang="zh")
        assert [one.seq for one in told] == [line.seq]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_line_shows_the_first_rows_of_its_sheets(home: Path, lang: str) -> None:
    lived(home)
    line = Line.objects.filter(action="rights.take_up_region").earliest("seq")
    found = account(line.seq, lang=lang)
    assert "灯3" in found.enclosed
    assert '"rights"' in found.enclosed
    assert found.agrees
    assert "{" not in found.told.told


def test_numbers_go_on_after_rows_that_came_in_bulk(home: Path) -> None:
    take(lay(home, lamp(1, LANTERN)))
    last = Right.objects.latest("pk")
    made = Right.objects.create(firm=last.firm, key="CN1", patent_type="design", taken_up_at=AT)
    assert made.pk == last.pk + 1
    assert Firm.objects.create(name="番禺鱼灯厂").pk > last.firm_id
    number = made.pk
    made.delete()
    assert columns.reserve(Right, 1) > number, "a number is not given twice"


def test_the_database_refuses_bulk_rows_as_it_refuses_others(home: Path) -> None:
    take(lay(home, lamp(1, LANTERN)))
    rows = columns.drawn(
        Right, columns.pa.schema([("id", columns.pa.int64()), ("firm_id", columns.pa.int64())])
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        columns.pour(Right, rows, fixed={"taken_up_at": AT})
