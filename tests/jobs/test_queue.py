"""What happens to a job around its work: taken, held, tried again, given up, called off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.jobs import fire, lease
from ipharbor.actions.jobs.cancel import cancel
from ipharbor.actions.jobs.change_schedule import change_schedule
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.jobs.kinds import KINDS, TRIES
from ipharbor.actions.jobs.prune import prune
from ipharbor.actions.jobs.recurrence import Rule
from ipharbor.actions.jobs.run_again import run_again
from ipharbor.jobs.at_hand import AtHand
from ipharbor.jobs.worker import Worker
from ipharbor.jobs.works import WORKS
from ipharbor.journal.models import Line
from ipharbor.records.models import Job, Person, Schedule
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import catalogue

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2021, 11, 30, 12, tzinfo=SHANGHAI)
LEASE = timedelta(seconds=60)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def laid_out() -> None:
    """The schedules of rounds, mails and backups."""
    fire.lay_out(zone=SHANGHAI, at=NOON)
    Schedule.objects.exclude(kind__in=["warning.round", "mail.deliver", "backup"]).delete()


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def asked(once: str = "a", kind: str = "rights.take_up", at: datetime = NOON) -> Job:
    return enqueue(kind, once=once, by=the_clock(), at=at)


def taken(at: datetime = NOON) -> Job | None:
    return lease.take("w", kinds=KINDS, lease=LEASE, at=at)


def worker(clock: Clock, **works: Any) -> Worker:
    named = {name.replace("_", ".", 1): work for name, work in works.items()}
    return Worker("w", clock, SHANGHAI, works=named)


def test_every_kind_has_its_work_and_its_words_in_both_languages() -> None:
    assert set(KINDS) == set(WORKS)
    for kind in KINDS:
        for code in (f"job.kind.{kind}", f"job.result.{kind}"):
            assert set(catalogue()[code]) == {"zh", "en"}


def test_what_is_asked_for_twice_under_one_name_is_one_job_with_one_line_in_the_journal() -> None:
    by = permits.operator()
    first = enqueue("warning.round", once="now", by=by, at=NOON)
    assert enqueue("warning.round", once="now", by=by, at=NOON + MINUTE).pk == first.pk
    assert Job.objects.count() == 1
    assert Line.objects.filter(action="jobs.enqueue").count() == 1


def test_a_job_is_taken_once_and_not_before_it_is_due() -> None:
    asked(at=NOON + MINUTE)
    assert taken() is None
    job = taken(NOON + MINUTE)
    assert job is not None and job.attempts == 1
    assert taken(NOON + MINUTE) is None


def test_jobs_of_one_lane_run_one_after_another_and_hold_up_no_other() -> None:
    first, second = asked("a"), asked("b")
    asked("c", kind="warning.round")
    held = taken()
    assert held is not None and held.pk == first.pk
    beside = taken()
    assert beside is not None and beside.kind == "warning.round"
    assert taken() is None
    lease.finish(held, {}, at=NOON)
    after = taken()
    assert after is not None and after.pk == second.pk


def test_a_failing_job_is_tried_after_1_2_4_8_minutes_and_then_given_up_with_its_reason() -> None:
    clock, begun = Clock(), []

    def breaks(at_hand: AtHand) -> Mapping[str, Any]:
        begun.append(clock.now)
        raise OSError("磁盘已满")

    job, bench = asked(), worker(clock, rights_take_up=breaks)
    while Job.objects.get().state != "dead":
        bench.until_idle()
        clock.now += timedelta(seconds=30)
        assert clock.now < NOON + timedelta(hours=2)
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    assert gaps == [1 * MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert len(begun) == TRIES
    job.refresh_from_db()
    assert job.error == {"code": "job.unforeseen", "params": {"why": "OSError: 磁盘已满"}}
    assert lease.back_off(40) == timedelta(hours=1)


def test_an_error_that_time_does_not_mend_is_final_at_once() -> None:
    def refuses(at_hand: AtHand) -> Mapping[str, Any]:
        raise HarborError("docket.firm.no_documents", name="某某")

    clock = Clock()
    job = asked()
    worker(clock, rights_take_up=refuses).until_idle()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("dead", 1)
    assert job.error == {"code": "docket.firm.no_documents", "params": {"name": "某某"}}


def test_a_dead_job_is_run_again_at_a_persons_wish_with_all_its_attempts() -> None:
    job = asked()
    held = taken()
    assert held is not None
    lease.fail(held, {"code": "job.unforeseen", "params": {"why": "x"}}, final=True, at=NOON)
    run_again(job.pk, by=permits.operator(), at=NOON + MINUTE)
    again = taken(NOON + MINUTE)
    assert again is not None and again.attempts == 1
    lease.finish(again, {"firms": 0, "added": 0, "changed": 0}, at=NOON + MINUTE)
    with pytest.raises(HarborError) as refused:
        run_again(job.pk, by=permits.operator(), at=NOON)
    assert refused.value.code == "job.not_failed"
    assert Line.objects.filter(action="jobs.run_again").count() == 1


def test_a_job_whose_worker_gives_no_sign_of_life_goes_to_another_and_the_first_is_shut_out() -> (
    None
):
    asked()
    first = taken()
    assert first is not None
    lease.beat([first.token], lease=LEASE, at=NOON + LEASE / 2)
    assert lease.return_lost(at=NOON + LEASE) == 0
    late = NOON + 2 * LEASE
    assert lease.return_lost(at=late) == 1
    second = taken(late)
    assert second is not None and second.token != first.token
    for change in (
        lambda: lease.finish(first, {}, at=late),
        lambda: lease.fail(first, {"code": "x", "params": {}}, final=True, at=late),
        lambda: lease.give_back(first, at=late),
        lambda: lease.stop(first, at=late),
        lambda: lease.say(first, {"code": "x", "params": {}}, 1, 2),
        lambda: lease.remember(first, {"round": 1}),
        lambda: lease.hold(first),
    ):
        with pytest.raises(lease.LeaseLost):
            change()
    lease.finish(second, {}, at=late)
    assert Job.objects.get().state == "done"


def test_a_job_that_costs_its_worker_every_time_is_given_up() -> None:
    asked()
    at = NOON
    for _ in range(TRIES):
        assert taken(at) is not None
        at += 2 * LEASE
        lease.return_lost(at=at)
    job = Job.objects.get()
    assert (job.state, job.error["code"]) == ("dead", "job.worker_lost")


def test_a_worker_told_to_stop_gives_its_job_back_uncounted() -> None:
    clock = Clock()

    def long(at_hand: AtHand) -> Mapping[str, Any]:
        bench.stop.set()
        at_hand.tell("job.said.read", 1, 2)
        raise AssertionError("went on")

    asked()
    bench = worker(clock, rights_take_up=long)
    bench.once()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.token) == ("waiting", 0, "")


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_sign_of_progress() -> (
    None
):
    clock, by = Clock(), permits.operator()
    cancel(asked("waits").pk, by=by, at=NOON)
    assert Job.objects.get(once="waits").state == "cancelled"

    def long(at_hand: AtHand) -> Mapping[str, Any]:
        cancel(at_hand.job.pk, by=by, at=NOON)
        at_hand.tell("job.said.read", 1, 2)
        raise AssertionError("went on")

    job = asked("runs")
    worker(clock, rights_take_up=long).once()
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("cancelled", "job.cancelled")
    with pytest.raises(HarborError) as over:
        cancel(job.pk, by=by, at=NOON)
    assert over.value.code == "job.over"
    assert Line.objects.filter(action="jobs.cancel").count() == 2


def test_a_person_acts_on_their_own_jobs_and_sees_no_other(tmp_path: Path) -> None:
    fang = permits.of(Person.objects.create(username="fang", role="firm"))
    job = asked()
    for act in (cancel, run_again):
        with pytest.raises(HarborError) as refused:
            act(job.pk, by=fang, at=NOON)
        assert refused.value.code == "job.unknown"
    with pytest.raises(HarborError) as denied:
        enqueue("corpus.import", once="x", by=fang, at=NOON)
    assert denied.value.code == "permit.denied"
    Job.objects.filter(pk=job.pk).update(by=fang.person)
    assert cancel(job.pk, by=fang, at=NOON).state == "cancelled"


def test_a_schedule_fires_once_however_many_workers_look() -> None:
    laid_out()
    morning = datetime(2021, 12, 1, 6, 30, tzinfo=SHANGHAI)
    assert fire.fire_due(zone=SHANGHAI, at=morning - MINUTE) == []
    (made,) = fire.fire_due(zone=SHANGHAI, at=morning)
    assert fire.fire_due(zone=SHANGHAI, at=morning) == []
    assert (made.kind, made.by_name) == ("warning.round", "schedule")
    # A worker that had read the schedule before the other moved it on makes no second job.
    Schedule.objects.filter(kind="warning.round").update(next_at=morning)
    Job.objects.filter(pk=made.pk).update(state="done", ended_at=morning)
    fire.fire_due(zone=SHANGHAI, at=morning)
    assert Job.objects.filter(kind="warning.round").count() == 1
    assert Line.objects.count() == 0


def test_schedules_are_laid_out_once_and_not_put_back_to_what_they_were() -> None:
    assert fire.lay_out(zone=SHANGHAI, at=NOON) == len([k for k in KINDS.values() if k.usual])
    Schedule.objects.filter(kind="backup").update(enabled=True)
    assert fire.lay_out(zone=SHANGHAI, at=NOON) == 0
    assert Schedule.objects.get(kind="backup").enabled


def test_moments_missed_while_no_worker_ran_are_made_up_by_one_job() -> None:
    laid_out()
    late = datetime(2021, 12, 5, 9, 0, tzinfo=SHANGHAI)
    made = [job.kind for job in fire.fire_due(zone=SHANGHAI, at=late)]
    assert made == ["warning.round"]
    held = Schedule.objects.get(kind="warning.round")
    assert held.next_at == datetime(2021, 12, 6, 6, 30, tzinfo=SHANGHAI)


def test_no_second_job_is_made_while_the_first_is_open_nor_where_there_is_nothing_to_do() -> None:
    laid_out()
    assert fire.fire_due(zone=SHANGHAI, at=NOON + 5 * MINUTE) == []  # no mail waits
    day = timedelta(days=1)
    assert len(fire.fire_due(zone=SHANGHAI, at=NOON + day)) == 1
    assert fire.fire_due(zone=SHANGHAI, at=NOON + 2 * day) == []
    assert Schedule.objects.get(kind="warning.round").next_at > NOON + 2 * day


def test_a_changed_schedule_is_due_at_its_new_time_and_a_switched_off_one_never() -> None:
    laid_out()
    given: dict[str, Any] = {"zone": SHANGHAI, "by": permits.operator(), "at": NOON}
    change_schedule("backup", Rule("week", 3, 15, weekday=6), enabled=True, **given)
    change_schedule("warning.round", Rule("day", 6, 30), enabled=False, **given)
    assert Schedule.objects.get(kind="backup").next_at == datetime(2021, 12, 4, 19, 15, tzinfo=UTC)
    made = fire.fire_due(zone=SHANGHAI, at=NOON + timedelta(days=7))
    assert [job.kind for job in made] == ["backup"]
    assert made[0].argument == {"keep": 7, "moment": "2021-12-04T19:15:00+00:00"}
    assert Line.objects.filter(action="jobs.change_schedule").count() == 2
    office = permits.of(Person.objects.create(username="o", role="office"))
    with pytest.raises(HarborError) as denied:
        change_schedule("backup", Rule("day"), enabled=True, **given | {"by": office})
    assert denied.value.code == "permit.denied"


def test_jobs_done_long_ago_are_struck_off_and_counted_in_the_journal_those_given_up_stay() -> None:
    month = timedelta(days=30)
    for name, at in (("old", NOON), ("cancelled", NOON), ("given up", NOON), ("new", NOON + month)):
        asked(name, kind="warning.round", at=at)
    for name in ("old", "given up", "new"):
        job = taken_this(name)
        if name == "given up":
            lease.fail(job, {"code": "job.unforeseen", "params": {}}, final=True, at=NOON)
        else:
            lease.finish(job, {}, at=job.next_at)
    cancel(Job.objects.get(once="cancelled").pk, by=permits.operator(), at=NOON)
    later = NOON + month + MINUTE
    assert prune(days=0, by=the_clock(), at=later) == 0
    assert prune(days=30, by=the_clock(), at=NOON + month) == 0
    assert prune(days=30, by=the_clock(), at=later) == 2
    assert sorted(Job.objects.values_list("once", flat=True)) == ["given up", "new"]
    line = Line.objects.get(action="jobs.prune")
    assert (line.actor, line.details) == ("schedule", {"jobs": 2, "days": 30})
    assert prune(days=30, by=the_clock(), at=later) == 0
    assert Line.objects.filter(action="jobs.prune").count() == 1


def taken_this(once: str) -> Job:
    found = Job.objects.get(once=once)
    held = lease.take_this(found, "w", lease=LEASE, at=found.next_at)
    assert held is not None
    return held
