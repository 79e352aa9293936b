"""Restricting a question to chosen documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Serials = npt.NDArray[np.int64]

_NUMBER = count(1)


@contextmanager
def chosen(documents: ibis.Table, serials: Serials) -> Iterator[ibis.Table]:
    """The documents of those serials, for as long as the block lasts.

    Ibis keeps the tables of ``memtable``, and with them the whole engine, until the process
    ends; in a server that is a leak, so the engine in the process is handed them directly.
    """
    rows = pa.table({"serial": pa.array(serials, pa.int64())})
    engine = documents.get_backend()
    if engine.name != "duckdb":
        yield documents.semi_join(ibis.memtable(rows), "serial")
        return
    name = f"chosen_{next(_NUMBER)}"
    engine.con.register(name, rows)
    try:
        yield documents.semi_join(engine.table(name), "serial")
    finally:
        engine.con.unregister(name)
