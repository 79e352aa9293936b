"""Keep a paper that proves a training, or withdraw one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.vault.keep import laid_down, without_folders
from ipharbor.gateways.vault import Vault
from ipharbor.journal import chain
from ipharbor.records.models import Training, TrainingPaper
from ipharbor.vocabulary.errors import HarborError

WHY = 300  # characters


def keep_paper(
    training: Training,
    chunks: Iterable[bytes],
    name: str,
    *,
    limit_mb: int,
    vault: Vault,
    by: permits.Actor,
    at: datetime,
) -> TrainingPaper:
    """Lay the bytes down in the vault, as proof of the training.

    The same bytes again give the paper that is there. Raises HarborErrors
    ``paper.name.missing``, ``paper.empty`` and ``upload.too_large``.
    """
    permits.require(by, "station.keep", town=training.town)
    bare = without_folders(name)
    kept = laid_down(chunks, bare, limit_mb, vault)
    with transaction.atomic():
        same = training.papers.filter(sha256=kept.sha256, withdrawn_at=None).first()
        if same is not None:
            return same
        made = TrainingPaper.objects.create(
            training=training, name=bare, sha256=kept.sha256, size=kept.size, by_name=by.name,
            at=at,
        )  # fmt: skip
        chain.append(
            "training.keep_paper",
            f"training:{training.pk}",
            actor=by.name,
            at=at,
            details={
                "paper": made.pk, "name": bare, "sha256": kept.sha256, "size": kept.size,
                "number": training.number,
            },
        )  # fmt: skip
    return made


def withdraw_paper(paper: TrainingPaper, *, why: str, by: permits.Actor, at: datetime) -> None:
    """Let a paper count no more; its bytes stay. Raises HarborErrors ``paper.why.missing`` and
    ``form.text.long``."""
    permits.require(by, "station.keep", town=paper.training.town)
    told = " ".join(why.split())
    if not told:
        raise HarborError("paper.why.missing", fields=("why",))
    if len(told) > WHY:
        raise HarborError("form.text.long", fields=("why",), most=WHY)
    with transaction.atomic():
        held = TrainingPaper.objects.select_for_update().get(pk=paper.pk)
        if held.withdrawn_at is not None:
            return
        held.withdrawn_at, held.withdrawn_why = at, told
        held.save()
        chain.append(
            "training.withdraw_paper",
            f"training:{held.training_id}",
            actor=by.name,
            at=at,
            details={"paper": held.pk, "name": held.name, "why": told},
        )
