"""Granted members of a right's family at other offices."""

from __future__ import annotations

import ibis
import pyarrow as pa

from ipharbor.analysis.region.layout import ABROAD


def granted(documents: ibis.Table, rights: pa.Table) -> pa.Table:
    """The members of schema ``ABROAD``: documents of other offices with one of ``rights`` as a
    priority. None where the corpus tells no priorities."""
    return ABROAD.empty_table()
