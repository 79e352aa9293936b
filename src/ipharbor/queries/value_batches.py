"""Many rights valued together: from stated rows to columns, and the figures as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.random import PCG64, Generator

from ipharbor.intake.valuing import ENDS, NUMBERS, RightsToValue, StatedRight
from ipharbor.queries._by_columns import held
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.queries.valuation import alone, products_sold
from ipharbor.records.models import Firm
from ipharbor.records.models import Right as RightRecord
from ipharbor.register.moves import IN_FORCE
from ipharbor.statutes.book import Book
from ipharbor.valuation.batch import METHODS, SPREADS, SUMS, Batch, Floats, Lot, lacks, reckon
from ipharbor.valuation.draws import FACTORS
from ipharbor.valuation.life import years_between
from ipharbor.valuation.methods import Method
from ipharbor.valuation.spread import Spread
from ipharbor.valuation.stating import stated, usual
from ipharbor.valuation.subject import rules
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.messages import message
from ipharbor.vocabulary.words import word

USUAL_DRAWS, USUAL_SEED = 1_000, 1
FIGURES = ("low", "median", "high", "mean", "apart", "at_least", "at_most", "life", *METHODS)
_SOME = 500  # keys in one question to the register
_IN_PARTS = frozenset(NUMBERS) - {
    "used", *(f"life{end}" for end in ENDS), "sales", "profit", "earnings", "charges", "labour",
    "expense", "overhead",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """How a lot is valued: as of a day, with which method in the lead, by how many draws."""

    on: date
    lead: Method | None = None
    draws: int = USUAL_DRAWS
    seed: int = USUAL_SEED


@dataclass(frozen=True)
class Valued:
    """Rights with what they came to; ``findings`` in the order of rows, ``most_apart`` how far
    methods may be apart."""

    asked: Asked
    rights: tuple[StatedRight, ...]
    lot: Lot
    batch: Batch
    findings: tuple[Finding, ...]
    read: int
    set_aside: int
    most_apart: Decimal


@dataclass(frozen=True)
class _Stands:
    """What the register says of a right on a day, in years."""

    life: float
    used: float


def value(told: RightsToValue, asked: Asked, *, law: Book, data_until: date) -> Valued:
    """The rights of a table valued together. What a row leaves empty takes the numbers of the
    book; a life that is not stated is that of the register, without the model of survival."""
    by = rules(law.on(asked.on), "finance")
    known = _known(told.rights, law=law, on=asked.on, data_until=data_until)
    rights, findings = _with_lives(told, known)
    lot = _lot(rights, known, law=law, on=asked.on)
    batch = reckon(
        lot, lead=asked.lead, draws=asked.draws, tied=by.tied, rng=Generator(PCG64(asked.seed))
    )
    found = sorted(
        (*told.findings, *findings, *_remarks(rights, batch, by.methods_apart)),
        key=lambda one: one.row,
    )
    aside = told.set_aside + len(told.rights) - len(rights)
    return Valued(
        asked, rights, lot, batch, tuple(found), told.read, aside, by.methods_apart
    )  # fmt: skip


def _with_lives(
    told: RightsToValue, known: Mapping[str, _Stands]
) -> tuple[tuple[StatedRight, ...], list[Finding]]:
    """The rights whose life is stated or known; of the others, and of rights that are over, a
    finding."""
    rights, findings = [], []
    heading = told.headings.get("key", "key")
    for one in told.rights:
        stands = known.get(one.key)
        if "life" not in one.numbers and stands is None:
            findings.append(
                Finding("value.life.unknown", Severity.FAULT, one.row, heading, one.key)
            )
            continue
        rights.append(one)
        if "life" not in one.numbers and stands is not None and not stands.life:
            findings.append(Finding("value.life.over", Severity.WARN, one.row, heading, one.key))
    return tuple(rights), findings


def _known(
    rights: Sequence[StatedRight], *, law: Book, on: date, data_until: date
) -> Mapping[str, _Stands]:
    """Life and age of those rights whose life is not stated, as far as the register holds them."""
    wanted = [one.key for one in rights if "life" not in one.numbers]
    firms: set[int] = set()
    names: dict[str, str] = {}
    for begin in range(0, len(wanted), _SOME):
        some = wanted[begin : begin + _SOME]
        for field in ("key", "application_number"):
            found = RightRecord.objects.filter(**{f"{field}__in": some})
            for key, told, firm in found.values_list("key", field, "firm_id"):
                names[told] = key
                firms.add(firm)
    stands = _stands(firms, set(names.values()), law=law, on=on, data_until=data_until)
    return {told: stands[key] for told, key in names.items() if key in stands}


def _stands(
    firms: set[int], keys: set[str], *, law: Book, on: date, data_until: date
) -> dict[str, _Stands]:
    if not firms:
        return {}
    whole = held(firms)
    some = whole.only(keys)
    told = some.standings(law=law, on=on, data_until=whole.known_until(data_until))
    filed = {one.key: one.filed_on for one in some.once}
    made = {}
    for row in told.select(["key", "state", "term_ends"]).to_pylist():
        day, ends = filed[row["key"]], row["term_ends"]
        life = years_between(on, ends) if ends and row["state"] in IN_FORCE else Decimal(0)
        used = years_between(day, on) if day else Decimal(0)
        made[row["key"]] = _Stands(float(life), float(used))
    return made


def _lot(
    rights: Sequence[StatedRight], known: Mapping[str, _Stands], *, law: Book, on: date
) -> Lot:
    told = {name: _column(rights, name) for name in NUMBERS}
    life = np.array([known[one.key].life if one.key in known else np.nan for one in rights])
    used = np.array([known[one.key].used if one.key in known else np.nan for one in rights])
    book = stated(usual(law.on(on)), (), law.on(on))
    told["used"] = np.where(np.isnan(told["used"]), used, told["used"])
    told["tax"] = np.where(np.isnan(told["tax"]), float(book.tax), told["tax"])
    given: dict[str, tuple[float, float, float]] = {
        name: _ends(getattr(book, name)) for name in ("royalty", "growth", "decay", "discount")
    }
    low, likely, high = book.share
    given["share"] = _ends(
        None if likely is None else Spread(
            likely if low is None else low, likely, likely if high is None else high
        )
    )  # fmt: skip
    spreads = {name: _spread(told, name, given.get(name)) for name in SPREADS}
    nowhere = np.isnan(spreads["life"][:, 1])
    spreads["life"][nowhere] = life[nowhere, None]
    return Lot({name: told[name] for name in SUMS}, spreads)


def _column(rights: Sequence[StatedRight], name: str) -> Floats:
    per = 100.0 if name in _IN_PARTS else 1.0
    return np.array([one.numbers.get(name, np.nan) for one in rights], dtype=np.float64) / per


def _spread(
    told: Mapping[str, Floats], name: str, given: tuple[float, float, float] | None
) -> Floats:
    """Least, likeliest and most; an end that is not told is the likeliest, a spread that is not
    told that of the book."""
    likely = told[name]
    ends = [np.where(np.isnan(told[name + end]), likely, told[name + end]) for end in ENDS]
    made = np.stack(ends, axis=1)
    if given is not None:
        made[np.isnan(likely)] = given
    return made


def _ends(one: Spread | None) -> tuple[float, float, float]:
    if one is None:
        return (np.nan, np.nan, np.nan)
    return (float(one.low), float(one.mode), float(one.high))


def _remarks(
    rights: Sequence[StatedRight], batch: Batch, most: Decimal
) -> Iterator[Finding]:  # fmt: skip
    for at in np.flatnonzero(batch.apart > float(most)).tolist():
        params = {"apart": f"{batch.apart[at]:.2f}", "most": f"{most:f}"}
        yield Finding(
            "valuation.methods_apart", Severity.WARN, rights[at].row, params=params
        )  # fmt: skip
    for at in np.flatnonzero(batch.lead < 0).tolist():
        yield Finding("value.nothing", Severity.WARN, rights[at].row, value=rights[at].key)


def records(told: Valued, lang: str) -> list[dict[str, Cell]]:
    """A record for each right: key, title, the leading method, ``FIGURES`` (None for no number),
    what moves the value most, and in words what each method without a number lacks."""
    batch = told.batch
    columns: dict[str, Floats] = {
        "low": batch.ranges[:, 0], "median": batch.ranges[:, 1], "high": batch.ranges[:, 2],
        "mean": batch.mean, "apart": batch.apart, "at_least": batch.moved[:, 0],
        "at_most": batch.moved[:, 1], "life": told.lot.spreads["life"][:, 1],
        **{str(method): batch.values[method] for method in METHODS},
    }  # fmt: skip
    cells = {name: _cells(columns[str(name)]) for name in FIGURES}
    said = {method: message(f"valuation.method.{method}", lang, {}).what for method in METHODS}
    factors = [message(f"valuation.factor.{one}", lang, {}).what for one in FACTORS]
    rows: list[dict[str, Cell]] = []
    for at, one in enumerate(told.rights):
        lead, moves = int(batch.lead[at]), int(batch.moves[at])
        row: dict[str, Cell] = {
            "key": one.key, "title": one.title, "method": said[METHODS[lead]] if lead >= 0 else "",
        }  # fmt: skip
        row |= {str(name): column[at] for name, column in cells.items()}
        row["moves"] = factors[moves] if moves >= 0 else ""
        row["missing"] = _missing(told.lot, batch, at, said, lang)
        rows.append(row)
    return rows


def _cells(column: Floats) -> list[float | None]:
    return [None if np.isnan(one) else one for one in column.tolist()]


def _missing(
    lot: Lot, batch: Batch, at: int, said: Mapping[Method, str], lang: str
) -> str:  # fmt: skip
    none = [method for method in METHODS if np.isnan(batch.values[method][at])]
    told = {method: lacks(lot, method, at) for method in none}
    return " ".join(
        f"{said[method]}: {message(code, lang, {}).what}" for method, code in told.items() if code
    )


COLUMNS = ("key", "title", "method", *FIGURES, "moves", "missing")


def summary(told: Valued) -> dict[str, Cell]:
    """What all rights together come to, and what it was drawn with."""
    batch = told.batch
    low, median, high = batch.whole
    some = batch.ranges[batch.valued]
    return {
        "day": told.asked.on, "draws": told.asked.draws, "seed": told.asked.seed,
        "read": told.read, "set_aside": told.set_aside, "valued": len(batch.valued),
        "low": round(low, 2), "median": round(median, 2), "high": round(high, 2),
        "apart_low": round(float(some[:, 0].sum()), 2),
        "apart_high": round(float(some[:, 2].sum()), 2),
        "effective": round(batch.effective, 1),
    }  # fmt: skip


def sheets(told: Valued, lang: str) -> list[Sheet]:
    """The values, the findings and what all come to together, as sheets of a workbook."""
    rows = [[row[str(name)] for name in COLUMNS] for row in records(told, lang)]
    heads = [heading(str(name), lang) for name in COLUMNS]
    findings = [
        [one.row or None, one.column, one.value, one.told(lang).what, one.told(lang).next]
        for one in told.findings
    ]
    whole = [[heading(name, lang), cell] for name, cell in summary(told).items()]
    return [
        Sheet(word("value_values", lang), heads, rows),
        Sheet(word("value_findings", lang),
              [word(one, lang) for one in ("row", "column", "value", "what", "next")], findings),
        Sheet(word("value_whole", lang),
              [message("valuation.report.head_what", lang, {}).what, word("value", lang)], whole),
    ]  # fmt: skip


def heading(name: str, lang: str) -> str:
    """The heading of a column or of a line of the summary."""
    if name in set(METHODS):
        return message(f"valuation.method.{name}", lang, {}).what
    if name in ("low", "median", "high", "method", "at_least", "at_most"):
        return message(f"valuation.report.head_{name}", lang, {}).what
    return word(name if name in ("title", "read", "set_aside") else f"value_{name}", lang)


def of_firm(firm: Firm, *, law: Book, on: date, data_until: date) -> list[StatedRight]:
    """The rights of the firm that are in force, with life and age of the register, and what
    products sold for where a right is the firm's only one in their class."""
    records = {one.key: one for one in RightRecord.objects.filter(firm=firm)}
    stands = _stands({firm.pk}, set(records), law=law, on=on, data_until=data_until)
    found = []
    for row, (key, record) in enumerate(sorted(records.items()), start=2):
        stood = stands.get(key)
        if stood is None or not stood.life:
            continue
        numbers = {"life": stood.life, "used": stood.used}
        sold = products_sold(record, on) if alone(record) else ()
        if sold:
            numbers["sales"] = float(sum((one.amount for one in sold), Decimal(0)))
        found.append(StatedRight(row, key, record.title, numbers))
    return [replace(one, row=at) for at, one in enumerate(found, start=2)]
