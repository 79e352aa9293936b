"""The lives of the region's rights as known on a day, with what was known of each at its grant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region._arrays import Ints, Mask, filled
from ipharbor.analysis.region.layout import FAR, NONE, TYPES
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.forecasting.survival import Lives
from ipharbor.forecasting.survival_coding import Known
from ipharbor.register.moves import IN_FORCE, OVER, STATES, State

YEAR = 365.25
MOST_LATE = 450
"""Days: a source that tells ends later than this is taken to tell them so late."""
_EXPIRED = STATES.index(State.EXPIRED)
_ROOM = np.int64(1) << 32


@dataclass(frozen=True)
class RegionLives:
    """Granted rights of a ledger as known on the day ``known``, by columns.

    ``right`` is the place in the ledger. A life runs from ``begun`` (the grant) to ``over``, the
    day from which the right did not stand any more, where ``ended``; else it is only known to
    have lasted to ``over``: to the day ``seen``, or to the end of its term. ``seen`` lies
    ``late`` days before ``known``, because so late an end may still be told. ``stands`` marks
    rights in force on ``known`` as known then; their term is over on ``term`` (``FAR`` if untold).
    """

    known: int
    late: int
    right: Ints
    begun: Ints
    over: Ints
    ended: Mask
    stands: Mask
    term: Ints

    @property
    def seen(self) -> int:
        return self.known - self.late

    def lives(self) -> Lives:
        return Lives(np.maximum(self.over - self.begun, 0) / YEAR, self.ended)

    def only(self, rows: Mask | Ints) -> RegionLives:
        return RegionLives(
            self.known, self.late, self.right[rows], self.begun[rows], self.over[rows],
            self.ended[rows], self.stands[rows], self.term[rows],
        )  # fmt: skip


def lateness(ledger: Ledger, known: int) -> tuple[int, int]:
    """After how many days half of all ends other than expiry had been told, and 99 of 100, as
    known on ``known``; ``MOST_LATE`` at most."""
    state, since, heard, _right = _told(ledger, known)
    ends = _among(OVER)[state] & (state != _EXPIRED)
    late = np.clip((heard - since)[ends], 0, MOST_LATE)
    if not len(late):
        return MOST_LATE, MOST_LATE
    return int(np.median(late)), int(np.quantile(late, 0.99))


def lives(ledger: Ledger, known: int, late: int) -> RegionLives:
    """The lives of all granted rights of ``ledger`` as known on the day ``known`` (a number).

    A right that was restored lives on; one declared invalid from its grant had no life.
    """
    spans = ledger.tables["spans"].num_rows
    asked = _rows(ledger, known)
    right = ledger.column("spans", "right")[asked].astype(np.int64)
    state = ledger.column("spans", "state")[asked]
    since = ledger.column("spans", "since")[asked].astype(np.int64)
    until = ledger.column("spans", "until")[asked].astype(np.int64)
    seen = known - late
    forced = _among(IN_FORCE)[state]
    held, place = np.unique(right[forced], return_inverse=True)
    begun = np.full(len(held), np.int64(FAR))
    last = np.full(len(held), np.int64(-FAR))
    stands = np.zeros(len(held), dtype=np.bool_)
    np.minimum.at(begun, place, since[forced])
    np.maximum.at(last, place, until[forced])
    now = forced & (since <= known) & (until > known)
    stands[np.searchsorted(held, right[now])] = True
    expired = np.unique((right * _ROOM + since)[state == _EXPIRED]) if spans else right
    by_term = np.isin(held * _ROOM + last, expired)
    over = np.maximum(np.minimum(last, seen), begun)
    term = np.where(by_term | (last >= FAR), last, FAR)
    ended = (last <= seen) & ~by_term
    found = RegionLives(known, late, held, begun, over, ended, stands, term)
    return found.only(begun <= known)


def facts(ledger: Ledger, asked: RegionLives) -> Known:
    """What was known of each right on its day of grant, the holder's record until then included.

    Citations, dealings and grades are left out: the ledger has them as of now alone.
    """
    rights, begun = asked.right, asked.begun
    granted = np.asarray(ledger.column("rights", "granted"), np.int64)[rights]
    filed = np.asarray(ledger.column("rights", "filed"), np.int64)[rights]
    lists = filled(ledger.tables["rights"].column("symbols"))
    counts = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))[rights]
    names = pc.take(ledger.text("rights", "holders"), pa.array(rights))
    several = np.asarray(pc.add(pc.count_substring(names, "|"), 1), np.float64)
    holder = np.asarray(ledger.column("rights", "holder"), np.int64)[rights]
    before, lost = _record(ledger, asked, holder)
    pendency = np.where(filed < FAR, (np.minimum(granted, begun) - filed) / YEAR, np.nan)
    agency = np.asarray(ledger.column("rights", "agency"))[rights]
    numbers = {
        "pendency": pendency,
        "symbols": np.log1p(counts),
        "holders": np.log(np.maximum(several, 1.0)),
        "agency": (agency != NONE).astype(np.float64),
        "holder_rights": np.log1p(before),
        "holder_lost": np.where(before > 0, lost / np.maximum(before, 1), np.nan),
    }
    kind = np.asarray(ledger.column("rights", "type"))[rights]
    labels = {
        "patent_type": [frozenset({TYPES[one]} if one >= 0 else ()) for one in kind.tolist()],
        "subclass": _subclasses(ledger, rights),
    }
    for name in ("kind", "trade", "size"):
        told = np.array([*ledger.text("holders", name).to_pylist(), ""], dtype=object)
        labels[f"holder_{name}"] = [
            frozenset({one} if one else ()) for one in told[np.where(holder >= 0, holder, -1)]
        ]
    return Known(len(rights), numbers, labels)


def _record(ledger: Ledger, asked: RegionLives, holder: Ints) -> tuple[Ints, Ints]:
    """How many rights the holder of each had been granted before, and how many of these had been
    told to have ended by then."""
    state, since, heard, right = _told(ledger, asked.known)
    ends = _among(OVER)[state]
    heard_of = np.full(ledger.rights, np.int64(FAR))
    # The end of a term is known from the grant on, but comes on its day.
    np.minimum.at(heard_of, right[ends], np.maximum(heard, since)[ends])
    told = heard_of[asked.right]
    of = holder * _ROOM
    granted = np.sort(of + asked.begun)
    ended = np.sort((of + told)[told < FAR])
    before = np.searchsorted(granted, of + asked.begun) - np.searchsorted(granted, of)
    lost = np.searchsorted(ended, of + asked.begun) - np.searchsorted(ended, of)
    nobody = holder < 0
    return np.where(nobody, 0, before), np.where(nobody, 0, np.minimum(lost, before))


def _subclasses(ledger: Ledger, rights: Ints) -> list[frozenset[str]]:
    names = [one[:4] for one in ledger.text("symbols", "name").to_pylist()]
    lists = filled(ledger.tables["rights"].column("symbols"))
    places = pc.take(lists, pa.array(rights)).to_pylist()
    return [frozenset(names[one] for one in some or ()) for some in places]


def _rows(ledger: Ledger, known: int) -> Mask:
    told = ledger.column("spans", "known") <= known
    return np.asarray(told & (ledger.column("spans", "known_until") > known))


def _told(ledger: Ledger, known: int) -> tuple[Ints, Ints, Ints, Ints]:
    """State, since, day known and right of the spans known by a day, whether still held or not."""
    rows = np.asarray(ledger.column("spans", "known") <= known)
    state, since, heard, right = (
        np.asarray(ledger.column("spans", name), np.int64)[rows]
        for name in ("state", "since", "known", "right")
    )
    return state, since, heard, right


def _among(states: tuple[State, ...]) -> Mask:
    return np.array([one in states for one in STATES])
