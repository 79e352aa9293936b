"""Draw up a valuation of rights of a firm."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.confidential import sealed
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Right, Valuation
from ipharbor.valuation.appraisal import Whole, appraise
from ipharbor.valuation.subject import Basis
from ipharbor.valuation.writing import digest, figures, written
from ipharbor.vocabulary.errors import HarborError


def draw_up(
    firm: Firm,
    basis: Basis,
    *,
    supersedes: int | None = None,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> Valuation:
    """The valuation that follows from ``basis``, kept as a draft with all it rests on.

    Raises HarborErrors ``valuation.right.unknown`` for a right that is not the firm's,
    ``valuation.nothing`` where no right can be given a value, ``valuation.unknown`` and
    ``valuation.over`` for a version to supersede that is not there or is superseded already, and
    what ``appraise`` raises.
    """
    permits.require(by, "valuation.draw_up", firm=firm)
    keys = [one.key for one in basis.subjects]
    _held(firm, keys)
    made = appraise(basis)
    if made.whole is None:
        raise HarborError("valuation.nothing", fields=("keys",))
    inputs, result = written(basis), figures(made)
    with transaction.atomic():
        before = _before(firm, supersedes)
        kept = Valuation.objects.create(
            firm=firm, keys=keys, supersedes=before,
            version=1 if before is None else before.version + 1,
            valued_on=basis.valued_on, scenario=basis.scenario, **_range(made.whole),
            inputs=inputs, result=result, hash=digest(inputs, result), drawn_up_at=at,
            drawn_up_by=by.person, drawn_up_by_name=by.name,
        )  # fmt: skip
        chain.append(
            "valuation.draw_up",
            f"valuation:{kept.pk}",
            actor=by.name,
            at=at,
            details={
                "firm": firm.pk, "rights": len(keys), "version": kept.version,
                "on": basis.valued_on.isoformat(), "scenario": basis.scenario,
                "supersedes": before.pk if before else None, "hash": kept.hash,
                "by": by.person.pk if by.person else None,
            },
            enclosed=sealed({"keys": keys, "inputs": inputs, "result": result}, seals),
            about=[f"firm:{firm.pk}", *(f"right:{key}" for key in keys)],
        )  # fmt: skip
    return kept


def _range(whole: Whole) -> dict[str, object]:
    return {"low": whole.range.low, "median": whole.range.median, "high": whole.range.high}


def _held(firm: Firm, keys: list[str]) -> None:
    known = set(Right.objects.filter(firm=firm, key__in=keys).values_list("key", flat=True))
    for key in keys:
        if key not in known:
            raise HarborError("valuation.right.unknown", fields=("keys",), key=key[:60])
    if len(set(keys)) < len(keys):
        raise HarborError("valuation.right.twice", fields=("keys",))


def _before(firm: Firm, number: int | None) -> Valuation | None:
    if number is None:
        return None
    found = Valuation.objects.select_for_update().filter(pk=number, firm=firm).first()
    if found is None:
        raise HarborError("valuation.unknown", id=number)
    followed = Valuation.objects.filter(supersedes=found).exists()
    if found.status == Valuation.Status.SUPERSEDED or followed:
        raise HarborError("valuation.over", id=number)
    return found
