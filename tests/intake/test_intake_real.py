"""The real table beside the project."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest

from ipharbor.intake.source import open_source

SHARED = Path(os.environ.get("IPHARBOR_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))


@pytest.mark.real
@pytest.mark.slow
def test_the_real_table_is_read_whole_at_speed_and_in_flat_memory(record_property):
    path = SHARED / "cn-patents" / "patents.csv.gz"
    if not path.is_file():
        pytest.skip(f"no real records under {SHARED}")
    started = time.process_time()
    read = aside = keyed = 0
    for batch in open_source(path).batches():
        read += batch.read
        aside += len(batch.set_aside)
        keyed += batch.statements.num_rows - batch.statements["key"].null_count
    rate = read / (time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    record_property("rows_per_second", round(rate))
    record_property("peak_mib", peak)
    assert (read, aside, keyed) == (120_038, 0, 120_038)
