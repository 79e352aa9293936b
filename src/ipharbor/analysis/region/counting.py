"""The reckoning of a cockpit's figures and tables: counts over masks, a few passes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.answers import Coverage
from ipharbor.analysis.region._arrays import Ints, Mask, filled, same
from ipharbor.analysis.region.asking import INVENTION, Asked, end_of_month, year_before
from ipharbor.analysis.region.chains import industries
from ipharbor.analysis.region.cuts import ANY, Cut, count, holder_of
from ipharbor.analysis.region.figures import Figure, Ground, MonthCount, Row, Table
from ipharbor.analysis.region.high_value import by_class, high_value, untold_pledges
from ipharbor.analysis.region.layout import FAR, NONE, TYPES, day_number
from ipharbor.vocabulary.holders import HOLDER_KINDS, SIZES

TOP = 12
_ORDERS = {"size": SIZES, "kind": HOLDER_KINDS}  # in which rows stand, the others as they come
RATE_FROM, RATE_TO = 6, 3  # years back from the day: inventions published then have been decided


def so_far(asked: Asked) -> Cut:
    """The grants of the year up to the day."""
    first, last = asked.frame.year_so_far
    return Cut("granted", first, last)


def granted(asked: Asked) -> Figure:
    """Rights granted in the year so far."""
    return _counted(asked, "granted", so_far)


def of_type(asked: Asked, patent_type: str) -> Figure:
    """Rights of one type granted in the year so far."""
    return _counted(
        asked, f"granted_{patent_type}", lambda one: so_far(one).narrowed(type=patent_type)
    )


def invention_share(asked: Asked, target: float | None = None) -> Figure:
    """Inventions among the rights granted in the year so far."""
    share, of = _share(asked)
    cut = so_far(asked).narrowed(type="invention")
    return Figure(
        "invention_share", share, "share", asked.frame, _typed(asked), *asked.frame.year_so_far,
        before=_share(asked.earlier)[0], cut=cut, of=of, target=target,
    )  # fmt: skip


def in_force(asked: Asked) -> Figure:
    """Rights in force on the day."""
    return _stock(asked, "in_force", Cut("in_force"))


def inventions_in_force(asked: Asked) -> Figure:
    """Inventions in force on the day."""
    return _stock(asked, "inventions_in_force", Cut("in_force", type="invention"))


def per_10000(
    asked: Asked, name: str, figure: Figure, people: Ground | None,
    target: float | None = None, grounds: tuple[Ground, ...] = (),
) -> Figure:  # fmt: skip
    """``figure`` for each 10,000 of ``people``; nothing where nobody says how many there are."""
    rate = _rate(figure.value, people)
    return Figure(
        name, rate, "per_10000", asked.frame, figure.coverage, cut=figure.cut, of=figure.value,
        before=_rate(figure.before, people), target=target,
        grounds=(*((people,) if people else ()), *grounds),
    )  # fmt: skip


def high_value_count(asked: Asked) -> Figure:
    """High-value inventions in force on the day."""
    now = _high_value(asked)
    rule = asked.by.rule
    grounds = [
        Ground("provision", "", provision=name, certain=one.certain)
        for name, one in (rule.provisions.items() if rule else ())
    ]
    grounds.append(Ground("untold_pledges", str(untold_pledges(asked))))
    grounds.append(Ground("awards", str(len(asked.by.awards))))
    base = count(asked, Cut("in_force", type="invention"))
    return Figure(
        "high_value", now, "count", asked.frame, Coverage(base, base),
        before=_high_value(asked.earlier), cut=Cut("in_force", type="invention", high=ANY), of=base,
        grounds=tuple(grounds),
    )  # fmt: skip


def by_class_of_value(asked: Asked) -> Table:
    """High-value inventions by the class for which they count; one may be of several."""
    rows = tuple(
        Row(code, {"high": int(np.count_nonzero(mask))}) for code, mask in by_class(asked).items()
    )
    base = count(asked, Cut("in_force", type="invention"))
    names = {term.code: (term.zh, term.en) for term in asked.by.rule.terms} if asked.by.rule else {}
    return Table(
        "high_value_classes", "high", rows, asked.frame, Coverage(base, base),
        {"high": Cut("in_force", type="invention")}, names,
    )  # fmt: skip


def by_industry(asked: Asked) -> Table:
    """Grants and rights in force by the region's industries; a right may be of several."""
    chains = asked.by.chains
    held = industries(asked.ledger, asked.by)
    codes = [one.code for one in chains.industries] if chains is not None else []
    rest = ~np.logical_or.reduce([held[code] for code in codes]) if codes else None

    def tally(mask: Mask, by_origin: bool) -> Ints:
        found = [int(np.count_nonzero(mask & held[code])) for code in codes]
        return np.array([*found, int(np.count_nonzero(mask & rest)) if rest is not None else 0])

    columns = _usual(asked, tally)
    mask = asked.in_force
    told = int(np.count_nonzero(mask & ~rest)) if rest is not None else 0
    coverage = Coverage(int(np.count_nonzero(mask)), told, "without_industry")
    names = {one.code: (one.name_zh, one.name_en) for one in chains.industries} if chains else {}
    return replace(
        _table(asked, "industries", "chain", [*codes, ""], columns, coverage), names=names
    )


