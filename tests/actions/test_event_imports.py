"""Files of legal events brought into the register: counted, journalled, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from eventpapers import LANTERN, inpadoc, ops, prs, record, reference, rows
from ipharbor.actions import permits
from ipharbor.actions.rights.import_events import EventReceipt, import_events
from ipharbor.journal.models import Line
from ipharbor.records.models import RightEvent

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
