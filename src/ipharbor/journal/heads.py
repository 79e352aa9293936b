"""Signed heads: kept, told as notes, held against the journal."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipharbor.journal import notes, tree
from ipharbor.journal.checking import Broken, Known
from ipharbor.journal.models import Head, Line, Tip
from ipharbor.vocabulary.errors import HarborError

ORIGIN = "ipharbor-journal/"


def origin() -> str:
    """What names this journal for ever: the beginning of the hash of its first line.

    A copy of an installation goes on under the same name, for it is the same journal up to
    there. Raises HarborError ``journal.empty``.
    """
    first = Line.objects.filter(seq=1).values_list("hash", flat=True).first()
    if first is None:
        raise HarborError("journal.empty")
    return f"{ORIGIN}{first[:16]}"


def sign(key: Ed25519PrivateKey, *, at: datetime) -> Head:
    """Sign the journal as it stands, and keep the head. Call it in the transaction that wrote
    the last line. Raises HarborError ``journal.empty``."""
    name, tip = origin(), Tip.objects.get(pk=1)
    grown = tree.Growing(tip.size, [bytes.fromhex(root) for root in tip.roots])
    statement = notes.Statement(name, tip.size, grown.root(), tip.last, at.astimezone(UTC))
    signed = notes.sign(statement, key)
    return Head.objects.create(
        size=tip.size,
        root=statement.root.hex(),
        last=tip.last,
        at=statement.at,
        origin=name,
        key_id=signed.key_id,
        public=base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii"),
        signature=base64.b64encode(signed.signature).decode("ascii"),
    )


def note(head: Head) -> notes.Note:
    """The head as a note."""
    statement = notes.Statement(
        head.origin, head.size, bytes.fromhex(head.root), head.last, head.at
    )
    return notes.Note(statement, head.key_id, base64.b64decode(head.signature))


def latest() -> Head | None:
    """The head signed last."""
    return Head.objects.order_by("-size", "-pk").first()


def covering(seq: int) -> Head | None:
    """The first head that covers line ``seq``."""
    return Head.objects.filter(size__gte=seq).order_by("size", "pk").first()


def known() -> tuple[list[Known], Broken | None]:
    """What the stored heads know of the journal; the first whose signature is not its own."""
    found: list[Known] = []
    for head in Head.objects.order_by("size", "pk"):
        try:
            signed = note(head)
            good = signed.signed_by(base64.b64decode(head.public))
        except ValueError:  # no hexadecimal, no base64
            good = False
        if not good:
            return found, Broken(head.size, "journal.head.signature")
        found.append(Known(head.size, signed.statement.root))
    return found, None


def strangers(trusted: Sequence[bytes]) -> list[Head]:
    """Stored heads that none of the ``trusted`` public keys signed."""
    keys = [base64.b64encode(public).decode("ascii") for public in trusted]
    return list(Head.objects.exclude(public__in=keys).order_by("size", "pk"))