def ended(asked: Asked) -> Figure:
    """Rights that ended in the year so far."""
    return _counted(asked, "ended", lambda one: Cut("ended", *one.frame.year_so_far))


def records(asked: Asked, family: str) -> Figure:
    """Records of a family made in the year so far: several rights under one number are one."""
    first, last = asked.frame.year_so_far
    return Figure(
        f"{family}_records", _registrations(asked, family), "count", asked.frame,
        _everything(asked), first, last, before=_registrations(asked.earlier, family),
        opens=f"acts:{family}",
    )  # fmt: skip


def under(asked: Asked, family: str) -> Figure:
    """Rights under a record of a family on the day."""
    return _stock(asked, f"under_{family}", Cut(family))


def transfers(asked: Asked) -> Figure:
    """Transfers made in the year so far."""
    first, last = asked.frame.year_so_far
    now = int(np.count_nonzero(asked.transfers(first, last)))
    earlier = asked.earlier
    was = int(np.count_nonzero(earlier.transfers(*earlier.frame.year_so_far)))
    return Figure(
        "transfers", now, "count", asked.frame, _everything(asked), first, last, before=was,
        opens="acts:transfer",
    )  # fmt: skip


def holders(asked: Asked) -> Figure:
    """Holders with a right in force on the day."""
    return Figure(
        "holders", _holding(asked), "count", asked.frame, _everything(asked),
        before=_holding(asked.earlier), opens="holders",
    )  # fmt: skip


def months(asked: Asked) -> tuple[MonthCount, ...]:
    """The grants of the year by month and type, beside those of the year before."""
    year, on = asked.frame.on.year, asked.frame.on
    now = _by_month(asked, asked.granted(*asked.frame.year_so_far))
    earlier = _by_month(asked, asked.granted(date(year - 1, 1, 1), date(year - 1, 12, 31)))
    return tuple(
        MonthCount(
            month,
            {name: int(now[month - 1, at]) for at, name in enumerate(TYPES)},
            int(earlier[month - 1].sum()),
            whole=end_of_month(year, month) <= on,
            told=date(year, month, 1) <= on,
        )
        for month in range(1, 13)
    )


def by_town(asked: Asked, more: Mapping[str, Mask] | None = None) -> Table:
    """Each town's grants and rights in force, and those without a town."""
    ledger, n = asked.ledger, len(asked.ledger.manifest.towns)
    origin, now = ledger.column("rights", "town").astype(np.int64), asked.town
    columns = _usual(asked, lambda mask, by_origin: _tally(origin if by_origin else now, mask, n))
    for name, mask in (more or {}).items():
        columns[name] = _tally(now, mask, n)
    codes = [*ledger.manifest.towns, ""]
    return _table(asked, "towns", "town", codes, columns, _known(asked, now))


def by_holder(asked: Asked, name: str) -> Table:
    """Grants and rights in force by what the holders are: ``trade``, ``size`` or ``kind``."""
    held = filled(asked.ledger.tables["holders"].column(name)).dictionary_encode()
    found = [one for one in held.dictionary.to_pylist() if one]
    codes = [one for one in _ORDERS.get(name, ()) if one in found]
    codes += [one for one in found if one not in codes]
    place = {one: at for at, one in enumerate(codes)}
    named = np.array([*(place.get(one, NONE) for one in held.dictionary.to_pylist()), NONE])
    return _by_groups(asked, f"{name}s", name, codes, [named[np.asarray(held.indices)]])


