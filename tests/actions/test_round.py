"""Rounds over watches: what a person is told, once, and on what it rests."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.warning import _observe as looking
from ipharbor.actions.warning import _sifting as sifting
from ipharbor.actions.warning import round as rounds
from ipharbor.actions.warning.acknowledge import acknowledge
from ipharbor.actions.warning.act import act
from ipharbor.actions.warning.close import close
from ipharbor.actions.warning.round import Done, run
from ipharbor.actions.watch.add import add
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import FolderMailer, Mail
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, IssuedWarning, Person, Watch
from ipharbor.vocabulary.errors import HarborError
from statements import statement, table

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
MONTH_END = date(2021, 11, 30)
RIVAL = "佛山远光有限公司"
OWN = "番禺明灯有限公司"
pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Person:
    firm = Firm.objects.create(name=OWN)
    return Person.objects.create(
        username="he", role="firm", email="he@example.org", firm=firm, display_name="何亮"
    )


def load(folder: Path, *statements: dict[str, Any], name: str, on: date = MONTH_END) -> None:
    with Loading(folder / "corpus") as loading:
        loading.add(table(*statements))
        loading.finish(Brought(name, "exchange", name.ljust(64, "0")), on=on)


def rival(n: int, day: date, **said: Any) -> dict[str, Any]:
    return statement(
        n, f"2020{10_000_000 + n}", published_on=day, applicants=[RIVAL],
        publication_number=f"CN1{n:08d}A", **said,
    )  # fmt: skip


def go(folder: Path, as_of: date = MONTH_END, mailer: Any = None) -> Done:
    return run(
        corpus=Corpus(folder / "corpus"),
        mailer=mailer or FolderMailer(folder / "mail", "ipharbor@example.org"),
        as_of=as_of,
        base_url="http://harbor.example",
        by=permits.operator(),
        at=AT,
    )


def watch(owner: Person, **said: Any) -> Watch:
    plain = {"name": "远光", "applicant": RIVAL, "vintage": 1, "since": date(2021, 10, 31)}
    return add(owner=owner, by=permits.operator(), at=AT, **(plain | said))


def mails(folder: Path) -> list[Any]:
    paths = sorted((folder / "mail").glob("*.eml"))
    return [email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in paths]


def test_a_rival_in_the_own_field_is_raised_mailed_and_kept(tmp_path: Path, reader: Person) -> None:
    own = statement(90, "201990000090", applicants=[OWN], publication_number="CN190000090A")
    new = [rival(n, date(2021, 11, 2 + n)) for n in range(1, 7)]
    load(tmp_path, own, *new, name="a.csv")
    watch(reader)
    done = go(tmp_path)
    assert (done.raised, done.held, done.mails, done.unsent) == (1, 0, 1, 0)
    warning = IssuedWarning.objects.get()
    assert warning.grade == "red"
    assert "signal.own_field" in warning.signals
    assert warning.evidence["new"] == 6
    assert warning.evidence["documents"][0]["known_on"] == "2021-11-08"
    told = json.dumps(warning.evidence, ensure_ascii=False, sort_keys=True)
    assert warning.evidence_sha256 == hashlib.sha256(told.encode()).hexdigest()
    (mail,) = mails(tmp_path)
    assert mail["To"] == "he@example.org"
    assert "红色" in mail["Subject"]
    assert f"http://harbor.example/inbox/{warning.pk}/" in mail.get_body(("plain",)).get_content()
    assert [line.action for line in Line.objects.order_by("seq")] == [
        "watch.add", "warning.raise", "warning.round",
    ]  # fmt: skip
    assert chain.verify() is None


def test_nothing_is_brought_up_twice(tmp_path: Path, reader: Person) -> None:
    load(tmp_path, *[rival(n, date(2021, 11, 2 + n)) for n in range(1, 7)], name="a.csv")
    watch(reader, raise_from="blue")
    go(tmp_path)
    again = go(tmp_path)
    assert (again.documents, again.raised, again.mails) == (0, 0, 0)
    load(tmp_path, rival(20, date(2021, 11, 30)), name="b.csv")
    third = go(tmp_path)
    assert (third.documents, third.raised) == (1, 1)
    assert IssuedWarning.objects.latest("pk").evidence["new"] == 1


def test_a_round_as_of_a_past_day_sees_nothing_of_the_future(
    tmp_path: Path, reader: Person
) -> None:
    days = [date(2021, 11, d) for d in (3, 9, 10, 23)]
    load(tmp_path, *[rival(n, day) for n, day in enumerate(days, start=1)], name="a.csv")
    watch(reader, raise_from="blue")
    first = go(tmp_path, as_of=date(2021, 11, 9))
    assert first.documents == 2
    second = go(tmp_path, as_of=MONTH_END)
    assert second.documents == 2


def test_a_later_grant_of_a_known_application_is_news_of_its_own(
    tmp_path: Path, reader: Person
) -> None:
    load(tmp_path, rival(1, date(2021, 11, 3)), name="a.csv")
    watch(reader, raise_from="blue")
    go(tmp_path, as_of=date(2021, 11, 10))
    granted = rival(1, date(2021, 11, 23), stage="grant") | {"publication_number": "CN100000001B"}
    load(tmp_path, granted, name="b.csv")
    done = go(tmp_path)
    assert done.documents == 1
    (document,) = IssuedWarning.objects.latest("pk").evidence["documents"]
    assert document["granted"] is True
    assert document["known_on"] == "2021-11-23"


def test_old_records_that_are_only_now_imported_are_held_with_the_reason(
    tmp_path: Path, reader: Person
) -> None:
    load(tmp_path, rival(1, date(2015, 3, 4)), name="a.csv")
    watch(reader, raise_from="blue")
    load(tmp_path, rival(2, date(2015, 4, 1)), name="b.csv")
    done = go(tmp_path)
    assert (done.raised, done.held, done.mails) == (0, 1, 0)
    assert IssuedWarning.objects.get().reason == "decision.late_arrival"


def test_one_mail_a_person_tells_of_all_watches_in_the_persons_language(
    tmp_path: Path, reader: Person
) -> None:
    reader.lang = "en"
    reader.save()
    load(tmp_path, *[rival(n, date(2021, 11, 2 + n)) for n in range(1, 7)], name="a.csv")
    watch(reader, raise_from="blue")
    watch(reader, name="灯", applicant="", query="舞台灯", raise_from="blue")
    done = go(tmp_path)
    assert (done.raised, done.mails) == (2, 1)
    assert "warnings: 2" in mails(tmp_path)[0]["Subject"]


def test_a_mail_that_could_not_go_is_sent_by_a_later_round(tmp_path: Path, reader: Person) -> None:
    class Down:
        def send(self, mail: Mail) -> None:
            raise ConnectionRefusedError("down")

    load(tmp_path, *[rival(n, date(2021, 11, 2 + n)) for n in range(1, 7)], name="a.csv")
    watch(reader, raise_from="blue")
    assert go(tmp_path, mailer=Down()).unsent == 1
    assert mails(tmp_path) == []
    assert go(tmp_path).unsent == 0
    assert len(mails(tmp_path)) == 1


def test_a_round_killed_between_watches_tells_of_everything_at_the_next(
    tmp_path: Path, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipharbor.actions.warning import round as rounds

    load(tmp_path, *[rival(n, date(2021, 11, 2 + n)) for n in range(1, 7)], name="a.csv")
    watch(reader, raise_from="blue")
    watch(reader, name="灯", applicant="", query="舞台灯", raise_from="blue")
    looks, look = [], rounds.look

    def dying(*args: Any, **kwargs: Any) -> Any:
        looks.append(1)
        if len(looks) == 2:
            raise KeyboardInterrupt
        return look(*args, **kwargs)

    monkeypatch.setattr(rounds, "look", dying)
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path)
    monkeypatch.setattr(rounds, "look", look)
    done = go(tmp_path)
    assert done.raised == 1
    assert IssuedWarning.objects.filter(decision="raised").count() == 2
    assert len(mails(tmp_path)) == 1
    assert mails(tmp_path)[0].get_body(("plain",)).get_content().count("/inbox/") == 3


def test_nobody_is_warned_of_ones_own_filings(tmp_path: Path, reader: Person) -> None:
    own = rival(1, date(2021, 11, 3)) | {"applicants": [OWN, RIVAL]}
    load(tmp_path, own, rival(2, date(2021, 11, 4)), name="a.csv")
    watch(reader, applicant="", query="舞台灯", raise_from="blue")
    assert go(tmp_path).documents == 1


def test_a_replay_does_not_know_the_fields_the_reader_entered_later(
    tmp_path: Path, reader: Person
) -> None:
    later = statement(
        90, "202090000090", applicants=[OWN], published_on=date(2021, 11, 20),
        publication_number="CN190000090A",
    )  # fmt: skip
    load(tmp_path, later, rival(1, date(2021, 11, 3)), rival(2, date(2021, 11, 25)), name="a.csv")
    watch(reader, raise_from="blue")
    go(tmp_path, as_of=date(2021, 11, 10))
    go(tmp_path, as_of=MONTH_END)
    before, after = IssuedWarning.objects.order_by("pk")
    assert "signal.own_field" not in before.signals
    assert "signal.own_field" in after.signals


def test_an_ended_watch_looks_no_more(tmp_path: Path, reader: Person) -> None:
    from ipharbor.actions.watch.end import end

    load(tmp_path, rival(1, date(2021, 11, 3)), name="a.csv")
    end(watch(reader).pk, by=permits.of(reader), at=AT)
    assert go(tmp_path).watches == 0


def test_the_windows_of_the_past_start_with_the_corpus(tmp_path: Path, reader: Person) -> None:
    start = MONTH_END - timedelta(days=91 * 5)
    past = [rival(n, start + timedelta(days=n * 45)) for n in range(1, 8)]
    new = [rival(n, MONTH_END - timedelta(days=n - 20)) for n in range(20, 34)]
    load(tmp_path, rival(99, start), *past, *new, name="a.csv")
    watch(reader, since=MONTH_END - timedelta(days=30), raise_from="blue")
    go(tmp_path)
    warning = IssuedWarning.objects.get()
    assert len(warning.evidence["quarters"]) == 4
    assert "signal.surge" in warning.signals


def test_a_warning_lives_from_new_to_closed_and_each_step_is_in_the_journal(
    tmp_path: Path, reader: Person
) -> None:
    load(tmp_path, rival(1, date(2021, 11, 3)), name="a.csv")
    watch(reader, raise_from="blue")
    go(tmp_path)
    pk, by = IssuedWarning.objects.get().pk, permits.of(reader)
    assert acknowledge(pk, by=by, at=AT).state == "acknowledged"
    with pytest.raises(HarborError) as again:
        acknowledge(pk, by=by, at=AT)
    assert again.value.code == "warning.move.impossible"
    with pytest.raises(HarborError):
        act(pk, step="  ", due_on=None, by=by, at=AT)
    assert act(pk, step="做 FTO 检索", due_on=date(2021, 12, 31), by=by, at=AT).state == "in_hand"
    with pytest.raises(HarborError):
        close(pk, verdict="splendid", by=by, at=AT)
    assert close(pk, verdict="useful", note="已改型", by=by, at=AT).state == "closed"
    steps = Line.objects.filter(subject=f"warning:{pk}").values_list("action", flat=True)
    assert list(steps) == [
        "warning.raise", "warning.acknowledge", "warning.act", "warning.close",
    ]  # fmt: skip


def test_a_round_over_an_empty_corpus_is_quiet(tmp_path: Path, reader: Person) -> None:
    watch(reader)
    done = go(tmp_path)
    assert (done.watches, done.raised, done.newest) == (1, 0, None)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"name": " "}, "watch.name.missing"),
        ({"applicant": ""}, "watch.subject.missing"),
        ({"query": "灯"}, "watch.subject.missing"),
        ({"applicant": "", "query": "(灯"}, "query.unfinished"),
        ({"applicant": "", "query": "  "}, "watch.subject.missing"),
        ({"raise_from": "pink"}, "watch.grade.unknown"),
    ],
)
def test_a_watch_that_cannot_be_is_refused_with_the_reason(
    reader: Person, form: dict[str, str], code: str
) -> None:
    with pytest.raises(HarborError) as refused:
        watch(reader, **form)
    assert refused.value.code == code


def test_two_watches_of_one_name_are_refused_until_the_first_has_ended(reader: Person) -> None:
    from ipharbor.actions.watch.end import end

    first = watch(reader)
    with pytest.raises(HarborError) as taken:
        watch(reader)
    assert taken.value.code == "watch.name.taken"
    end(first.pk, by=permits.of(reader), at=AT)
    assert watch(reader).pk != first.pk


def lives(folder: Path, reader: Person) -> None:
    """A corpus, 30 watches that have looked at it, of whose rivals ten file again, and one of
    whose old applications is granted; and a watch that starts with the news."""
    names = [f"佛山远光{n}号有限公司" for n in range(30)]

    def of(n: int, day: date, name: str, **said: Any) -> dict[str, Any]:
        return rival(n, day, **said) | {"applicants": [name]}

    load(
        folder, *[of(n, date(2021, 5, 3), names[n % 30]) for n in range(100, 400)],
        name="a.csv", on=date(2021, 10, 30),
    )  # fmt: skip
    for name in names:
        watch(reader, name=name, applicant=name, raise_from="blue")
    go(folder, as_of=date(2021, 11, 2))
    granted = of(129, date(2021, 5, 3), names[29], granted_on=date(2021, 11, 5))
    fresh = [of(n, date(2021, 11, 9), names[n % 10]) for n in range(500, 520)]
    late = of(600, date(2015, 1, 1), names[11])  # old, and only now in the corpus
    load(folder, granted, late, *fresh, name="b.csv")
    watch(reader, name="新", applicant=names[2], raise_from="blue", vintage=2)


@pytest.mark.parametrize("dear", [0, 1_000_000], ids=["sieve", "corpus"])
def test_watches_sifted_together_tell_what_each_tells_that_looks_by_itself(
    tmp_path: Path, reader: Person, monkeypatch: pytest.MonkeyPatch, dear: int
) -> None:
    def came_of(folder: Path) -> tuple[Any, ...]:
        lives(folder, reader)
        done = go(folder)
        warnings = IssuedWarning.objects.order_by("watch__pk", "pk")
        told = [
            (w.watch.name, w.decision, w.reason, w.grade, w.evidence["documents"]) for w in warnings
        ]
        reached = list(
            Watch.objects.order_by("pk").values_list("name", "seen_through", "seen_vintage")
        )
        return done.watches, done.documents, done.raised, done.held, told, reached

    monkeypatch.setattr(sifting, "_DEAR", dear)
    sieves: list[bool] = []
    sieve = sifting.Sieve.of
    monkeypatch.setattr(sifting.Sieve, "of", lambda news: sieves.append(True) or sieve(news))
    looked: list[str] = []
    real = looking.look
    monkeypatch.setattr(
        rounds, "look", lambda watch, *a, **k: looked.append(watch.name) or real(watch, *a, **k)
    )
    with transaction.atomic():
        sifted = came_of(tmp_path / "sifted")
        transaction.set_rollback(True)
    once = len(looked)
    assert bool(sieves) is (dear == 0), "the way that is meant was gone"
    looked.clear()
    monkeypatch.setattr(sifting, "_ONE_BY_ONE", 1_000_000)
    with transaction.atomic():
        alone = came_of(tmp_path / "alone")
        transaction.set_rollback(True)
    assert sifted == alone
    assert (once, len(looked)) == (13, 61)
    assert sifted[2] > 10


def test_what_comes_in_while_a_watch_looks_is_told_by_the_next_round(
    tmp_path: Path, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(tmp_path, rival(1, date(2021, 11, 3)), name="a.csv")
    watch(reader, raise_from="blue")
    real = looking.look

    def looks(*asked: Any, **said: Any) -> Any:
        seen = real(*asked, **said)
        load(tmp_path, rival(2, date(2021, 11, 4)), name="b.csv")
        return seen

    monkeypatch.setattr(rounds, "look", looks)
    assert go(tmp_path).documents == 1
    monkeypatch.setattr(rounds, "look", real)
    assert go(tmp_path).documents == 1
    assert go(tmp_path).documents == 0
