"""What changed in the law and what it moves of one's own rights, in a language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ipharbor.vocabulary.messages import message
from ipharbor.warning.altered import Altered, Effect


@dataclass(frozen=True)
class LawChangeTold:
    """A provision that changed, in words; ``provision`` is its name in the book. ``since`` is the
    day of effect, ``?`` where not known; ``sure`` says how the value is known."""

    provision: str
    title: str
    was: str
    now: str
    since: str
    source: str
    sure: str
    by: str


@dataclass(frozen=True)
class LawMovedTold:
    """A due or the end of a term that moved."""

    right: str
    title: str
    what: str
    was: str
    now: str


@dataclass(frozen=True)
class LawEffectTold:
    """What the change moves of the reader's rights: a sentence, and the first of what moved;
    ``how`` says how to read these."""

    said: str
    how: str = ""
    moved: tuple[LawMovedTold, ...] = ()


def changes_told(changes: Iterable[Altered], lang: str) -> tuple[LawChangeTold, ...]:
    """Changes in words, in their order."""
    return tuple(
        LawChangeTold(
            one.name, one.title[lang], one.was[lang], one.now[lang], one.since,
            one.source[lang], say(f"law.sure.{one.confidence}", lang), one.by,
        )
        for one in changes
    )  # fmt: skip


def effect_told(found: Effect, lang: str) -> LawEffectTold:
    """An effect in words."""
    if not found.reached:
        return LawEffectTold(say("law.told.not_reached", lang))
    if not found.dues and not found.terms:
        return LawEffectTold(say("law.told.nothing", lang, rights=f"{found.rights:,}"))
    counts = {name: f"{getattr(found, name):,}" for name in ("rights", "dues", "terms")}
    return LawEffectTold(
        say("law.told.moved", lang, more=found.more, **counts),
        say("law.told.how", lang),
        tuple(
            LawMovedTold(one.key, one.title, _what(one.year, lang), one.was, one.now)
            for one in found.moved
        ),
    )


def say(code: str, lang: str, **params: object) -> str:
    """A sentence of the catalogue."""
    return message(code, lang, params).what


def _what(year: int, lang: str) -> str:
    return say("law.told.due", lang, year=year) if year else say("law.told.term", lang)
