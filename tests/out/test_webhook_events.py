"""Events on their way to webhooks: none without its change, none lost, none twice at once."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from harbor_home import clean
from receiver import Receiver, receiving

from ipharbor import settings, wiring
from ipharbor.actions import permits
from ipharbor.actions.jobs import fire, lease
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.jobs.kinds import WEBHOOK_WAITS
from ipharbor.actions.people.create import create
from ipharbor.actions.webhook import test as trial
from ipharbor.actions.webhook.add import add
from ipharbor.actions.webhook.announce import announce
from ipharbor.actions.webhook.end import end
from ipharbor.actions.webhook.redeliver import redeliver
from ipharbor.gateways.webhook_forms import signature, written
from ipharbor.jobs.worker import Worker
from ipharbor.journal.models import Line
from ipharbor.records.models import Delivery, Job, Person, Webhook
from ipharbor.vocabulary.errors import HarborError

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2021, 11, 30, 12, tzinfo=SHANGHAI)
SECRET = written(b"a lamp that sings under the moon")
pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that lets webhooks lead to this machine."""
    monkeypatch.setenv("IPHARBOR_WEBHOOK_PLAIN_HTTP", "1")
    monkeypatch.setenv("IPHARBOR_WEBHOOK_PRIVATE", "1")
    settings.current.cache_clear()


