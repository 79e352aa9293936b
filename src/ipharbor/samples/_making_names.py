"""Invented names of firms, people and roads, and credit codes no registry has issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import Any

from ipharbor.samples.vocabularies import names, stories
from ipharbor.vocabulary.credit_codes import check_character

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def brand_words(rng: Random, count: int) -> list[str]:
    """``count`` different brand words of two or three characters, in no order.

    None is a brand of a university, an agency, an outside applicant or a planted firm.
    """
    stones = names()["brands"]
    taken = "|".join((*_written(names()), *_written(stories())))
    pairs = [a + b for a in stones["first"] for b in stones["second"] if a + b not in taken]
    of_two = min(int(count * 0.8), int(len(pairs) * 0.8))
    ends = stones["third"]
    places = rng.sample(range(len(pairs) * len(ends)), count - of_two)
    longer = [pairs[at // len(ends)] + ends[at % len(ends)] for at in places]
    words = rng.sample(pairs, of_two) + longer
    rng.shuffle(words)
    return words


def _written(entries: Mapping[str, Any]) -> Iterator[str]:
    """Every name that stands in a data file as it is."""
    for entry in entries.values():
        for each in entry if isinstance(entry, list) else [entry]:
            yield each if isinstance(each, str) else each.get("name", "")


@cache
def _spelled() -> Mapping[str, str]:
    return {sign: latin for latin, signs in names()["latin"].items() for sign in signs}


def latin(name: str) -> str:
    """``name`` spelled in Latin letters, in one word; signs outside the building stones stay."""
    return "".join(_spelled().get(sign, sign) for sign in name)


def latin_person(name: str) -> str:
    """A person's name as it is written abroad: family name in capitals first."""
    return f"{latin(name[0]).upper()}, {latin(name[1:]).capitalize()}"


def person(rng: Random) -> str:
    """A full name of two or three characters."""
    stones = names()["people"]
    second = rng.choice(stones["given_second"])
    first = rng.choice(stones["given_first"]) if rng.random() < 0.75 else ""
    return f"{rng.choice(stones['surnames'])}{first}{second}"


def people(rng: Random, count: int) -> tuple[str, ...]:
    """``count`` different people."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[person(rng)] = None
    return tuple(found)


def road(rng: Random) -> str:
    """A road, with a house number."""
    stones = names()["brands"]
    rank = rng.choice(("路", "路", "路", "大道", "街", "工业路", "北路", "南路"))
    number = rng.randrange(1, 300)
    return f"{rng.choice(stones['first'])}{rng.choice(stones['second'])}{rank}{number}号"


def credit_code(rng: Random, authority: str, place: str) -> str:
    """A code of GB 32100-2015 whose both check characters pass.

    ``authority`` is the first two characters (``91`` for firms, ``12`` for public bodies),
    ``place`` the six digits of the registering office. The organisation part begins with
    ``YX``, which no registry has given out.
    """
    return _checked(authority + place, f"YX{rng.randrange(10**6):06d}")


def _checked(front: str, organisation: str) -> str:
    """``front`` and the eight characters of ``organisation`` with both checks.

    The inner check follows GB 11714-1997: weighted sum modulo 11, ten written ``X``.
    """
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(organisation, _ORGANISATION_WEIGHTS, strict=True)
    )
    inner = "0123456789X0"[11 - total % 11]
    body = f"{front}{organisation}{inner}"
    return body + check_character(body)
