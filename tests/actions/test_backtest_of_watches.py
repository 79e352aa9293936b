"""A back-test of running watches over an invented corpus: by command, as a job, on the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.warning import backtest as backtesting
from ipharbor.actions.warning._observe import look, reader_of
from ipharbor.actions.watch.add import add
from ipharbor.analysis import replaying
from ipharbor.cli.watching import warn
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.jobs.worker import Worker
from ipharbor.journal.models import Line
from ipharbor.queries.backtests import backtest, replay, replay_of
from ipharbor.records.models import Firm, Job, Person, Watch
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.replaying import _Looking
from statements import statement, table

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2021, 11, 30, 12, tzinfo=SHANGHAI)
RIVAL, OWN = "佛山远光有限公司", "番禺明灯有限公司"
pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The end of a process, as far as a test can have it."""


def documents() -> list[dict[str, Any]]:
    """A rival that files one a month from 2014, and five a month from June 2018 on; every third is
    granted a year later. The own firm has one of 2015."""
    told, n = [], 0
    for month in range(90):
        day = date(2014 + month // 12, month % 12 + 1, 9)
        for _ in range(1 if day < date(2018, 6, 1) else 5):
            n += 1
            told.append(
                statement(
                    n, f"20140{n:07d}", published_on=day, applicants=[RIVAL],
                    publication_number=f"CN1{n:08d}A",
                    granted_on=day + timedelta(days=365) if n % 3 == 0 else None,
                    ipc=["F21V 29/83" if n % 7 else "G10K 15/00"],
                )
            )  # fmt: skip
    told.append(
        statement(900, "201490000900", published_on=date(2015, 2, 2), applicants=[OWN],
                  publication_number="CN190000900A")
    )  # fmt: skip
    return told


@pytest.fixture
def filled(home: Path) -> Path:
    with Loading(home / "corpus") as loading:
        loading.add(table(*documents()))
        loading.finish(Brought("a.csv", "exchange", "a" * 64), on=AT.date())
    return home


@pytest.fixture
def watch(filled: Path) -> Watch:
    firm = Firm.objects.create(name=OWN)
    owner = Person.objects.create(username="he", role="firm", firm=firm, email="he@example.org")
    return add(
        owner=owner, name="远光", applicant=RIVAL, vintage=1, since=AT.date(),
        by=permits.operator(), at=AT,
    )  # fmt: skip


def go_back(home: Path, **said: Any) -> backtesting.Replayed:
    plain = {"corpus": Corpus(home / "corpus"), "by": permits.operator(), "at": AT}
    return backtesting.backtest(home, **(plain | said))  # type: ignore[arg-type]


def test_what_running_and_drawn_watches_would_have_raised_stands_in_the_home(
    filled: Path, watch: Watch
) -> None:
    made = go_back(filled)
    seen = replay(filled)
    assert seen is not None and backtest(filled) is None
    assert (seen.first, seen.last) == (date(2016, 1, 31), date(2020, 5, 31))
    assert (seen.months, made.watches) == (53, 2)  # one that runs; the rival as an applicant
    surges = {row.among: row for row in seen.signals if row.signal == "signal.surge"}
    assert surges["running"].warned >= 3  # from June 2018, while the year before is still low
    assert surges["running"].confirmed == surges["running"].warned
    assert surges["running"].recall is not None and surges["running"].recall < 1
    mine = replay_of(filled, watch.pk)
    assert mine is not None and mine.raised >= mine.judged >= mine.confirmed >= 3
    assert replay_of(filled, watch.pk + 1) is None
    line = Line.objects.get(action="backtest.make")
    assert line.details["watches"] == 2 and line.details["first"] == "2016-01-31"


def test_a_month_is_seen_as_a_round_on_its_last_day_would_have_seen_it(
    filled: Path, watch: Watch
) -> None:
    corpus = Corpus(filled / "corpus")
    asked = replaying.Asked(watch.pk, "applicant", watch.query, "yellow", without=OWN, firm=OWN)
    past = replaying.Past(corpus)
    looking = _Looking(past.asked(asked).watched)
    for since, on in (
        (date(2016, 3, 31), date(2016, 4, 30)),
        (date(2018, 5, 31), date(2018, 6, 30)),
        (date(2019, 8, 31), date(2019, 9, 30)),
    ):
        watch.seen_through, watch.seen_vintage = since, 1
        reader = reader_of(watch.owner, corpus, on=on)
        real = look(watch, corpus, on=on, reader=reader, since_day=past.since).observation
        mine = looking.at(since, on)
        assert mine.before == real.before
        assert (mine.recent, mine.subject, mine.on) == (real.recent, real.subject, real.on)
        assert mine.reader == real.reader

        def told(seen: Any) -> list[tuple[Any, ...]]:
            return sorted((d.known_on, d.granted, d.applicant, d.subclasses) for d in seen.new)

        assert told(mine) == told(real)


def test_what_was_planted_stays_beside_it(filled: Path, watch: Watch) -> None:
    planted = {
        "made_on": "2026-11-30", "seeds": {"tuned": [7], "held_out": [11]},
        "ways": {"warnings": [{"signal": "all", "planted": 4, "recall": 0.9}]},
    }  # fmt: skip
    (filled / "backtest.json").write_text(json.dumps(planted), "utf-8")
    go_back(filled)
    held = backtest(filled)
    assert held is not None and held.ways["warnings"][0].recall == 0.9
    assert replay(filled) is not None


def test_a_file_nobody_can_read_is_neither_overwritten_nor_told(filled: Path) -> None:
    (filled / "backtest.json").write_text("{", "utf-8")
    for ask in (lambda: go_back(filled), lambda: replay(filled)):
        with pytest.raises(HarborError) as refused:
            ask()
        assert refused.value.code == "backtest.unreadable"
    (filled / "backtest.json").write_text('{"replay": {"kinds": 3}}', "utf-8")
    with pytest.raises(HarborError):
        replay(filled)


def test_a_corpus_of_two_years_is_too_short(home: Path) -> None:
    with Loading(home / "corpus") as loading:
        loading.add(table(*documents()[:20]))
        loading.finish(Brought("a.csv", "exchange", "a" * 64), on=AT.date())
    with pytest.raises(HarborError) as refused:
        go_back(home)
    assert refused.value.code == "backtest.too_short"
    assert not (home / "backtest.json").exists()


def test_a_job_that_is_broken_off_goes_on_with_the_watches_that_are_left(
    filled: Path, watch: Watch, monkeypatch: Any
) -> None:
    whole = go_back(filled).counted
    monkeypatch.setattr(backtesting, "_AT_ONCE", 1)
    job = enqueue("warning.backtest", once="b", by=the_clock(), at=AT)
    drawn = replaying.Past.of_drawn

    def none(*given: Any) -> None:
        raise Killed

    monkeypatch.setattr(replaying.Past, "of_drawn", none)
    worker = Worker("w", lambda: AT, SHANGHAI)
    with pytest.raises(Killed):
        worker.until_idle()
    job.refresh_from_db()
    assert job.memo["done"] == 1
    monkeypatch.setattr(replaying.Past, "of_drawn", drawn)

    def not_again(*given: Any) -> None:
        raise AssertionError("the first watch was replayed before")

    monkeypatch.setattr(replaying.Past, "asked", not_again)
    later = AT + timedelta(minutes=5)
    Worker("w2", lambda: later, SHANGHAI).until_idle()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert job.result["watches"] == 2
    held: Mapping[str, Any] = json.loads((filled / "backtest.json").read_text("utf-8"))["replay"]
    assert {name: held[name] for name in ("kinds", "signals", "watches")} == whole.written()


def test_the_schedule_asks_for_it_when_the_corpus_has_grown(filled: Path, watch: Watch) -> None:
    from ipharbor.actions.jobs import _hooks
    from ipharbor.journal import chain

    assert not _hooks.corpus_is_ahead_of_backtest()
    chain.append("corpus.import", "run:1", actor="x", at=AT, details={})
    assert _hooks.corpus_is_ahead_of_backtest()
    go_back(filled)
    assert not _hooks.corpus_is_ahead_of_backtest()
    assert not Job.objects.exists()


def test_by_command_for_chosen_months(filled: Path, watch: Watch, monkeypatch: Any) -> None:
    monkeypatch.setattr("ipharbor.cli.watching.ready", lambda: None)
    said = ["backtest", "--first", "2018-01-01", "--last",
            "2018-12-31", "--json"]  # fmt: skip
    done = CliRunner().invoke(warn, said, obj="zh", catch_exceptions=False)
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["first"], told["last"], told["months"]) == ("2018-01-31", "2018-12-31", 12)
    shown = CliRunner().invoke(warn, said[:-1], obj="zh", catch_exceptions=False)
    assert "signal.surge" in shown.output and "running" in shown.output


def test_the_pages_show_it(filled: Path, watch: Watch, client: Client) -> None:
    client.force_login(watch.owner)
    assert "管理员也可随时发起" in client.get("/track-record/").content.decode()
    go_back(filled)
    page = client.get("/track-record/").content.decode()
    assert "由文献库抽取" in page and "正在运行的监视" in page and "2016-01 至 2020-05" in page
    assert "得到印证" in client.get(f"/watches/{watch.pk}/").content.decode()
