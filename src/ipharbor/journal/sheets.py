"""What a bulk change wrote, in columns beside its line, and which rows came in with it.

A line of a bulk change names its sheets in ``details["sheets"]``: for each table the SHA-256
of its parts in their order. A part is an Arrow stream of at most ``ROWS`` rows, kept as an
``Enclosure``. Rows of one change that were numbered on end have a ``Span`` instead of a
``Mention`` each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import pyarrow as pa

from ipharbor.journal._canon import SHEETS
from ipharbor.journal.models import Enclosure, Line, Span

ROWS = 50_000  # of a part


def keep(sheets: Mapping[str, pa.Table]) -> dict[str, list[str]]:
    """Store the tables; gives what the line's details name, empty ones left out."""
    return {
        name: [_keep(table.slice(start, ROWS)) for start in range(0, table.num_rows, ROWS)]
        for name, table in sorted(sheets.items())
        if table.num_rows
    }


def parts(line: Line, name: str, *, using: str | None = None) -> Iterator[pa.Table]:
    """The parts of a sheet in their order; none where the line has no such sheet.

    Raises LookupError where a part is no longer there.
    """
    for named in line.details.get(SHEETS, {}).get(name, ()):
        held = Enclosure.objects.using(using).filter(sha256=named).first()
        if held is None:
            raise LookupError(named)
        yield opened(held)


def opened(held: Enclosure) -> pa.Table:
    """The rows of a part."""
    with pa.ipc.open_stream(unpressed(held)) as stream:
        return stream.read_all()


def unpressed(held: Enclosure) -> bytes:
    """The bytes that are hashed. Raises ArrowException or OSError when they are damaged."""
    return bytes(pa.decompress(bytes(held.body), held.size, codec="zstd", asbytes=True))


def names(line: Line) -> tuple[str, ...]:
    """The sheets of a line."""
    return tuple(line.details.get(SHEETS, ()))


def lines_of(rows: Mapping[str, list[int]]) -> set[int]:
    """The lines with which any of the rows (table → numbers) came in, as far as they came in
    bulk."""
    found: set[int] = set()
    for table, numbers in rows.items():
        if not numbers:
            continue
        spans = Span.objects.filter(table=table, first__lte=max(numbers), last__gte=min(numbers))
        for line, first, last in spans.values_list("line_id", "first", "last"):
            if any(first <= number <= last for number in numbers):
                found.add(line)
    return found


def _keep(part: pa.Table) -> str:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, part.schema) as stream:
        stream.write_table(part.combine_chunks())
    body = out.getvalue()
    named = hashlib.sha256(body).hexdigest()
    Enclosure.objects.get_or_create(
        sha256=named,
        defaults={
            "size": body.size,
            "body": pa.compress(body, codec="zstd", asbytes=True),
            "form": Enclosure.ARROW,
        },
    )
    return named
