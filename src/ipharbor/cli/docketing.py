"""The docket of a firm."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.records.models import Firm

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def docket() -> None:
    """Rights of a firm: where they stand, what is due, what comes next."""


@docket.command("take-up")
@click.argument("firm")
def take_up(firm: str) -> None:
    """Take the rights of FIRM (its whole name) from the corpus into its docket."""
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.rights.take_up import take_up as take

    done = take(firm, corpus=wiring.corpus(), by=permits.operator(), at=now())
    table(["firm", "added", "changed", "unchanged"],
          [[done.firm, done.added, done.changed, done.unchanged]])  # fmt: skip


@docket.command("take-up-region")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def take_up_region(lang: str, machine: bool) -> None:
    """Take all rights of the region from the corpus into the dockets of their holders.

    Each comes into the docket of the first of its applicants who is a holder; an applicant whom
    nobody knows becomes one.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.rights.take_up_region import take_up_region as take
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region
    from ipharbor.vocabulary.words import word

    done = take(region(current().region), corpus=wiring.corpus(), by=permits.operator(), at=now())
    if machine:
        as_json(done)
        return
    names = ("documents", "added", "changed", "unchanged", "left_out")
    table([word(name, lang) for name in names], [[getattr(done, name) for name in names]])
    if done.holders:
        kinds = done.kinds
        click.echo(f"{word('new_holders', lang)}: {len(done.holders)}")
        table([word(f"holder_{kind}", lang) for kind in kinds], [list(kinds.values())])


@docket.command("events")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def events(lang: str, file: Path, machine: bool) -> None:
    """Bring in legal events and paid annuities from FILE.

    FILE is an event table, a list of legal status (CSV, XLSX), INPADOC events of the EPO's Open
    Patent Services or records of the Chinese office (XML), recognised by what is in it.
    """
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.rights.import_events import import_events

    done = import_events(file, by=permits.operator(), at=now())
    if machine:
        as_json(done)
        return
    from ipharbor.vocabulary.words import word

    click.echo(word(done.form, lang))
    table(["read", "stored", "unchanged", "set_aside"],
          [[done.read, done.stored, done.unchanged, done.set_aside]])  # fmt: skip
    for finding in done.findings[:20]:
        click.echo(f"{finding.row}: {finding.told(lang).what}")


@docket.command("holders")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def holders(lang: str, file: Path, machine: bool) -> None:
    """Bring in the region's holders from FILE: firms, universities, institutes, persons.

    FILE is a table (CSV, XLSX, Parquet or JSON lines) with a row for each and a column of names.
    """
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.rights.import_holders import import_holders
    from ipharbor.settings import current
    from ipharbor.vocabulary.words import word

    done = import_holders(file, by=permits.operator(), at=now(), region=current().region)
    if machine:
        as_json(done)
        return
    names = ("read", "stored", "changed", "unchanged", "set_aside")
    table([word(name, lang) for name in names], [[getattr(done, name) for name in names]])
    for finding in done.findings[:20]:
        click.echo(f"{finding.row}: {finding.told(lang).what}")


@docket.command("show")
@click.argument("firm")
@click.option("--on", type=_DAY, help="The day [default: today].")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def show(lang: str, firm: str, on: datetime | None, machine: bool) -> None:
    """The docket of FIRM on a day."""
    ready()
    from ipharbor import wiring
    from ipharbor.queries import docket as queries
    from ipharbor.queries.law import book
    from ipharbor.queries.overview import newest_day
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region
    from ipharbor.vocabulary.words import word

    day = on.date() if on else now().date()
    told = queries.docket(
        _firm(firm),
        law=book(region(current().region).code),
        on=day,
        data_until=newest_day(wiring.corpus()) or date.min,
    )
    if machine:
        as_json({"on": told.on, "states": told.by_state, "horizons": told.horizons,
                 "in_grace": told.in_grace, "surcharge": told.surcharge})  # fmt: skip
        return
    rows = [
        [
            line.record,
            line.record.title[:40],
            word(f"state_{line.state}", lang),
            word(f"certainty_{line.certainty}", lang),
            line.due.year if line.due else "",
            line.due.act_by if line.due else "",
            line.due.payable if line.due else "",
        ]
        for line in told.lines
    ]
    names = ("application_number", "title", "standing", "certainty", "patent_year", "act_by",
             "payable")  # fmt: skip
    table([word(name, lang) for name in names], rows)
    for horizon in told.horizons:
        click.echo(f"{horizon.days} d: {horizon.count}  CNY {horizon.amount:,}")


def _firm(name: str) -> Firm:
    from ipharbor.records.models import Firm
    from ipharbor.vocabulary.errors import HarborError

    found = Firm.objects.filter(name=name).first()
    if found is None:
        raise HarborError("firm.unknown", name=name)
    return found
