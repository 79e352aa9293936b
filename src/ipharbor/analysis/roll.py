"""The documents of a vintage as columns of numbers, for questions that go over all of them.

Bringing the columns home takes about half a second for 300,000 documents; every question after
that is sums over arrays. A roll belongs to one vintage and never changes, so it can be kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis._holdings import TYPES, Texts
from ipharbor.analysis.horizon import Horizon
from ipharbor.vocabulary.localities import Locality, locality
from ipharbor.vocabulary.places import Region

Codes = npt.NDArray[np.int32]
Days = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

NONE = -1  # an unknown code, year or number
NEVER = np.iinfo(np.int32).min  # an unknown day
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Roll:
    """One position a document, numbered ``serial`` in the store. Days count from 1970-01-01,
    ``NEVER`` where not told.

    ``applicant`` is the first one, a code into ``names``; ``place`` a code into ``places``, read
    from its address; ``home`` marks those of the region. ``symbol`` holds codes into ``symbols``:
    those of the document at ``at`` from ``first[at]`` to ``first[at + 1]``, the main symbol in
    front. ``status`` is a code into ``statuses``, what the source said when it was imported.
    ``claims`` and ``cited`` are counts, ``NONE`` where not told.
    """

    vintage: str
    serial: npt.NDArray[np.int64]
    names: tuple[str, ...]
    applicant: Codes
    places: tuple[Locality, ...]
    place: Codes
    towns: tuple[str, ...]
    town: Codes
    home: Mask
    patent_type: Codes
    filed: Days
    published: Days
    granted: Days
    known: Days
    symbols: tuple[str, ...]
    symbol: Codes
    first: npt.NDArray[np.int64]
    statuses: tuple[str, ...]
    status: Codes
    agencies: tuple[str, ...]
    agency: Codes
    claims: Codes
    cited: Codes

    @property
    def documents(self) -> int:
        return len(self.known)

    def known_by(self, on: date | None) -> Mask:
        """Which documents were known on the day; all of them for None."""
        if on is None:
            return np.ones(self.documents, np.bool_)
        return self.known <= day_number(on)

    def horizon(self, known: Mask) -> Horizon:
        """The first and last publication of those documents; days of knowledge where none is
        published."""
        days = self.published[known & (self.published != NEVER)]
        if not len(days):
            days = self.known[known]
        if not len(days):
            return Horizon(None, None)
        return Horizon(the_day(int(days.min())), the_day(int(days.max())))

    def newest(self) -> date | None:
        """The last day on which anything became known."""
        return the_day(int(self.known.max())) if self.documents else None


def day_number(day: date) -> int:
    """Days from 1970-01-01."""
    return day.toordinal() - _EPOCH


def the_day(number: int) -> date:
    """The day of that number."""
    return date.fromordinal(number + _EPOCH)


def year_of(days: Days) -> Codes:
    """The years of days, NONE where the day is not told."""
    whole = np.where(days == NEVER, 0, days).astype("datetime64[D]").astype("datetime64[Y]")
    return np.where(days == NEVER, NONE, whole.astype(np.int32) + 1970).astype(np.int32)


def years_before(day: date, years: int) -> date:
    """The same day so many years before; the 28th where a 29th of February is missing."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def roll(documents: ibis.Table, *, vintage: str, home: Region) -> Roll:
    """The roll of ``documents`` (columns of ``corpus.documents.DOCUMENT``).

    A filing of which only the year is told stands on the first day of that year. An applicant is
    of the region when import found one of its towns in the address, or the address names its
    district.
    """
    told = documents.select(
        applicant=_first(documents.applicants),
        **{name: documents[name] for name in _PLAIN},
    ).to_pyarrow()
    names, applicant = _coded(told["applicant"])
    symbols, symbol, first = _listed(told["ipc"])
    towns, town = _coded(told["town"])
    places, place = _places(told["address"], told["district"], home)
    statuses, status = _coded(told["legal_status"])
    agencies, agency = _coded(told["agency"])
    filed = _days(told["filed_on"])
    starts = _year_starts(told["filing_year"])
    return Roll(
        vintage=vintage,
        serial=np.asarray(told["serial"]).astype(np.int64),
        names=names,
        applicant=applicant,
        places=places,
        place=place,
        towns=towns,
        town=town,
        home=_at_home(towns, town, places, place, home),
        patent_type=_types(told["patent_type"]),
        filed=np.where(filed == NEVER, starts, filed).astype(np.int32),
        published=_days(told["published_on"]),
        granted=_days(told["granted_on"]),
        known=_days(told["known_on"]),
        symbols=symbols,
        symbol=symbol,
        first=first,
        statuses=statuses,
        status=status,
        agencies=agencies,
        agency=agency,
        claims=_numbers(told["claims"]),
        cited=_numbers(told["cited_by"]),
    )


