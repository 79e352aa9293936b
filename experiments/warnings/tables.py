"""Write the tables of the README anew from the results that the scripts have kept.

python experiments/warnings/tables.py
"""

from __future__ import annotations

import json
import re
import statistics
from pathlib import Path
from typing import Any

import judging
import replaying
import surge_power

README = Path(__file__).with_name("README.md")
TUNED = ("3", "7", "22")
LOUD = "orange"
OF_CLAIMS = ("infringed_by_later_right", "product_reads_on_right")


def planted(results: dict[str, Any]) -> str:
    """Recall, precision and delay by seed at orange and above, those tuned on first."""
    lines = [
        "| seed | tuned on | planted | found | recall | told | right | precision "
        "| without the two comparisons of claims | median delay |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    ordered = sorted(results, key=lambda seed: (seed not in TUNED, int(seed)))
    for seed in ordered:
        kinds = results[seed]["colours"][LOUD]
        rows = list(kinds.values())
        rest = [row for kind, row in kinds.items() if kind not in OF_CLAIMS]
        due, found, told, right = (sum(row[place] for row in rows) for place in range(4))
        delays = [day for row in rows for day in row[4]]
        delay = f"{statistics.median(delays):.0f} d" if delays else "–"
        lines.append(
            f"| {seed} | {'yes' if seed in TUNED else 'no'} | {due} | {found} "
            f"| {_share(found, due)} | {told} | {right} | {_share(right, told)} "
            f"| {_share(sum(row[3] for row in rest), sum(row[2] for row in rest))} | {delay} |"
        )
    return "\n".join(lines)


def by_kind(results: dict[str, Any]) -> str:
    """The seeds not tuned on together, by kind: at any colour, and at orange and above."""
    lines = [
        "| kind | planted | found | found at orange | told at orange | right of these |",
        "|---|---|---|---|---|---|",
    ]
    fresh = [results[seed] for seed in results if seed not in TUNED]
    for kind in judging.MATCHES:
        blue = [one["colours"]["blue"][kind] for one in fresh]
        loud = [one["colours"][LOUD][kind] for one in fresh]
        lines.append(
            f"| `{kind}` | {sum(r[0] for r in blue)} | {sum(r[1] for r in blue)} "
            f"| {sum(r[1] for r in loud)} | {sum(r[2] for r in loud)} "
            f"| {sum(r[3] for r in loud)} |"
        )
    return "\n".join(lines)


def written(text: str) -> str:
    """The README with its tables as the results are."""
    results = json.loads(judging.RESULT.read_text("utf-8"))
    replay = json.loads(replaying.RESULT.read_text("utf-8"))
    tables = {
        "planted": planted(results),
        "by_kind": by_kind(results),
        "replay": replaying.table(replay),
        "power": surge_power.table(json.loads(surge_power.RESULT.read_text("utf-8"))),
    }
    for name, table in tables.items():
        if f"<!-- {name} -->" not in text:
            raise ValueError(f"the README has no place for {name}")
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(\n<!-- end -->)",
            lambda found, table=table: found[1] + table + found[2],  # type: ignore[misc]
            text,
            flags=re.S,
        )
    return text


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")
