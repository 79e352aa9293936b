"""Laying corrections over the versions of a provision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ipharbor.statutes.provision import Provision, Source, Verification, instruments
from ipharbor.statutes.values import Table, Value
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Correction:
    """A named person's word on a value of the law.

    From ``since`` on, ``name`` is worth ``value``, until the version that stood on that day
    would have ended; ``since`` ``None`` speaks of the version whose start is not known. The
    same value again is a verification. ``source`` replaces the cited source when given. A
    ``since`` before the first version adds one that lasts until the first begins.
    """

    name: str
    since: date | None
    value: Value
    by: str
    on: date
    reason: str
    source: Source | None = None


def corrected(versions: tuple[Provision, ...], told: Correction) -> tuple[Provision, ...]:
    """``versions`` with ``told`` laid over them, still without gap or overlap.

    Raises ``statutes.correction.kind`` when the value is of another kind than the
    provision's, ``statutes.correction.start`` when no version begins on an unknown day or
    when the provision had ended before ``since``, ``statutes.correction.unsigned`` when name
    or reason is missing, ``statutes.correction.source`` for an instrument that is not known.
    """
    first = versions[0]
    if not told.by.strip() or not told.reason.strip():
        raise HarborError("statutes.correction.unsigned", name=told.name)
    if told.source is not None and told.source.instrument not in instruments():
        raise HarborError(
            "statutes.correction.source",
            fields=("instrument",),
            name=told.name,
            instrument=told.source.instrument,
        )
    if kind(told.value) != kind(first.value):
        raise HarborError(
            "statutes.correction.kind",
            fields=("value",),
            name=told.name,
            kind=kind(told.value),
            expected=kind(first.value),
        )
    if told.since is None and first.since is not None:
        raise HarborError("statutes.correction.start", name=told.name, since="—")
    if told.since is not None and first.since is not None and told.since < first.since:
        until = first.since - timedelta(days=1)
        return (_signed(replace(first, since=told.since, until=until), told), *versions)
    made: list[Provision] = []
    met = False
    for version in versions:
        if version.since == told.since:
            made.append(_signed(version, told))
            met = True
        elif told.since is not None and version.holds(told.since):
            made.append(replace(version, until=told.since - timedelta(days=1)))
            made.append(_signed(replace(version, since=told.since), told))
            met = True
        else:
            made.append(version)
    if not met:
        raise HarborError("statutes.correction.start", name=told.name, since=told.since)
    return tuple(made)


def kind(value: Value) -> str:
    """What a value is: ``Span``, ``Money`` …; ``Table of Money`` for a table of amounts."""
    name = type(value).__name__
    return f"{name} of {type(value.rows[0].value).__name__}" if isinstance(value, Table) else name


def _signed(version: Provision, told: Correction) -> Provision:
    return replace(
        version,
        value=told.value,
        verified=Verification(told.by, told.on),
        source=told.source or version.source,
        reason=told.reason,
    )
