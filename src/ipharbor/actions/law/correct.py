"""Verify or correct a value of the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.webhook.announce import announce
from ipharbor.journal import chain
from ipharbor.records.models import LawCorrection
from ipharbor.statutes.book import Book, corrected
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Value
from ipharbor.vocabulary.errors import HarborError

REASON, ARTICLE = 500, 60


@dataclass(frozen=True)
class Draft:
    """A correction that the book would take, not saved yet.

    ``was`` is the value that stood on the first day of the correction, None where none did;
    ``versions`` the history as it would be.
    """

    record: LawCorrection
    was: Value | None
    now: Value
    versions: tuple[Provision, ...]


def drafted(
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
) -> Draft:
    """What ``correct`` would save, for showing; raises as it does and saves nothing."""
    permits.require(by, "law.correct")
    history = law.history(name)
    if since is None and history[0].since is not None and not value:
        since = history[-1].since
    record = LawCorrection(
        name=name,
        since=since,
        value=value.strip(),
        unit=unit if value.strip() else "",
        by=by.person,
        by_name=by.name,
        on=timezone.localdate(at),
        reason=reason.strip(),
        instrument=instrument.strip(),
        article=article.strip(),
    )
    _fits(record)
    told = record.as_correction(law)
    held = next((one for one in history if since is not None and one.holds(since)), None)
    before = history[0] if since is None else held
    return Draft(record, before.value if before else None, told.value, corrected(history, told))


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
    otherwise it is what ``statutes.book.stated_value`` reads in ``unit``. ``instrument`` (a key
    of the book's instruments) and ``article`` replace the cited source. Nothing is saved that
    the book would not take: raises HarborError ``statutes.unknown``, ``statutes.value.unfit``,
    ``form.text.long`` and the ``statutes.correction`` errors.
    """
    draft = drafted(
        name, since=since, value=value, unit=unit, reason=reason, instrument=instrument,
        article=article, law=law, by=by, at=at,
    )  # fmt: skip
    record = draft.record
    details = {"since": str(record.since or ""), "value": record.value, "unit": record.unit}
    details |= {"instrument": record.instrument, "article": record.article}
    with transaction.atomic():
        record.save()
        chain.append(
            "law.correct" if record.value else "law.verify",
            f"law:{name}",
            actor=by.name,
            at=at,
            details=details | {"reason": record.reason} | kept(record),
        )
        _announce(record, by, at)
    return record


def _announce(record: LawCorrection, by: permits.Actor, at: datetime) -> None:
    data = {"name": record.name, "verified_only": not record.value, "value": record.value}
    data |= {"unit": record.unit, "by": by.name, "page": f"/law/{record.name}/"}
    announce(
        "law.corrected", record.pk, data, at=at,
        reads=lambda reader, _: permits.allowed(reader, "law.read"),
    )  # fmt: skip


def kept(record: LawCorrection) -> dict[str, object]:
    """What the journal needs besides to write the record again."""
    return {"correction": record.pk, "on": record.on.isoformat(), "by": record.by_id}


def _fits(record: LawCorrection) -> None:
    for field, most in (("reason", REASON), ("article", ARTICLE)):
        if len(getattr(record, field)) > most:
            raise HarborError("form.text.long", fields=(field,), most=most)
    if record.article and not record.instrument:
        raise HarborError(
            "statutes.correction.source", fields=("instrument",), name=record.name, instrument=""
        )
