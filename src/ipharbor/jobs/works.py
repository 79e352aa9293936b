"""What each kind of job does: from its argument to one call of an action.

Every work may be begun again after it was broken off anywhere: what it has done already it
finds and does not do twice. It gives what the message ``job.result.KIND`` has gaps for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions.corpus.import_file import import_file
from ipharbor.actions.installation.backup import backup as write_backup
from ipharbor.actions.installation.keep import keep
from ipharbor.actions.installation.sign import sign
from ipharbor.actions.jobs import deliver, lease
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.actions.jobs.kinds import kind_named
from ipharbor.actions.mail.digest import lay_down_digests
from ipharbor.actions.mail.job_dead import tell_of_death
from ipharbor.actions.mail.tasks_due import Near, lay_down_due
from ipharbor.actions.region.learn import learn
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.rights.take_up_region import TakenUpRegion, take_up_region
from ipharbor.actions.warning import round as rounds
from ipharbor.actions.warning.tell import tell
from ipharbor.actions.webhook import due_soon, pace
from ipharbor.actions.webhook.due_soon import Due
from ipharbor.actions.webhook.send import send as send_event
from ipharbor.jobs._alarms import mail_alarms
from ipharbor.jobs._backtest import backtest_warnings
from ipharbor.jobs._collateral import collateral_look
from ipharbor.jobs._month_report import asked_month, made_reports
from ipharbor.jobs._plans import reckoned
from ipharbor.jobs._stress import collateral_stress
from ipharbor.jobs._tidying import api_tidy, jobs_prune, people_tidy
from ipharbor.jobs.at_hand import AtHand, Later
from ipharbor.journal import heads
from ipharbor.journal.proving import length
from ipharbor.queries import overview, tasks
from ipharbor.queries.docket import IN_GRACE, docket
from ipharbor.queries.dockets import region_taken_up, taken_up_by_name
from ipharbor.queries.law import book, working
from ipharbor.queries.law_effects import effects
from ipharbor.queries.swept import known
from ipharbor.records.models import Firm, ImportRun, Right, WarningRound
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

Work = Callable[[AtHand], Mapping[str, Any]]
WORKS: dict[str, Work] = {
    "mail.alarms": mail_alarms,
    "collateral.look": collateral_look,
    "warning.backtest": backtest_warnings,
    "jobs.prune": jobs_prune,
    "people.tidy": people_tidy,
    "api.tidy": api_tidy,
    "collateral.stress": collateral_stress,
}


def work(kind: str) -> Callable[[Work], Work]:
    """Mark a function as the work of ``kind``."""

    def known(function: Work) -> Work:
        WORKS[kind] = function
        return function

    return known


@work("corpus.import")
def corpus_import(at_hand: AtHand) -> Mapping[str, Any]:
    """Bring in the file of a run, then let the dockets take up what it brought."""
    run = ImportRun.objects.get(pk=at_hand.argument["run"])
    path = Path(at_hand.argument["path"])
    if run.state != ImportRun.State.DONE:
        if not path.exists():
            raise HarborError("job.file_gone", name=run.file_name)

        def progress(phase: str, done: int, of: int) -> None:
            if at_hand.tell(f"job.said.{phase}", done, of):
                ImportRun.objects.filter(pk=run.pk).update(
                    phase=phase, done_units=done, total_units=of
                )

        try:
            import_file(
                path,
                home=current().home,
                memory_mb=current().memory_mb,
                region=current().region,
                by=at_hand.by,
                at=at_hand.now(),
                run=run,
                progress=progress,
            )
        except HarborError as wrong:
            raise _by_its_name(wrong, path, run.file_name) from wrong
        run.refresh_from_db()
    if run.stored + run.merged and Right.objects.exists():
        enqueue(
            "rights.take_up", once=f"take_up:{run.pk}", about=run.vintage, by=the_clock(),
            at=at_hand.now(),
        )  # fmt: skip
    path.unlink(missing_ok=True)
    names = ("read", "stored", "merged", "unchanged", "set_aside", "findings", "vintage")
    return {name: getattr(run, name) for name in names} | {"run": run.pk}


def _by_its_name(wrong: HarborError, path: Path, name: str) -> HarborError:
    """The person knows the file by the name it came with, not by where it lies here."""
    told = {key: name if str(value) == str(path) else value for key, value in wrong.params.items()}
    return HarborError(wrong.code, fields=wrong.fields, **told)


@work("rights.take_up")
def rights_take_up(at_hand: AtHand) -> Mapping[str, Any]:
    """Bring every docket up to date with the corpus; done again it changes nothing.

    Firms that were taken up by name have all that they hold, also with others. Where the region
    was taken up as a whole it is again, and so are the dockets that came of it.
    """
    firms = list(taken_up_by_name())
    added = changed = 0
    for count, firm in enumerate(firms):
        at_hand.tell("job.said.firms", count, len(firms), firm=firm.name)
        done = take_up(firm.name, corpus=wiring.corpus(), by=at_hand.by, at=at_hand.now())
        added, changed = added + done.added, changed + done.changed
    if region_taken_up():
        whole = _region(at_hand)
        added, changed = added + whole.added, changed + whole.changed
    return {"firms": len(firms), "added": added, "changed": changed}


@work("rights.take_up_region")
def rights_take_up_region(at_hand: AtHand) -> Mapping[str, Any]:
    """Take up the whole region."""
    done = _region(at_hand)
    return {
        "documents": done.documents,
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "left_out": done.left_out,
        "holders": len(done.holders),
    }


def _region(at_hand: AtHand) -> TakenUpRegion:
    def progress(phase: str, done: int, of: int) -> None:
        at_hand.tell(f"job.said.region_{phase}", done, of)

    return take_up_region(
        region(current().region),
        corpus=wiring.corpus(),
        by=at_hand.by,
        at=at_hand.now(),
        progress=progress,
    )


@work("ledger.make")
def ledger_make(at_hand: AtHand) -> Mapping[str, Any]:
    """The region's ledger anew; done again it finds that it is up to date."""
    phases = ("gather", "reckon", "write")
    here = region(current().region)
    receipt = make_ledger(
        current().ledger,
        corpus=wiring.corpus(),
        region=here,
        law=book(here.code),
        by=at_hand.by,
        at=at_hand.now(),
        progress=lambda phase: at_hand.tell(
            f"job.said.ledger_{phase}", phases.index(phase), len(phases)
        ),
    )
    made = receipt.manifest
    return {"rights": made.rows["rights"], "vintage": made.vintage, "until": made.until,
            "seconds": made.seconds}  # fmt: skip


