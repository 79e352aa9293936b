"""Mails as they arrive, and ending a kind of them with one click."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.jobs import deliver, lease
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.actions.mail.choose import choose
from ipharbor.actions.mail.digest import lay_down_digests
from ipharbor.actions.mail.kinds import DIGEST, JOBS, TASKS, WARNINGS, token, wants
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.actions.mail.tasks_due import Near, lay_down_due
from ipharbor.gateways.mail import SmtpMailer
from ipharbor.jobs.worker import Worker
from ipharbor.journal.models import Line, Outgoing
from ipharbor.queries import tasks
from ipharbor.records.models import IssuedWarning, Person, Task, WarningRound, Watch
from ipharbor.vocabulary.errors import HarborError

NOON = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
HARM = "<script>alert('灯')</script> & <img src=http://evil.example/x.png>"
pytestmark = pytest.mark.django_db


class Letterbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.raw.append(envelope.content)
        return "250 taken"

    def mails(self) -> list[EmailMessage]:
        parsed = [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.raw]
        return [mail for mail in parsed if isinstance(mail, EmailMessage)]


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, SmtpMailer]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, SmtpMailer("127.0.0.1", port, "harbor@example.org")
    controller.stop()


def laid(person: Person, once: str = "w:1", kind: str = WARNINGS, body: str = "") -> bool:
    return lay_down(
        person, kind, once, subject=f"知港预警 {HARM}", at=NOON, base_url="https://harbor.example",
        body=body or f"何亮，您好。\n\n  · {HARM}\n  https://harbor.example/inbox/7/\n",
    )  # fmt: skip


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    told: str = found.get_content()
    return told


def test_a_mail_arrives_as_text_and_as_html_with_a_way_to_end_its_kind(
    office: Person, letterbox: tuple[Letterbox, SmtpMailer]
) -> None:
    box, mailer = letterbox
    assert laid(office)
    assert deliver.at_once(mailer, at=NOON) == (1, 0)
    (mail,) = box.mails()
    assert mail.get_content_type() == "multipart/alternative"
    text, html = part(mail, "plain"), part(mail, "html")
    link = re.fullmatch(r"<(https://harbor\.example/mail/unsubscribe/[^>]+/)>",
                        mail["List-Unsubscribe"])  # fmt: skip
    assert link is not None
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert link[1] in text and link[1] in html
    assert "何亮" in text and "何亮" in html and 'href="https://harbor.example/inbox/7/"' in html


def test_a_mail_fetches_nothing_and_runs_nothing_whatever_a_title_says(office: Person) -> None:
    laid(office)
    html = Outgoing.objects.get().html
    assert "<script" not in html and "<img" not in html and "<link" not in html
    assert "&lt;script&gt;" in html


def test_posting_to_the_link_ends_that_kind_without_signing_in(
    corpus: Any, office: Person, client: Client
) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = f"/mail/unsubscribe/{token(office, WARNINGS)}/"
    assert strict.get(address).status_code == 200
    assert wants(office, WARNINGS)
    done = strict.post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert done.status_code == 200
    assert not wants(office, WARNINGS) and wants(office, JOBS)
    strict.post(address)
    assert Line.objects.filter(action="mail.choose").count() == 1
    strict.post(address, {"again": "1"})
    assert wants(office, WARNINGS)


@pytest.mark.parametrize("wrong", ["", "x", ":", "altered", "feed"])
def test_a_link_that_is_not_good_is_answered_as_if_it_were_not_there(
    corpus: Any, office: Person, client: Client, wrong: str
) -> None:
    from django.core import signing

    good = token(office, WARNINGS)
    stated = {
        "altered": good[:-3] + "abc",
        "feed": signing.dumps([office.pk, WARNINGS], salt="docket.feed"),
    }.get(wrong, wrong)
    assert client.post(f"/mail/unsubscribe/{stated}/").status_code == 404
    assert wants(office, WARNINGS)


def test_a_person_who_has_left_has_no_link_any_more(corpus: Any, office: Person) -> None:
    address = f"/mail/unsubscribe/{token(office, WARNINGS)}/"
    office.is_active = False
    office.save()
    assert Client().post(address).status_code == 404


def test_a_mail_that_is_not_wanted_is_kept_with_the_reason_and_never_goes(
    office: Person, letterbox: tuple[Letterbox, SmtpMailer]
) -> None:
    box, mailer = letterbox
    choose(office, WARNINGS, False, by=permits.of(office), at=NOON)
    assert not laid(office)
    deliver.at_once(mailer, at=NOON)
    mail = Outgoing.objects.get()
    assert (mail.state, mail.why, box.raw) == ("withheld", "unwanted", [])


def test_nobody_chooses_for_another(office: Person, administrator: Person) -> None:
    with pytest.raises(HarborError, match=r"permit\.denied"):
        choose(office, WARNINGS, False, by=permits.of(administrator), at=NOON)


def test_the_page_tells_the_kinds_and_why_a_mail_did_not_go(
    corpus: Any, office: Person, client: Client
) -> None:
    client.force_login(office)
    client.post("/account/mail/", {"act": "choose", "kinds": [DIGEST]})
    assert (wants(office, WARNINGS), wants(office, DIGEST), wants(office, JOBS)) == (
        False, True, False,
    )  # fmt: skip
    laid(office)
    Outgoing.objects.create(
        once="x", to=office.email, subject="旧信", body="", created_at=NOON, state="failed",
        why="ConnectionRefusedError: harbour closed",
    )  # fmt: skip
    told = client.get("/account/mail/").content.decode()
    assert "harbour closed" in told and "旧信" in told
    assert "您不接收此类邮件" in told


def test_whose_job_was_given_up_gets_a_mail(home: Any, office: Person) -> None:
    job = enqueue("rights.take_up", once="x", by=permits.of(office), at=NOON)
    held = lease.take_this(job, "w", lease=timedelta(minutes=1), at=NOON)
    assert held is not None
    lease.fail(held, {"code": "job.unforeseen", "params": {"why": "x"}}, final=True, at=NOON)
    Worker("w", lambda: NOON, NOON.tzinfo or UTC).until_idle()
    mail = Outgoing.objects.get()
    assert mail.to == office.email and f"/jobs/{job.pk}/" in mail.body and mail.unsubscribe


def test_the_weekly_mail_goes_to_who_chose_it_and_has_open_warnings(office: Person) -> None:
    def digests() -> int:
        return lay_down_digests(
            on=NOON.date(), base_url="https://harbor.example", by=permits.operator(), at=NOON
        )

    warned(office)
    assert digests() == 0
    choose(office, DIGEST, True, by=permits.of(office), at=NOON)
    assert (digests(), digests()) == (1, 0)
    assert "红灯" in Outgoing.objects.get().body
    IssuedWarning.objects.update(state="closed", verdict="useful")
    Outgoing.objects.all().delete()
    assert digests() == 0


def test_the_weekly_mail_tells_what_was_seen_and_how_much_more(office: Person) -> None:
    one = warned(office)
    seen = {"code": "signal.new_documents", "facts": {"count": "3", "granted": "1"}}
    one.evidence = one.evidence | {"signals": [seen, seen]}
    one.save()
    choose(office, DIGEST, True, by=permits.of(office), at=NOON)
    lay_down_digests(
        on=NOON.date(), base_url="https://harbor.example", by=permits.operator(), at=NOON
    )
    assert "新出现 3 件文献，其中 1 件为授权公告。 … +1" in Outgoing.objects.get().body


def warned(person: Person) -> IssuedWarning:
    watch = Watch.objects.create(
        owner=person, name="红灯", kind="query", query="灯", created_at=NOON, since=NOON.date()
    )
    made = WarningRound.objects.create(as_of=NOON.date(), vintage="v0", started_at=NOON)
    return IssuedWarning.objects.create(
        round=made, watch=watch, person=person, decision="raised", reason="decision.x",
        grade="orange", score=12, signals="", as_of=NOON.date(), evidence_sha256="",
        evidence={
            "watch": {"name": "红灯\x0b<b>"}, "new": 3, "signals": [],
            "documents": [{"title": "灯 & 月"}],
        },
        created_at=NOON, changed_at=NOON,
    )  # fmt: skip


def task_of(person: Person, title: str, days: int, **told: object) -> Task:
    due = NOON.date() + timedelta(days=days)
    given = {"title": title, "owner": person, "due_on": due, "made_by_name": "he"} | told
    return Task.objects.create(firm=person.firm, made_at=NOON, changed_at=NOON, **given)


def told_of_tasks(on: datetime) -> int:
    near = [
        (person, [Near(**vars(one)) for one in some])
        for person, some in tasks.newly_near(on=on.date())
    ]
    return lay_down_due(
        near, on=on.date(), base_url="https://harbor.example", by=permits.operator(), at=on
    )


def test_a_task_is_told_of_when_its_day_comes_near_and_once_more_when_it_has_passed(
    firm_person: Person,
) -> None:
    task_of(firm_person, "缴费", 5, due_certain=False)
    task_of(firm_person, "以后", 8)
    assert told_of_tasks(NOON) == 1
    (mail,) = Outgoing.objects.all()
    assert "缴费" in mail.body and "以后" not in mail.body
    assert "2021-12-05" in mail.body and "不确定" in mail.body
    assert "/desk/tasks/" in mail.body
    for days, mails in ((0, 0), (2, 1), (5, 0), (6, 1), (9, 1), (30, 0)):
        assert told_of_tasks(NOON + timedelta(days=days)) == mails, days
    assert "已逾期" in Outgoing.objects.latest("pk").body


def test_a_new_day_of_a_task_is_told_of_anew(firm_person: Person) -> None:
    task = task_of(firm_person, "缴费", 5)
    assert told_of_tasks(NOON) == 1
    Task.objects.filter(pk=task.pk).update(due_on=NOON.date() + timedelta(days=6))
    assert told_of_tasks(NOON) == 0, "the mail of this day has gone, of the same tasks"
    Task.objects.filter(pk=task.pk).update(due_on=NOON.date() + timedelta(days=7))
    assert told_of_tasks(NOON + timedelta(days=1)) == 1


def test_what_nobody_has_taken_is_told_to_who_looks_after_the_firms_people(
    firm_person: Person,
) -> None:
    task_of(firm_person, "缴费", 1, owner=None)
    firm_person.memberships.update(manager=False)
    assert tasks.newly_near(on=NOON.date()) == []
    firm_person.memberships.update(manager=True)
    assert told_of_tasks(NOON) == 1
    assert Outgoing.objects.get().to == "fang@example.org"


def test_who_wants_no_mail_about_tasks_gets_none(firm_person: Person) -> None:
    task_of(firm_person, "缴费", 1)
    choose(firm_person, TASKS, wanted=False, by=permits.of(firm_person), at=NOON)
    assert told_of_tasks(NOON) == 0
    assert not Outgoing.objects.exists()


def test_the_morning_job_lays_the_mails_about_tasks_down_and_done_again_lays_none(
    corpus: Any, firm_person: Person
) -> None:
    wanted = KINDS["mail.tasks"].wanted
    assert wanted is not None and not wanted()
    task_of(firm_person, "缴费", 1)
    assert wanted()
    for once in ("first", "again"):
        enqueue(
            "mail.tasks", once=once, argument={"moment": NOON.isoformat()},
            by=permits.operator(), at=NOON,
        )  # fmt: skip
        Worker("w", lambda: NOON, NOON.tzinfo or UTC).until_idle()
    assert Outgoing.objects.filter(once__startswith="tasks:").count() == 1