def manager(name: str = "olivia", role: str = "office", firm: str = "") -> Person:
    made = create(
        username=name, password="correct-horse-battery", role=role, firm=firm,
        email=f"{name}@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip
    made.manager = True
    made.save(update_fields=["manager"])
    return made


def hook(person: Person, address: str, *events: str, kind: str = "generic") -> Webhook:
    assert person.organisation is not None
    return add(
        person.organisation, person, name="灯塔", kind=kind, address=address,
        secret=SECRET if kind == "generic" else "", events=events or ["law.corrected"], lang="zh",
        plain=True, sealer=wiring.webhook_sealer(), by=permits.of(person), at=NOON,
    )  # fmt: skip


def tell(ref: object = 1, event: str = "law.corrected", **data: Any) -> int:
    told = {"name": "period.annuity", "by": "olivia", "page": "/law/period.annuity/"} | data
    with transaction.atomic():
        return announce(event, ref, told, reads=lambda reader, _: True, at=NOON)


class Clock:
    """The time, to be put forward."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


def test_an_event_arrives_signed_and_is_told_once(inside: None) -> None:
    with receiving() as there:
        hook(manager(), there.url)
        assert (tell(), tell()) == (1, 0)
        Worker("w", lambda: NOON, SHANGHAI).until_idle()
    (got,) = there.got
    told = Delivery.objects.get()
    assert (told.state, told.attempts, told.status) == ("sent", 1, 200)
    stamp = int(got.headers["webhook-timestamp"])
    assert got.headers["webhook-id"] == told.message
    assert got.headers["webhook-signature"] == signature(SECRET, told.message, stamp, got.body)
    assert json.loads(got.body)["text"]["title"] == "法条更新：period.annuity"


def test_what_is_not_committed_was_never_an_event(inside: None) -> None:
    hook(manager(), "http://127.0.0.1:9/hook")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce("law.corrected", 1, {}, reads=lambda reader, _: True, at=NOON)
        _ = 1 / 0
    assert not Delivery.objects.exists() and not Job.objects.filter(kind="webhook.send").exists()


def test_a_receiver_that_fails_is_tried_again_later_and_later_under_the_same_message(
    inside: None,
) -> None:
    clock = Clock()
    with receiving(answers=[500, 503, 200]) as there:
        hook(manager(), there.url)
        tell()
        worker = Worker("w", clock, SHANGHAI)
        worker.until_idle()
        told = Delivery.objects.get()
        assert (told.state, told.status) == ("waiting", 500)
        assert told.next_at == NOON + WEBHOOK_WAITS[0]
        clock.at += timedelta(seconds=59)
        worker.until_idle()
        assert len(there.got) == 1
        for wait in (timedelta(seconds=1), WEBHOOK_WAITS[1]):
            clock.at += wait
            worker.until_idle()
    assert [got.headers["webhook-id"] for got in there.got] == [told.message] * 3
    told.refresh_from_db()
    assert (told.state, told.attempts, told.why) == ("sent", 3, "")


def test_after_the_last_attempt_an_event_is_given_up_until_a_person_sends_it_again(
    inside: None,
) -> None:
    clock, person = Clock(), manager()
    with receiving(answers=[500]) as there:
        hook(person, there.url)
        tell()
        worker = Worker("w", clock, SHANGHAI)
        for wait in (timedelta(0), *WEBHOOK_WAITS):
            clock.at += wait
            worker.until_idle()
        told = Delivery.objects.get()
        assert (told.state, told.attempts, len(there.got)) == ("dead", 6, 6)
        assert "refused HTTP 500" in told.why
        clock.at += timedelta(days=3)
        worker.until_idle()
        assert len(there.got) == 6
        there.answers[:] = [204]
        redeliver(told, by=permits.of(person), at=clock.at)
        worker.until_idle()
    told.refresh_from_db()
    assert (told.state, told.attempts) == ("sent", 7)
    with pytest.raises(HarborError, match=r"webhook\.delivery\.not_dead"):
        redeliver(told, by=permits.of(person), at=clock.at)


def test_an_address_inside_is_refused_at_once_and_not_tried_again(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPHARBOR_WEBHOOK_PLAIN_HTTP", "1")
    settings.current.cache_clear()
    with receiving() as there:
        hook(manager(), there.url)
        tell()
        Worker("w", lambda: NOON, SHANGHAI).until_idle()
        assert there.got == []
    told = Delivery.objects.get()
    assert (told.state, told.attempts) == ("dead", 1) and told.why.startswith("private")


def test_a_webhook_is_told_only_what_its_owner_may_read(inside: None) -> None:
    office, lamp = manager(), manager("ming", "firm", "番禺明灯有限公司")
    for person in (office, lamp):
        hook(person, "http://127.0.0.1:9/", "job.dead", "import.finished")

    def told(event: str, reads: Callable[[permits.Actor, Webhook], bool]) -> set[str]:
        with transaction.atomic():
            announce(event, "x", {"page": "/"}, reads=reads, at=NOON)
        return set(
            Delivery.objects.filter(event=event).values_list("webhook__owner__username", flat=True)
        )

    assert told("import.finished", lambda who, _: permits.allowed(who, "imports.read")) == {
        "olivia"
    }
    mine = told("job.dead", lambda who, _: permits.allowed(who, "jobs.read", owner=lamp))
    assert mine == {"ming", "olivia"}
    lamp.is_active = False
    lamp.save()
    with transaction.atomic():
        left = announce(
            "job.dead", "y", {}, at=NOON,
            reads=lambda who, _: permits.allowed(who, "jobs.read", owner=lamp),
        )  # fmt: skip
    assert left == 1


def test_a_job_that_is_given_up_is_an_event_but_a_webhooks_own_is_not(inside: None) -> None:
    hook(manager(), "http://127.0.0.1:9/", "job.dead")
    for kind in ("rights.take_up", "webhook.send"):
        job = enqueue(kind, once=kind, by=the_clock(), at=NOON, argument={"delivery": 0})
        held = lease.take_this(job, "w", lease=timedelta(minutes=1), at=NOON)
        assert held is not None
        lease.fail(held, {"code": "job.unforeseen", "params": {}}, final=True, at=NOON)
    (told,) = Delivery.objects.all()
    assert told.body["kind"] == "rights.take_up"


def test_a_firm_is_told_each_day_what_its_docket_has_to_pay(inside: None, corpus: Any) -> None:
    from ipharbor.actions.rights.take_up import take_up
    from ipharbor.corpus.query import All

    largest = corpus.index.facets(All()).applicant[0].value
    take_up(largest, corpus=corpus, by=permits.operator(), at=NOON)
    hook(manager("ming", "firm", largest), "http://127.0.0.1:9/", "right.due_soon")
    hook(manager(), "http://127.0.0.1:9/", "right.due_soon")
    for _ in range(2):
        enqueue(
            "rights.due_soon", once=f"again {_}", by=the_clock(), at=NOON,
            argument={"moment": NOON.isoformat(), "days": 400},
        )  # fmt: skip
    worker = Worker("w", lambda: NOON, SHANGHAI)
    while worker.once():
        pass
    (told,) = Delivery.objects.all()
    assert told.body["firm"] == largest
    assert 0 < len(told.body["rights"]) == min(told.body["count"], 20)
    assert all(date.fromisoformat(one["act_by"]) for one in told.body["rights"])


def test_an_ended_webhook_is_told_nothing_more_and_its_secret_is_forgotten(inside: None) -> None:
    person = manager()
    with receiving() as there:
        made = hook(person, there.url)
        tell()
        end(made, by=permits.of(person), at=NOON)
        assert tell(2) == 0
        Worker("w", lambda: NOON, SHANGHAI).until_idle()
        assert there.got == []
    made.refresh_from_db()
    assert (made.secret, made.address) == ("", "")
    assert list(Line.objects.filter(action__startswith="webhook.").values_list("action")) == [
        ("webhook.add",), ("webhook.end",)
    ]  # fmt: skip
    assert SECRET not in str(list(Line.objects.values_list("details")))


def test_address_and_secret_do_not_stand_open_in_the_register(inside: None) -> None:
    made = hook(manager(), "https://lamp.example/robot?key=moonlight")
    stored = str(list(Webhook.objects.filter(pk=made.pk).values()))
    assert "moonlight" not in stored and SECRET not in stored
    assert made.shown == "https://lamp.example/robot…"


def test_schedules_know_the_daily_event(inside: None) -> None:
    assert not [job for job in _fired() if job.kind == "rights.due_soon"]
    hook(manager(), "http://127.0.0.1:9/")
    assert [job for job in _fired(days=2) if job.kind == "rights.due_soon"]


def _fired(days: int = 1) -> list[Job]:
    fire.lay_out(zone=SHANGHAI, at=NOON)
    return fire.fire_due(zone=SHANGHAI, at=NOON + timedelta(days=days))


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_event_at_once(tmp_path: Path) -> None:
    _tables_in(tmp_path / "register.sqlite3")
    allowed = {"IPHARBOR_WEBHOOK_PLAIN_HTTP": "1", "IPHARBOR_WEBHOOK_PRIVATE": "1"}
    with receiving(waits=0.4) as there:
        made = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("two_workers.py")), str(tmp_path),
             there.url],
            capture_output=True, text=True, check=False,
            env=clean() | allowed | {"IPHARBOR_HOME": str(tmp_path)},
        )  # fmt: skip
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout.splitlines()[-1])
    assert told == {"failed": [], "state": "sent", "attempts": 1}
    assert len(there.got) == 1


def _tables_in(file: Path) -> None:
    """The tables of the tests' register in a file; made anew there where it is another store."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(file)) as made:
            connection.connection.backup(made)


def at_page(person: Person, client: Client) -> Client:
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def test_a_manager_adds_tries_and_ends_a_webhook_on_the_page(
    inside: None, corpus: Any, client: Client
) -> None:
    person = manager()
    person.lang = "en"
    person.save()
    page = at_page(person, client)
    assert "None yet." in page.get("/webhooks/").content.decode()
    there: Receiver
    with receiving() as there:
        posted = page.post(
            "/webhooks/",
            {
                "act": "add", "name": "Lighthouse", "kind": "generic", "address": there.url,
                "events": ["job.dead"], "lang": "en", "secret": "",
            },
        )  # fmt: skip
        shown = posted.content.decode()
        secret = shown.split("whsec_")[1].split('"')[0].split("<")[0]
        assert len(secret) > 40
        made = Webhook.objects.get()
        assert f"whsec_{secret}" not in page.get("/webhooks/").content.decode()
        own = f"/webhooks/{made.pk}/"
        for _ in range(2):
            page.post(own, {"act": "test", "once": "a"})
        Worker("w", lambda: NOON + timedelta(days=9999), SHANGHAI).until_idle()
        assert len(there.got) == 1
    assert "arrived" in page.get(own).content.decode()
    page.post(own, {"act": "end"})
    assert "None yet." in page.get("/webhooks/").content.decode()


def test_a_mistake_is_told_at_its_field_and_what_was_typed_is_kept(
    home: Any, corpus: Any, client: Client
) -> None:
    page = at_page(manager(), client)
    for address, code in (("http://lamp.example/", "TLS"), ("lamp", "https://")):
        posted = page.post(
            "/webhooks/",
            {"act": "add", "name": "灯塔", "kind": "wecom", "address": address, "lang": "zh",
             "events": ["job.dead"]},
        )  # fmt: skip
        told = posted.content.decode()
        assert posted.status_code == 400 and code in told and 'value="灯塔"' in told


def test_the_webhooks_of_another_organisation_are_not_there(
    inside: None, corpus: Any, client: Client
) -> None:
    theirs = hook(manager(), "http://127.0.0.1:9/")
    page = at_page(manager("ming", "firm", "番禺明灯有限公司"), client)
    assert theirs.name not in page.get("/webhooks/").content.decode()
    for act in ("end", "test", "change"):
        told = page.post(f"/webhooks/{theirs.pk}/", {"act": act, "name": "x"})
        assert told.status_code == 404
    assert page.get(f"/webhooks/{theirs.pk}/").status_code == 404
    with pytest.raises(HarborError, match=r"permit\.denied"):
        trial.try_out(theirs, once="x", by=permits.of(Person.objects.get(username="ming")), at=NOON)


def test_who_looks_after_nobody_has_no_webhooks_page(
    home: Any, corpus: Any, client: Client, office: Person
) -> None:
    office.manager = False
    office.save()
    assert at_page(office, client).get("/webhooks/").status_code == 403


@pytest.mark.parametrize(("kind", "most"), [("dingtalk", 20), ("wecom", 20), ("feishu", 100)])
def test_a_robot_is_never_told_more_in_a_minute_than_its_maker_allows_and_in_order(
    inside: None, kind: str, most: int
) -> None:
    clock, when, events = Clock(), [], most + 15
    with receiving(says=b'{"errcode":0,"code":0}') as there:
        hook(manager(), there.url, kind=kind)
        for ref in range(events):
            tell(ref, name=f"period.{ref:03d}")
        workers = [Worker(name, clock, SHANGHAI) for name in ("w", "v")]
        while Delivery.objects.exclude(state="sent").exists():
            for worker in workers:
                worker.until_idle()
            when += [clock.at] * (len(there.got) - len(when))
            clock.at += timedelta(seconds=0.5)
            if clock.at.minute == 1:
                clock.at += timedelta(minutes=5)  # the machine slept: no burst makes up for it
            assert clock.at < NOON + timedelta(hours=1)
    for first in when:
        assert sum(first <= one < first + timedelta(minutes=1) for one in when) <= most
    texts = [got.body.decode() for got in there.got]
    assert [f"period.{n:03d}" in text for n, text in enumerate(texts)] == [True] * events
    jobs = Job.objects.filter(kind="webhook.send")
    assert set(jobs.values_list("state", "attempts")) == {("done", 1)}


def test_an_own_system_is_told_at_once_however_many_events_there_are(inside: None) -> None:
    with receiving() as there:
        hook(manager(), there.url)
        for ref in range(30):
            tell(ref)
        Worker("w", lambda: NOON, SHANGHAI).until_idle()
        assert len(there.got) == 30
