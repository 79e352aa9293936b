"""How many incidents a month the counting sweeps tell on a real corpus without a register.

    python experiments/warnings/published.py HOME [--region 广州,佛山,…] [--show N] [--sweeps a,b]

HOME holds a corpus that was imported. Its first applicants whose names begin with one of the
places stand for the firms of the region. ``--show`` lists N incidents of each code, drawn by a
fixed seed, to be looked through by hand. What such a corpus does not tell (inventors, addresses,
citations, all symbols) the sweeps that need it do not find.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from judging import months, opened, replay

COUNTING = ("emerging,entrants,moves,surges,abnormal_filings,citations,share_shifts,convergence,"
          "beyond_forecast")  # fmt: skip
PLACES = "广州,佛山,深圳,东莞,中山,珠海,惠州,广东"


def register(documents: Any, places: tuple[str, ...]) -> Any:
    """The tables of a register in which the applicants of those places are the firms."""
    from ipharbor.analysis.sweeping import known

    rows = documents.select(["key", "applicants"]).to_pylist()
    first = {row["key"]: row["applicants"][0] for row in rows if row["applicants"]}
    firms = sorted({name for name in first.values() if name.startswith(places)})
    rights = [{"key": key, "firm": name} for key, name in first.items() if name.startswith(places)]

    class Tables:
        pass

    tables = Tables()
    for name in ("events", "payments", "products", "cases"):
        setattr(tables, name, getattr(known, name.upper()).empty_table())
    told = [{"name": name, "kind": "firm"} for name in firms]
    tables.firms = pa.Table.from_pylist(told, known.FIRMS)  # type: ignore[attr-defined]
    tables.rights = pa.Table.from_pylist(rights, known.RIGHTS)  # type: ignore[attr-defined]
    return tables


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("--region", default=PLACES)
    asked.add_argument("--sweeps", default=COUNTING)
    asked.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2012, 1, 1))
    asked.add_argument("--until", type=date.fromisoformat, default=date(2017, 5, 31))
    asked.add_argument("--show", type=int, default=0)
    given = asked.parse_args()
    whole = opened(given.home)
    from ipharbor.analysis.sweeping.every import SWEEPS as EVERY
    from ipharbor.analysis.sweeping.known import Known

    tables = register(whole.documents, tuple(given.region.split(",")))
    known = Known(whole.corpus, tables, whole.book)
    wanted = {name: EVERY[name] for name in given.sweeps.split(",")}
    told = replay(known, wanted, given.first, given.until, watch=True)
    span = len(list(months(given.first, given.until)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(known.documents)} documents, {len(tables.firms)} firms, {span} months")
    print(f"{peak:.0f} MB at most")
    for (code, colour), count in sorted(
        Counter((one.incident.code, one.incident.grade.colour) for one in told).items()
    ):
        print(f"{code:<28}{colour:<8}{count:>6}{count / span:>8.2f} a month")
    drawn = random.Random(1)
    for code in sorted({one.incident.code for one in told}):
        mine = [one for one in told if one.incident.code == code]
        for one in drawn.sample(mine, min(given.show, len(mine))):
            print(one.day, one.incident.grade.colour, code, dict(one.incident.signal.facts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
