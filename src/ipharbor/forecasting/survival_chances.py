"""What is said of each right: a table of chances, and which rights are about to end by it."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.vocabulary.errors import HarborError

REASONS = pa.list_(pa.struct([("column", pa.string()), ("points", pa.float64())]))
CHANCES = pa.schema(
    [
        ("key", pa.string()),
        ("on", pa.date32()),
        ("horizon", pa.int8()),
        ("until", pa.date32()),
        ("chance", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("term_over", pa.bool_()),
        ("shown", pa.bool_()),
        ("reasons", REASONS),
    ]
)
"""One row for each right in force on the day ``on``, as known then, and each horizon in years.

``chance`` is that it is in force on ``until``, ``low`` and ``high`` the 95 % band of what became
of rights of which a like chance was said when looking back; ``term_over`` that its term ends
before, so that the chance is 0 for certain. ``shown`` is whether the look back allows to show it:
what is not shown rests on no tested forecast and is to be left alone. ``reasons`` are the columns
that move it most, in points of the chance since grant."""

ENDANGERED = pa.schema(
    [
        ("key", pa.string()),
        ("on", pa.date32()),
        ("horizon", pa.int8()),
        ("until", pa.date32()),
        ("chance", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("reasons", REASONS),
        ("why", pa.string()),  # "expires" or "may_lapse"
    ]
)


def endangered(
    chances: pa.Table, *, horizon: int, below: float, keys: Sequence[str] | None = None
) -> pa.Table:
    """The rights that will or may be over within ``horizon`` years, the likeliest first, then by
    key; by ``ENDANGERED``.

    Those whose term ends before (``expires``), and those of which even the upper bound of the
    chance lies below ``below`` (``may_lapse``), so that a wide band alone raises nothing. Of all
    rights, or of ``keys``. Rows that may not be shown are not read. Raises ``survival.columns``
    for a table that lacks a column.
    """
    lacking = set(CHANCES.names) - set(chances.column_names)
    if lacking:
        raise HarborError("survival.columns", names=", ".join(sorted(lacking)))
    kept = chances.filter(pc.and_(chances["shown"], pc.equal(chances["horizon"], horizon)))
    if keys is not None:
        kept = kept.filter(pc.is_in(kept["key"], pa.array(list(keys), pa.string())))
    kept = kept.filter(pc.or_(kept["term_over"], pc.less(kept["high"], below)))
    why = pc.if_else(kept["term_over"], "expires", "may_lapse")
    found = kept.select(ENDANGERED.names[:-1]).append_column("why", why)
    return found.sort_by([("chance", "ascending"), ("key", "ascending")]).cast(ENDANGERED)
