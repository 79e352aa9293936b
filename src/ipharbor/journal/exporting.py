"""The journal as a file that anybody can check without this program."""

from __future__ import annotations

from collections.abc import Iterator

from ipharbor.journal._canon import canonical
from ipharbor.journal.models import Line

_FIELDS = ("seq", "at", "actor", "action", "subject", "details", "previous")


def lines(first: int = 1) -> Iterator[bytes]:
    """Each line from ``first`` on as its canonical JSON, without a line break.

    These are the very bytes that are hashed: their SHA-256 is the line's hash and the
    ``previous`` of the next line, and with 0x00 before them they are a leaf of the tree.
    """
    held = Line.objects.filter(seq__gte=first).order_by("seq").values_list(*_FIELDS)
    for row in held.iterator(chunk_size=5000):
        yield canonical(*row)
