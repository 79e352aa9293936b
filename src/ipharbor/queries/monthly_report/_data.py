"""Chapter seven and the annexes: what the report rests on, and how its figures are reckoned."""

from __future__ import annotations

from datetime import date, datetime

from ipharbor.forecasting.nowcast import Nowcast
from ipharbor.papers.report.values import Annex, Block, Heading, Text
from ipharbor.queries.monthly_report._paging import Paging
from ipharbor.queries.monthly_report._words import Words, number, percent
from ipharbor.vocabulary.figures import figure_words


def about_data(words: Words, paging: Paging) -> list[Block]:
    """Sources, days, completeness."""
    told = words.told
    manifest = told.manifest
    earlier = told.frame.a_year_earlier()
    blocks: list[Block] = [
        Heading(words.say("section_data")),
        Heading(words.say("rests_on"), 2),
        Text(words.say("known", known=words.day(told.frame.known),
                       earlier=words.day(earlier.known))),
        Text(words.say("late_ends")),
        Text(words.say(
            "ledger", name=manifest.name, rights=number(manifest.rows["rights"]),
            made=words.day(datetime.fromisoformat(manifest.made_at).date()),
            until=words.day(date.fromisoformat(manifest.until)),
        )),
    ]  # fmt: skip
    if manifest.sources:
        rows = [
            (one["name"], words.say(f"source_{one['kind']}"), number(one["rows"]), one["last"])
            for one in manifest.sources
        ]
        heads = ("source", "type", "rows", "last_day")
        blocks.append(paging.grid("sources", heads, rows, words=2))
    blocks.append(Heading(words.say("quality"), 2))
    blocks.extend(_completeness(words))
    return blocks


def annexes(words: Words, paging: Paging) -> tuple[Annex, ...]:
    """How the figures are reckoned, and how the year was forecast."""
    figures, tables = words.told.told.figures, words.told.told.tables
    told = figure_words(words.lang)
    methods = tuple(
        Text(words.say("method", title=told[name].title, method=told[name].method))
        for name in (*figures, "months", *tables)
        if name in told
    )
    found = [Annex(words.say("annex", number=1), words.say("annex_methods"), methods)]
    if words.told.nowcast is not None:
        blocks = tuple(_back_test(words, paging, words.told.nowcast))
        found.append(Annex(words.say("annex", number=2), words.say("annex_forecast"), blocks))
    return tuple(found)


def _completeness(words: Words) -> list[Block]:
    told, manifest = words.told.told, words.told.manifest
    blocks: list[Block] = []
    for table in told.tables.values():
        coverage = table.coverage
        if coverage.answered < coverage.asked:
            blocks.append(Text(words.say(
                "coverage", table=words.title(table.name), asked=number(coverage.asked),
                answered=number(coverage.answered), share=percent(coverage.share),
            )))  # fmt: skip
    if any(manifest.left_out.values()):
        reasons = words.listed(
            [words.say("cause", state=words.term(why), count=number(n))
             for why, n in manifest.left_out.items() if n]
        )  # fmt: skip
        count = number(sum(manifest.left_out.values()))
        blocks.append(Text(words.say("left_out", count=count, reasons=reasons)))
    return [*blocks, *_unverified(words)]


def _unverified(words: Words) -> list[Block]:
    """What the figures rest on that nobody has verified; the residents are told of once."""
    figures = words.told.told.figures
    blocks: list[Block] = []
    people = [one for figure in figures.values() for one in figure.grounds
              if one.name == "population" and not one.certain]  # fmt: skip
    if people:
        blocks.append(Text(words.say(
            "unverified", ground=words.say("population"), value=number(float(people[0].value)),
            source=words.counted_by(),
        )))  # fmt: skip
    for figure in figures.values():
        rules = [one.provision for one in figure.grounds if one.provision and not one.certain]
        if rules:
            blocks.append(Text(words.say(
                "unverified_rules", figure=words.title(figure.name), count=len(rules),
                names=words.listed(rules),
            )))  # fmt: skip
        for one in figure.grounds:
            if one.name == "untold_pledges" and float(one.value or 0):
                blocks.append(Text(words.say("untold_pledges", count=number(float(one.value)))))
    return blocks


def _back_test(words: Words, paging: Paging, found: Nowcast) -> list[Block]:
    blocks: list[Block] = [Text(words.say("forecast_method"))]
    skill = found.skill
    if not skill.years:
        return [*blocks, Text(found.reason.told(words.lang))]
    last, same = found.naive
    scaled = "–" if skill.scaled is None else f"{skill.scaled:.2f}"
    blocks.append(Text(words.say(
        "forecast_skill", years=skill.years, error=number(skill.error),
        percentage=percent(skill.percentage), scaled=scaled, last_error=number(last.error),
        same_error=number(same.error), inside80=skill.coverage[0].inside,
        inside95=skill.coverage[1].inside,
    )))  # fmt: skip
    rows = [
        (
            words.say("year_named", year=one.year), number(one.so_far), number(one.expected),
            f"{one.intervals[0].low:,}–{one.intervals[0].high:,}", number(one.reached),
            f"{round(one.expected) - one.reached:+,}", number(one.last_year),
            number(one.same_share),
        )
        for one in found.trials
    ]  # fmt: skip
    heads = ("year", "then", "expected", "interval", "reached", "error", "last_total", "same_share")
    blocks.append(paging.grid("trials", heads, rows))
    return blocks
