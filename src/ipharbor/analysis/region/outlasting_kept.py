"""Models of rights' lives on disk: each in a folder of its own, one of them the current one.

Columns of numbers in Parquet and a manifest in JSON. Nothing that is read is run, and a forest is
checked when it is read: a file that somebody else wrote can be wrong, but do nothing.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ipharbor.analysis.region._arrays import filled
from ipharbor.analysis.region.outlasting import METHOD, Model
from ipharbor.forecasting.survival_chances import CHANCES
from ipharbor.forecasting.survival_forest import LEAF, Forest
from ipharbor.vocabulary.errors import HarborError

_CURRENT = "CURRENT"
_TRIED, _TRIES = "TRIED.json", 24
_KEPT = 5  # so that what was said lately can be looked up


def write(folder: Path, model: Model, chances: pa.Table, *, ledger: str, made_at: str) -> Path:
    """Lay a model and what it says down in ``folder`` and make it the current one."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(one.name.partition("-")[0]) for one in _all(folder)), default=0)
    aside = folder / f".making-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    pq.write_table(chances.cast(CHANCES), aside / "chances.parquet")
    pq.write_table(nodes(model.forest), aside / "forest.parquet")
    told = model.told() | {
        "ledger": ledger, "made_at": made_at, "years": model.forest.years.tolist(),
        "roots": model.forest.roots.tolist(),
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (aside / "MANIFEST.json").write_text(text, encoding="utf-8")
    made = folder / f"{number:06d}-{model.on}"
    aside.rename(made)
    mark = folder / f".{_CURRENT}-{os.getpid()}"
    mark.write_text(made.name, encoding="ascii")
    mark.rename(folder / _CURRENT)
    for old in sorted(_all(folder))[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return made


def current(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    """Where the current model lies, and its manifest; None where there is none that this version
    can read."""
    with suppress(OSError, ValueError):
        name = (folder / _CURRENT).read_text(encoding="ascii").strip()
        place = folder / Path(name).name
        told = json.loads((place / "MANIFEST.json").read_text(encoding="utf-8"))
        if isinstance(told, dict) and told.get("method") == METHOD:
            return place, told
    return None


def tried(folder: Path) -> tuple[dict[str, Any], ...]:
    """What was learnt lately and what became of it, the newest first, as ``note`` wrote it."""
    with suppress(OSError, ValueError):
        told = json.loads((folder / _TRIED).read_text(encoding="utf-8"))
        if isinstance(told, list):
            return tuple(told)
    return ()


def note(folder: Path, told: dict[str, Any]) -> None:
    """Write down, before what was noted earlier, what was learnt and whether it was taken."""
    every = [told, *tried(folder)][:_TRIES]
    aside = folder / f".{_TRIED}-{os.getpid()}"
    aside.write_text(json.dumps(every, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.rename(folder / _TRIED)


def chances(place: Path) -> pa.Table:
    """What the model at ``place`` says of each right, by ``CHANCES``."""
    return pq.read_table(place / "chances.parquet", schema=CHANCES)


def nodes(forest: Forest) -> pa.Table:
    """A forest as a table, one row a node."""
    width = forest.curve.shape[1]
    curve = pa.FixedSizeListArray.from_arrays(pa.array(forest.curve.ravel()), width)
    return pa.table(
        {"column": forest.column, "threshold": forest.threshold, "left": forest.left,
         "right": forest.right, "curve": curve}
    )  # fmt: skip


def forest(place: Path) -> Forest:
    """The forest at ``place``. Raises ``survival.model`` for one that cannot be: children that do
    not come after their node, columns or curves that are not there."""
    told = json.loads((place / "MANIFEST.json").read_text(encoding="utf-8"))
    table = pq.read_table(place / "forest.parquet")
    years = np.asarray(told["years"], np.float64)
    column, left, right = (
        np.asarray(table.column(name), np.int64) for name in ("column", "left", "right")
    )
    flat = np.asarray(filled(table.column("curve")).flatten(), np.float32)
    roots, count = np.asarray(told["roots"], np.int64), table.num_rows
    width = len(told["numbers"]) + sum(len(some) for some in told["common"].values())
    inner = left != LEAF
    place_of = np.arange(count)
    sound = (
        len(flat) == count * len(years)
        and len(roots) > 0
        and bool(((roots >= 0) & (roots < count)).all())
        and bool(((column >= 0) & (column < max(width, 1))).all())
        and all(
            bool(((one > place_of) & (one < count))[inner].all()) for one in (left, right)
        )
    )  # fmt: skip
    if not sound:
        raise HarborError("survival.model", path=str(place))
    return Forest(
        years, roots, column, np.asarray(table.column("threshold"), np.float64), left, right,
        flat.reshape(count, len(years)),
    )  # fmt: skip


def _all(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if one.is_dir() and one.name[0].isdigit()]
