"""Figures on main IPC symbols and on towns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ipharbor.analysis import _opening
from ipharbor.analysis._applicants import growth
from ipharbor.analysis._holdings import NONE, TYPES, Column, coded, numbers, totals
from ipharbor.analysis.answers import Answer, Coverage
from ipharbor.analysis.figures import FieldRow, SubclassRow, TownRow
from ipharbor.analysis.horizon import Horizon
from ipharbor.vocabulary.classes import field_numbers, technology_fields

_SUBCLASS = 4  # characters of F21V


def answers(
    symbols: pa.Table, horizon: Horizon, vintage: str, top: int
) -> tuple[Answer[FieldRow], Answer[SubclassRow]]:
    """The 35 fields in their order, those without documents too, and the largest subclasses."""
    names, codes = coded(symbols["symbol"])
    n = numbers(symbols["n"])
    years = numbers(symbols["publication_year"])
    return (
        _fields(names, codes, n, vintage),
        _subclasses(names, codes, n, years, horizon, vintage, top),
    )


def towns(places: pa.Table, vintage: str) -> Answer[TownRow]:
    """Towns by number of documents, equals by code."""
    names, codes = coded(places["town"])
    types, kinds = coded(places["patent_type"])
    n = numbers(places["n"])
    known = codes != NONE
    counts = {
        name: totals(codes[known & (kinds == code)], n[known & (kinds == code)], len(names))
        for code, name in enumerate(types)
    }
    whole = totals(codes[known], n[known], len(names))
    rows = []
    for at in sorted(range(len(names)), key=lambda at: (-int(whole[at]), names[at])):
        told = {name: int(counts[name][at]) for name in TYPES[:-1] if name in counts}
        rows.append(
            TownRow(
                town=names[at],
                invention=told.get("invention", 0),
                utility_model=told.get("utility_model", 0),
                design=told.get("design", 0),
                untyped=int(whole[at]) - sum(told.values()),
                count=int(whole[at]),
                query=_opening.of_town(names[at]),
            )
        )
    coverage = _coverage(int(n.sum()), int(whole.sum()), "without_town")
    return Answer(tuple(rows), "towns", vintage, coverage)


def _fields(names: tuple[str, ...], codes: Column, n: Column, vintage: str) -> Answer[FieldRow]:
    fields = technology_fields()
    number_of = numbers(field_numbers(pa.array(names, pa.string())))
    number = np.append(number_of, NONE)[codes]  # the appended one answers for NONE
    known = number != NONE
    counts = totals(number[known], n[known], len(fields) + 1)
    answered = int(n[known].sum())
    rows = tuple(
        FieldRow(
            number=field.number,
            sector_en=field.sector_en,
            sector_zh=field.sector_zh,
            name_en=field.name_en,
            name_zh=field.name_zh,
            count=int(counts[field.number]),
            share=int(counts[field.number]) / answered if answered else None,
            query=_opening.of_symbols(field.prefixes),
        )
        for field in fields
    )
    coverage = _coverage(int(n.sum()), answered, "without_field")
    return Answer(rows, "fields", vintage, coverage)


def _subclasses(
    names: tuple[str, ...],
    codes: Column,
    n: Column,
    years: Column,
    horizon: Horizon,
    vintage: str,
    top: int,
) -> Answer[SubclassRow]:
    whole = [name[:_SUBCLASS] if len(name) >= _SUBCLASS else None for name in names]
    found, of_name = coded(pa.array(whole, pa.string()))
    place = np.append(of_name, NONE)[codes]
    known = place != NONE
    counts = totals(place[known], n[known], len(found))
    recent = known & np.isin(years, list(horizon.recent))
    before = known & np.isin(years, list(horizon.base))
    late = totals(place[recent], n[recent], len(found))
    early = totals(place[before], n[before], len(found))
    answered = int(counts.sum())
    order = sorted(range(len(found)), key=lambda at: (-int(counts[at]), found[at]))[:top]
    rows = tuple(
        SubclassRow(
            code=found[at],
            count=int(counts[at]),
            share=int(counts[at]) / answered,
            recent=int(late[at]),
            before=int(early[at]),
            growth=growth(int(late[at]), int(early[at])),
            query=_opening.of_symbols((found[at],)),
        )
        for at in order
    )
    return Answer(rows, "subclasses", vintage, _coverage(int(n.sum()), answered, "without_ipc"))


def _coverage(asked: int, answered: int, lack: str) -> Coverage:
    return Coverage(asked, answered, "" if answered == asked else lack)
