"""Keep a paper of a firm's matter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.gateways.vault import Kept, TooLarge, Vault
from ipharbor.journal import chain
from ipharbor.records.models import Firm, KeptPaper, Right
from ipharbor.vocabulary.errors import HarborError


def keep(
    chunks: Iterable[bytes],
    name: str,
    *,
    firm: Firm,
    right: Right | None = None,
    kind: str,
    note: str = "",
    limit_mb: int,
    vault: Vault,
    by: permits.Actor,
    at: datetime,
) -> KeptPaper:
    """Lay the bytes down in the vault and tell of them, about ``right`` or the firm itself.

    The same bytes for the same matter again give the paper that is there. The vault is
    written first: a killed process leaves bytes that nobody names, never a name without
    bytes. Raises HarborError ``paper.kind.unknown``, ``paper.name.missing``,
    ``paper.empty``, ``upload.too_large``.
    """
    permits.require(by, "paper.keep", firm=firm)
    if kind not in KeptPaper.Kind.values:
        raise HarborError("paper.kind.unknown", fields=("kind",), kind=kind)
    if right is not None and right.firm_id != firm.pk:
        raise HarborError("docket.right.unknown", key=right.key)
    bare = without_folders(name)
    kept = laid_down(chunks, bare, limit_mb, vault)
    with transaction.atomic():
        same = KeptPaper.objects.filter(
            firm=firm, right=right, sha256=kept.sha256, withdrawn_at=None
        ).first()
        if same is not None:
            return same
        made = KeptPaper.objects.create(
            firm=firm,
            right=right,
            kind=kind,
            name=bare,
            note=" ".join(note.split())[:300],
            sha256=kept.sha256,
            size=kept.size,
            by=by.person,
            by_name=by.name,
            at=at,
        )
        _tell(made)
    return made


def _tell(made: KeptPaper) -> None:
    chain.append(
        "paper.keep",
        f"right:{made.right_id}" if made.right_id else f"firm:{made.firm_id}",
        actor=made.by_name,
        at=made.at,
        details={
            "paper": made.pk,
            "firm": made.firm_id,
            "right": made.right_id,
            "kind": made.kind,
            "name": made.name,
            "note": made.note,
            "sha256": made.sha256,
            "size": made.size,
        },
    )


def laid_down(chunks: Iterable[bytes], name: str, limit_mb: int, vault: Vault) -> Kept:
    """The bytes in the vault. HarborErrors ``paper.name.missing``, ``paper.empty``,
    ``upload.too_large``."""
    if not name:
        raise HarborError("paper.name.missing", fields=("file",))
    try:
        kept = vault.put(chunks, limit=limit_mb * 2**20)
    except TooLarge as large:
        raise HarborError("upload.too_large", fields=("file",), limit=limit_mb) from large
    if kept.size == 0:
        raise HarborError("paper.empty", fields=("file",), name=name)
    return kept


def without_folders(name: str) -> str:
    """The file's name without folders, control characters and what turns text around."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return " ".join(shown.split())[:200]
