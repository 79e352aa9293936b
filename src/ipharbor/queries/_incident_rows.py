"""The incidents of a warning as its evidence holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipharbor.vocabulary.messages import Message
from ipharbor.warning import telling
from ipharbor.warning.altered import effect_read
from ipharbor.warning.incident import Element, read
from ipharbor.warning.law_telling import LawChangeTold, LawEffectTold, changes_told, effect_told


@dataclass(frozen=True)
class Watched:
    """What the watch of a warning was about."""

    kind: str
    applicant: str
    query: str
    subject: str


@dataclass(frozen=True)
class IncidentRow:
    """An incident as it stood in the evidence; ``told`` says what happened and what to do,
    ``changes`` which provisions of the law changed."""

    mark: str
    told: Message
    grade: str
    on: date
    known_on: date
    firms: tuple[str, ...]
    others: tuple[str, ...]
    rights: tuple[str, ...]
    documents: tuple[str, ...]
    symbols: tuple[str, ...]
    product: str
    chart: tuple[Element, ...]
    changes: tuple[LawChangeTold, ...] = ()


def own_of(evidence: Mapping[str, Any], lang: str) -> LawEffectTold | None:
    """What changes of the law moved of the reader's rights; None where it was not reckoned."""
    found = evidence.get("own")
    return None if found is None else effect_told(effect_read(found), lang)


def incidents_of(evidence: Mapping[str, Any], lang: str) -> tuple[IncidentRow, ...]:
    """The incidents kept whole in the evidence, gravest first; none where it is of documents."""
    return tuple(_row(told, lang) for told in evidence.get("incidents", ()))


def happened(evidence: Mapping[str, Any]) -> int:
    """How many incidents the warning tells of, those not listed included."""
    return len(evidence.get("incidents", ())) + int(evidence.get("more", 0))


def _row(told: Mapping[str, Any], lang: str) -> IncidentRow:
    seen = read(told)
    return IncidentRow(
        mark=seen.mark,
        told=telling.said(seen.code, seen.signal.params, lang),
        grade=seen.grade.colour,
        on=seen.on,
        known_on=seen.known_on,
        firms=seen.firms,
        others=seen.others,
        rights=seen.rights,
        documents=seen.documents,
        symbols=seen.symbols,
        product=seen.product,
        chart=seen.chart,
        changes=changes_told(seen.changes, lang),
    )