_PLAIN = (
    "serial", "patent_type", "filed_on", "filing_year", "published_on", "granted_on", "known_on",
    "ipc", "address", "district", "town", "agency", "legal_status", "claims", "cited_by",
)  # fmt: skip


def _first(many: ibis.expr.types.ArrayValue) -> ibis.expr.types.StringValue:
    """Guarded, since Spark refuses the first of none where DuckDB says null."""
    return (many.length() > 0).ifelse(many[0], ibis.null("string"))


def _at_home(
    towns: tuple[str, ...],
    town: Codes,
    places: tuple[Locality, ...],
    place: Codes,
    home: Region,
) -> Mask:
    own = [home.town(code) is not None for code in towns]
    near = [one.city == home.city_zh and one.county == home.name_zh for one in places]
    return _marked(own, town) | _marked(near, place)


def _marked(of_code: Iterable[bool], codes: Codes) -> Mask:
    marks = np.array([*of_code, False], np.bool_)  # the appended one answers for NONE
    return marks[codes]


def _places(address: Texts, district: Texts, home: Region) -> tuple[tuple[Locality, ...], Codes]:
    """Distinct places and each document's; every distinct pair of texts is read once."""
    texts, at = _coded(address)
    beside, where = _coded(district)
    width = len(beside) + 1
    pairs, place = np.unique((at.astype(np.int64) + 1) * width + where + 1, return_inverse=True)
    found: dict[Locality, int] = {}
    codes = np.full(len(pairs), NONE, np.int32)
    for number, pair in enumerate(pairs.tolist()):
        one, other = divmod(pair, width)
        read = locality(
            texts[one - 1] if one else "", beside[other - 1] if other else "", home
        ).clean
        if read is not None:
            codes[number] = found.setdefault(read, len(found))
    return tuple(found), codes[place].astype(np.int32)


def _coded(column: Texts) -> tuple[tuple[str, ...], Codes]:
    """Distinct texts, and the code of each position, NONE for null and empty text."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = pc.dictionary_encode(pc.if_else(pc.equal(whole, ""), None, whole))
    codes = np.asarray(pc.fill_null(encoded.indices, NONE)).astype(np.int32)
    return tuple(encoded.dictionary.to_pylist()), codes


def _listed(column: Texts) -> tuple[tuple[str, ...], Codes, npt.NDArray[np.int64]]:
    """Distinct texts of a column of lists, all codes in a row, and where each list begins."""
    whole: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    lengths = np.asarray(pc.fill_null(pc.list_value_length(whole), 0))
    texts, codes = _coded(whole.flatten())
    return texts, codes, np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def _days(column: Texts) -> Days:
    whole = pc.cast(pc.cast(column, pa.date32()), pa.int32())
    return np.asarray(pc.fill_null(whole, int(NEVER))).astype(np.int32)


def _numbers(column: Texts) -> Codes:
    return np.asarray(pc.fill_null(pc.cast(column, pa.int32()), NONE)).astype(np.int32)


def _year_starts(column: Texts) -> Days:
    years = _numbers(column)
    known = years != NONE
    starts = (np.where(known, years, 1970) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return np.where(known, starts.astype(np.int32), NEVER).astype(np.int32)


def _types(column: Texts) -> Codes:
    found = pc.index_in(column, value_set=pa.array(TYPES))
    return np.asarray(pc.fill_null(found, len(TYPES) - 1)).astype(np.int32)