@work("ledger.learn")
def ledger_learn(at_hand: AtHand) -> Mapping[str, Any]:
    """Learn anew how long rights are kept; where too few lives are known that is the result."""
    try:
        learnt = learn(current().outlook, ledger=current().ledger, by=at_hand.by, at=at_hand.now())
    except HarborError as none:
        if none.code != "survival.too_few":
            raise
        return {"rights": 0, "lives": none.params["lives"], "ended": none.params["ended"],
                "shown": "-", "learnt_on": "-"}  # fmt: skip
    return {"rights": learnt.rights, "lives": learnt.manifest["lives"],
            "ended": learnt.manifest["ended"], "shown": learnt.shown_told,
            "learnt_on": learnt.manifest["learnt_on"]}  # fmt: skip


@work("plan.reckon")
def plan_reckon(at_hand: AtHand) -> Mapping[str, Any]:
    """The renewal plans of many firms together, kept for the page."""
    return reckoned(at_hand)


@work("report.month")
def report_month(at_hand: AtHand) -> Mapping[str, Any]:
    """The report of a month, from a ledger that is up to date; the clock's on a working day."""
    asked = asked_month(at_hand)
    ledger_make(at_hand)
    return made_reports(at_hand, asked)


@work("warning.round")
def warning_round(at_hand: AtHand) -> Mapping[str, Any]:
    """One round over all watches, as of the day it was due; the mails are left to the outbox."""
    as_of = timezone.localdate(datetime.fromisoformat(at_hand.argument["moment"]))
    corpus = wiring.corpus()
    with transaction.atomic():
        at_hand.hold()
        made = WarningRound.objects.filter(pk=at_hand.memo.get("round", 0)).first()
        if made is None:
            made = rounds.open_round(corpus, as_of=as_of, by=at_hand.by, at=at_hand.now())
            at_hand.remember(round=made.pk)

    def progress(done: int, of: int) -> None:
        at_hand.tell("job.said.watches", done, of)

    done = rounds.run(
        corpus=corpus,
        mailer=None,
        as_of=made.as_of,
        base_url=current().base_url,
        by=at_hand.by,
        at=at_hand.now(),
        progress=progress,
        made=made,
        known=known(corpus, region=current().region, outlook=current().outlook),
        region=current().region,
        works=working,
        effects=effects(corpus, current().region, on=made.as_of),
    )
    told = {"round": done.round, "as_of": done.as_of.isoformat(), "watches": done.watches}
    return told | {"raised": done.raised, "held": done.held}


@work("mail.deliver")
def mail_deliver(at_hand: AtHand) -> Mapping[str, Any]:
    """See to it that every mail in the outbox has a job of its own."""
    return {"mails": deliver.spread(at=at_hand.now())}


@work("mail.send")
def mail_send(at_hand: AtHand) -> Mapping[str, Any]:
    """Send one mail."""
    try:
        went = deliver.send(at_hand.argument["mail"], wiring.mailer(), at=at_hand.now())
    except OSError as broken:
        raise HarborError("job.mail_refused", why=deliver.why(broken)) from broken
    return {"sent": int(went)}


