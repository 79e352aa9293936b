"""What a letter tells of a change of the law: what was and is, and what it moves of own rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ipharbor.actions.mail.sheet import Grid, Part
from ipharbor.warning.altered import effect_read
from ipharbor.warning.incident import read
from ipharbor.warning.law_telling import changes_told, effect_told, say

LISTED = 12  # provisions, and dues, that a letter lists; the page has all
_CHANGES = ("change", "was", "now", "since", "source")
_MOVED = ("right", "what", "was", "now")


def law_parts(evidence: Mapping[str, Any], lang: str) -> Iterator[Part]:
    """The parts about changes of the law; none for a warning of anything else."""
    changes = [one for told in evidence.get("incidents", ()) for one in read(told).changes]
    if changes:
        rows = tuple(
            (one.title, one.was, one.now, one.since, f"{one.source} · {one.sure}")
            for one in changes_told(changes[:LISTED], lang)
        )
        yield Part(
            head=say("law.told.head", lang),
            lines=_more(changes, lang),
            grid=Grid(_heads(_CHANGES, lang), rows),
        )
    if "own" in evidence:
        found = effect_told(effect_read(evidence["own"]), lang)
        moved = tuple(
            (f"{one.right} {one.title}".strip(), one.what, one.was, one.now)
            for one in found.moved[:LISTED]
        )
        grid = Grid(_heads(_MOVED, lang), moved) if moved else None
        yield Part(
            head=say("law.told.yours", lang),
            lines=tuple(one for one in (found.said, found.how) if one),
            grid=grid,
        )


def _more(changes: list[Any], lang: str) -> tuple[str, ...]:
    """A line where not all are listed."""
    if len(changes) <= LISTED:
        return ()
    return (say("law.told.first", lang, listed=LISTED, count=len(changes)),)


def _heads(names: tuple[str, ...], lang: str) -> tuple[str, ...]:
    return tuple(say(f"law.told.{name}", lang) for name in names)