def by_grade(asked: Asked, grades: tuple[str, ...]) -> Table:
    """Grants and rights in force by the holders' grades; a holder may have several."""
    lists = [np.where(asked.ledger.holders_graded(one), at, NONE) for at, one in enumerate(grades)]
    return _by_groups(asked, "grades", "grade", list(grades), lists)


def by_agency(asked: Asked) -> Table:
    """The agencies with most of the year's grants; the rate at which their inventions of three to
    six years ago were granted, in thousandths."""
    ledger = asked.ledger
    n = ledger.tables["agencies"].num_rows
    agency = ledger.column("rights", "agency").astype(np.int64)
    now = asked.granted(*asked.frame.year_so_far)
    counts = _tally(agency, now, n)
    decided, won = decided_inventions(asked)
    old, good = _tally(agency, decided, n), _tally(agency, won, n)
    order = np.argsort(-counts[:n], kind="stable")[:TOP]
    order = order[counts[order] > 0]
    names = ledger.text("agencies", "name").take(pa.array(order)).to_pylist()
    rows = [
        Row(name, {"granted": int(counts[at]), "decided": int(old[at]),
                   "rate": round(1000 * good[at] / old[at]) if old[at] else None})
        for name, at in zip(names, order.tolist(), strict=True)
    ]  # fmt: skip
    told = int(np.count_nonzero(now & (agency != NONE)))
    coverage = Coverage(int(np.count_nonzero(now)), told, "without_agency")
    return Table("agencies_table", "agency", tuple(rows), asked.frame, coverage,
                 {"granted": so_far(asked)})  # fmt: skip


def agencies(asked: Asked) -> Figure:
    """How many agencies had a hand in the year's grants."""

    def active(one: Asked) -> int:
        mask = one.granted(*one.frame.year_so_far)
        names = np.unique(one.ledger.column("rights", "agency")[mask])
        return int(np.count_nonzero(names != NONE))

    return Figure("agencies", active(asked), "count", asked.frame, _everything(asked),
                  *asked.frame.year_so_far, before=active(asked.earlier))  # fmt: skip


def _counted(asked: Asked, name: str, cut: Callable[[Asked], Cut]) -> Figure:
    mine = cut(asked)
    return Figure(
        name, count(asked, mine), "count", asked.frame, _everything(asked), mine.first, mine.last,
        before=count(asked.earlier, cut(asked.earlier)), cut=mine,
    )  # fmt: skip


def _stock(asked: Asked, name: str, cut: Cut) -> Figure:
    return Figure(
        name, count(asked, cut), "count", asked.frame, _everything(asked),
        before=count(asked.earlier, cut), cut=cut,
    )  # fmt: skip


def _share(asked: Asked) -> tuple[float | None, int]:
    mask = asked.granted(*asked.frame.year_so_far)
    all_, inventions = int(np.count_nonzero(mask)), int(np.count_nonzero(mask & _inventions(asked)))
    return (inventions / all_ if all_ else None), all_


def _inventions(asked: Asked) -> Mask:
    return same(asked.ledger.column("rights", "type"), INVENTION)


def _typed(asked: Asked) -> Coverage:
    mask = asked.granted(*asked.frame.year_so_far)
    told = mask & (asked.ledger.column("rights", "type") != NONE)
    return Coverage(int(np.count_nonzero(mask)), int(np.count_nonzero(told)), "without_type")


def _everything(asked: Asked) -> Coverage:
    known = int(np.count_nonzero(asked.seen))
    return Coverage(known, known)


def _known(asked: Asked, town: Ints) -> Coverage:
    mask = asked.in_force | asked.granted(*asked.frame.year_so_far)
    told = int(np.count_nonzero(mask & (town != NONE)))
    return Coverage(int(np.count_nonzero(mask)), told, "without_town")


def _high_value(asked: Asked) -> int | None:
    return int(np.count_nonzero(high_value(asked))) if asked.by.rule is not None else None


def _rate(value: float | None, people: Ground | None) -> float | None:
    return None if value is None or people is None else 10_000 * value / float(people.value)


