"""What a list holds: the rights behind a figure, told by a few words that fit an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.region._arrays import Ints, Mask, same
from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.chains import belonging
from ipharbor.analysis.region.high_value import by_class, high_value
from ipharbor.analysis.region.layout import CERTAINTIES, FAMILIES, FAR, NONE, PARTS, TYPES
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.register.moves import STATES

WHATS = ("all", "granted", "published", "in_force", "ended", *FAMILIES)
LACKS = (
    "holder", "holder_in_register", "town", "filed", "ipc", "agency", "docket", "events",
    "certain", *PARTS,
)  # fmt: skip
"""What a right can lack, for the quality of the data."""
ANY = "any"  # of the classes of high-value inventions
_BY_ORIGIN = ("all", "granted", "published")
_HOLDERS = ("kind", "trade", "industry", "size")


@dataclass(frozen=True)
class Cut:
    """Some of the region's rights; what is empty does not narrow.

    ``what`` is one of ``WHATS``: the families are rights under a record of that family. ``first``
    and ``last`` bound the days of grant, publication or end. ``holder`` and ``agency`` are
    names; ``kind``, ``trade``, ``industry``, ``size`` and ``grade`` are the holder's: of those
    granted and published the first applicant, else whoever held it on the day. ``state`` is what
    ended rights ended in, ``lacks`` one of ``LACKS``, ``ipc`` the beginning of a symbol,
    ``chain`` the code of an industry, ``high`` a class of high-value inventions or ``any``.
    """

    what: str = "all"
    first: date | None = None
    last: date | None = None
    type: str = ""
    holder: str = ""
    kind: str = ""
    trade: str = ""
    industry: str = ""
    size: str = ""
    grade: str = ""
    agency: str = ""
    ipc: str = ""
    chain: str = ""
    high: str = ""
    state: str = ""
    lacks: str = ""
    text: str = ""

    def narrowed(self, **changes: str | date | None) -> Cut:
        """The same, narrowed further."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def parameters(self) -> dict[str, str]:
        """What an address has to say to tell it, without what is empty."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in told.items()
            if value and (name, value) != ("what", "all")
        }


def mask(asked: Asked, cut: Cut) -> Mask:
    """Which rights of the ledger are in the cut, as known in the frame."""
    found = _what(asked, cut)
    for name, keep in _KEEPS.items():
        value = getattr(cut, name)
        if value:
            found = found & keep(asked, cut, value)
    return found


def rows(asked: Asked, cut: Cut) -> Ints:
    """The places of these rights in the ledger, by application number."""
    return np.flatnonzero(mask(asked, cut))


def count(asked: Asked, cut: Cut) -> int:
    """How many rights are in the cut: the length of its list."""
    return int(np.count_nonzero(mask(asked, cut)))


def holder_of(asked: Asked, what: str) -> Ints:
    """The holder that counts for each right: the first applicant where it is about the origin."""
    if what in _BY_ORIGIN:
        return asked.ledger.column("rights", "holder").astype(np.int64)
    return asked.holder


def _what(asked: Asked, cut: Cut) -> Mask:
    first, last = cut.first or date.min, cut.last or asked.frame.on
    if cut.what == "granted":
        return asked.granted(first, last)
    if cut.what == "published":
        return asked.published(first, last)
    if cut.what == "ended":
        return asked.ended(first, last)
    if cut.what == "in_force":
        return asked.in_force
    return asked.under(cut.what) if cut.what in FAMILIES else asked.local


def _holding(asked: Asked, cut: Cut, holders: Mask) -> Mask:
    """The rights whose holder is one of ``holders``."""
    held = holder_of(asked, cut.what)
    return np.asarray(np.r_[holders, False, False][held])  # NONE and OUTSIDE count from the end


def _attribute(name: str) -> Callable[[Asked, Cut, str], Mask]:
    return lambda asked, cut, value: _holding(asked, cut, asked.ledger.holders_with(name, value))


def _graded(asked: Asked, cut: Cut, grade: str) -> Mask:
    return _holding(asked, cut, asked.ledger.holders_graded(grade))


def _of_type(asked: Asked, cut: Cut, name: str) -> Mask:
    place = TYPES.index(name) if name in TYPES else NONE
    return same(asked.ledger.column("rights", "type"), place)


def _of_agency(asked: Asked, cut: Cut, name: str) -> Mask:
    place = asked.ledger.agency_places.get(name, NONE - 1)
    return same(asked.ledger.column("rights", "agency"), place)


def _ended_in(asked: Asked, cut: Cut, state: str) -> Mask:
    place = next((at for at, one in enumerate(STATES) if one == state), NONE)
    return same(asked.ended_state(cut.first or date.min, cut.last or asked.frame.on), place)


def _classified(asked: Asked, cut: Cut, prefix: str) -> Mask:
    return asked.ledger.with_symbols((prefix.upper(),))


def _of_chain(asked: Asked, cut: Cut, code: str) -> Mask:
    return belonging(asked.ledger, asked.by, code)


def _high(asked: Asked, cut: Cut, code: str) -> Mask:
    if code == ANY:
        return high_value(asked)
    nothing = np.zeros(asked.ledger.rights, dtype=np.bool_)
    return by_class(asked).get(code, nothing)


def _lacking(asked: Asked, cut: Cut, lack: str) -> Mask:
    ledger = asked.ledger
    tests: Mapping[str, Callable[[], Mask]] = {
        "holder": lambda: ledger.column("rights", "holder") == NONE,
        "holder_in_register": lambda: np.r_[ledger.column("holders", "id") == NONE, True, True][
            ledger.column("rights", "holder")
        ],
        "town": lambda: ledger.column("rights", "town") == NONE,
        "filed": lambda: ledger.column("rights", "filed") == FAR,
        "ipc": lambda: ledger.main_symbol == NONE,
        "agency": lambda: ledger.column("rights", "agency") == NONE,
        "docket": lambda: ~ledger.flags("rights", "docket"),
        "events": lambda: ledger.column("rights", "events") == 0,
        "certain": lambda: ledger.column("rights", "certainty") == CERTAINTIES.index("unknown"),
        **{name: partial(_untold, ledger, name) for name in PARTS},
    }
    test = tests.get(lack)
    nothing = np.zeros(ledger.rights, dtype=np.bool_)
    return nothing if test is None else test() & expected(ledger, lack)


def expected(ledger: Ledger, lack: str) -> Mask:
    """The rights that ought to have what can be lacking: designs have neither claims nor an
    abstract nor classes of the IPC."""
    if lack in ("abstract", "first_claim", "ipc"):
        return np.asarray(ledger.column("rights", "type") != TYPES.index("design"))
    return np.ones(ledger.rights, dtype=np.bool_)


def _untold(ledger: Ledger, part: str) -> Mask:
    return np.asarray(ledger.column("rights", "told") & (1 << PARTS.index(part)) == 0)


def _holding_words(asked: Asked, cut: Cut, text: str) -> Mask:
    """Rights that hold every word in their title, number or holders."""
    ledger = asked.ledger
    found = np.ones(ledger.rights, dtype=np.bool_)
    for word in text.split():
        hit = np.zeros(ledger.rights, dtype=np.bool_)
        for name in ("title", "key", "holders"):
            column = ledger.text("rights", name)
            hit |= np.asarray(pc.match_substring(column, word, ignore_case=word.isascii()))
        found &= hit
    return found


_KEEPS: Mapping[str, Callable[[Asked, Cut, str], Mask]] = {
    "type": _of_type,
    "holder": _attribute("name"),
    **{name: _attribute(name) for name in _HOLDERS},
    "grade": _graded,
    "agency": _of_agency,
    "ipc": _classified,
    "chain": _of_chain,
    "high": _high,
    "state": _ended_in,
    "lacks": _lacking,
    "text": _holding_words,
}
