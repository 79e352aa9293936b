"""Chapters two to six: what is in force, the towns, the holders, dealings, agencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ipharbor.analysis.region.figures import Row, Table
from ipharbor.papers.report import charts
from ipharbor.papers.report.values import Block, Heading, Text
from ipharbor.queries.monthly import STOCKS
from ipharbor.queries.monthly_report._granted import FLOW_HEADS, flow_cells
from ipharbor.queries.monthly_report._paging import Paging
from ipharbor.queries.monthly_report._words import Words, change, number, percent, written
from ipharbor.vocabulary.holders import GRADES, HOLDER_KINDS, SIZES

DEALINGS = ("transfers", "licence_records", "open_licence_records", "pledge_records")
GROUPED = ("kinds", "sizes", "grades", "trades")
TOP = 12
TOP_TOWNS = 3
_KINDS = {"kinds": "kind", "sizes": "size", "grades": "grade"}
_ORDER = {"kinds": HOLDER_KINDS, "sizes": SIZES, "grades": GRADES}


def stock(words: Words, paging: Paging) -> list[Block]:
    """What is in force at the month's end, who holds it, what ended this year."""
    stocks = words.told.stocks
    in_force = stocks["in_force"]
    figures = words.told.told.figures
    text = words.say(
        "stock",
        in_force=number(in_force.now),
        on_month=words.changed(in_force.now, in_force.last_month),
        on_year=words.changed(in_force.now, in_force.year_before),
        holders=number(stocks["holders"].now),
    )
    rate = figures["inventions_per_10000"]
    if rate.value is not None and rate.grounds:
        people = rate.grounds[0]
        text = words.joined(text, words.say(
            "per_10000", rate=written(rate.value, rate.unit), people=number(float(people.value)),
            source=words.counted_by(),
        ))  # fmt: skip
    causes = sorted(words.told.told.causes.items(), key=lambda one: -one[1])
    listed = words.listed(
        [words.say("cause", state=words.term(f"state_{s}"), count=number(n)) for s, n in causes]
    )
    ended = number(figures["ended"].value)
    told = words.say("ended", count=ended, causes=listed) if causes else (
        words.say("ended_alone", count=ended)
    )  # fmt: skip
    rows = [
        (
            words.title(one.name), written(one.now, one.unit), written(one.last_month, one.unit),
            change(one.now, one.last_month), written(one.year_before, one.unit),
            change(one.now, one.year_before),
        )
        for one in (stocks[name] for name in STOCKS if stocks[name].now is not None)
    ]  # fmt: skip
    heads = ("figure", "month_end", "last_month_end", "on_month", "year_end", "on_year")
    return [
        Heading(words.say("section_stock")), Text(text), Text(told),
        paging.grid("stock", heads, rows), *_high_value(words, paging),
    ]  # fmt: skip


def _high_value(words: Words, paging: Paging) -> list[Block]:
    """High-value inventions, beside the national plan, and by class."""
    figures = words.told.told.figures
    high, rate = figures["high_value"], figures["high_value_per_10000"]
    if high.value is None:
        return []
    text = words.say(
        "high_value",
        count=number(high.value),
        on_year=words.changed(high.value, high.before),
        share=percent((high.value or 0) / high.of if high.of else None),
        rate=written(rate.value, rate.unit),
    )
    if rate.target is not None:
        text = words.joined(text, words.say("plan", target=f"{rate.target:g}"))
    table = words.told.told.tables["high_value_classes"]
    rows = [(words.named(table, row), number(row.counts["high"])) for row in table.rows]
    blocks: list[Block] = [Text(text)]
    if rows:
        blocks.append(paging.grid("high_value_classes", ("class", "count"), rows))
    return blocks


def towns(words: Words, paging: Paging) -> list[Block]:
    """Each town's month, year and stock; drawn by the year's grants."""
    table = words.told.told.tables["towns"]
    months = words.told.town_months
    rows = [
        (
            words.town(row.code), number(months.get(row.code, 0)), number(row.counts["granted"]),
            number(row.counts["before"]), change(row.counts["granted"], row.counts["before"]),
            number(row.counts["in_force"]), number(row.counts["inventions"]),
        )
        for row in table.rows
    ]  # fmt: skip
    sums = {name: sum(row.counts[name] or 0 for row in table.rows) for name in _COLUMNS}
    rows.append(
        (
            words.say("total"), number(sum(months.values())), number(sums["granted"]),
            number(sums["before"]), change(sums["granted"], sums["before"]),
            number(sums["in_force"]), number(sums["inventions"]),
        )
    )  # fmt: skip
    named = sorted(
        (row for row in table.rows if row.code), key=lambda row: -(row.counts["granted"] or 0)
    )
    first = [
        words.say("town_named", name=words.town(row.code), count=number(row.counts["granted"]))
        for row in named[:TOP_TOWNS]
    ]
    text = words.say("towns", names=words.listed(first))
    untold = sum(row.counts["granted"] or 0 for row in table.rows if not row.code)
    if untold:
        text = words.joined(text, words.say("unplaced", count=number(untold)))
    spec = charts.ranking(
        [words.town(row.code) for row in named],
        [row.counts["granted"] or 0 for row in named],
        axis=words.say("unit"),
    )
    heads = ("town", "month", "so_far", "so_far_before", "on_year", "in_force", "inventions")
    return [
        Heading(words.say("section_towns")), Text(text),
        paging.grid("towns", heads, rows, total=True),
        paging.chart("towns_chart", text, spec), *_industries(words, paging),
    ]  # fmt: skip


