"""What is kept of a firm's rights is forgotten when something concerns that firm, and only then."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import MAKERS, NOON

from financing_world import TODAY, World
from ipharbor.actions import permits
from ipharbor.actions.financing.register import register
from ipharbor.actions.rights.import_events import import_events
from ipharbor.actions.rights.record_reduction import record_reduction
from ipharbor.actions.rights.take_up import take_up
from ipharbor.analysis.region import layout
from ipharbor.journal import chain
from ipharbor.queries import _by_columns, _concerning
from ipharbor.queries.of_firm import OfFirm
from ipharbor.records.models import FeeReduction, Firm, Payment, Right, RightEvent
from ipharbor.vocabulary.acts import PLEDGE_ACTS

RAINBOW = "广州彩虹灯光有限公司"
ACTIONS = Path(_concerning.__file__).parents[1] / "actions"
OFFICE = permits.operator()


@pytest.fixture
def firms(corpus: Any, db: None) -> tuple[Firm, Firm]:
    """Two lamp makers whose rights have been taken up."""
    for name in (MAKERS[0], RAINBOW):
        take_up(name, corpus=corpus, by=OFFICE, at=NOON)
    return Firm.objects.get(name=MAKERS[0]), Firm.objects.get(name=RAINBOW)


@pytest.fixture
def asked(firms: tuple[Firm, Firm]) -> Callable[[], int]:
    """Asks for something about the first firm; how often it had to be reckoned by then."""
    kept: OfFirm[object] = OfFirm(8, FeeReduction, Payment, Right, RightEvent)
    reckoned: list[int] = []

    def ask() -> int:
        kept.of(firms[0].pk, "docket", lambda: reckoned.append(1))
        return len(reckoned)

    assert ask() == ask() == 1
    return ask


def _event(tmp_path: Path, right: Right, code: str = "PC01") -> None:
    path = tmp_path / f"{right.key}-{code}.csv"
    path.write_text(f"申请号,事件代码,事件日\n{right.application_number},{code},2021-03-02\n")
    assert import_events(path, by=OFFICE, at=NOON).stored == 1


def _shared(firms: tuple[Firm, Firm]) -> None:
    """The second firm holds a right of the first with it."""
    first = Right.objects.filter(firm=firms[0]).order_by("key")[0]
    first.pk, first.firm = None, firms[1]
    first.save()
    chain.append("rights.take_up", f"firm:{firms[1].pk}", actor="x", at=NOON, details={},
                 about=[f"right:{first.key}"])  # fmt: skip


def test_what_others_do_elsewhere_leaves_the_answer(
    asked: Callable[[], int], firms: tuple[Firm, Firm], tmp_path: Path
) -> None:
    chain.append("watch.add", "watch:1", actor="梅", at=NOON, details={})
    assert asked() == 1
    _event(tmp_path, Right.objects.filter(firm=firms[1])[0])
    assert asked() == 1
    record_reduction(firms[1], since=2020, until=2024, by=OFFICE, at=NOON)
    assert asked() == 1
    chain.append("rights.decide", f"firm:{firms[1].pk}", actor="x", at=NOON, details={})
    assert asked() == 1


def test_an_event_of_an_own_right_ends_the_answer(
    asked: Callable[[], int], firms: tuple[Firm, Firm], tmp_path: Path
) -> None:
    _event(tmp_path, Right.objects.filter(firm=firms[0])[0])
    assert asked() == asked() == 2


def test_an_import_of_very_many_rights_is_looked_at_by_its_rows(
    asked: Callable[[], int],
    firms: tuple[Firm, Firm],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ipharbor.actions.rights.import_events.MENTIONED", 0)
    _event(tmp_path, Right.objects.filter(firm=firms[1])[0])
    assert asked() == 1
    _event(tmp_path, Right.objects.filter(firm=firms[0])[0])
    assert asked() == 2
    monkeypatch.setattr(_concerning, "_MANY_ROWS", -1)
    _event(tmp_path, Right.objects.filter(firm=firms[1])[0], code="PC02")
    assert asked() == 3


def test_own_reductions_and_decisions_end_the_answer(
    asked: Callable[[], int], firms: tuple[Firm, Firm]
) -> None:
    record_reduction(firms[0], since=2020, until=2024, by=OFFICE, at=NOON)
    assert asked() == 2
    chain.append("rights.decide", f"firm:{firms[0].pk}", actor="x", at=NOON, details={})
    assert asked() == 3


def test_who_holds_a_right_together_with_others_rests_on_their_reductions(
    asked: Callable[[], int], firms: tuple[Firm, Firm]
) -> None:
    _shared(firms)
    assert asked() == 2
    record_reduction(firms[1], since=2020, until=2024, by=OFFICE, at=NOON)
    assert asked() == 3


@pytest.mark.parametrize("action", _concerning.ALL_FIRMS)
def test_what_bears_on_all_firms_ends_every_answer(asked: Callable[[], int], action: str) -> None:
    chain.append(action, "x", actor="x", at=NOON, details={})
    assert asked() == 2


def test_a_change_that_no_line_tells_of_ends_the_answer(
    asked: Callable[[], int], firms: tuple[Firm, Firm]
) -> None:
    FeeReduction.objects.create(firm=firms[0], since=2020, until=2024)
    assert asked() == 2
    FeeReduction.objects.create(firm=firms[0], since=2025, until=2026)
    chain.append("watch.add", "watch:1", actor="梅", at=NOON, details={})
    assert asked() == 3


def test_a_journal_that_was_put_back_ends_the_answer(asked: Callable[[], int]) -> None:
    last = chain.append("watch.add", "watch:1", actor="梅", at=NOON, details={})
    assert asked() == 1
    type(last).objects.filter(pk=last.pk).update(hash="0" * 64)
    chain.append("watch.add", "watch:2", actor="梅", at=NOON, details={})
    assert asked() == 2


def test_every_action_that_changes_rights_is_one_that_answers_rest_on() -> None:
    """Whoever writes a module that writes these tables has to name its action here."""
    writing = re.compile(
        r"\b(Right|RightEvent|Payment|FeeReduction|RenewalDecision|OwnerStatement|LawCorrection)"
        r"(\.objects\.((get_or_|update_or_|bulk_)?create|bulk_update|update)|\()|"
        r"columns\.(pour|revise)\((Right|RightEvent|Payment)\b|record\.save"
    )
    named = re.compile(r'"((?:rights|law)\.[a-z_]+)"')
    appended = re.compile(r"chain\.append\(([^,]+),")
    told = {*_concerning.RESTS_ON, *_concerning.ALL_FIRMS}
    modules = [
        path
        for folder in ("rights", "law")
        for path in sorted((ACTIONS / folder).glob("*.py"))
        if writing.search(path.read_text("utf-8"))
    ]
    assert len(modules) > 5
    for path in modules:
        lines = " ".join(appended.findall(path.read_text("utf-8")))
        assert set(named.findall(lines)) <= told, path.name
    for path in ACTIONS.rglob("*.py"):
        if path.parent.name not in ("rights", "law", "replaying", "financing"):
            assert not writing.search(path.read_text("utf-8")), path


def test_every_act_of_a_loan_that_enters_a_pledge_is_one_that_answers_rest_on() -> None:
    """Events of a loan are written in one module; what calls it tells so in the journal."""
    folder = ACTIONS / "financing"
    writing = [path.name for path in folder.glob("*.py") if "RightEvent.objects" in
               path.read_text("utf-8")]  # fmt: skip
    assert writing == ["_pledged.py"]
    calls = re.compile(
        r"_pledged\.(?:opened|ended|changed)\(.*?_told\.tell\(\s*\"([a-z_.]+)\"", re.S
    )
    acts = {act for path in folder.glob("*.py") for act in calls.findall(path.read_text("utf-8"))}
    assert acts == set(PLEDGE_ACTS) <= set(_concerning.RESTS_ON) & set(layout.RESTS_ON)


def test_a_pledge_of_a_loan_here_stands_in_the_docket_whatever_else_came(
    tmp_path: Path, db: None
) -> None:
    """An event of another firm came in between: what is kept of this firm must not outlive it."""
    here = World(tmp_path)
    other = Right.objects.create(
        firm=Firm.objects.create(name=RAINBOW), key="CN202010000001", patent_type="design",
        application_number="202030000001.1", taken_up_at=NOON,
    )  # fmt: skip
    loan = here.contracted()
    before = _by_columns.of_firm(here.firm.pk)
    register(loan, "Y2021440000001", on=TODAY, vault=here.vault, **here.bank())
    _event(tmp_path, other)
    after = _by_columns.of_firm(here.firm.pk)
    assert after.stored == before.stored + loan.rights.count()
    _same(after, _by_columns.held([here.firm.pk]))


def _same(found: _by_columns.Held, fresh: _by_columns.Held) -> None:
    assert (found.records, found.stated_ends, found.last) == (
        fresh.records, fresh.stated_ends, fresh.last,
    )  # fmt: skip
    assert (found.shared, found.pairs, found.stored) == (fresh.shared, fresh.pairs, fresh.stored)
    for name in ("events", "payments"):
        told = [sorted(map(str, getattr(one, name).to_pylist())) for one in (found, fresh)]
        assert told[0] == told[1], name


def test_what_has_come_since_is_added_to_what_is_held(
    firms: tuple[Firm, Firm], tmp_path: Path
) -> None:
    firm, right = firms[0].pk, Right.objects.filter(firm=firms[0], granted_on__isnull=False)[0]
    before = _by_columns.of_firm(firm)
    assert _by_columns.of_firm(firm) is before
    _event(tmp_path, right)
    after = _by_columns.of_firm(firm)
    assert after.stored == before.stored + 1
    assert after.spanning is not before.spanning
    _same(after, _by_columns.held([firm]))
    _event(tmp_path, right, code="GR01")
    _same(_by_columns.of_firm(firm), _by_columns.held([firm]))
    Right.objects.filter(pk=right.pk).update(title="新灯", granted_on=None)
    chain.append("rights.take_up", f"firm:{firm}", actor="x", at=NOON, details={})
    _same(_by_columns.of_firm(firm), _by_columns.held([firm]))


def test_what_is_no_longer_so_is_read_again(firms: tuple[Firm, Firm], tmp_path: Path) -> None:
    firm, right = firms[0].pk, Right.objects.filter(firm=firms[0])[0]
    _event(tmp_path, right)
    assert _by_columns.of_firm(firm).stored == 1
    RightEvent.objects.all().delete()
    chain.append("rights.import_events", "events:x", actor="x", at=NOON, details={},
                 about=[f"right:{right.key}"])  # fmt: skip
    assert _by_columns.of_firm(firm).stored == 0
    Right.objects.create(firm=firms[0], key="CN209900000001", patent_type="design",
                         taken_up_at=NOON)  # fmt: skip
    chain.append("rights.take_up", f"firm:{firm}", actor="x", at=NOON, details={})
    _same(_by_columns.of_firm(firm), _by_columns.held([firm]))
    assert "CN209900000001" in {one.key for one in _by_columns.of_firm(firm).once}


def test_a_docket_of_another_day_is_another_answer(firms: tuple[Firm, Firm]) -> None:
    kept: OfFirm[date] = OfFirm(8)
    days = [date(2021, 1, 1), date(2022, 1, 1), date(2021, 1, 1)]
    assert [kept.of(firms[0].pk, day, lambda day=day: day) for day in days] == days