def _registrations(asked: Asked, family: str) -> int:
    rows = np.flatnonzero(asked.recorded(family, *asked.frame.year_so_far))
    numbers = asked.ledger.text("burdens", "number").take(pa.array(rows))
    named = pc.count_distinct(numbers.filter(pc.not_equal(numbers, ""))).as_py()
    return int(named) + int(pc.sum(pc.equal(numbers, "")).as_py() or 0)


def _holding(asked: Asked) -> int:
    return int(np.count_nonzero(_per_holder(asked)["in_force"][:-1]))


def _per_holder(asked: Asked) -> Mapping[str, Ints]:
    """The usual counts by holder, and last of all those of nobody; kept with the frame."""
    return asked.kept("per_holder", lambda: _reckon_per_holder(asked))


def _reckon_per_holder(asked: Asked) -> Mapping[str, Ints]:
    n = len(asked.ledger.holder_names)
    origin = holder_of(asked, "granted")
    return _usual(
        asked, lambda mask, by_origin: _tally(origin if by_origin else asked.holder, mask, n)
    )


def _by_month(asked: Asked, mask: Mask) -> Ints:
    days = asked.ledger.column("rights", "granted")[mask].astype("datetime64[D]")
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    kind = asked.ledger.column("rights", "type")[mask]
    told = kind != NONE
    places = month[told] * len(TYPES) + kind[told]
    counts = np.bincount(places, minlength=12 * len(TYPES))
    return np.asarray(counts.reshape(12, len(TYPES)))


def _tally(place: Ints, mask: Mask, n: int) -> Ints:
    """Rights of ``mask`` at each of ``n`` places, and last of all those at none."""
    found = place[mask]
    found = np.where(found < 0, n, found)
    return np.bincount(found, minlength=n + 1)


def _usual(asked: Asked, tally: Callable[[Mask, bool], Ints]) -> dict[str, Ints]:
    """The columns of most tables."""
    earlier = asked.earlier
    return {
        "granted": tally(asked.granted(*asked.frame.year_so_far), True),
        "before": tally(earlier.granted(*earlier.frame.year_so_far), True),
        "in_force": tally(asked.in_force, False),
        "inventions": tally(asked.in_force & _inventions(asked), False),
    }


def _by_groups(asked: Asked, name: str, by: str, codes: list[str], lists: list[Ints]) -> Table:
    """Counts by groups of holders; each of ``lists`` gives every holder's group, or none."""
    n = len(codes)
    per_holder = _per_holder(asked)
    ungrouped = np.logical_and.reduce([groups < 0 for groups in lists])

    def fall(counts: Ints) -> Ints:
        weights, nobody = counts[:-1], counts[-1]
        found = [
            np.bincount(groups[groups >= 0], weights[groups >= 0], minlength=n) for groups in lists
        ]
        rest = weights[ungrouped].sum() + nobody
        return np.asarray(np.r_[np.sum(found, axis=0), rest], dtype=np.int64)

    columns = {column: fall(counts) for column, counts in per_holder.items()}
    active = np.r_[(per_holder["in_force"][:-1] > 0).astype(np.int64), 0]
    columns["holders"] = fall(active)
    standing = per_holder["in_force"]
    told = int(standing[:-1][~ungrouped].sum())
    coverage = Coverage(int(standing.sum()), told, f"without_{by}")
    return _table(asked, name, by, [*codes, ""], columns, coverage)


def _table(
    asked: Asked, name: str, by: str, codes: list[str], columns: Mapping[str, Ints],
    coverage: Coverage,
) -> Table:  # fmt: skip
    rows = tuple(
        Row(code, {column: int(values[at]) for column, values in columns.items()})
        for at, code in enumerate(codes)
    )
    shown = tuple(row for row in rows if row.code or any(row.counts.values()))
    return Table(name, by, shown, asked.frame, coverage, {
        "granted": so_far(asked),
        "in_force": Cut("in_force"),
        "inventions": Cut("in_force", type="invention"),
    })  # fmt: skip


def decided_inventions(asked: Asked) -> tuple[Mask, Mask]:
    """Inventions published three to six years before the day, and those granted since."""
    on = asked.frame.on
    first, last = year_before(on, RATE_FROM), year_before(on, RATE_TO)
    old = asked.published(first, last) & _inventions(asked)
    day = asked.ledger.column("rights", "granted")
    known = asked.ledger.column("rights", "granted_known") <= day_number(asked.frame.known)
    return old, old & known & (day <= day_number(on)) & (day != FAR)
