"""Same-day pairs: an invention and a utility model filed by one applicant for one thing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, Twin

_FILLERS = ("一种", "一类")
_PAIRED = ("invention", "utility_model")


@dataclass(frozen=True)
class Pair:
    """An invention and a utility model that may be one thing, by their keys.

    ``declared`` says that a statement on filing tells so; None says that same day, same
    applicants and same title make it likely and nobody has looked.
    """

    invention: str
    model: str
    declared: bool | None


def pairs(
    rights: Sequence[Right], titles: Mapping[str, str], events: Mapping[str, Iterable[Event]]
) -> tuple[Pair, ...]:
    """The same-day pairs among ``rights``: first those that a statement names, then likely ones.

    A statement is an event of kind ``twin_declared`` whose detail ``twin`` is the other's key or
    application number; it stands on either right and counts when both were filed on one day. A
    right is in one pair at most; of several likely partners the first by key is taken. Source:
    Patent Law, article 9; its Implementing Rules, article 47.
    """
    held = {right.key: right for right in rights}
    numbered = {digits(key): right for key, right in held.items()}
    found: list[Pair] = []
    taken: set[str] = set()
    for right in sorted(rights, key=lambda one: one.key):
        for event in events.get(right.key, ()):
            other = numbered.get(digits(event.told("twin"))) if is_statement(event) else None
            made = _pair(right, other) if other is not None else None
            if made is not None and not {made.invention, made.model} & taken:
                found.append(made)
                taken |= {made.invention, made.model}
    found += _likely([held[key] for key in sorted(held.keys() - taken)], titles)
    return tuple(found)


def _likely(rights: Iterable[Right], titles: Mapping[str, str]) -> Iterator[Pair]:
    together: dict[tuple[date, frozenset[str]], dict[str, list[str]]] = {}
    for right in rights:
        if right.filed_on is not None and right.holders and right.kind in _PAIRED:
            group = together.setdefault((right.filed_on, frozenset(right.holders)), {})
            group.setdefault(right.kind, []).append(right.key)
    for group in together.values():
        if len(group) < len(_PAIRED):
            continue
        named = {key: bare(titles.get(key, "")) for some in group.values() for key in some}
        models = list(group["utility_model"])
        for invention in group["invention"]:
            alike = [key for key in models if named[key] and named[key] == named[invention]]
            if alike:
                models.remove(alike[0])
                yield Pair(invention, alike[0], None)


def linked(
    rights: Sequence[Right], titles: Mapping[str, str], events: Mapping[str, Iterable[Event]]
) -> tuple[Right, ...]:
    """``rights`` in their order, each of a pair told of the other; see ``pairs``."""
    twins: dict[str, Twin] = {}
    models: dict[str, Twin] = {}
    for pair in pairs(rights, titles, events):
        twins[pair.model] = _twin(pair.invention, pair.declared, events.get(pair.invention, ()))
        models[pair.invention] = _twin(pair.model, pair.declared, events.get(pair.model, ()))
    return tuple(
        replace(
            right,
            twin=twins.get(right.key, right.twin),
            model=models.get(right.key, right.model),
        )
        for right in rights
    )


def is_statement(event: Event) -> bool:
    """Whether ``event`` is the applicants' statement of a same-day pair."""
    return event.kind is Kind.TWIN_DECLARED


@lru_cache(maxsize=1 << 16)  # the same titles at every view of a docket
def bare(title: str) -> str:
    """``title`` as titles are compared: one width, no blanks and signs, no opening filler."""
    plain = unicodedata.normalize("NFKC", title).lower()
    plain = "".join(sign for sign in plain if sign.isalnum())
    for filler in _FILLERS:
        plain = plain.removeprefix(filler)
    return plain


def digits(number: str) -> str:
    """The twelve or eight digits of an application number however it is written."""
    bare_digits = "".join(sign for sign in number.partition(".")[0] if sign.isdigit())
    return bare_digits[:-1] if len(bare_digits) in (9, 13) else bare_digits


def _pair(one: Right, other: Right) -> Pair | None:
    kinds = {one.kind: one.key, other.kind: other.key}
    if set(kinds) != {"invention", "utility_model"} or one.filed_on != other.filed_on:
        return None
    return Pair(kinds["invention"], kinds["utility_model"], True)


def _twin(key: str, declared: bool | None, events: Iterable[Event]) -> Twin:
    grants = [event for event in events if event.kind is Kind.GRANT]
    first = min(grants, key=lambda event: (event.on, event.known_on), default=None)
    if first is None:
        return Twin(key, declared)
    return Twin(key, declared, first.on, first.known_on)
