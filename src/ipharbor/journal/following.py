"""The journal of one store going on in another: lines copied as they stand, in their order.

A copied line keeps its number, its time and its hash, so that the chain, the tree and every head
that was signed over it hold in the other store too.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from ipharbor.journal import chain
from ipharbor.journal._canon import ENCLOSED, SHEETS
from ipharbor.journal.models import Enclosure, Line, Mention, Span
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Copied:
    """A line with all that belongs to it: other objects it is about, spans of rows (table, first,
    last), and what it encloses."""

    line: Line
    about: tuple[str, ...] = ()
    spans: tuple[tuple[str, int, int], ...] = ()
    enclosures: tuple[Enclosure, ...] = field(default=())

    def told(self) -> dict[str, Any]:
        """As JSON."""
        line = self.line
        names = ("seq", "actor", "action", "subject", "details", "previous", "hash")
        return {name: getattr(line, name) for name in names} | {
            "at": line.at.isoformat(),
            "about": list(self.about),
            "spans": [list(span) for span in self.spans],
            "enclosures": [
                {
                    "sha256": one.sha256, "size": one.size, "form": one.form,
                    "body": base64.b64encode(bytes(one.body)).decode("ascii"),
                }
                for one in self.enclosures
            ],
        }  # fmt: skip


def read(told: dict[str, Any]) -> Copied:
    """The line that ``Copied.told`` told. Raises KeyError, TypeError and ValueError for what is
    none."""
    names = ("seq", "actor", "action", "subject", "details", "previous", "hash")
    line = Line(**{name: told[name] for name in names}, at=datetime.fromisoformat(told["at"]))
    enclosures = tuple(
        Enclosure(
            sha256=one["sha256"], size=one["size"], form=one["form"],
            body=base64.b64decode(one["body"], validate=True),
        )
        for one in told["enclosures"]
    )  # fmt: skip
    spans = tuple((str(table), int(first), int(last)) for table, first, last in told["spans"])
    return Copied(line, tuple(told["about"]), spans, enclosures)


def copied(*, after: int, using: str) -> Iterator[Copied]:
    """The lines of a store behind number ``after``, in their order."""
    for line in Line.objects.using(using).filter(seq__gt=after).order_by("seq").iterator(200):
        mentions = Mention.objects.using(using).filter(line_id=line.seq).order_by("about")
        spans = Span.objects.using(using).filter(line_id=line.seq).order_by("table", "first")
        held = Enclosure.objects.using(using).filter(sha256__in=enclosed(line))
        yield Copied(
            line,
            tuple(mentions.values_list("about", flat=True)),
            tuple(spans.values_list("table", "first", "last")),
            tuple(held.order_by("sha256")),
        )


def enclosed(line: Line) -> list[str]:
    """The hashes of all that the line encloses."""
    named = [line.details[ENCLOSED]] if ENCLOSED in line.details else []
    for parts in line.details.get(SHEETS, {}).values():
        named += parts
    return named


def follow(one: Copied) -> Line:
    """Add the line to this store's journal, whose next it must be; in the caller's transaction.

    Raises HarborError ``journal.forks`` for a line that is not the next, or is not as it was.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a line that is copied belongs to the transaction of its change")
    line = one.line
    end = chain.tip()
    if line.seq != end.size + 1 or line.previous != end.last or chain.digest(line) != line.hash:
        raise HarborError("journal.forks", seq=line.seq, size=end.size)
    kept = Line(
        seq=line.seq, at=line.at, actor=line.actor, action=line.action, subject=line.subject,
        details=line.details, previous=line.previous, hash=line.hash,
    )  # fmt: skip
    kept.save(force_insert=True)
    Mention.objects.bulk_create(Mention(line=kept, about=about) for about in one.about)
    Span.objects.bulk_create(
        Span(line=kept, table=table, first=first, last=last) for table, first, last in one.spans
    )
    for part in one.enclosures:
        Enclosure.objects.get_or_create(
            sha256=part.sha256,
            defaults={"size": part.size, "form": part.form, "body": bytes(part.body)},
        )
    chain.grow(end, kept)
    return kept
