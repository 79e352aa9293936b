"""What the end of a job means for the thing it was about, in the transaction of that end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from ipharbor.analysis.region.layout import RESTS_ON
from ipharbor.journal.latest import latest
from ipharbor.journal.models import Head, Line, Outgoing
from ipharbor.records.models import (
    ApiUse,
    Delivery,
    IdempotentAnswer,
    ImportRun,
    IssuedWarning,
    Job,
    Right,
    RightEvent,
    Task,
    Webhook,
)
from ipharbor.records.renewals import PLANNED_AT_ONCE
from ipharbor.records.warnings import untold
from ipharbor.register.codes import Kind, codes

_PLEDGES = tuple(
    code for code, one in codes().items() if one.kind is Kind.PLEDGE_REGISTERED
)  # fmt: skip


def pledges_are_known() -> bool:
    """Whether the register tells of any pledge."""
    return RightEvent.objects.filter(code__in=_PLEDGES).exists()


def import_ended(
    argument: Mapping[str, Any], error: Mapping[str, Any], cancelled: bool, at: datetime
) -> None:
    """The run says why there is no receipt; a file nobody will ask for again is removed."""
    ImportRun.objects.filter(pk=argument["run"]).exclude(state="done").update(
        state="failed", error=dict(error), finished_at=at, phase=""
    )
    if cancelled:
        path = Path(argument["path"])
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def import_revived(argument: Mapping[str, Any]) -> None:
    """The run waits again."""
    ImportRun.objects.filter(pk=argument["run"]).exclude(state="done").update(
        state="waiting", error=None, finished_at=None
    )


def mail_ended(
    argument: Mapping[str, Any], error: Mapping[str, Any], cancelled: bool, at: datetime
) -> None:
    """The mail will not go; it keeps the reason of its last attempt."""
    Outgoing.objects.filter(pk=argument["mail"], state="waiting").update(state="failed")


def mail_revived(argument: Mapping[str, Any]) -> None:
    """The mail is to go after all."""
    Outgoing.objects.filter(pk=argument["mail"], state="failed").update(state="waiting", attempts=0)


def delivery_ended(
    argument: Mapping[str, Any], error: Mapping[str, Any], cancelled: bool, at: datetime
) -> None:
    """The event will not go; its delivery keeps the reason of the last attempt."""
    Delivery.objects.filter(pk=argument["delivery"], state="waiting").update(
        state="dead", next_at=None
    )


def delivery_revived(argument: Mapping[str, Any]) -> None:
    """The event is to go after all."""
    Delivery.objects.filter(pk=argument["delivery"], state="dead").update(state="waiting")


def somebody_listens() -> bool:
    """Whether there is a webhook that is told events."""
    return Webhook.objects.filter(active=True).exists()


def answers_kept() -> bool:
    """Whether answers of the programming interface are kept."""
    return IdempotentAnswer.objects.exists() or ApiUse.objects.exists()


def jobs_ended() -> bool:
    """Whether there are jobs that are over."""
    return Job.objects.filter(state__in=["done", "cancelled"]).exists()


def tasks_open() -> bool:
    """Whether a task with a day is open."""
    return Task.objects.filter(state="open", due_on__isnull=False).exists()


def red_untouched() -> bool:
    """Whether a red warning stands that nobody has touched."""
    return IssuedWarning.objects.filter(decision="raised", grade="red", state="new").exists()


def ledger_is_behind() -> bool:
    """Whether corpus or register have moved on since the region's ledger was made."""
    return latest(("corpus.import", *RESTS_ON)) > latest(("ledger.make",))


def corpus_is_ahead_of_backtest() -> bool:
    """Whether the corpus has taken anything in since watches were last replayed."""
    return latest(("corpus.import",)) > latest(("backtest.make",))


def plans_are_long() -> bool:
    """Whether the district's renewal plan is more than a page reckons while one waits."""
    return Right.objects.count() > PLANNED_AT_ONCE


def ledger_is_made() -> bool:
    """Whether there has ever been a ledger to ask."""
    return latest(("ledger.make",)) > 0


def mail_waits() -> bool:
    """Whether a mail waits to go out."""
    return Outgoing.objects.filter(state="waiting").exists()


def warnings_wait() -> bool:
    """Whether there is a warning of which no mail has told its reader yet."""
    return untold().exists()


def journal_grew() -> bool:
    """Whether lines have come that no signed head covers."""
    signed = Head.objects.aggregate(most=Max("size"))["most"] or 0
    return Line.objects.filter(seq__gt=signed).exists()


def journal_went_on() -> bool:
    """Whether lines have come that the last keeping did not keep."""
    last = Job.objects.filter(kind="journal.keep", state="done").order_by("-pk").first()
    kept = int((last.result or {}).get("through", 0)) if last is not None else 0
    return Line.objects.filter(seq__gt=kept).exists()
