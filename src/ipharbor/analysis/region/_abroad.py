"""Granted members of a right's family at other offices."""

from __future__ import annotations

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region._arrays import day_numbers, filled
from ipharbor.analysis.region.layout import ABROAD

_HEAD_AND_CHECK = r"^\s*(?:CN|ZL)?|[.].*$"  # 'CN201910000001.8' and '201910000001' are one number
_PRIORITIES = "priority_numbers"


def granted(documents: ibis.Table, rights: pa.Table) -> pa.Table:
    """The members of schema ``ABROAD``: granted documents of other offices that name one of
    ``rights`` as a priority. None where the corpus tells no priorities."""
    if _PRIORITIES not in documents.columns:
        return ABROAD.empty_table()
    foreign = documents.filter(
        (documents.office != "CN")
        & documents.granted_on.notnull()
        & (documents[_PRIORITIES].length() > 0)
    )
    told = foreign.select(
        "office", "granted_on", "known_on", "publication_numbers", _PRIORITIES
    ).to_pyarrow()
    if not told.num_rows:
        return ABROAD.empty_table()
    lists = filled(told.column(_PRIORITIES))
    place = pc.index_in(_bare(lists.flatten()), _bare(rights.column("key")))
    mine = pc.is_valid(place)
    of = pc.list_parent_indices(lists).filter(mine)
    members = told.take(of)
    granted_on = day_numbers(members.column("granted_on"))
    known = np.maximum(granted_on.to_numpy(), day_numbers(members.column("known_on")).to_numpy())
    numbers = [found[-1] if found else "" for found in
               members.column("publication_numbers").to_pylist()]  # fmt: skip
    table = pa.table(
        {
            "right": place.filter(mine).cast(pa.int32()),
            "office": members.column("office"),
            "number": pa.array(numbers, pa.string()),
            "granted": granted_on,
            "known": pa.array(known, pa.int32()),
        }
    ).cast(ABROAD)
    return table.sort_by([("right", "ascending"), ("granted", "ascending")])


def _bare(numbers: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Application numbers without the office's sign and the check character."""
    return filled(pc.replace_substring_regex(filled(numbers), _HEAD_AND_CHECK, ""))
