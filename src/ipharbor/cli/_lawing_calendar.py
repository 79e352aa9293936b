"""The working calendar from the command line: the years held, one year, a new notice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ipharbor.cli._lawing_desk import read_text
from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table


@click.group(invoke_without_command=True)
@click.option("--json", "machine", is_flag=True)
@click.pass_context
def calendar(ctx: click.Context, machine: bool) -> None:
    """List the years whose days off are known, newest first."""
    if ctx.invoked_subcommand is not None:
        return
    ready()
    from ipharbor.queries import law as queries

    years, until = queries.known_years(), queries.calendar().announced_until
    if machine:
        as_json({"announced_until": until, "years": [one.year for one in years]})
        return
    table(
        ["year", "days off", "worked weekends", "entered by", "notice"],
        [
            [one.year.year, one.days_off, len(one.year.work),
             one.entered.by_name if one.entered else "", one.entered.reason if one.entered else ""]
            for one in years
        ],
    )  # fmt: skip
    click.echo(f"announced until {until}")


@calendar.command()
@click.argument("year", type=int)
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def show(lang: str, year: int, machine: bool) -> None:
    """The days off and the worked weekend days of YEAR."""
    ready()
    from ipharbor.queries import law as queries
    from ipharbor.statutes.calendar import festivals

    found = next((one for one in queries.known_years() if one.year.year == year), None)
    if found is None:
        raise click.UsageError(f"The notice for {year} is not held; ipharbor calendar lists years.")
    if machine:
        as_json(found.year)
        return
    for rest in found.year.rest:
        click.echo(f"{_span(rest.first, rest.last)}  {festivals()[rest.festival][lang]}")
    for day in found.year.work:
        click.echo(f"{_span(day, day)}  {'调休上班' if lang == 'zh' else 'worked'}")


@calendar.command()
@click.argument("year", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--notice", required=True, help="Title and number of the notice.")
@click.pass_obj
def add(lang: str, year: int, file: Path, notice: str) -> None:
    """Enter the State Council's notice for YEAR from a YAML or CSV FILE.

    CSV has the columns what (rest or work), festival, from, to; YAML is written as in the
    book's calendar. Deadlines that rest on the year count as certain from then on.
    """
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.law.announce import announce
    from ipharbor.queries import law as queries
    from ipharbor.statutes import notices
    from ipharbor.vocabulary.errors import HarborError

    form = "csv" if file.suffix.lower() == ".csv" else "yaml"
    stated, typed = notices.parsed(read_text(file, "FILE"), form)
    if stated not in (None, year):
        raise HarborError("statutes.notice.year", fields=("year",), stated=stated, year=year)
    _, findings = notices.read(year, typed)
    for finding in findings:
        told = finding.told(lang)
        click.echo(f"{finding.column or file.name} {finding.row or ''}: {told.what}", err=True)
    announce(
        year, typed, notice=notice, calendar=queries.calendar(), by=permits.operator(), at=now()
    )
    click.echo(f"{year}: announced until {queries.calendar().announced_until}")


def _span(first: date, last: date) -> str:
    return f"{first}" + (f" – {last}" if last != first else " " * 13)
