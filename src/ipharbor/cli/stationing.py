"""Town stations and agencies at the command line: tables brought in, firms never served."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.actions.bringing import TableReceipt

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(formats=["%Y-%m-%d"])
FINDINGS = 20


@click.group()
def station() -> None:
    """Town stations: their matters, trainings, agencies, and firms that none has served."""


@station.command("matters")
@click.argument("file", type=_FILE)
@click.option("--town", default="", metavar="CODE", help="Of one town of the region.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def matters(lang: str, file: Path, town: str, machine: bool) -> None:
    """Bring matters of town stations in from FILE.

    FILE is a table (CSV, XLSX, Parquet or JSON lines) with a row for each matter and a column of
    names; what has been typed or corrected at a page stays.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.station.import_matters import import_matters
    from ipharbor.settings import current

    done = import_matters(
        file, town=town, region=current().region, seals=wiring.firm_sealer(),
        by=permits.operator(), at=now(),
    )  # fmt: skip
    _told(done, lang, machine)


@station.command("trainings")
@click.argument("file", type=_FILE)
@click.option("--town", default="", metavar="CODE", help="Of one town of the region.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def trainings(lang: str, file: Path, town: str, machine: bool) -> None:
    """Bring trainings of town stations in from FILE.

    FILE is a table (CSV, XLSX, Parquet or JSON lines) with a row for each training and a column
    of names; what has been typed or corrected at a page stays.
    """
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.station.import_trainings import import_trainings
    from ipharbor.settings import current

    done = import_trainings(
        file, town=town, region=current().region, by=permits.operator(), at=now()
    )
    _told(done, lang, machine)


@station.command("agencies")
@click.argument("file", type=_FILE)
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def agencies(lang: str, file: Path, machine: bool) -> None:
    """Bring the register of agencies in from FILE.

    FILE is a table (CSV, XLSX, Parquet or JSON lines) with a row for each agency and a column of
    names; an agency is known by its name.
    """
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.agency.import_agencies import import_agencies
    from ipharbor.settings import current

    done = import_agencies(file, region=current().region, by=permits.operator(), at=now())
    _told(done, lang, machine)


@station.command("unserved")
@click.argument("town")
@click.option("--months", default=24, show_default=True, help="Not served in so many months.")
@click.option("--on", type=_DAY, help="As it stood on this day [default: today].")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def unserved(lang: str, town: str, months: int, on: datetime | None, machine: bool) -> None:
    """Firms of TOWN (its code) with rights or a grade that no station has served.

    An invented region is asked as of its last day.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.queries import overview
    from ipharbor.queries.law import book
    from ipharbor.queries.station import town as queries
    from ipharbor.queries.station.served import months_before
    from ipharbor.settings import current
    from ipharbor.vocabulary.errors import HarborError
    from ipharbor.vocabulary.places import region
    from ipharbor.vocabulary.words import word

    here = region(current().region)
    if here.town(town) is None:
        raise HarborError("station.town.unknown", town=town)
    day = on.date() if on else overview.usual_day(wiring.corpus(), today=now().date())
    since = months_before(day, months)
    asking = queries.Asking(current().ledger, day, book(here.code))
    rows = [row for row in queries.firms_with(town, asking) if row.unserved(since)]
    if machine:
        as_json(rows)
        return
    table(
        [word(name, lang) for name in ("holder_firm", "in_force", "last_served")],
        [[row.name, row.in_force, row.last_on or "–"] for row in rows],
    )


def _told(done: TableReceipt, lang: str, machine: bool) -> None:
    from ipharbor.vocabulary.words import word

    if machine:
        as_json(done)
        return
    names = ("read", "stored", "changed", "unchanged", "set_aside")
    table([word(name, lang) for name in names], [[getattr(done, name) for name in names]])
    for finding in done.findings[:FINDINGS]:
        click.echo(f"{finding.row}: {finding.told(lang).what}")
