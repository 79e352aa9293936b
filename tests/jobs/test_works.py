"""What each kind of job does, also when it is broken off and begun again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.corpus import import_file as importing
from ipharbor.actions.corpus.begin_upload import begin_upload
from ipharbor.actions.jobs.cancel import cancel
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.watch.add import add
from ipharbor.corpus import manifest
from ipharbor.corpus.loading import Loading
from ipharbor.gateways.mail import FolderMailer
from ipharbor.jobs import works
from ipharbor.jobs.worker import Worker
from ipharbor.journal import outbox
from ipharbor.journal.models import Line, Outgoing
from ipharbor.records.models import ImportRun, IssuedWarning, Job, Right, WarningRound

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2021, 11, 30, 12, tzinfo=SHANGHAI)
LAMPS = (
    "publication_number,publication_date,title,application_number,applicant_first,country\n"
    "CN109000001A,2021-03-01,一种舞台灯,202010000001.3,番禺明灯有限公司,CN\n"
    "CN109000002A,2021-13-01,一种音箱,202010000002.8,番禺明灯有限公司,CN\n"
    "CN109000003A,2021-05-01,一种摇头灯,202010000003.2,番禺远光有限公司,CN\n"
)
MORE = (
    "publication_number,publication_date,title,application_number,applicant_first,country\n"
    "CN109000001A,2021-03-01,一种不同的舞台灯,202010000001.3,番禺明灯有限公司,CN\n"
    "CN109000004A,2021-06-01,一种烟雾机,202010000004.7,番禺明灯有限公司,CN\n"
)
pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The end of a process, as far as a test can have it."""


def bench(at: datetime = NOON) -> Worker:
    return Worker("w", lambda: at, SHANGHAI)


def uploaded(home: Path, text: str = LAMPS, by: permits.Actor | None = None) -> ImportRun:
    return begin_upload(
        [text.encode()], "灯具.csv", uploads=home / "uploads", limit_mb=1,
        by=by or permits.operator(), at=NOON,
    )  # fmt: skip


def killed(worker: Worker) -> None:
    """Work until the process ends, and let the lease of what it held run out."""
    with pytest.raises(Killed):
        worker.once()
    Job.objects.filter(state="running").update(lease_until=NOON - timedelta(seconds=1))


def receipt(run: ImportRun) -> tuple[Any, ...]:
    run.refresh_from_db()
    names = ("state", "read", "stored", "merged", "unchanged", "set_aside", "findings", "vintage")
    return tuple(getattr(run, name) for name in names)


def test_an_upload_is_imported_its_file_removed_and_the_dockets_brought_up_to_date(
    home: Path,
) -> None:
    uploaded(home)
    bench().until_idle()
    take_up("番禺明灯有限公司", corpus=wiring.corpus(), by=permits.operator(), at=NOON)
    run = uploaded(home, MORE)
    assert bench().until_idle() == 2
    assert receipt(run)[:4] == ("done", 2, 1, 1)
    assert list((home / "uploads").iterdir()) == []
    assert Right.objects.filter(title="一种烟雾机").exists()
    told = Job.objects.get(kind="rights.take_up")
    assert told.result == {"firms": 1, "added": 1, "changed": told.result["changed"]}


@pytest.mark.parametrize("where", ["read", "write", "switch", "receipt"])
def test_an_import_killed_anywhere_has_in_the_end_the_receipt_of_one_that_was_not(
    where: str, home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: Any
) -> None:
    unhurt = receipt_of_an_unhurt_import(home, tmp_path_factory.mktemp("unhurt"), monkeypatch)
    uploaded(home)
    bench().until_idle()
    run = uploaded(home, MORE)
    with monkeypatch.context() as patch:
        end: Callable[..., None] = lambda *_, **__: (_ for _ in ()).throw(Killed)  # noqa: E731
        if where == "read":
            patch.setattr(Loading, "add", end)
        elif where == "write":
            patch.setattr(Loading, "_write_index", end)
        elif where == "switch":
            patch.setattr(Loading, "_switch", end)
        else:
            patch.setattr(importing, "_done", end)
        killed(bench())
    bench().until_idle()
    assert receipt(run) == unhurt
    assert len(manifest.read(home / "corpus").volumes) == 2
    assert Line.objects.filter(action="corpus.import", subject=f"import:{run.pk}").count() == 1
    assert (home / "receipts" / str(run.pk) / "findings.parquet").stat().st_size > 0


