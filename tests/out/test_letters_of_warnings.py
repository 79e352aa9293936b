"""Letters of warnings as they arrive: nothing told twice, nothing lost, whatever is killed."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from ipharbor.actions import permits
from ipharbor.actions.jobs import deliver
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.actions.warning import _mails, _settle
from ipharbor.actions.warning import round as rounds
from ipharbor.actions.warning.reconsider import reconsider
from ipharbor.actions.warning.round import Done, run
from ipharbor.actions.warning.tell import tell
from ipharbor.actions.warning.wish import wish
from ipharbor.actions.watch.add import add
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import SmtpMailer
from ipharbor.jobs.worker import Worker
from ipharbor.journal import chain
from ipharbor.journal.models import Line, Outgoing
from ipharbor.queries.swept import known
from ipharbor.records.models import Firm, IssuedWarning, Organisation, Person
from ipharbor.records.warnings import untold
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal
from ipharbor.warning.wishes import Wishes
from statements import statement, table

TUESDAY = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
OWN = "番禺明灯有限公司"
RIVALS = ("佛山远光有限公司", "东莞彩虹灯厂", "中山星河照明", "深圳极光科技", "惠州晨曦电器")
SLOW = dict.fromkeys(("red", "orange", "yellow", "blue"), "daily")
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


class Harbour:
    """A reader with watches on five rivals, a corpus, and a mail server."""

    def __init__(self, folder: Path, box: Letterbox, mailer: SmtpMailer, reader: Person) -> None:
        self.folder, self.box, self.mailer, self.reader = folder, box, mailer, reader
        self.brought = 0

    def bring(self, *filed: tuple[str, int], day: date = date(2021, 11, 20)) -> None:
        """Documents of rivals, ``(name, how many)``, that became known that day."""
        self.brought += 1
        rows, start = [], self.brought * 100
        for place, (name, count) in enumerate(filed):
            for n in range(start + place * 10, start + place * 10 + count):
                rows.append(
                    statement(
                        n, f"2020{10_000_000 + n}", published_on=day, applicants=[name],
                        publication_number=f"CN1{n:08d}A",
                    )
                )  # fmt: skip
        with Loading(self.folder / "corpus") as loading:
            loading.add(table(*rows))
            name = f"{self.brought}.csv"
            loading.finish(Brought(name, "exchange", name.ljust(64, "0")), on=day)

    def watch(self, *names: str) -> None:
        for name in names:
            add(
                owner=self.reader, name=name, applicant=name, raise_from="blue", vintage=1,
                since=date(2021, 10, 31), by=permits.of(self.reader), at=TUESDAY,
            )  # fmt: skip

    def wants(self, **said: Any) -> None:
        wish(self.reader, Wishes(**said), by=permits.of(self.reader), at=TUESDAY)

    def go(self, at: datetime = TUESDAY) -> Done:
        return run(
            corpus=Corpus(self.folder / "corpus"), mailer=self.mailer, as_of=at.date(),
            base_url="http://harbor.example", by=permits.operator(), at=at,
        )  # fmt: skip

    def wait(self, at: datetime) -> int:
        """The hourly job, and what it laid down sent."""
        made = tell(
            base_url="http://harbor.example", works=lambda day: day.weekday() < 5,
            by=permits.operator(), at=at,
        )  # fmt: skip
        deliver.at_once(self.mailer, at=at)
        return made

    def told(self) -> list[int]:
        """The number of each warning a received mail links to, as often as it does."""
        links = [
            re.findall(r"harbor\.example/inbox/(\d+)/", part(mail, "plain"))
            for mail in self.box.mails()
        ]
        return sorted(int(number) for some in links for number in some)


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Harbour]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    firm = Firm.objects.create(name=OWN, town="440113105")
    reader = Person.objects.create(
        username="he", role="firm", email="he@example.org", firm=firm, display_name="何亮"
    )
    yield Harbour(tmp_path, box, SmtpMailer("127.0.0.1", port, "harbor@example.org"), reader)
    controller.stop()


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    told: str = found.get_content()
    return told


def numbers(**said: Any) -> list[int]:
    return sorted(IssuedWarning.objects.filter(**said).values_list("pk", flat=True))


def test_of_a_weeks_candidates_those_worth_most_are_raised_and_the_others_told_in_the_digest_once(
    harbour: Harbour,
) -> None:
    harbour.wants(budget=2)
    harbour.watch(*RIVALS)
    harbour.bring(*((name, count) for count, name in enumerate(RIVALS, start=1)))
    done = harbour.go()
    assert (done.raised, done.held, done.mails) == (2, 3, 1)
    raised, held = numbers(decision="raised"), numbers(reason="decision.over_budget")
    assert harbour.told() == raised
    worth = {one.pk: one.score for one in IssuedWarning.objects.all()}
    assert min(worth[one] for one in raised) >= max(worth[one] for one in held)
    assert harbour.wait(TUESDAY + timedelta(days=1)) == 0
    monday = TUESDAY + timedelta(days=6)
    assert harbour.wait(monday) == 1
    assert (harbour.wait(monday), harbour.wait(monday + timedelta(days=7))) == (0, 0)
    assert harbour.told() == sorted(raised + held)
    digest = part(harbour.box.mails()[-1], "plain")
    assert digest.count("已达到您所设的每周条数") == 3
    assert chain.verify() is None


def test_the_budget_of_a_week_is_spent_by_its_rounds_together_and_is_new_on_monday(
    harbour: Harbour,
) -> None:
    harbour.wants(budget=1)
    harbour.watch(*RIVALS[:3])
    harbour.bring((RIVALS[0], 1))
    assert harbour.go().raised == 1
    harbour.bring((RIVALS[1], 1), day=date(2021, 12, 1))
    later = harbour.go(TUESDAY + timedelta(days=1))
    assert (later.raised, later.held) == (0, 1)
    harbour.bring((RIVALS[2], 1), day=date(2021, 12, 5))
    assert harbour.go(TUESDAY + timedelta(days=7)).raised == 1


def test_red_goes_out_over_a_spent_budget_and_the_letter_says_so(harbour: Harbour) -> None:
    harbour.wants(budget=1)
    harbour.watch(RIVALS[0])
    harbour.bring((OWN, 1), day=date(2019, 3, 5))
    harbour.bring((RIVALS[0], 1))
    harbour.go()
    harbour.watch(RIVALS[1])
    harbour.bring((RIVALS[1], 9), day=date(2021, 12, 1))
    harbour.go(TUESDAY + timedelta(days=1))
    newest = IssuedWarning.objects.latest("pk")
    assert (newest.grade, newest.reason) == ("red", "decision.red_breaks_through")
    assert "红色预警不受每周条数限制" in part(harbour.box.mails()[-1], "plain")


def test_the_same_rival_again_within_a_month_is_told_as_a_follow_up(harbour: Harbour) -> None:
    harbour.watch(RIVALS[0])
    harbour.bring((RIVALS[0], 2))
    harbour.go()
    harbour.bring((RIVALS[0], 1), day=date(2021, 12, 5))
    harbour.go(TUESDAY + timedelta(days=7))
    first, second = IssuedWarning.objects.order_by("pk")
    assert (second.follows_id, second.reason) == (first.pk, "decision.follow_up")
    assert f"接 2021-11-30 的第 {first.pk} 号预警" in part(harbour.box.mails()[-1], "plain")
    assert harbour.told() == [first.pk, second.pk]


def test_two_watches_on_the_same_documents_stand_together_and_count_once(
    harbour: Harbour,
) -> None:
    harbour.wants(budget=1)
    harbour.watch(RIVALS[0])
    add(
        owner=harbour.reader, name="舞台灯", query="舞台灯", raise_from="blue", vintage=1,
        since=date(2021, 10, 31), by=permits.of(harbour.reader), at=TUESDAY,
    )  # fmt: skip
    harbour.bring((RIVALS[0], 3))
    assert harbour.go().raised == 2
    first, second = IssuedWarning.objects.order_by("pk")
    assert first.bundle_id == second.bundle_id == first.pk
    assert part(harbour.box.mails()[0], "plain").count("与以下预警所说的是同一件事") == 2


def test_in_quiet_hours_nothing_goes_and_afterwards_everything_once(harbour: Harbour) -> None:
    harbour.wants(quiet_from=11, quiet_until=14)
    harbour.watch(*RIVALS[:2])
    harbour.bring((RIVALS[0], 1), (RIVALS[1], 1))
    assert harbour.go().mails == 0
    wanted = KINDS["mail.warnings"].wanted
    assert wanted is not None and wanted()
    assert harbour.wait(TUESDAY + timedelta(hours=1)) == 0
    assert harbour.wait(TUESDAY + timedelta(hours=2)) == 1
    assert not wanted()
    assert harbour.told() == numbers()
    (line,) = Line.objects.filter(action="warning.tell")
    assert line.details["count"] == 2


def test_a_digest_of_each_day_goes_in_the_morning_after_in_the_language_of_the_letters(
    harbour: Harbour,
) -> None:
    harbour.wants(paces=SLOW, lang="en")
    harbour.watch(*RIVALS[:2])
    harbour.bring((RIVALS[0], 1), (RIVALS[1], 1))
    assert harbour.go().mails == 0
    assert harbour.wait(TUESDAY.replace(hour=23)) == 0
    assert harbour.wait(TUESDAY.replace(month=12, day=1, hour=8)) == 1
    (mail,) = harbour.box.mails()
    assert "warnings: 2" in mail["Subject"] and "What happened" in part(mail, "plain")


@pytest.mark.parametrize("dies", ["settling", "writing", "after"])
def test_killed_anywhere_and_run_again_a_round_tells_everything_once(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    harbour.wants(budget=2)
    harbour.watch(*RIVALS)
    harbour.bring(*((name, 1) for name in RIVALS))
    module, name, after = {
        "settling": (_settle, "_write", 2),
        "writing": (_mails, "lay_down", 0),
        "after": (_mails, "_tell", 0),
    }[dies]
    real, calls = getattr(module, name), []

    def dying(*asked: Any, **said: Any) -> Any:
        calls.append(1)
        if len(calls) > after:
            raise KeyboardInterrupt
        return real(*asked, **said)

    monkeypatch.setattr(module, name, dying)
    with pytest.raises(KeyboardInterrupt):
        harbour.go()
    monkeypatch.setattr(module, name, real)
    assert not Outgoing.objects.exists()
    harbour.go()
    harbour.go()
    assert harbour.told() == numbers(decision="raised")
    assert len(numbers(decision="raised")) == 2
    harbour.wait(TUESDAY + timedelta(days=6))
    harbour.wait(TUESDAY + timedelta(days=13))
    assert harbour.told() == numbers()
    assert not untold().exists()


def test_the_letter_tells_what_on_what_why_how_sure_what_to_do_and_who_helps(
    harbour: Harbour,
) -> None:
    for kind, name in (("town_station", "石楼镇知识产权服务站"), ("district_office", "番禺区局")):
        Organisation.objects.create(
            kind=kind, name=name, town="440113105" if kind == "town_station" else "",
            made_at=TUESDAY,
        )  # fmt: skip
    harbour.watch(RIVALS[0])
    harbour.bring((RIVALS[0], 2))
    harbour.go()
    (mail,) = harbour.box.mails()
    text, html = part(mail, "plain"), part(mail, "html")
    for head in ("发生了什么", "依据", "与您有何关系", "把握多大", "怎么办", "谁能帮忙"):
        assert head in text and f">{head}</h3>" in html, head
    assert "2021-12-28" in text, "twenty working days after the 30th of November, for blue"
    assert "石楼镇知识产权服务站" in text and "番禺区局" in text
    assert "只评价过 0 条" in text
    assert "应对方案“" in text and "第一步：" in text
    assert "http://harbor.example/account/warnings/" in text
    assert "<table" in html and "2021-11-20" in html
    assert "<img" not in html and "src=" not in html and "<script" not in html
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_warning_raised_after_all_is_not_mailed_again(harbour: Harbour) -> None:
    harbour.wants(least=5)
    harbour.watch(RIVALS[0])
    harbour.bring((RIVALS[0], 1))
    assert harbour.go().held == 1
    (held,) = IssuedWarning.objects.all()
    reconsider(held.pk, by=permits.of(harbour.reader), at=TUESDAY)
    assert harbour.wait(TUESDAY + timedelta(days=6)) == 0


def test_the_hourly_job_lays_down_what_waited(home: Any, corpus: Any, harbour: Harbour) -> None:
    harbour.wants(paces=SLOW)
    harbour.watch(RIVALS[0])
    harbour.bring((RIVALS[0], 1))
    harbour.go()
    morning = TUESDAY + timedelta(days=1)
    for once in ("first", "again"):
        enqueue("mail.warnings", once=once, by=permits.operator(), at=morning)
        Worker("w", lambda: morning, TUESDAY.tzinfo).until_idle()  # type: ignore[arg-type]
    assert Outgoing.objects.filter(once__startswith="warnings:").count() == 1


def test_incidents_are_weighed_signal_by_signal_and_told_with_what_they_rest_on(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen(mark: str, code: str, points: int, right: str) -> Incident:
        facts = (("count", "9"), ("usual", "1.0"), ("windows", "12"), ("chance", "0.01 %"))
        given = (Points("probability", points, "grade.watched"),
                 Points("impact", 3, "grade.watched"))  # fmt: skip
        on = TUESDAY.date()
        return Incident(mark, Signal(code, facts), on, on, given, firms=(OWN,), rights=(right,))

    harbour.bring((RIVALS[0], 1))
    corpus = Corpus(harbour.folder / "corpus")
    harbour.wants(budget=1)
    add(
        owner=harbour.reader, name="自有权利", kind="own_rights", since=date(2021, 10, 31),
        raise_from="blue", vintage=1, by=permits.of(harbour.reader), at=TUESDAY,
    )  # fmt: skip

    def go(at: datetime, *found: Incident) -> None:
        monkeypatch.setattr(rounds, "SWEEPS", {f"test{at:%d}": lambda shown, span: found})
        rounds.run(
            corpus=corpus, mailer=harbour.mailer, as_of=at.date(), by=permits.operator(), at=at,
            known=known(corpus, region="panyu"), base_url="http://harbor.example",
        )  # fmt: skip

    go(TUESDAY, seen("a", "signal.surge", 4, "CN1"), seen("b", "signal.newcomer", 2, "CN1"))
    assert numbers(decision="raised") == numbers(about="signal.surge")
    assert numbers(reason="decision.over_budget") == numbers(about="signal.newcomer")
    assert "1 项情况" in part(harbour.box.mails()[0], "plain")
    monday = TUESDAY + timedelta(days=7)
    go(monday, seen("c", "signal.surge", 4, "CN2"))
    latest = IssuedWarning.objects.latest("pk")
    assert latest.follows is None, "another right is no follow-up"
    go(monday + timedelta(days=7), seen("d", "signal.surge", 4, "CN2"))
    assert IssuedWarning.objects.latest("pk").follows_id == latest.pk