def _industries(words: Words, paging: Paging) -> list[Block]:
    table = words.told.told.tables["industries"]
    if not any(row.code and any(row.counts.values()) for row in table.rows):
        return []
    rows = [
        (
            words.named(table, row), number(row.counts["granted"]), number(row.counts["before"]),
            change(row.counts["granted"], row.counts["before"]), number(row.counts["in_force"]),
            number(row.counts["inventions"]),
        )
        for row in table.rows
    ]  # fmt: skip
    heads = ("industry", "so_far", "so_far_before", "on_year", "in_force", "inventions")
    return [Text(words.say("industries")), paging.grid("industries", heads, rows)]


def holders(words: Words, paging: Paging) -> list[Block]:
    """Grants and stock by what the register says of the holders."""
    tables = words.told.told.tables
    told = [name for name in GROUPED if any(_granted(row) for row in tables[name].rows if row.code)]
    blocks: list[Block] = [Heading(words.say("section_holders"))]
    if told:
        blocks.append(Text(words.say("holders")))
    for name in told:
        rows = sorted(tables[name].rows, key=lambda row: (not row.code, -_granted(row)))
        named = [row for row in rows if row.code and any(row.counts.values())]
        shown = named[:TOP] + [row for row in rows if not row.code]
        more = len(named) - TOP
        notes = [words.say("more_rows", count=more)] if more > 0 else []
        in_order = sorted(shown, key=_in_order(name)) if name in _ORDER else shown
        blocks.append(_groups(words, paging, tables[name], in_order, notes))
    untold = [words.title(name) for name in GROUPED if name not in told]
    if untold:
        blocks.append(Text(words.say("holders_untold", what=words.listed(untold))))
    return blocks


def dealings(words: Words, paging: Paging) -> list[Block]:
    """Transfers, licences and pledges."""
    flows = words.told.flows
    text = words.say(
        "dealings",
        transfers=number(flows["transfers"].month),
        licences=number(flows["licence_records"].month),
        open_licences=number(flows["open_licence_records"].month),
        pledges=number(flows["pledge_records"].month),
        under_pledge=number(words.told.stocks["under_pledge"].now),
    )
    rows = [(words.say(f"flow_{name}"), *flow_cells(flows[name])) for name in DEALINGS]
    return [
        Heading(words.say("section_dealings")), Text(text),
        paging.grid("dealings", ("figure", *FLOW_HEADS), rows),
    ]  # fmt: skip


def agencies(words: Words, paging: Paging) -> list[Block]:
    """The agencies with most of the year's grants."""
    figure = words.told.told.figures["agencies"]
    table = words.told.told.tables["agencies_table"]
    rows = [
        (
            row.code, number(row.counts["granted"]),
            percent((row.counts["granted"] or 0) / table.coverage.asked),
            number(row.counts["decided"]),
            percent(None if row.counts["rate"] is None else row.counts["rate"] / 1000),
        )
        for row in table.rows
    ]  # fmt: skip
    text = words.say("agencies", count=number(figure.value), before=number(figure.before))
    blocks: list[Block] = [Heading(words.say("section_agencies")), Text(text)]
    if rows:
        heads = ("agency", "so_far", "share", "decided", "rate")
        blocks.append(paging.grid("agencies", heads, rows))
    return blocks


_COLUMNS = ("granted", "before", "in_force", "inventions")


def _granted(row: Row) -> int:
    return row.counts["granted"] or 0


def _in_order(name: str) -> Callable[[Row], int]:
    """The order in which people name kinds, sizes and grades; what is not told comes last."""
    order = _ORDER[name]
    return lambda row: order.index(row.code) if row.code in order else len(order)


def _group(words: Words, kind: str | None, code: str) -> str:
    if not code:
        return words.say("untold")
    return words.say(f"{kind}_{code}") if kind else code


def _groups(
    words: Words, paging: Paging, table: Table, rows: Sequence[Row], notes: Sequence[str] = ()
) -> Block:
    kind = _KINDS.get(table.name)
    told = [
        (
            _group(words, kind, row.code),
            number(row.counts["granted"]), number(row.counts["before"]),
            change(row.counts["granted"], row.counts["before"]), number(row.counts["in_force"]),
            number(row.counts["inventions"]), number(row.counts["holders"]),
        )
        for row in rows
    ]  # fmt: skip
    heads = (
        kind or "trade", "so_far", "so_far_before", "on_year", "in_force", "inventions", "holders",
    )  # fmt: skip
    return paging.grid(table.name, heads, told, notes=notes)
