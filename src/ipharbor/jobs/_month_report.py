"""The report of a month as a job: which month, when, and in which languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions.mail.month_report import lay_down_reports
from ipharbor.actions.region.make_report import make_report, maker_of, month_of
from ipharbor.jobs.at_hand import AtHand, Later
from ipharbor.queries import month_reports as queries
from ipharbor.queries.law import book, calendar
from ipharbor.queries.overview import invented
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

LANGS = ("zh", "en")


@dataclass(frozen=True)
class Wanted:
    """Which month is told, as known when, in which languages; ``by_clock`` where nobody asked."""

    year: int
    month: int
    known: date
    langs: tuple[str, ...]
    by_clock: bool


def asked_month(at_hand: AtHand) -> Wanted:
    """What the job was asked for. The clock asks for the month before its day, and waits for the
    first working day from that day on."""
    argument = at_hand.argument
    if "month" in argument:
        year, month = month_of(str(argument["month"]))
        known = date.fromisoformat(argument["known"])
        return Wanted(year, month, known, tuple(argument.get("langs", LANGS)), by_clock=False)
    due = timezone.localtime(datetime.fromisoformat(argument["moment"]))
    first, _certain = calendar().rolled_day(due.date())
    today = timezone.localdate(at_hand.now())
    if today < first:
        raise Later(datetime.combine(first, due.timetz()))
    return Wanted(*queries.month_before(due.date()), today, LANGS, by_clock=True)


def made_reports(at_hand: AtHand, wanted: Wanted) -> Mapping[str, Any]:
    """Make the reports. Where the clock asks and the data do not reach the month, none."""
    told = {"month": f"{wanted.year}-{wanted.month:02d}", "known": wanted.known.isoformat()}
    here = region(current().region)
    try:
        month = queries.of_month(
            current().ledger,
            wanted.year,
            wanted.month,
            known=wanted.known,
            region=current().region,
            law=book(here.code),
        )
    except HarborError as nothing:
        if not wanted.by_clock or nothing.code != "report.month.untold":
            raise
        return told | {"reports": 0, "mails": 0}
    made = []
    for done, lang in enumerate(wanted.langs):
        at_hand.tell("job.said.report", done, len(wanted.langs))
        report = month.report(
            lang,
            region=here,
            maker=maker_of(at_hand.by),
            day=timezone.localdate(at_hand.now()),
            invented=invented(wiring.corpus().manifest),
        )
        drawn = make_report(
            report,
            year=wanted.year,
            month=wanted.month,
            known_on=wanted.known,
            ledger=month.ledger,
            vault=wiring.vault(),
            by=at_hand.by,
            at=at_hand.now(),
        )
        made.append(drawn.kept)
    mails = lay_down_reports(made, base_url=current().base_url, at=at_hand.now())
    return told | {"reports": len(made), "mails": mails}