def receipt_of_an_unhurt_import(home: Path, other: Path, monkeypatch: Any) -> tuple[Any, ...]:
    from ipharbor import settings

    with monkeypatch.context() as patch:
        patch.setenv("IPHARBOR_HOME", str(other))
        settings.current.cache_clear()
        uploaded(other)
        run = uploaded(other, MORE)
        bench().until_idle()
        told = receipt(run)
    settings.current.cache_clear()
    wiring.corpus.cache_clear()
    Job.objects.all().delete()
    assert told[0] == "done" and told[6] > 0
    # The register is shared with the other home; its runs must not answer for this one.
    ImportRun.objects.all().update(fingerprint="")
    return told


def test_a_cancelled_import_leaves_the_store_as_it_was(home: Path, monkeypatch: Any) -> None:
    uploaded(home)
    bench().until_idle()
    before = manifest.read(home / "corpus")
    run = uploaded(home, MORE)
    job = Job.objects.get(once=f"import:{run.pk}")
    add = Loading.add

    def called_off(self: Loading, statements: Any) -> None:
        cancel(job.pk, by=permits.operator(), at=NOON)
        add(self, statements)

    monkeypatch.setattr(Loading, "add", called_off)
    bench().until_idle()
    job.refresh_from_db()
    run.refresh_from_db()
    assert job.state == "cancelled"
    assert (run.state, run.error["code"]) == ("failed", "job.cancelled")
    assert manifest.read(home / "corpus") == before
    assert not (home / "corpus" / "staging").exists()
    assert not Line.objects.filter(action="corpus.import", subject=f"import:{run.pk}").exists()


def test_a_file_that_cannot_be_read_is_a_dead_letter_that_keeps_its_file_for_another_try(
    home: Path,
) -> None:
    run = uploaded(home, "甲,乙\n1,2\n")
    bench().until_idle()
    job = Job.objects.get()
    run.refresh_from_db()
    assert (job.state, job.error["code"]) == ("dead", "import.format.unknown")
    assert (run.state, run.error["code"]) == ("failed", "import.format.unknown")
    assert len(list((home / "uploads").iterdir())) == 1


def test_an_import_waits_while_another_process_holds_the_store(home: Path) -> None:
    run = uploaded(home)
    with Loading(home / "corpus"):
        bench().until_idle()
    run.refresh_from_db()
    job = Job.objects.get()
    assert (job.state, run.state) == ("failed", "waiting")
    bench(NOON + timedelta(minutes=1)).until_idle()
    assert receipt(run)[0] == "done"


def test_a_round_killed_between_two_watches_goes_on_and_brings_nothing_up_twice(
    home: Path, office: Any, monkeypatch: Any
) -> None:
    uploaded(home)
    bench().until_idle()
    for firm in ("番禺明灯有限公司", "番禺远光有限公司"):
        add(
            owner=office, name=firm, applicant=firm, since=NOON.date() - timedelta(days=400),
            vintage=1, raise_from="blue", by=permits.of(office), at=NOON,
        )  # fmt: skip
    argument = {"moment": NOON.isoformat()}
    job = enqueue("warning.round", once="r", argument=argument, by=the_clock(), at=NOON)
    keep, kept = works.rounds._keep, []

    def one_then_none(*given: Any, **more: Any) -> None:
        if kept:
            raise Killed
        kept.append(given)
        keep(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(works.rounds, "_keep", one_then_none)
        killed(bench())
    assert IssuedWarning.objects.count() == 1
    with monkeypatch.context() as patch:  # killed once more, when all but the job is closed
        patch.setattr("ipharbor.jobs.worker.lease.finish", lambda *_, **__: (_ for _ in ()).throw(
            Killed))  # fmt: skip
        killed(bench())
    bench().until_idle()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 3)
    assert (WarningRound.objects.count(), IssuedWarning.objects.count()) == (1, 2)
    assert Line.objects.filter(action="warning.round").count() == 1
    assert Outgoing.objects.count() == 1


