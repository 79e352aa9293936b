"""Every kind of work that a worker knows, one entry each.

A new kind is a line in ``KINDS`` and a function of its name in ``ipharbor.jobs.works``; its
words are the messages ``job.kind.NAME`` and ``job.result.NAME``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ipharbor.actions.jobs import _hooks
from ipharbor.actions.jobs.recurrence import Rule
from ipharbor.vocabulary.errors import HarborError

TRIES = 5
WEBHOOK_WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)

Argument = Mapping[str, Any]


@dataclass(frozen=True)
class Usual:
    """The schedule a kind comes with; people change it afterwards."""

    rule: Rule
    enabled: bool = True
    argument: Argument = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of work.

    ``permit`` is what one must be allowed to ask for it. ``lane``: no two jobs of one lane run
    at a time. ``tries`` attempts are made, then it is dead. A HarborError is final save those
    in ``passing``, which may be otherwise next time; every other exception is tried again.
    ``waits`` are the times between the attempts, where the usual ones do not fit.
    ``wanted`` says whether the schedule has anything to do. ``ended`` is told of an end without
    result, ``revived`` of a person's wish to try again.
    """

    name: str
    permit: str
    lane: str = ""
    tries: int = TRIES
    passing: frozenset[str] = frozenset()
    waits: tuple[timedelta, ...] = ()
    usual: Usual | None = None
    wanted: Callable[[], bool] | None = None
    ended: Callable[[Argument, Mapping[str, Any], bool, datetime], None] | None = None
    revived: Callable[[Argument], None] | None = None


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "corpus.import",
            permit="corpus.import",
            lane="corpus",
            passing=frozenset({"corpus.busy"}),
            ended=_hooks.import_ended,
            revived=_hooks.import_revived,
        ),
        Kind("rights.take_up", permit="rights.take_up", lane="rights"),
        Kind("rights.take_up_region", permit="rights.take_up_region", lane="rights"),
        Kind(
            "ledger.make",
            permit="ledger.make",
            lane="ledger",
            passing=frozenset({"ledger.busy"}),
            usual=Usual(Rule("hour", minute=10)),
            wanted=_hooks.ledger_is_behind,
        ),
        Kind(
            "ledger.learn",
            permit="ledger.learn",
            lane="ledger",
            passing=frozenset({"ledger.busy"}),
            usual=Usual(Rule("month", hour=4, day=2)),
            wanted=_hooks.ledger_is_made,
        ),
        Kind(
            "plan.reckon",
            permit="plan.reckon",
            lane="plan",
            usual=Usual(Rule("day", hour=5, minute=20)),
            wanted=_hooks.plans_are_long,
        ),
        Kind(
            "report.month",
            permit="report.make",
            lane="report",
            passing=frozenset({"ledger.busy"}),
            usual=Usual(Rule("month", hour=8, day=1)),
            wanted=_hooks.ledger_is_made,
        ),
        Kind(
            "collateral.look",
            permit="collateral.look",
            lane="collateral",
            usual=Usual(Rule("day", hour=6, minute=10)),
            wanted=_hooks.pledges_are_known,
        ),
        Kind("collateral.stress", permit="collateral.stress", lane="stress"),
        Kind(
            "warning.round",
            permit="warning.round",
            lane="warning",
            usual=Usual(Rule("day", hour=6, minute=30)),
        ),
        Kind(
            "warning.backtest",
            permit="warning.backtest",
            lane="backtest",
            usual=Usual(Rule("month", hour=4, minute=30, day=3)),
            wanted=_hooks.corpus_is_ahead_of_backtest,
        ),
        Kind(
            "mail.deliver",
            permit="warning.round",
            lane="mail",
            usual=Usual(Rule("minute")),
            wanted=_hooks.mail_waits,
        ),
        Kind(
            "mail.send",
            permit="warning.round",
            passing=frozenset({"job.mail_refused"}),
            ended=_hooks.mail_ended,
            revived=_hooks.mail_revived,
        ),
        Kind("mail.job_dead", permit="warning.round"),
        Kind(
            "mail.digest",
            permit="warning.round",
            lane="mail",
            usual=Usual(Rule("week", hour=7, minute=45, weekday=0)),
        ),
        Kind(
            "mail.warnings",
            permit="warning.round",
            lane="mail",
            usual=Usual(Rule("hour", minute=1)),
            wanted=_hooks.warnings_wait,
        ),
        Kind(
            "mail.tasks",
            permit="warning.round",
            lane="mail",
            usual=Usual(Rule("day", hour=7, minute=15)),
            wanted=_hooks.tasks_open,
        ),
        Kind(
            "mail.alarms",
            permit="warning.round",
            lane="mail",
            usual=Usual(Rule("day", hour=7, minute=20)),
            wanted=_hooks.red_untouched,
        ),
        Kind(
            "webhook.send",
            permit="warning.round",
            tries=len(WEBHOOK_WAITS) + 1,
            passing=frozenset({"webhook.not_taken"}),
            waits=WEBHOOK_WAITS,
            ended=_hooks.delivery_ended,
            revived=_hooks.delivery_revived,
        ),
        Kind(
            "rights.due_soon",
            permit="rights.take_up",
            lane="rights",
            usual=Usual(Rule("day", hour=7, minute=30)),
            wanted=_hooks.somebody_listens,
        ),
        Kind(
            "journal.sign",
            permit="installation.backup",
            lane="journal",
            usual=Usual(Rule("day", hour=7)),
            wanted=_hooks.journal_grew,
        ),
        Kind(
            "api.tidy",
            permit="jobs.schedule",
            lane="api",
            usual=Usual(Rule("hour", minute=40)),
            wanted=_hooks.answers_kept,
        ),
        Kind(
            "journal.keep",
            permit="installation.backup",
            lane="backup",
            usual=Usual(Rule("minute"), enabled=False),
            wanted=_hooks.journal_went_on,
        ),
        Kind(
            "people.tidy",
            permit="jobs.schedule",
            lane="people",
            usual=Usual(Rule("day", hour=3, minute=25)),
        ),
        Kind(
            "jobs.prune",
            permit="jobs.schedule",
            lane="jobs",
            usual=Usual(Rule("day", hour=3, minute=15)),
            wanted=_hooks.jobs_ended,
        ),
        Kind(
            "backup",
            permit="installation.backup",
            lane="backup",
            usual=Usual(Rule("day", hour=2), enabled=False, argument={"keep": 7}),
        ),
    )
}


def kind_named(name: str) -> Kind:
    """The kind of that name; HarborError ``job.kind.unknown``."""
    found = KINDS.get(name)
    if found is None:
        raise HarborError("job.kind.unknown", kind=name)
    return found
