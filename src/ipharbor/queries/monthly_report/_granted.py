"""Chapter one: the month's grants, the course of the year, and what it will reach."""

from __future__ import annotations

from ipharbor.analysis.region.layout import TYPES
from ipharbor.forecasting.nowcast import Nowcast, method_told
from ipharbor.papers.report import charts
from ipharbor.papers.report.values import Block, Heading, Text
from ipharbor.queries.monthly import Flow
from ipharbor.queries.monthly_report._paging import Paging
from ipharbor.queries.monthly_report._words import Words, change, number, percent

YEARS_DRAWN = 10


def lead(words: Words) -> Text:
    """What stands first: the numbers one looks for."""
    told = words.told
    granted = told.flows["granted"]
    figures = told.told.figures
    text = words.say(
        "lead" if told.month > 1 else "lead_january",
        count=number(granted.month),
        on_month=words.changed(granted.month, granted.last_month),
        on_year=words.changed(granted.month, granted.year_month),
        so_far=number(granted.so_far),
        on_so_far=words.changed(granted.so_far, granted.so_far_before),
        inventions=number(figures["granted_invention"].value),
        share=percent(figures["invention_share"].value),
        in_force=number(figures["in_force"].value),
        inventions_in_force=number(figures["inventions_in_force"].value),
    )
    found = told.nowcast
    if found is not None and found.shown:
        inner = found.intervals[0]
        text = words.joined(text, words.say(
            "lead_forecast", expected=number(found.expected), low=number(inner.low),
            high=number(inner.high),
        ))  # fmt: skip
    return Text(text)


def granted(words: Words, paging: Paging) -> list[Block]:
    """The chapter."""
    return [
        Heading(words.say("section_granted")),
        Heading(words.say("section_month"), 2),
        *_month(words, paging),
        Heading(words.say("section_course"), 2),
        *_course(words, paging),
        Heading(words.say("section_forecast"), 2),
        *_forecast(words, paging),
    ]


def flow_cells(flow: Flow) -> tuple[str, ...]:
    """A row's numbers: the month with its comparisons, the year so far with its."""
    return (
        number(flow.month),
        number(flow.last_month),
        change(flow.month, flow.last_month),
        number(flow.year_month),
        change(flow.month, flow.year_month),
        number(flow.so_far),
        number(flow.so_far_before),
        change(flow.so_far, flow.so_far_before),
    )


FLOW_HEADS = (
    "month", "last_month", "on_month", "year_month", "on_year", "so_far", "so_far_before",
    "on_year",
)  # fmt: skip


def _month(words: Words, paging: Paging) -> list[Block]:
    flows = words.told.flows
    counts = {one: number(flows[f"granted_{one}"].month) for one in TYPES}
    rows = [(words.say(f"type_{one}"), *flow_cells(flows[f"granted_{one}"])) for one in TYPES]
    rows.append((words.say("total"), *flow_cells(flows["granted"])))
    return [
        Text(words.say("month_types", **counts)),
        paging.grid("month", ("type", *FLOW_HEADS), rows, total=True),
    ]


def _course(words: Words, paging: Paging) -> list[Block]:
    months = words.told.told.months
    over = [one for one in months if one.whole]
    now = [one.count if one.told else None for one in months]
    labels = [words.month_of(one.month) for one in months]
    year = words.told.year
    names = (words.say("year_named", year=year), words.say("year_named", year=year - 1))
    most, least = (pick(over, key=lambda one: one.count) for pick in (max, min))
    text = words.say(
        "course", most_month=words.month_number(most.month), most=number(most.count),
        least_month=words.month_number(least.month), least=number(least.count),
    )  # fmt: skip
    shown = charts.beside(
        labels, now, [one.before for one in months], names=names, axis=words.say("unit")
    )
    return [*([Text(text)] if len(over) > 1 else []), paging.chart("course", text, shown)]


def _forecast(words: Words, paging: Paging) -> list[Block]:
    found = words.told.nowcast
    if found is None:
        return [Text(words.say("none"))]
    text = _shown(words, found) if found.shown else _not_shown(words, found)
    if found.basis.late >= 0.5:
        text = words.joined(text, words.say("forecast_late", late=number(found.basis.late)))
    blocks: list[Block] = [Text(text)]
    if found.shown:
        inner = found.intervals[0]
        reached = [
            (words.say("year_named", year=one.year), one.reached)
            for one in found.trials[-YEARS_DRAWN:]
        ]
        names = (words.say("drawn_reached"), words.say("head_so_far"), words.say("drawn_expected"))
        ahead = (
            words.say("year_named", year=found.year), found.so_far, found.expected, inner.low,
            inner.high,
        )  # fmt: skip
        spec = charts.years(reached, ahead, names=names, axis=words.say("unit"))
        blocks.append(paging.chart("years", text, spec))
    return blocks


def _shown(words: Words, found: Nowcast) -> str:
    inner, outer = found.intervals
    last = found.naive[0].expected
    return words.say(
        "forecast_shown",
        on=words.day(found.until),
        expected=number(found.expected),
        low80=number(inner.low),
        high80=number(inner.high),
        low95=number(outer.low),
        high95=number(outer.high),
        ratio=percent(found.expected / last if last else None),
        reason=found.reason.told(words.lang),
        method=method_told(found.method, words.lang),
    )


def _not_shown(words: Words, found: Nowcast) -> str:
    last, same = found.naive
    return words.say(
        "forecast_not_shown",
        on=words.day(found.until),
        so_far=number(found.so_far),
        reason=found.reason.told(words.lang),
        last_year=number(last.expected),
        same_share=number(same.expected),
    )
