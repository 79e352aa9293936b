"""Verify or correct a value of the law."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import LawCorrection
from ipharbor.statutes.book import Book, corrected


def correct(
    name: str,
    *,
    since: date | None,
    value: str = "",
    unit: str = "",
    reason: str,
    instrument: str = "",
    article: str = "",
    law: Book,
    by: permits.Actor,
    at: datetime,
) -> LawCorrection:
    """Stand for the value of ``name`` from ``since`` on, or put another in its place.

    An empty ``value`` verifies the one that stands in the version that began on ``since``;
    otherwise it is the YAML form of the book's files, in ``unit``. Nothing is saved that the
    book would not take: raises HarborError ``statutes.unknown``, ``statutes.value.unfit`` and
    the ``statutes.correction`` errors.
    """
    permits.require(by, "law.correct")
    history = law.history(name)
    if since is None and history[0].since is not None and not value:
        since = history[-1].since
    record = LawCorrection(
        name=name,
        since=since,
        value=value.strip(),
        unit=unit,
        by=by.person,
        by_name=by.name,
        on=at.date(),
        reason=reason.strip()[:500],
        instrument=instrument,
        article=article,
    )
    corrected(history, record.as_correction(law))
    with transaction.atomic():
        record.save()
        chain.append(
            "law.correct" if value else "law.verify",
            f"law:{name}",
            actor=by.name,
            at=at,
            details={"since": str(since), "value": value, "reason": record.reason},
        )
    return record
