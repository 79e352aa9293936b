"""Files of legal events brought into the register: counted, journalled, and never twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventpapers import KITE, LANTERN, inpadoc, ops, prs, record, reference, rows
from ipharbor.actions import permits
from ipharbor.actions.replaying.comparing import compare
from ipharbor.actions.replaying.replay import replay
from ipharbor.actions.replaying.scratch import scratch
from ipharbor.actions.rights.import_events import EventReceipt, import_events
from ipharbor.intake._events_stated import payment_of
from ipharbor.intake.events import read_events
from ipharbor.journal import chain
from ipharbor.journal.models import Line, Mention
from ipharbor.queries.journal import history
from ipharbor.records.models import Payment, RightEvent

AT = datetime(2022, 4, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def bring(path: Path) -> EventReceipt:
    receipt = import_events(path, by=permits.operator(), at=AT)
    assert receipt.adds_up()
    return receipt


def answer(folder: Path) -> Path:
    return ops(
        folder,
        reference("201510163325"),
        inpadoc("GR01", "2017-08-11"),
        inpadoc("CF01", "2022-03-25", text="Termination date: 20210401"),
        inpadoc("GR01", "2017-08-11"),
        inpadoc("17Q", "2002-06-05", "99203729", office="EP"),
    )


def records(folder: Path) -> Path:
    return prs(
        folder, record("GR01", "20170811", "授权"), record("CF01", "20220325", "专利权的终止")
    )


def status(folder: Path) -> Path:
    return rows(
        folder,
        ("申请号", "法律状态公告日", "法律状态", "法律状态信息"),
        (LANTERN, "20170811", "授权", "授权"),
        (LANTERN, "20220325", "专利权的终止", "未缴年费专利权终止终止日期:20210401"),
    )


@pytest.mark.parametrize("write", [answer, records, status])
def test_a_file_brought_in_twice_is_stored_once(write: object, tmp_path: Path) -> None:
    path = write(tmp_path)  # type: ignore[operator]
    first, second = bring(path), bring(path)
    assert first.stored == RightEvent.objects.count() == 2
    assert second.stored == 0
    assert second.unchanged == first.stored + first.unchanged
    assert second.set_aside == first.set_aside


def test_the_same_events_from_three_sources_are_held_once(tmp_path: Path) -> None:
    stored = [bring(write(tmp_path)).stored for write in (answer, records, status)]
    assert stored == [2, 0, 0]
    held = RightEvent.objects.order_by("on")
    assert [(one.key, one.code) for one in held] == [
        (f"CN{LANTERN}", "GR01"),
        (f"CN{LANTERN}", "CF01"),
    ]
    assert held[1].details["ended_on"] == "20210401"


def test_the_journal_tells_as_what_a_file_was_read(tmp_path: Path) -> None:
    receipt = bring(answer(tmp_path))
    line = Line.objects.filter(action="rights.import_events").latest("pk")
    assert receipt.form == line.details["form"] == "inpadoc_events"
    assert line.details["set_aside"] == 1


NUMBERS = (LANTERN, KITE, "201020000001.1", "灯")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from(["GR01", "CF01", "FEE", "XX99"]),
        st.sampled_from(["2017-08-11", "2031-01-01", "去年"]),
        st.sampled_from(["", "2018-01-01"]),
        st.sampled_from(["", "number=1", "year=5; amount=900", "year=6", "year=99"]),
    ),
    max_size=10,
)


def held() -> list[tuple[object, ...]]:
    events = RightEvent.objects.order_by("key", "on", "code", "number", "pk")
    payments = Payment.objects.order_by("key", "patent_year")
    names = ("key", "code", "on", "known_on", "number", "details", "source", "row")
    paid = ("key", "patent_year", "paid_on", "amount", "known_on", "source")
    return [*events.values_list(*names), *payments.values_list(*paid)]


def wanted(files: list[Path]) -> list[tuple[object, ...]]:
    """What the register should hold after those files: of equal events the first."""
    events: dict[object, tuple[object, ...]] = {}
    payments: dict[object, tuple[object, ...]] = {}
    for path in files:
        for one in read_events(path).events:
            known = one.known_on or min(one.on, AT.date())
            if one.code == "FEE":
                year, amount = payment_of(one.details)
                if year is not None:
                    told = (one.key, year, one.on, Decimal(amount) if amount else None, known)
                    payments.setdefault((one.key, year), (*told, path.name))
                continue
            number = one.details.get("number", "")
            told = (one.key, one.code, one.on, known, number, one.details, path.name, one.row)
            events.setdefault((one.key, one.code, one.on, number), told)
    return [
        *sorted(events.values(), key=lambda one: (one[0], one[2], one[1], one[4])),
        *sorted(payments.values(), key=lambda one: one[:2]),
    ]  # type: ignore[type-var]


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=st.lists(ROWS, min_size=1, max_size=3), few=st.booleans())
def test_of_equal_events_the_first_is_held_and_a_file_brought_in_twice_changes_nothing(
    files: list[list[tuple[str, ...]]], few: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = ("application_number", "event_code", "event_date", "known_date", "details")
    paths = []
    with transaction.atomic(), monkeypatch.context() as patch:
        patch.setattr("ipharbor.actions.rights._events.FEW", 2000 if few else 0)
        for number, told in enumerate(files):
            (tmp_path / str(number)).mkdir(exist_ok=True)
            path = rows(tmp_path / str(number), header, *told)
            paths.append(path.rename(path.with_name(f"{number}.csv")))
            bring(paths[-1])
            now = held()
            assert bring(paths[-1]).stored == 0
            assert held() == now
        assert held() == wanted(paths)
        transaction.set_rollback(True)


def test_the_journal_done_again_gives_the_same_events_of_many_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipharbor.journal.sheets.ROWS", 3)
    header = ("application_number", "event_code", "event_date", "details")
    days = [f"2020-01-{n:02d}" for n in range(1, 12)]
    told = [(LANTERN, "TR01", day, f"before=甲{day}; after=乙") for day in days]
    told += [(KITE, "FEE", "2020-02-01", f"year={year}; amount={year}00.5") for year in range(1, 9)]
    receipt = bring(rows(tmp_path, header, *told))
    assert receipt.stored == 19
    line = Line.objects.latest("seq")
    assert [len(line.details["sheets"][name]) for name in ("events", "payments")] == [4, 3]
    with scratch(tmp_path) as beside:
        replay(into=beside)
        tallies = {tally.table: tally for tally in compare(into=beside)}
    assert (tallies["rightevent"].replayed, tallies["payment"].replayed) == (11, 8)
    assert {name for name, tally in tallies.items() if tally.differences} == set()


def test_a_line_of_the_form_before_sheets_is_done_again(tmp_path: Path) -> None:
    event = RightEvent.objects.create(
        key=f"CN{LANTERN}", code="GR01", on=AT.date(), known_on=AT.date(), source="old.csv", row=2
    )
    told = {
        "pk": event.pk, "key": event.key, "code": "GR01", "on": "2022-04-01", "row": 2,
        "known_on": "2022-04-01", "number": "", "details": {}, "source": "old.csv",
    }  # fmt: skip
    with transaction.atomic():
        chain.append(
            "rights.import_events", "events:old.csv", actor="operator", at=AT,
            details={"file": "old.csv"}, enclosed={"events": [told], "payments": []},
        )  # fmt: skip
    with scratch(tmp_path) as beside:
        replay(into=beside)
        tallies = {tally.table: tally for tally in compare(into=beside)}
    assert tallies["rightevent"].replayed == 1
    assert tallies["rightevent"].differences == ()


def test_a_right_of_many_tells_with_which_files_its_events_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipharbor.actions.rights.import_events.MENTIONED", 1)
    header = ("application_number", "event_code", "event_date")
    first = rows(tmp_path, header, (LANTERN, "GR01", "2017-08-11"), (KITE, "GR01", "2001-01-10"))
    bring(first)
    bring(rows(tmp_path, header, (KITE, "CF01", "2005-01-10")))
    assert Mention.objects.count() == 1, "the second file concerns one right alone"
    seqs = list(Line.objects.order_by("seq").values_list("seq", flat=True))
    told = {number: [one.seq for one in history(f"right:CN{number}", lang="zh")]
            for number in (LANTERN, KITE)}  # fmt: skip
    assert told == {LANTERN: [seqs[0]], KITE: [seqs[1], seqs[0]]}


def test_an_event_without_a_day_of_knowing_is_known_today_where_the_installation_stands(
    tmp_path: Path,
) -> None:
    header = ("application_number", "event_code", "event_date", "details")
    after_midnight = datetime(2022, 4, 1, 16, 30, tzinfo=UTC)  # half past midnight of the 2nd
    path = rows(tmp_path, header, (LANTERN, "TR01", "2022-04-09", "before=甲; after=乙"))
    import_events(path, by=permits.operator(), at=after_midnight)
    assert RightEvent.objects.get().known_on == date(2022, 4, 2)
