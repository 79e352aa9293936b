"""The demonstration: an invented region, from nothing to warnings on a page."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import Bar

SEED = 2021
UNTIL = date(2026, 10, 31)
_LOCAL = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--scale", default=0.1, show_default=True, type=click.FloatRange(0.01, 10))
@click.option("--no-serve", is_flag=True, help="Make the region, do not serve it.")
def demo(host: str, port: int, scale: float, no_serve: bool) -> None:
    """Make an invented region, let watches find warnings in it, and show it in a browser.

    Everything stays in the home folder (choose another with --home DIR before the command).
    Run again, it shows what is there.
    """
    from ipharbor.vocabulary.errors import HarborError

    if host not in _LOCAL and not no_serve:
        raise HarborError("demo.not_local")
    ready()
    from ipharbor.cli._story import accounts, tell_story
    from ipharbor.settings import current

    started = time.monotonic()
    home = current().home
    marker = home / "DEMO"
    if not marker.exists():
        _refuse_a_home_in_use(home)
        path = _region(home, scale)
        _bring_in(path)
        tell_story(now(), _events(home, scale), scale)
        marker.write_text("An invented region; see docs/explanation/sample-region.md\n")
        click.echo(f"Region made in {time.monotonic() - started:.0f} s.")
    if no_serve:
        return
    from ipharbor.cli.serving import run_with_worker

    click.echo(f"\n  http://{host}:{port}\n")
    for username, told in accounts():
        click.echo(f"  {username:<8} password demo   {told}")
    click.echo("\nStop with Ctrl-C.")
    run_with_worker(host, port)


def _region(home: Path, scale: float) -> Path:
    from ipharbor.samples.region import write as write_region

    path = home / "sample-region.csv.gz"
    made = write_region(path, seed=SEED, scale=scale, until=UNTIL)
    click.echo(
        f"Invented region: {made.firms} firms, {made.rights} rights, {made.rows} publications"
    )
    return path


def _bring_in(path: Path) -> None:
    from ipharbor.actions import permits
    from ipharbor.actions.corpus.import_file import import_file
    from ipharbor.settings import current

    bar = Bar()
    import_file(
        path,
        home=current().home,
        memory_mb=current().memory_mb,
        region=current().region,
        by=permits.operator(),
        at=_evening(UNTIL),  # the region is known as of that day, not as of today
        progress=bar,
    )
    bar.close()


def _refuse_a_home_in_use(home: Path) -> None:
    """The demonstration is made in a home of its own, from the beginning or not at all."""
    from ipharbor.records.models import Person
    from ipharbor.vocabulary.errors import HarborError

    if Person.objects.exists():
        raise HarborError("demo.home_in_use", home=home)


def _events(home: Path, scale: float) -> Path:
    from ipharbor.samples.events import write as write_events

    path = home / "sample-events.csv.gz"
    write_events(path, seed=SEED, scale=scale, until=UNTIL)
    return path


def _evening(day: date) -> datetime:
    from django.utils import timezone

    return timezone.make_aware(datetime.combine(day, datetime.min.time()).replace(hour=18))
