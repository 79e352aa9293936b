"""Playbooks taken on for a warning, changed by the office, restored."""

from __future__ import annotations

from typing import Any

import pytest
from permit_world import AT, TODAY, actor, body, seated, warning_of

from ipharbor.actions.playbook.change import Draft, StepDraft, change, end, restore
from ipharbor.actions.playbook.take import take
from ipharbor.actions.task.close import close as close_task
from ipharbor.actions.warning.close import close
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal.models import Line
from ipharbor.queries import tasks as task_queries
from ipharbor.queries.playbooks import playbooks_for, usual_start, versions
from ipharbor.records.models import IssuedWarning, Person, PlaybookVersion, Task
from ipharbor.records.playbooks import named
from ipharbor.statutes.book import load
from ipharbor.statutes.calendar import load as working_days
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
SEALS = Sealer("secret", "firm")
TEXTS = {"title_zh": "核查", "title_en": "Check", "when_zh": "有疑问时", "when_en": "In doubt"}
LOOK = StepDraft(zh="看", en="Look", days="3")


@pytest.fixture
def fang() -> Person:
    return seated("fang", body("firm", "番禺明灯有限公司"), manager=True)


@pytest.fixture
def officer() -> Person:
    return seated("officer", body("district_office", "区局"))


@pytest.fixture
def warning(fang: Person) -> IssuedWarning:
    return warning_of(fang)


def taken(warning: IssuedWarning, by: Person, code: str = "fto", **told: Any) -> list[Task]:
    return take(
        warning.pk, code, start=TODAY, law=load(), calendar=working_days(), seals=SEALS,
        by=actor(by), at=AT, **told,
    )  # fmt: skip


def written(by: Person, code: str = "fto", **told: Any) -> PlaybookVersion:
    given: dict[str, Any] = {"texts": TEXTS, "desks": ["firm"], "signals": [], "steps": [LOOK]}
    return change(
        code, Draft(**(given | told)), reason="简化", law=load(), calendar=working_days(),
        by=actor(by), at=AT,
    )  # fmt: skip


def code(attempt: Any) -> str:
    with pytest.raises(HarborError) as refused:
        attempt()
    return refused.value.code


def test_each_step_becomes_a_task_with_its_day_and_the_warning_is_in_hand(
    warning: IssuedWarning, fang: Person
) -> None:
    made = taken(warning, fang)
    assert len(made) == 11
    first = made[0]
    assert (first.step, first.source_kind, first.source_id) == (
        "fto.freeze", "warning", str(warning.pk),
    )  # fmt: skip
    assert (first.due_on.isoformat(), first.owner) == ("2021-12-03", fang)
    warning.refresh_from_db()
    assert (warning.state, warning.step) == ("in_hand", "自由实施（FTO）核查")
    assert warning.due_on == max(task.due_on for task in made)


def test_taken_twice_it_comes_to_the_same(warning: IssuedWarning, fang: Person) -> None:
    made = taken(warning, fang)
    close_task(made[0], "done", seals=SEALS, by=actor(fang), at=AT)
    lines = Line.objects.count()
    assert taken(warning, fang) == []
    assert (Task.objects.count(), Line.objects.count()) == (11, lines)


def test_of_a_playbook_single_steps_can_be_taken_for_others(
    warning: IssuedWarning, fang: Person
) -> None:
    liu = seated("liu", fang.organisation)  # type: ignore[arg-type]
    made = taken(
        warning, fang, "buy_or_file", steps=["file", "abroad"],
        owners={"file": liu, "abroad": None},
    )  # fmt: skip
    assert [task.owner for task in made] == [liu, None]
    abroad = made[1]
    assert (abroad.due_rule, abroad.due_from) == ("priority.invention", made[0].due_on)


def test_a_step_without_a_period_in_the_law_of_that_day_is_a_task_without_a_day(
    warning: IssuedWarning, fang: Person
) -> None:
    made = taken(warning, fang, "licence", steps=["contract", "record"])
    assert (made[1].due_on, made[1].due_rule) == (None, "")


