"""A request for restoration: what was lost, until when it can be asked, what it costs."""

from __future__ import annotations

from datetime import date

from ipharbor.fees.due import Due
from ipharbor.fees.restoration import FEE, FEE_FOR_GOOD_CAUSE_ONLY
from ipharbor.papers._lines import about, fee_kind
from ipharbor.papers.asking import Filling, Subject, day, yuan
from ipharbor.papers.paper import LANG
from ipharbor.register.moves import RESTORABLE
from ipharbor.register.restoring import AFTER_EXPIRY, AFTER_NOTICE, AFTER_OBSTACLE
from ipharbor.statutes.counting import count, ground
from ipharbor.vocabulary.words import word

NOT_FOR = "restoration.not_for"
CONDITIONS = "restoration.conditions"
FORCE_MAJEURE = "force_majeure"


def restoring(subject: Subject, filling: Filling) -> None:
    """Fill the loss, the windows of both grounds as far as their days are known, the costs.

    After force majeure no restoration fee is listed where the book says that it is for other
    good cause only.
    Source: Implementing Rules of the Patent Law, article 6.
    """
    about(subject, filling)
    if subject.standing.state not in RESTORABLE:
        filling.law(NOT_FOR, needed=False)
        filling.note("papers.note.not_restorable", number=subject.number)
    lost = next((due for due in subject.dues if due.restoration is not None), None)
    if lost is not None:
        kind = fee_kind(lost, word(subject.patent_type, LANG))
        filling.know("missed", f"缴纳{kind}")
        filling.know("missed_on", lost.grace_pay_by.isoformat())
        filling.rest_on_steps(lost.steps)
    _other_window(filling)
    _force_window(filling)
    filling.law(CONDITIONS, needed=False)
    _costs(lost, filling)


def _costs(lost: Due | None, filling: Filling) -> None:
    majeure = filling.matter.typed.get("ground") == FORCE_MAJEURE
    ruled = filling.law(FEE_FOR_GOOD_CAUSE_ONLY, needed=False) if majeure else None
    spared = ruled is not None and ruled.flag
    charged = None if spared else filling.law(FEE)
    if spared:
        filling.know("restoration_fee", "不适用（不可抗拒的事由）")
    elif charged is not None:
        filling.know("restoration_fee", yuan(charged.money))
    if lost is None or lost.restoration is None:
        return
    back = lost.restoration
    filling.know("annuity", yuan(back.fee))
    filling.know("surcharge", yuan(back.surcharge))
    owed = back.fee.amount + back.surcharge.amount
    if charged is not None:
        owed += charged.money.amount
    if spared or charged is not None:
        filling.know("total", yuan(type(back.fee)(owed)))


def _other_window(filling: Filling) -> None:
    received = filling.matter.typed.get("received_on")
    if received is None:
        _length(filling, "until_other", AFTER_NOTICE, "自收到通知之日起 {span}")
        return
    last = _last(filling, AFTER_NOTICE, date.fromisoformat(received))
    if last is not None:
        filling.know("until_other", day(last))


def _force_window(filling: Filling) -> None:
    typed, known = filling.matter.typed, filling.known
    ended, missed = typed.get("obstacle_ended"), typed.get("missed_on") or known.get("missed_on")
    if typed.get("ground") != FORCE_MAJEURE and ended is None:
        _length(filling, "until_force", AFTER_OBSTACLE, "自障碍消除之日起 {span}")
        return
    if ended is None or missed is None:
        _length(filling, "until_force", AFTER_OBSTACLE, "自障碍消除之日起 {span}")
        filling.note("papers.note.force_days")
        return
    lasts = [
        _last(filling, AFTER_OBSTACLE, date.fromisoformat(ended)),
        _last(filling, AFTER_EXPIRY, date.fromisoformat(missed)),
    ]
    known_lasts = [last for last in lasts if last is not None]
    if len(known_lasts) == len(lasts):
        filling.know("until_force", day(min(known_lasts)))


def _length(filling: Filling, name: str, provision: str, told: str) -> None:
    found = filling.law(provision)
    if found is not None:
        filling.know(name, told.format(span=found.span.text(LANG)))


def _last(filling: Filling, provision: str, start: date) -> date | None:
    """The last day of a period that starts on ``start``; None where no law of that day is
    held."""
    law = filling.matter.book.on(start)
    if provision not in law:
        filling.note("papers.note.law_silent", provision=provision, day=start.isoformat())
        return None
    period, counting = law[provision], ground(law, "patent")
    filling.rest_on(period)
    found = count(
        start,
        period.span,
        filling.matter.calendar,
        rolls=counting.rolling.flag,
        period=period,
        under=counting,
    )
    filling.rest_on_steps(found.steps)
    if not found.certain:
        filling.note("papers.note.day_uncertain", day=found.day.isoformat())
    if found.day < filling.matter.on:
        filling.note("papers.note.window_over", day=found.day.isoformat())
    return found.day
