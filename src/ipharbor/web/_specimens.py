"""What the design page shows: the tokens' contrasts, and invented rows for a list and a chart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from ipharbor.analysis._theme import CONFIG, SCHEMA
from ipharbor.warning.grading import GRADES
from ipharbor.web.lists import Column, Filter, Kind, List, only, rows_hold
from ipharbor.web.templatetags.harbor import said

STATIC = Path(__file__).parent / "static" / "web"
SPACES = (0.25, 0.5, 0.75, 1, 1.5, 2)  # rem
TEXT, PART = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11 at level AA: text, parts that say something

PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "paper", TEXT), ("ink", "surface", TEXT), ("ink", "sunken", TEXT),
    ("soft", "paper", TEXT), ("soft", "surface", TEXT), ("soft", "sunken", TEXT),
    ("accent", "paper", TEXT), ("accent", "surface", TEXT), ("accent-strong", "sunken", TEXT),
    ("on-accent", "accent", TEXT), ("on-top", "top", TEXT), ("top-soft", "top", TEXT),
    ("on-mark", "mark", TEXT), ("good", "good-paper", TEXT), ("bad", "bad-paper", TEXT),
    ("ink", "note-paper", TEXT), ("red", "red-paper", TEXT), ("orange", "orange-paper", TEXT),
    ("yellow", "yellow-paper", TEXT), ("blue", "blue-paper", TEXT),
    ("line-strong", "surface", PART), ("focus", "paper", PART), ("focus", "surface", PART),
    ("bar-inner", "surface", PART), ("bar-now", "surface", PART),
)  # fmt: skip
"""Colours that stand on one another, and the least contrast that they need."""


@dataclass(frozen=True)
class Contrast:
    """A colour on another in one theme; ``ratio`` after WCAG 2.2, from 1 to 21."""

    theme: str
    front: str
    back: str
    front_colour: str
    back_colour: str
    ratio: float
    least: float

    @property
    def enough(self) -> bool:
        return self.ratio >= self.least


@dataclass(frozen=True)
class Lamp:
    """An invented row."""

    number: str
    name: str
    state: str
    grade: str
    on: date
    count: int


ROWS = tuple(
    Lamp(f"CN2021{place:04d}", name, state, GRADES[place % 4], date(2021, 1 + place, 15), 7 * place)
    for place, (name, state) in enumerate(
        [
            ("舞台灯 Stage lamp", "new"),
            ("摇头灯 Moving head", "acknowledged"),
            ("激光灯 Laser lamp", "in_hand"),
            ("音箱 Loudspeaker", "closed"),
        ]
    )
)
LIST = List(
    name="design",
    action="corpus.search",
    words=gettext_lazy("A list"),
    columns=(
        Column("number", gettext_lazy("Number"), attrgetter("number"), Kind.CODE),
        Column("name", gettext_lazy("Name"), attrgetter("name")),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE, said="state"),
        Column("grade", gettext_lazy("Grade"), attrgetter("grade"), Kind.GRADE, said="grade",
               rank=lambda row: GRADES.index(row.grade)),
        Column("day", gettext_lazy("As of"), attrgetter("on"), Kind.DAY),
        Column("count", gettext_lazy("New documents"), attrgetter("count"), Kind.NUMBER),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), only(attrgetter("state")), form="chips",
               options=lambda: [(row.state, said(row.state, "state")) for row in ROWS]),
    ),
    search=rows_hold(attrgetter("number"), attrgetter("name")),
)  # fmt: skip


def chart(title: str) -> Mapping[str, Any]:
    """A specimen of a chart in the look of all charts."""
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": title,
        "width": "container",
        "height": 160,
        "data": {"values": [{"year": 2017 + n, "count": n * n + 3} for n in range(5)]},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None},
            "y": {"field": "count", "type": "quantitative", "title": None},
        },
    }


@cache
def contrasts() -> tuple[Contrast, ...]:
    """The contrast of every pair in both themes."""
    light = _tokens((STATIC / "tokens.css").read_text(encoding="utf-8"))
    dark = light | _tokens((STATIC / "dark.css").read_text(encoding="utf-8"))
    return tuple(
        Contrast(
            theme, front, back, colours[front], colours[back],
            contrast(colours[front], colours[back]), least,
        )
        for theme, colours in (("light", light), ("dark", dark))
        for front, back, least in PAIRS
    )  # fmt: skip


def contrast(front: str, back: str) -> float:
    """The contrast ratio of two colours ``#rrggbb`` (WCAG 2.2, definition “contrast ratio”)."""
    lighter, darker = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _tokens(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheet))