def test_a_mail_that_cannot_go_is_a_dead_letter_with_its_reason_and_goes_when_run_again(
    home: Path, monkeypatch: Any
) -> None:
    from ipharbor.actions.jobs.run_again import run_again

    outbox.put("m:1", to="he@example.org", subject="预警", body="何亮，您好。", at=NOON)
    outbox.put("m:2", to="lin@example.org", subject="预警", body="林晓，您好。", at=NOON)
    enqueue("mail.deliver", once="d", by=the_clock(), at=NOON)
    send = FolderMailer.send

    def refuse_he(self: FolderMailer, mail: Any) -> None:
        if mail.to == "he@example.org":
            raise ConnectionRefusedError("没有人应答")
        send(self, mail)

    with monkeypatch.context() as patch:
        patch.setattr(FolderMailer, "send", refuse_he)
        for minutes in (0, 1, 3, 7, 15):
            bench(NOON + timedelta(minutes=minutes)).until_idle()
    lost = Job.objects.get(state="dead")
    assert lost.about == "he@example.org"
    assert lost.error["code"] == "job.mail_refused" and "没有人应答" in lost.error["params"]["why"]
    assert Outgoing.objects.get(once="m:1").state == "failed"
    assert Outgoing.objects.get(once="m:2").state == "sent"
    hour = NOON + timedelta(hours=1)
    run_again(lost.pk, by=permits.operator(), at=hour)
    with monkeypatch.context() as patch:
        patch.setattr(FolderMailer, "send", refuse_he)
        bench(hour).until_idle()
    bench(hour + timedelta(minutes=1)).until_idle()
    assert Outgoing.objects.get(once="m:1").state == "sent"
    assert len(list((home / "mail").glob("*.eml"))) == 2


def test_a_mail_sent_by_a_worker_that_did_not_live_to_say_so_is_the_same_mail_when_sent_again(
    home: Path, monkeypatch: Any
) -> None:
    outbox.put("m:1", to="he@example.org", subject="预警", body="何亮，您好。", at=NOON)
    enqueue("mail.send", once="mail:1", argument={"mail": Outgoing.objects.get().pk},
            by=the_clock(), at=NOON)  # fmt: skip
    send = FolderMailer.send

    def send_and_die(self: FolderMailer, mail: Any) -> None:
        send(self, mail)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(FolderMailer, "send", send_and_die)
        killed(bench())
    (first,) = [path.read_text() for path in (home / "mail").glob("*.eml")]
    bench(NOON + timedelta(hours=2)).until_idle()
    (second,) = [path.read_text() for path in (home / "mail").glob("*.eml")]
    assert Outgoing.objects.get().state == "sent"
    assert first == second


def test_nightly_backups_keep_the_newest_and_one_broken_off_is_written_again(
    home: Path, monkeypatch: Any
) -> None:
    written: list[Path] = []

    def write(path: Path, **_: Any) -> None:
        written.append(path)
        path.write_text("tar")

    monkeypatch.setattr(works, "write_backup", write)
    for night in (1, 2, 3):
        moment = NOON.replace(month=11, day=night, hour=2)
        argument = {"keep": 2, "moment": moment.isoformat()}
        enqueue("backup", once=f"b:{night}", argument=argument, by=the_clock(), at=NOON)
    bench().until_idle()
    left = sorted(path.name for path in (home / "backups").iterdir())
    assert left == ["ipharbor-20211102-0200.tar", "ipharbor-20211103-0200.tar"]
    assert len(written) == 3
    assert {job.state for job in Job.objects.all()} == {"done"}
