"""Sign a valuation: a named person who is not of the firm stands for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Person, Valuation
from ipharbor.valuation.appraisal import appraise
from ipharbor.valuation.writing import digest, figures, read
from ipharbor.vocabulary.errors import HarborError


def sign(valuation_id: int, *, by: permits.Actor, at: datetime) -> Valuation:
    """Sign the draft; the version before it is superseded from then on.

    It is reckoned again first. Raises HarborErrors ``valuation.unknown``, ``valuation.over`` for
    one that is signed or superseded already, ``valuation.signer`` for whoever belongs to the firm,
    and ``valuation.altered`` where what is kept does not give the figures that are kept.
    """
    with transaction.atomic():
        held = (
            Valuation.objects.select_for_update(of=("self",))
            .select_related("firm")
            .filter(pk=valuation_id)
            .first()
        )
        if held is None:
            raise HarborError("valuation.unknown", id=valuation_id)
        permits.require(by, "valuation.sign", firm=held.firm)
        person = _independent(held, by)
        if held.status != Valuation.Status.DRAFT:
            raise HarborError("valuation.over", id=valuation_id)
        if not stands(held):
            raise HarborError("valuation.altered", id=valuation_id)
        held.status, held.signed_at = Valuation.Status.SIGNED, at
        held.signed_by, held.signed_by_name = person, by.name
        held.signed_for = person.organisation.name if person.organisation else ""
        held.save(
            update_fields=["status", "signed_at", "signed_by", "signed_by_name", "signed_for"]
        )
        if held.supersedes_id is not None:
            Valuation.objects.filter(pk=held.supersedes_id).update(
                status=Valuation.Status.SUPERSEDED
            )
        chain.append(
            "valuation.sign",
            f"valuation:{held.pk}",
            actor=by.name,
            at=at,
            details={
                "by": person.pk, "signed_for": held.signed_for, "hash": held.hash,
                "version": held.version, "supersedes": held.supersedes_id,
            },
            about=[f"firm:{held.firm_id}"],
        )  # fmt: skip
    return held


def stands(held: Valuation) -> bool:
    """Whether the kept inputs, reckoned again, give the kept figures, and both the kept hash."""
    again = figures(appraise(read(held.inputs)))
    return again == held.result and digest(held.inputs, held.result) == held.hash


def _independent(held: Valuation, by: permits.Actor) -> Person:
    person = by.person
    if person is None or person.firm_id == held.firm_id:
        raise HarborError("valuation.signer")
    return person
