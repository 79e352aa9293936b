"""The agencies that file, and the table of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ipharbor.samples._making_names import brand_words
from ipharbor.samples._seeds import seeded
from ipharbor.samples.parameters import parameters
from ipharbor.samples.vocabularies import names
from ipharbor.vocabulary.places import region

_FORMS = (
    "广州{}知识产权代理有限公司",
    "广州{}专利代理事务所（普通合伙）",
    "广东{}专利商标代理有限公司",
    "广州{}知识产权服务有限公司",
    "佛山市{}专利代理事务所（普通合伙）",
    "深圳{}知识产权代理有限公司",
)
_BUSY = ("440113007", "440113009", "440113010", "440113011", "440113012", "440113102")


@dataclass(frozen=True)
class Agency:
    """An agency; ``town`` is empty for one whose office is elsewhere. ``code`` begins with 99,
    which no agency's does."""

    name: str
    code: str
    founded: int
    practitioners: int
    town: str


@cache
def agencies(seed: int) -> tuple[Agency, ...]:
    """The agencies, those that file most first; names.yaml has the first of them."""
    told, rng = parameters().registers, seeded(f"agencies {seed}")
    named = list(names()["agencies"])
    words = brand_words(rng, 4 * told.agencies)
    while len(named) < told.agencies:
        named.append(rng.choice(_FORMS[:3] if rng.random() < 0.7 else _FORMS).format(words.pop()))
    codes = [town.code for town in region().towns]
    made = []
    for rank, name in enumerate(named):
        near = name.startswith(("广州", "广东")) and rng.random() < told.agencies_at_home * 1.3
        busy = _BUSY if rng.random() < 0.7 else codes
        made.append(
            Agency(
                name=name,
                code=f"99{100 + rank:03d}",
                founded=1996 + int(26 * rng.random() ** (0.8 if rank < 12 else 0.5)),
                practitioners=max(2, round(42 * (rank + 1) ** -0.55 * rng.uniform(0.6, 1.3))),
                town=rng.choice(busy) if near else "",
            )
        )
    return tuple(made)
