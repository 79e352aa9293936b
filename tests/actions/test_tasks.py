"""Tasks of a firm: made, changed, closed, and handed over when somebody leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from permit_world import AT, actor, body, seated

from ipharbor.actions.people.leave import HandedOver, leave, to_hand_over
from ipharbor.actions.people.take_desk import take_desk
from ipharbor.actions.task.add import Due, Source, Stated, add
from ipharbor.actions.task.change import change
from ipharbor.actions.task.close import close, reopen
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal.models import Line, Mention
from ipharbor.records.models import Firm, Membership, Organisation, Person, Task
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
SEALS = Sealer("secret", "firm")
LATER = AT + timedelta(days=1)
FEE = Source("right", "CN201910000001", "annuity:4", "period.annuity")


def code(attempt: object) -> str:
    with pytest.raises(HarborError) as refused:
        attempt()  # type: ignore[operator]
    return refused.value.code


@pytest.fixture
def works() -> Organisation:
    return body("firm", "番禺明灯有限公司")


@pytest.fixture
def firm(works: Organisation) -> Firm:
    assert works.firm is not None
    return works.firm


@pytest.fixture
def fang(works: Organisation) -> Person:
    return seated("fang", works, manager=True)


@pytest.fixture
def liu(works: Organisation) -> Person:
    return seated("liu", works)


def made(firm: Firm, by: Person, stated: Stated, source: Source | None = None) -> Task:
    given = {"source": source} if source else {}
    return add(firm, stated, seals=SEALS, by=actor(by), at=AT, **given)  # type: ignore[arg-type]


def test_a_task_has_words_of_its_own_or_those_of_a_step(firm: Firm, fang: Person) -> None:
    assert code(lambda: made(firm, fang, Stated("  "))) == "task.title.missing"
    assert made(firm, fang, Stated(" 查 \n 新 ")).title == "查 新"
    assert made(firm, fang, Stated(), FEE).title == ""


def test_a_task_is_for_somebody_who_works_for_the_firm_or_for_nobody_yet(
    firm: Firm, fang: Person, liu: Person
) -> None:
    stranger = seated("other", body("firm", "佛山远光有限公司"))
    assert code(lambda: made(firm, fang, Stated("x", owner=stranger))) == "task.owner.elsewhere"
    liu.is_active = False
    liu.save()
    assert code(lambda: made(firm, fang, Stated("x", owner=liu))) == "task.owner.elsewhere"
    task = made(firm, fang, Stated("x"))
    assert task.owner is None
    assert change(task, Stated("x", owner=fang), seals=SEALS, by=actor(fang), at=AT)
    task.refresh_from_db()
    assert task.owner == fang


def test_the_same_step_is_not_two_open_tasks(firm: Firm, fang: Person) -> None:
    first = made(firm, fang, Stated(), FEE)
    assert code(lambda: made(firm, fang, Stated(), FEE)) == "task.already"
    close(first, "done", seals=SEALS, by=actor(fang), at=AT)
    second = made(firm, fang, Stated(), FEE)
    assert code(lambda: reopen(first, seals=SEALS, by=actor(fang), at=AT)) == "task.already"
    close(second, "dropped", reason="已缴", seals=SEALS, by=actor(fang), at=AT)
    reopen(first, seals=SEALS, by=actor(fang), at=AT)
    first.refresh_from_db()
    assert (first.state, first.closed_at, first.reason) == ("open", None, "")


def test_what_is_dropped_has_a_reason_and_what_is_closed_is_not_changed(
    firm: Firm, fang: Person
) -> None:
    task, given = made(firm, fang, Stated("x")), {"seals": SEALS, "by": actor(fang), "at": LATER}
    assert code(lambda: close(task, "dropped", reason=" ", **given)) == "task.reason.missing"
    assert code(lambda: close(task, "forgotten", **given)) == "task.end.unknown"
    close(task, "dropped", reason="另案处理", **given)
    task.refresh_from_db()
    assert (task.closed_at, task.closed_by_name) == (LATER, "fang")
    assert code(lambda: change(task, Stated("y"), **given)) == "task.closed"
    assert code(lambda: close(task, "done", **given)) == "task.closed"


def test_a_day_keeps_the_rule_it_was_reckoned_by_and_its_certainty(
    firm: Firm, fang: Person
) -> None:
    due = Due(date(2022, 1, 31), "novelty_grace", date(2021, 7, 30), certain=False)
    task = made(firm, fang, Stated("x", due=due))
    assert (task.due_on, task.due_rule, task.due_from) == (due.on, due.rule, due.start)
    assert not task.due_certain
    change(task, Stated("x", due=Due(date(2022, 2, 1))), seals=SEALS, by=actor(fang), at=AT)
    task.refresh_from_db()
    assert (task.due_rule, task.due_from, task.due_certain) == ("", None, True)


def test_saying_the_same_again_changes_nothing_and_writes_no_line(firm: Firm, fang: Person) -> None:
    task = made(firm, fang, Stated("x", "因为", "第一行\n第二行"))
    before = Line.objects.count()
    again = Stated(" x ", "因为", "第一行\r\n第二行\n")
    assert not change(task, again, seals=SEALS, by=actor(fang), at=LATER)
    assert Line.objects.count() == before


def test_a_task_stands_in_the_history_of_what_it_comes_of(firm: Firm, fang: Person) -> None:
    made(firm, fang, Stated("x"), FEE)
    about = set(Mention.objects.filter(line__action="task.add").values_list("about", flat=True))
    assert about == {f"firm:{firm.pk}", "right:CN201910000001"}


def test_the_register_itself_refuses_a_task_that_cannot_be(firm: Firm) -> None:
    given = {"firm": firm, "made_by_name": "a", "made_at": AT, "changed_at": AT}
    for wrong in (
        {"title": ""},
        {"title": "x", "state": "lost"},
        {"title": "x", "state": "done"},
        {"title": "x", "state": "dropped", "closed_at": AT},
        {"title": "x", "source_kind": "right"},
        {"title": "x", "source_id": "7"},
        {"title": "x", "due_rule": "novelty_grace"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.create(**given, **wrong)


def test_open_tasks_pass_to_the_successor_with_the_desk(
    works: Organisation, firm: Firm, fang: Person, liu: Person
) -> None:
    mine = made(firm, fang, Stated("x", owner=liu))
    done = made(firm, fang, Stated("y", owner=liu))
    close(done, "done", seals=SEALS, by=actor(fang), at=AT)
    place = Membership.objects.get(person=liu, organisation=works)
    assert to_hand_over(place) == HandedOver(0, 0, 1)
    assert code(lambda: leave(place, by=actor(fang), at=LATER)) == "handover.successor.missing"
    assert leave(place, successor=fang, by=actor(fang), at=LATER).tasks == 1
    mine.refresh_from_db()
    done.refresh_from_db()
    assert (mine.owner, done.owner) == (fang, liu)


def test_who_keeps_another_desk_keeps_watches_and_leaves_the_firms_tasks(
    works: Organisation, firm: Firm, fang: Person, liu: Person
) -> None:
    Membership.objects.create(person=liu, organisation=body("agency", "代理所"), since=LATER)
    made(firm, fang, Stated("x", owner=liu))
    other = Firm.objects.create(name="另一家有限公司")
    Task.objects.create(
        firm=other, title="z", owner=liu, made_by_name="a", made_at=AT, changed_at=AT
    )
    take_desk(liu, works.pk, by=actor(liu), at=AT)
    place = Membership.objects.get(person=liu, organisation=works)
    assert leave(place, successor=fang, by=actor(fang), at=LATER) == HandedOver(0, 0, 1)
    assert Task.objects.get(title="x").owner == fang
    assert Task.objects.get(title="z").owner == liu
