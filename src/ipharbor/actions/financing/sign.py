"""Pledgor and pledgee sign the contract: both the same paper."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.vault import Damaged, Vault
from ipharbor.pledge.life import Stage
from ipharbor.records.models import Loan
from ipharbor.vocabulary.errors import HarborError

PLEDGOR, PLEDGEE = "pledgor", "pledgee"


def sign(
    loan: Loan, sha256: str, *, side: str, vault: Vault, seals: Sealer, by: permits.Actor,
    at: datetime,
) -> Loan:  # fmt: skip
    """``side`` signs the contract that lies in the vault under ``sha256``; once both have, the loan
    is contracted.

    Raises HarborError ``loan.sign.side`` for a side that is not the caller's,
    ``loan.paper.missing``, ``loan.paper.altered`` where the vault's bytes are no longer those,
    ``loan.sign.other_paper`` where the other side signed another paper, ``loan.stage``.
    """
    permits.require(by, "financing.sign", firm=loan.firm, organisation=loan.lender)
    allowed = {"firm": PLEDGOR, "lender": PLEDGEE}.get(by.role, side)
    if side not in (PLEDGOR, PLEDGEE) or side != allowed:
        raise HarborError("loan.sign.side", fields=("side",))
    intact(vault, sha256)
    with transaction.atomic():
        held = _held.loan(loan.pk)
        application = held.application
        if held.stage != Stage.ACCEPTED:
            raise HarborError("loan.stage", verb="sign", stage=held.stage)
        other = held.pledgee_signed if side == PLEDGOR else held.pledgor_signed
        if other and held.contract_sha256 != sha256:
            raise HarborError("loan.sign.other_paper")
        held.contract_sha256 = sha256
        setattr(held, f"{side}_signed", by.name)
        if other:
            held.contracted_on = timezone.localdate(at)
            held.stage = _held.move(application, "sign", at)
        held.changed_at = at
        held.save()
        _told.tell(
            "financing.sign", application, [application, held], seals=seals, by=by, at=at,
            about=[f"loan:{held.pk}", f"organisation:{held.lender_id}"], loan=held.pk, side=side,
            contract=sha256,
        )  # fmt: skip
    return held


def intact(vault: Vault, sha256: str) -> None:
    """Raise HarborError ``loan.paper.missing`` or ``loan.paper.altered`` unless the vault holds the
    bytes of that hash."""
    try:
        for _ in vault.chunks(sha256):
            pass
    except Damaged as altered:
        raise HarborError("loan.paper.altered", sha256=sha256[:12]) from altered
    except (OSError, ValueError) as gone:
        raise HarborError("loan.paper.missing", fields=("contract",)) from gone