def test_nobody_takes_on_anothers_warning_or_one_that_is_closed(
    warning: IssuedWarning, fang: Person
) -> None:
    other = seated("other", body("firm", "佛山远光有限公司"))
    assert code(lambda: taken(warning, other)) == "warning.unknown"
    assert code(lambda: taken(warning, fang, "strange")) == "playbook.unknown"
    assert code(lambda: taken(warning, fang, steps=["strange"])) == "playbook.step.unknown"
    assert code(lambda: taken(warning, fang, steps=[])) == "playbook.step.none"
    close(warning.pk, verdict="useful", by=actor(fang), at=AT)
    assert code(lambda: taken(warning, fang)) == "warning.move.impossible"
    assert not Task.objects.exists()


def test_a_task_keeps_its_words_when_the_office_takes_its_step_away(
    warning: IssuedWarning, fang: Person, officer: Person
) -> None:
    made = taken(warning, fang)
    written(officer)
    titles = task_queries.titles(made, lang="en")
    assert titles[made[0].pk].startswith("Fix what is checked")
    assert task_queries.titles(made, lang="zh")[made[0].pk].startswith("固定核查对象")


def test_what_the_office_writes_stands_until_the_original_is_restored(officer: Person) -> None:
    original = named("fto")
    written(officer, signals=["signal.surge"])
    changed = named("fto")
    assert changed is not None and changed.title.en == "Check"
    assert next(one.code for one in playbooks_for(["signal.surge"], "en")) == "fto"
    assert code(lambda: written(officer, signals=["signal.surge"])) == "playbook.unchanged"
    restore("fto", reason="原文更全", by=actor(officer), at=AT)
    assert named("fto") == original
    end("fto", reason="暂不使用", by=actor(officer), at=AT)
    assert named("fto") is None
    assert [one.number for one in versions("fto")] == [3, 2, 1, 0]
    assert Line.objects.filter(subject="playbook:fto").count() == 3


def test_the_office_adds_a_playbook_of_its_own(officer: Person) -> None:
    written(officer, "fair", desks=["firm", "station"])
    made = named("fair")
    assert made is not None
    assert (made.desks, made.steps[0].code) == (("station", "firm"), "step_1")
    assert code(lambda: restore("fair", reason="原文", by=actor(officer), at=AT)) == (
        "playbook.unknown"
    )


@pytest.mark.parametrize(
    ("told", "wrong", "field"),
    [
        ({"texts": TEXTS | {"title_en": " "}}, "playbook.text.missing", "title_en"),
        ({"texts": TEXTS | {"when_zh": "长" * 501}}, "form.text.long", "when_zh"),
        ({"desks": []}, "playbook.desk.none", "desks"),
        ({"signals": ["signal.strange"]}, "playbook.signal.unknown", "signals"),
        ({"steps": [StepDraft()]}, "playbook.steps.none", "zh-0"),
        ({"steps": [LOOK] * 21}, "playbook.steps.many", "zh-0"),
        ({"steps": [LOOK, StepDraft(zh="看")]}, "playbook.text.missing", "en-1"),
        ({"steps": [StepDraft(zh="看", en="Look", days="soon")]}, "playbook.days.unreadable",
         "days-0"),
        ({"steps": [StepDraft(zh="看", en="Look", who="moth", days="1")]},
         "playbook.who.unknown", "who-0"),
        ({"steps": [StepDraft(zh="看", en="Look", rule="strange")]}, "playbook.rule.unfit",
         "rule-0"),
        ({"steps": [StepDraft(zh="看", en="Look", days="1", after="x")]},
         "playbook.after.unknown", "after-0"),
        ({"steps": [StepDraft(zh="看", en="Look", days="1", provision="x")]},
         "playbook.provision.unknown", "provision-0"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_told_at_its_field(
    officer: Person, told: dict[str, Any], wrong: str, field: str
) -> None:
    with pytest.raises(HarborError) as refused:
        written(officer, **told)
    assert (refused.value.code, refused.value.fields) == (wrong, (field,))
    assert not PlaybookVersion.objects.exists()


def test_days_begin_with_a_fresh_warning_and_today_with_an_old_one() -> None:
    assert usual_start(TODAY, TODAY.replace(day=30)) == TODAY
    assert usual_start(TODAY.replace(day=1), TODAY) == TODAY
