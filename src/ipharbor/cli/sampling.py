"""The invented region as files."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from ipharbor.cli.ready import ready

SEED = 2021
UNTIL = date(2026, 10, 31)


def _of_the_region(command: Callable[..., None]) -> Callable[..., None]:
    """The file to write, and which region to write there."""
    day = click.DateTime(formats=["%Y-%m-%d"])
    until = click.option("--until", type=day, default=UNTIL.isoformat(), show_default=True)
    seed = click.option("--seed", default=SEED, show_default=True)
    size = click.FloatRange(0.01, 10)
    scale = click.option("--scale", default=1.0, show_default=True, type=size)
    file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    return file(scale(seed(until(command))))


@click.group()
def sample() -> None:
    """The invented region as files."""


@sample.command("build")
@click.option("--scale", default=1.0, show_default=True, type=click.FloatRange(0.01, 10))
@click.option("--seed", default=SEED, show_default=True)
@click.option(
    "--until",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    default=UNTIL.isoformat(),
    show_default=True,
)
def build(scale: float, seed: int, until: datetime) -> None:
    """Make a whole home of the invented region, without people in it.

    The region's files are written to sample/ in the home folder and brought in: publications,
    holders, events and payments, dockets, fee reductions, products, and the cockpit's ledger.
    Broken off, it goes on where it was when it is called again.
    """
    ready()
    from ipharbor.cli import _building
    from ipharbor.settings import current

    started = time.monotonic()
    made = _building.begin(current().home, seed, scale, until.date())
    _building.build(made)
    _building.ledger(made)
    click.echo(f"Region made in {time.monotonic() - started:.0f} s.")


@sample.command("write")
@_of_the_region
def write(file: Path, scale: float, seed: int, until: datetime) -> None:
    """Write the invented region to FILE (.csv.gz or .parquet)."""
    from ipharbor.samples.region import write as write_region

    made = write_region(file, seed=seed, scale=scale, until=until.date())
    click.echo(f"{file}: {made.rows} rows, {made.firms} firms, {made.rights} rights")


@sample.command("events")
@_of_the_region
def events(file: Path, scale: float, seed: int, until: datetime) -> None:
    """Write the region's legal events and paid annuities to FILE (.csv.gz or .parquet)."""
    from ipharbor.samples.events import write as write_events

    made = write_events(file, seed=seed, scale=scale, until=until.date())
    click.echo(f"{file}: {made.rows} rows, {made.rights} rights")


@sample.command("truth")
@_of_the_region
def truth(file: Path, scale: float, seed: int, until: datetime) -> None:
    """Write to FILE (.json) what is planted in the region, to judge by what was found."""
    from ipharbor.samples.truth import write as write_truth

    click.echo(f"{file}: {write_truth(file, seed, scale, until.date())} things are planted")


@sample.command("registers")
@_of_the_region
def registers(file: Path, scale: float, seed: int, until: datetime) -> None:
    """Write the tables beside it into the folder FILE: holders, products, cases, agencies, matters,
    trainings, targets."""
    from ipharbor.samples.registers import write as write_registers

    for name, count in write_registers(file, seed, scale, until.date()).items():
        click.echo(f"{file / name}.csv: {count} rows")
