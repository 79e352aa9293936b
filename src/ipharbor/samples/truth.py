"""The truth file: what is planted in the invented region, for tests and experiments to judge by.

No code of the product reads it; ``docs/explanation/truth.md`` tells its form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ipharbor.samples._abroad import OFFICES
from ipharbor.samples._days import day64
from ipharbor.samples._dealings import told_pledge
from ipharbor.samples._drawing import DESIGN, INVENTION
from ipharbor.samples.plan import Plan, plan
from ipharbor.samples.planting.garden import MISSED, Plant
from ipharbor.vocabulary.exchange import PATENT_TYPES

SCHEMA = 1
NAME = "truth.json"


def write(path: Path, seed: int, scale: float, until: date) -> int:
    """Write what can be known on ``until`` and tell how many things that are.

    The same arguments give the same bytes.
    """
    made = truth(seed, scale, until)
    text = json.dumps(made, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return len(made["planted"])


def truth(seed: int, scale: float, until: date) -> dict[str, Any]:
    """The file's content: everything planted that can be known on ``until``."""
    made = plan(seed, scale)
    return {
        "schema": SCHEMA,
        "invented": True,
        "seed": seed,
        "scale": scale,
        "until": until.isoformat(),
        "planted": [*_told(made, until), *_told_pledge(made, until)],
    }


def _told(made: Plan, until: date) -> Iterator[dict[str, Any]]:
    given: dict[str, int] = {}
    for plant in made.planted.plants:
        given[plant.kind] = given.get(plant.kind, 0) + 1
        documents = list(_documents(made, plant, until))
        known = _known(plant, documents)
        if known is None or known > until.isoformat():
            continue
        yield {
            "id": f"{plant.kind}-{given[plant.kind]:02d}",
            "kind": plant.kind,
            "name": plant.name,
            "same_with_every_seed": plant.fixed,
            "known_from": known,
            "facts": plant.facts,
            "documents": documents,
            "warning": {"zh": plant.warning_zh, "en": plant.warning_en},
        }


def _known(plant: Plant, documents: Sequence[dict[str, Any]]) -> str | None:
    """The first day on which it can be known; None where that is after the last."""
    if isinstance(plant.known, date):
        return plant.known.isoformat()
    role, which = plant.known
    if role == "granted":
        days = [one["published"] for one in documents if one["grant"] and one["office"] == which]
        return min(days, default=None)
    roles = {"first", "later"} if role == "publication" else {role}
    days = [one["published"] for one in documents if one["role"] in roles and one["first"]]
    return sorted(days)[int(which) - 1] if len(days) >= int(which) else None


def _told_pledge(made: Plan, until: date) -> Iterator[dict[str, Any]]:
    """The pledge of the stories, of whosever rights it is."""
    for pledge, year, due in told_pledge(made):
        if due >= until:
            continue
        holder = made.shops.each[int(made.filings.shop[pledge.rights[0]])].holder
        rights = [str(made.number[right]) for right in pledge.rights]
        yield {
            "id": f"{MISSED}-told",
            "kind": MISSED,
            "name": holder.name,
            "same_with_every_seed": True,
            "known_from": (due + timedelta(1)).isoformat(),
            "facts": {
                "firm": {"name": holder.name, "credit_code": holder.credit_code},
                "lender": pledge.pledgee,
                "rights": rights,
                "patent_year": year,
                "due_by": due.isoformat(),
                "pledged_on": pledge.registered.isoformat(),
            },
            "documents": [],
            "warning": {
                "zh": f"{holder.name}质押的{rights[0]}第{year}年度年费已过缴费期。",
                "en": "The annuity of a pledged right is unpaid after its due day.",
            },
        }


def _documents(made: Plan, plant: Plant, until: date) -> Iterator[dict[str, Any]]:
    """The publications to ``until`` of what was filed for the plant, by day."""
    about, planted = made.filings, made.planted
    last = day64(until)
    found: list[dict[str, Any]] = []
    for at in plant.drafts:
        right = made.first_planted + at
        kind = int(about.kind[right])
        told = {"role": planted.drafts[at].role, "application_number": str(made.number[right])}
        told |= {"patent_type": PATENT_TYPES[kind], "applicant": _applicant(made, right)}
        letter = "A" if kind == INVENTION else "S" if kind == DESIGN else "U"
        for stage, day in ((letter, about.opened[right]), ("B", about.granted[right])):
            if day <= last and (stage != "B" or kind == INVENTION):
                number = f"CN{made.serial[right]}{stage}"
                found.append(_document(told, number, "CN", day, (stage != "B", stage != "A")))
        for beyond in np.flatnonzero(made.abroad.right == right).tolist():
            if made.abroad.day[beyond] <= last:
                office = OFFICES[int(made.abroad.office[beyond])]
                number, day = str(made.abroad.number[beyond]), made.abroad.day[beyond]
                grant = bool(made.abroad.grant[beyond])
                found.append(_document(told, number, office, day, (False, grant)))
    yield from sorted(found, key=lambda one: (one["published"], one["publication_number"]))


def _document(
    told: dict[str, str], number: str, office: str, day: np.datetime64, is_it: tuple[bool, bool]
) -> dict[str, Any]:
    """A publication; ``is_it`` tells whether it is the right's first, and whether a grant."""
    first, grant = is_it
    return told | {
        "publication_number": number,
        "office": office,
        "published": str(day),
        "first": first,
        "grant": grant,
    }


def _applicant(made: Plan, right: int) -> str:
    return made.shops.each[int(made.filings.shop[right])].holder.name
