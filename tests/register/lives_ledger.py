"""Reads `lives.txt`: lives of invented rights, and what is asked of them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from ipharbor.register.events import Event
from ipharbor.register.spans import stays, worked
from ipharbor.register.standing import Right, Standing, Twin, standing
from ipharbor.statutes.book import Book, load

DATA_UNTIL = date(2026, 10, 31)


@dataclass(frozen=True)
class Asked:
    """A question of the ledger: a day, what was known, and what is expected."""

    on: date
    known_on: date | None
    expected: dict[str, str]


@dataclass(frozen=True)
class Life:
    title: str
    right: Right
    events: list[Event] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Standing:
        return standing(
            self.right, self.events, on=asked.on, known_on=asked.known_on, book=book(),
            data_until=DATA_UNTIL,
        )  # fmt: skip


@cache
def book() -> Book:
    return load()


def lives() -> list[Life]:
    found: list[Life] = []
    title = ""
    for line in Path(__file__).with_name("lives.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            title = line[1:].strip()
            continue
        words = shlex.split(line)
        if not words:
            continue
        if words[0] == "right":
            found.append(Life(title, _right(words[1], words[2], _pairs(words[3:]))))
        elif words[0] == "twin":
            told = _pairs(words[2:])
            declared = {"yes": True, "no": False, "unknown": None}[told["declared"]]
            twin = Twin(
                words[1], declared, _day(told.get("granted", "")), _day(told.get("known", ""))
            )
            side = "model" if found[-1].right.kind == "invention" else "twin"
            found[-1] = replace(found[-1], right=replace(found[-1].right, **{side: twin}))
        elif words[0] == "?":
            known = words[3] if words[2:3] == ["known"] else ""
            rest = words[4:] if known else words[2:]
            expected = {"state": rest[0]} | _pairs(rest[1:])
            found[-1].asked.append(Asked(date.fromisoformat(words[1]), _day(known), expected))
        else:
            found[-1].events.append(_event(words))
    return found


def told(answer: Standing, name: str) -> str:
    """What an answer says under the ledger's ``name``."""
    if name in ("findings", "reasons"):
        return ",".join(sorted({one.code.split(".", 1)[1] for one in getattr(answer, name)}))
    if name == "burdens":
        return ",".join(f"{one.family}:{one.number}" for one in answer.encumbrances if one.bears)
    if name == "resting":
        return ",".join(f"{one.family}" for one in answer.encumbrances if not one.bears)
    if name in ("good_cause", "force_majeure"):
        ways = [way for way in answer.chances if way.ground == name]
        return ",".join(f"{way.verdict}:{way.until or way.at_latest or ''}" for way in ways)
    if name == "stayed":
        spans = stays(answer.spans, book())
        return ",".join(f"{one.first}..{one.last or ''}" for one in spans)
    if name == "cut":
        spans = worked(answer.spans, on=answer.on, book=book())
        return ",".join(f"{one.first}..{one.last or ''}" for one in spans)
    if name == "steps":
        return ",".join(step.code.removeprefix("register.") for step in answer.explained)
    if name == "holders":
        return "+".join(answer.holders)
    if name == "limited":
        return "yes" if answer.limited else "no"
    if name == "parties":
        return ">".join(answer.encumbrances[0].parties)
    return str(getattr(answer, name) or "")


def _right(key: str, kind: str, pairs: dict[str, str]) -> Right:
    holders = tuple(name for name in pairs.get("holders", "").split("+") if name)
    return Right(key, kind, _day(pairs.get("filed", "")), holders)


def _event(words: list[str]) -> Event:
    on = date.fromisoformat(words[0])
    rest = words[2:]
    known = on
    if rest and rest[0].startswith("@"):
        known = date.fromisoformat(rest[0][1:])
        rest = rest[1:]
    return Event(words[1], on, known, _pairs(rest), "ledger")


def _pairs(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
