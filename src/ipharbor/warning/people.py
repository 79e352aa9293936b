"""How common a name is, and who is named where.

Two people often have one name. How likely that is follows from the name's parts: the chance that
somebody has it is reckoned as that of its family name times that of its given name, each by its
share among all people named (a person is taken as one name at one applicant), and is never less
than the share of people elsewhere who are known to have it. The idea that agreement counts by
the rarity of what agrees is that of I. P. Fellegi and A. B. Sunter, *A Theory for Record
Linkage*, JASA 64 (1969) 1183-1210.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫", "令狐",
           "宇文", "长孙", "慕容", "尉迟", "端木", "轩辕", "公孙")  # fmt: skip


def parts(name: str) -> tuple[str, str]:
    """Family name and given name; of a name in other letters its last word and the rest."""
    if name.isascii() or "·" in name:
        given, _, family = name.replace("·", " ").rpartition(" ")
        return family, given
    cut = 2 if name.startswith(_DOUBLE) and len(name) > 2 else 1
    return name[:cut], name[cut:]


@dataclass(frozen=True)
class Names:
    """``chance[code]`` that a person has the name with that code, ``people`` of whom it is told,
    ``holders[code]`` at how many applicants the name stands."""

    chance: Floats
    people: int
    holders: Ints


def names(told: Sequence[str], name: Ints, place: Ints) -> Names:
    """Of names ``told``, by code; ``name`` and ``place`` are who is named at whom, side by side.

    A name that stands nowhere has the chance that its parts give it.
    """
    size = int(place.max(initial=0)) + 1
    pairs = np.unique(name * size + place)
    holders = np.bincount(pairs // size, minlength=len(told)).astype(np.int64)
    people = max(1, len(pairs))
    split = [parts(one) for one in told]
    share = [_shares([one[side] for one in split], holders, people) for side in (0, 1)]
    elsewhere = np.maximum(holders - 1, 0) / people
    return Names(np.maximum(share[0] * share[1], elsewhere), people, holders)


def _shares(part: Sequence[str], holders: Ints, people: int) -> Floats:
    _, codes = np.unique(np.asarray(part, dtype=str), return_inverse=True)
    return (np.bincount(codes, weights=holders)[codes] + 0.5) / people


def homonyms(chance: Floats, others: Floats) -> Floats:
    """The chance that at least one of so many ``others`` has a name of that ``chance``."""
    return np.asarray(-np.expm1(-chance * others))
