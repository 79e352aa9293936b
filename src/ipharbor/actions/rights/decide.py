"""Decide whether rights are kept, let go or dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.fees.advice import Ground
from ipharbor.journal import chain
from ipharbor.records.models import Firm, RenewalDecision, Right
from ipharbor.vocabulary.errors import HarborError

KEEP = "keep"
DECISIONS = (KEEP, "let_go", "drop")
LONGEST_REASON = 500


@dataclass(frozen=True)
class Bond:
    """An encumbrance that binds a right, with the names of the provisions that speak of it.

    ``id`` tells it from all others of the firm.
    """

    id: str
    family: str
    number: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Advised:
    """What a person is told of a right before deciding: the ``advice`` of the day (``keep``,
    ``drop``, ``let_go`` or ``cannot_tell``), its grounds, and what binds the right."""

    key: str
    advice: str
    grounds: tuple[Ground, ...]
    bonds: tuple[Bond, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """How many rights were ``decided``, how many of them against the advice, and how many
    stood decided in the same way and were left as they were."""

    decided: int
    against: int
    unchanged: int


def decide(
    firm: Firm,
    advised: Sequence[Advised],
    *,
    decision: str,
    reason: str = "",
    named: frozenset[str] = frozenset(),
    on: date,
    by: permits.Actor,
    at: datetime,
) -> Receipt:
    """Decide ``decision`` on all rights ``advised`` of, from the day ``on``, or on none.

    ``named`` are the ids of the bonds that the person was shown and decides against. Raises
    HarborError ``rights.decide.word``, ``.nothing`` (no right chosen), ``.reason`` (a decision
    other than the advice has none), ``.long``, ``.bound`` (a right that others hold rights in
    would be dropped or let go and its bond was not shown) and ``docket.right.unknown``.
    """
    permits.require(by, "rights.decide", firm=firm)
    reason = " ".join(reason.split())
    _check(advised, decision, reason, named)
    rights = {right.key: right for right in Right.objects.filter(firm=firm)}
    missing = [one.key for one in advised if one.key not in rights]
    if missing:
        raise HarborError("docket.right.unknown", key=missing[0])
    held = _newest(firm)
    new = [
        RenewalDecision(
            right=rights[one.key],
            decision=decision,
            reason=reason,
            advice=one.advice,
            grounds=[[ground.code, dict(ground.params)] for ground in one.grounds],
            despite=_despite(one, decision),
            on=on,
            by=by.person,
            by_name=by.name,
            at=at,
        )
        for one in advised
        if held.get(rights[one.key].pk) != (decision, reason, one.advice)
    ]
    _save(new, firm, by=by, at=at, details=_told(new, decision, reason, on))
    against = sum(made.decision != made.advice for made in new)
    return Receipt(len(new), against, len(advised) - len(new))


def _save(
    new: Sequence[RenewalDecision],
    firm: Firm,
    *,
    by: permits.Actor,
    at: datetime,
    details: Mapping[str, Any],
) -> None:
    if not new:
        return
    with transaction.atomic():
        RenewalDecision.objects.bulk_create(new, batch_size=500)
        chain.append(
            "rights.decide",
            f"firm:{firm.pk}",
            actor=by.name,
            at=at,
            details={**details, "firm": firm.name},
            enclosed=[_kept(made) for made in new],
            about=[f"right:{made.right.key}" for made in new],
        )


def _check(advised: Sequence[Advised], decision: str, reason: str, named: frozenset[str]) -> None:
    if decision not in DECISIONS:
        raise HarborError("rights.decide.word", fields=("decision",), decision=decision)
    if not advised:
        raise HarborError("rights.decide.nothing", fields=("right",))
    if len(reason) > LONGEST_REASON:
        raise HarborError("rights.decide.long", fields=("reason",), limit=LONGEST_REASON)
    against = sum(one.advice != decision for one in advised)
    if against and not reason:
        raise HarborError("rights.decide.reason", fields=("reason",), count=against)
    unnamed = [
        one for one in advised if decision != KEEP and any(b.id not in named for b in one.bonds)
    ]
    if unnamed:
        raise HarborError("rights.decide.bound", fields=("named",), count=len(unnamed))


def _newest(firm: Firm) -> dict[int, tuple[str, str, str]]:
    """By right the decision that counts now, with its reason and the advice it was taken on."""
    rows = RenewalDecision.objects.filter(right__firm=firm).order_by("pk")
    return {
        right: (decision, reason, advice)
        for right, decision, reason, advice in rows.values_list(
            "right_id", "decision", "reason", "advice"
        )
    }


def _despite(one: Advised, decision: str) -> list[dict[str, Any]]:
    if decision == KEEP:
        return []
    return [
        {"family": bond.family, "number": bond.number, "rules": list(bond.rules)}
        for bond in one.bonds
    ]


def _kept(made: RenewalDecision) -> dict[str, Any]:
    """What the journal needs besides to write the decision again."""
    return {
        "id": made.pk,
        "right": made.right_id,
        "advice": made.advice,
        "grounds": made.grounds,
        "despite": made.despite,
        "by": made.by_id,
    }


def _told(
    new: Sequence[RenewalDecision], decision: str, reason: str, on: date
) -> Mapping[str, Any]:
    return {
        "decision": decision,
        "reason": reason,
        "on": on.isoformat(),
        "rights": {made.right.key: made.advice for made in new},
        "despite": {made.right.key: made.despite for made in new if made.despite},
    }
