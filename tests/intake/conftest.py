"""Tables written to a temporary folder."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from lampworks import HEADINGS, KETTLE, LAMP, as_csv


@pytest.fixture
def lamps(tmp_path: Path) -> Callable[..., Path]:
    """Writes an exchange table of the given rows (without arguments: two good ones)."""

    def write(
        *rows: Sequence[str],
        headings: Sequence[str] = HEADINGS,
        encoding: str = "utf-8",
        name: str = "lamps.csv",
        delimiter: str = ",",
    ) -> Path:
        path = tmp_path / name
        content = as_csv([headings, *(rows or (LAMP, KETTLE))], delimiter).encode(encoding)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return write
