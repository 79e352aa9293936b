"""What simple rules would tell, judged as the sweeps are.

    python experiments/warnings/baselines.py HOME [--from 2015-01-01] [--until DAY]

Two rules, each month: *every new document of a known competitor* (an applicant outside that shares
a main IPC symbol's subclass with a firm of the region by three documents or more) tells one
incident a document; *count doubled* tells one for each applicant whose last 91 days hold twice
what the 91 before did, and five at least. Neither grades, so there is one table. An incident of
a rule is held against every kind that it could tell of: it carries the parties and the document.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from judging import judge, opened, replay, table

KINDS = {
    "competitor_enters": "signal.entrant",
    "competitor_surges": "signal.surge",
    "emerging_technology": "signal.emerging",
    "key_inventor_moves": "signal.inventor_moved",
    "abnormal_filing_ring": "signal.abnormal_filings",
}


def _incident(code: str, mark: str, on: date, **told: Any) -> Any:
    from ipharbor.warning.grading import Points
    from ipharbor.warning.incident import Incident
    from ipharbor.warning.signals import Signal

    loud = (Points("probability", 5, "grade.watched"), Points("impact", 5, "grade.watched"))
    facts = tuple((str(n), name) for n, name in enumerate(told.pop("inventors", ())))
    return Incident(f"{code}:{mark}"[:200], Signal(code, facts), on, on, loud, **told)


def _subclass(symbols: list[str]) -> str:
    return symbols[0][:4] if symbols else ""


class Rules:
    """Both rules over one corpus; documents of the Chinese office by the day they are known."""

    def __init__(self, known: Any) -> None:
        self.own = set(known.register.firms.column("name").to_pylist())
        columns = ["key", "office", "known_on", "applicants", "inventors", "ipc"]
        rows = known.documents.select(columns).to_pylist()
        self.rows = sorted(
            (row for row in rows if row["office"] == "CN" and row["applicants"]),
            key=lambda row: (row["known_on"], row["key"]),
        )

    def competitors(self, _: Any, span: Any) -> Iterator[Any]:
        """Every new document of a known competitor, for every kind of thing."""
        by_class: dict[str, dict[str, int]] = {}
        filed: dict[tuple[str, str], int] = {}
        for row in self.rows:
            if row["known_on"] > span.on:
                return
            who, field = row["applicants"][0], _subclass(row["ipc"])
            if who in self.own:
                firms = by_class.setdefault(field, {})
                firms[who] = firms.get(who, 0) + 1
                continue
            filed[who, field] = filed.get((who, field), 0) + 1
            if row["known_on"] <= span.since or not field or filed[who, field] < 3:
                continue
            firms = by_class.get(field, {})
            nearest = sorted(firms, key=lambda name: (-firms[name], name))[:5]
            if nearest and firms[nearest[0]] >= 3:
                for code in KINDS.values():
                    yield _incident(
                        code, row["key"], row["known_on"], firms=tuple(nearest), others=(who,),
                        documents=(row["key"],), inventors=row["inventors"],
                    )  # fmt: skip

    def doubled(self, _: Any, span: Any) -> Iterator[Any]:
        """Applicants whose count doubled, for every kind of thing."""
        now: dict[str, list[str]] = {}
        before: dict[str, int] = {}
        for row in self.rows:
            age = (span.on - row["known_on"]).days
            if not 0 <= age < 182:
                continue
            for who in row["applicants"]:
                if age < 91:
                    now.setdefault(who, []).append(row["key"])
                else:
                    before[who] = before.get(who, 0) + 1
        for who in sorted(now):
            if len(now[who]) >= max(5, 2 * before.get(who, 0)):
                firms = (who,) if who in self.own else ()
                for code in KINDS.values():
                    mark = f"{who}:{span.on:%Y-%m}"
                    yield _incident(
                        code, mark, span.on, firms=firms, others=() if firms else (who,),
                        documents=tuple(now[who]),
                    )  # fmt: skip


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2015, 1, 1))
    asked.add_argument("--until", type=date.fromisoformat, default=date(2026, 10, 31))
    given = asked.parse_args()
    rules = Rules(known := opened(given.home))
    truth = json.loads((given.home / "sample" / "truth.json").read_text("utf-8"))
    for name, rule in (("every new document", rules.competitors), ("doubled", rules.doubled)):
        told = replay(known, {name: rule}, given.first, given.until, watch=True)
        verdicts = judge(truth, told, given.first, given.until, "blue")
        print(f"\n== {name}")
        print(table([one for one in verdicts if one.kind in KINDS]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