@work("mail.digest")
def mail_digest(at_hand: AtHand) -> Mapping[str, Any]:
    """Lay down the weekly mails of the day it was due."""
    on = timezone.localdate(datetime.fromisoformat(at_hand.argument["moment"]))
    made = lay_down_digests(on=on, base_url=current().base_url, by=at_hand.by, at=at_hand.now())
    return {"mails": made}


@work("mail.warnings")
def mail_warnings(at_hand: AtHand) -> Mapping[str, Any]:
    """Lay down the mails about warnings that waited for their hour or for a digest."""
    made = tell(base_url=current().base_url, works=working, by=at_hand.by, at=at_hand.now())
    return {"mails": made}


@work("mail.tasks")
def mail_tasks(at_hand: AtHand) -> Mapping[str, Any]:
    """Lay down the mails about tasks whose day comes near or has passed; each is told once as
    either, so that done again it lays down nothing."""
    on = timezone.localdate(datetime.fromisoformat(at_hand.argument["moment"]))
    near = [
        (person, [Near(**vars(one)) for one in some])
        for person, some in tasks.newly_near(on=on)
    ]  # fmt: skip
    made = lay_down_due(near, on=on, base_url=current().base_url, by=at_hand.by, at=at_hand.now())
    return {"mails": made}


@work("mail.job_dead")
def mail_job_dead(at_hand: AtHand) -> Mapping[str, Any]:
    """Lay down the mail to the person whose job was given up."""
    made = tell_of_death(at_hand.argument["job"], base_url=current().base_url, at=at_hand.now())
    return {"mails": int(made)}


@work("webhook.send")
def webhook_send(at_hand: AtHand) -> Mapping[str, Any]:
    """Tell one webhook of one event, when it is its turn."""
    now = at_hand.now()
    turn = pace.turn(at_hand.argument["delivery"], at=now)
    if turn > now:
        raise Later(turn)
    last = at_hand.job.attempts >= kind_named("webhook.send").tries
    went = send_event(
        at_hand.argument["delivery"],
        wiring.sender(),
        sealer=wiring.webhook_sealer(),
        base_url=current().base_url,
        at=at_hand.now(),
        wait=None if last else lease.wait_after(at_hand.job),
    )
    return {"sent": int(went)}


@work("rights.due_soon")
def rights_due_soon(at_hand: AtHand) -> Mapping[str, Any]:
    """Tell the webhooks of each firm what its docket has to pay soon; once for each day."""
    on = timezone.localdate(datetime.fromisoformat(at_hand.argument["moment"]))
    within = int(at_hand.argument.get("days", due_soon.DAYS))
    firms = due_soon.listening()
    told = 0
    for count, firm in enumerate(firms):
        at_hand.tell("job.said.firms", count, len(firms), firm=firm.name)
        dues = _dues(firm, on, within)
        told += due_soon.announce_dues(firm, dues, on=on, within=within, at=at_hand.now())
    return {"firms": len(firms), "told": told}


def _dues(firm: Firm, on: date, within: int) -> list[Due]:
    until = overview.newest_day(wiring.corpus()) or date.min
    law = book(region(current().region).code)
    return [
        Due(
            key=str(line.record),
            title=line.record.title,
            year=due.year,
            act_by=due.act_by,
            payable=due.payable,
            late=due.status == IN_GRACE,
            certain=due.certain,
        )
        for line in docket(firm, law=law, on=on, data_until=until).lines
        if (due := line.due) and (due.status == IN_GRACE or (due.pay_by - on).days <= within)
    ]


@work("backup")
def backup(at_hand: AtHand) -> Mapping[str, Any]:
    """Write a backup named after the moment it was due, and keep the newest ones alone."""
    folder = current().home / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    moment = timezone.localtime(datetime.fromisoformat(at_hand.argument["moment"]))
    path = folder / f"ipharbor-{moment:%Y%m%d-%H%M}.tar"
    if not path.exists():
        write_backup(path, home=current().home, by=at_hand.by, at=at_hand.now())
    kept = sorted(folder.glob("ipharbor-*.tar"))
    for old in kept[: -max(1, int(at_hand.argument.get("keep", 7)))]:
        old.unlink()
    return {"file": path.name, "size": path.stat().st_size}


@work("journal.keep")
def journal_keep(at_hand: AtHand) -> Mapping[str, Any]:
    """Keep beside the backups what has changed since."""
    done = keep(current().home / "backups", home=current().home, by=at_hand.by)
    return {"lines": done.lines, "files": done.files, "through": done.through}


@work("journal.sign")
def sign_journal(at_hand: AtHand) -> Mapping[str, Any]:
    """Sign the journal as it stands, unless the last signing has covered every line since."""
    last = heads.latest()
    if last is None or last.size < length():
        last = sign(
            home=current().home,
            timestamper=wiring.timestamper(),
            by=at_hand.by,
            at=at_hand.now(),
        )
    return {"size": last.size, "root": last.root[:16]}
