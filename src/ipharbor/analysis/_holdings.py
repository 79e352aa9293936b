"""The gathered counts as columns of numbers, and the sums over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.figures import UNTYPED
from ipharbor.vocabulary.exchange import PATENT_TYPES

Column = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Texts: TypeAlias = pa.Array | pa.ChunkedArray

TYPES = (*PATENT_TYPES, UNTYPED)
INVENTION = TYPES.index("invention")
NONE = -1  # an unknown year or applicant


@dataclass(frozen=True)
class Holdings:
    """One position a group of documents: codes into ``names`` and ``TYPES``, years, count."""

    names: tuple[str, ...]
    applicant: Column
    patent_type: Column
    filing_year: Column
    publication_year: Column
    grant_year: Column
    grant_told: Mask
    n: Column

    @property
    def documents(self) -> int:
        return int(self.n.sum())

    def having(self, mask: Mask) -> int:
        """Documents in the groups that ``mask`` marks."""
        return int(self.n[mask].sum())

    def by_applicant(self, mask: Mask | None = None) -> Column:
        """Documents of each applicant of ``names``, in the groups that ``mask`` marks."""
        known = self.applicant != NONE if mask is None else mask & (self.applicant != NONE)
        return totals(self.applicant[known], self.n[known], len(self.names))

    def by_year_and_type(self, years: Column) -> dict[tuple[int, int], int]:
        """(year, code of type) → documents, for known years."""
        known = years != NONE
        key = years[known] * len(TYPES) + self.patent_type[known]
        cells, place = np.unique(key, return_inverse=True)
        sums = totals(place, self.n[known], len(cells))
        return {
            divmod(int(cell), len(TYPES)): int(count)
            for cell, count in zip(cells, sums, strict=True)
        }

    def by_year_and_applicant(self) -> tuple[Column, Column, Column]:
        """Publication year, applicant and documents of every pair that occurs, by year."""
        known = (self.publication_year != NONE) & (self.applicant != NONE)
        width = max(len(self.names), 1)
        key = self.publication_year[known] * width + self.applicant[known]
        cells, place = np.unique(key, return_inverse=True)
        years, applicants = np.divmod(cells, width)
        return years, applicants, totals(place, self.n[known], len(cells))


def holdings(table: pa.Table) -> Holdings:
    """The columns of ``Gathered.holdings``; an empty name counts as unknown."""
    names, applicant = coded(table["applicant"])
    types = pc.fill_null(
        pc.index_in(table["patent_type"], value_set=pa.array(TYPES)), len(TYPES) - 1
    )
    return Holdings(
        names=names,
        applicant=applicant,
        patent_type=numbers(types),
        filing_year=numbers(table["filing_year"]),
        publication_year=numbers(table["publication_year"]),
        grant_year=numbers(table["grant_year"]),
        grant_told=np.asarray(table["grant_told"]),
        n=numbers(table["n"]),
    )


def coded(column: Texts) -> tuple[tuple[str, ...], Column]:
    """Distinct texts, and the code of each position (NONE for null and for empty text)."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = pc.dictionary_encode(pc.if_else(pc.equal(whole, ""), None, whole))
    return tuple(encoded.dictionary.to_pylist()), numbers(encoded.indices)


def numbers(column: Texts) -> Column:
    """A column of years, codes or counts, NONE for null."""
    return np.asarray(pc.fill_null(pc.cast(column, pa.int64()), NONE))


def totals(place: Column, n: Column, length: int) -> Column:
    """Sum of ``n`` at each of ``length`` places."""
    return np.bincount(place, weights=n, minlength=length).astype(np.int64)
