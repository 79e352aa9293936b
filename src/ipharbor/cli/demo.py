"""The demonstration: an invented region, from nothing to warnings on a page."""

from __future__ import annotations

import time
from pathlib import Path

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.sampling import SEED, UNTIL

_LOCAL = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--scale", default=1.0, show_default=True, type=click.FloatRange(0.01, 10))
@click.option("--no-serve", is_flag=True, help="Make the region, do not serve it.")
def demo(host: str, port: int, scale: float, no_serve: bool) -> None:
    """Make an invented region, let watches find warnings in it, and show it in a browser.

    Everything stays in the home folder (choose another with --home DIR before the command). Run
    again, it shows what is there; broken off, it goes on. The region has a real district's size;
    --scale 0.1 makes a tenth of it, sooner.
    """
    from ipharbor.vocabulary.errors import HarborError

    if host not in _LOCAL and not no_serve:
        raise HarborError("demo.not_local")
    ready()
    from ipharbor.cli._story import accounts
    from ipharbor.settings import current

    home = current().home
    if not (home / "DEMO").exists():
        _make(home, scale)
    if no_serve:
        return
    from ipharbor.cli.serving import run_with_worker

    click.echo(f"\n  http://{host}:{port}\n")
    for username, told in accounts():
        click.echo(f"  {username:<10} password demo   {told}")
    click.echo("\nStop with Ctrl-C.")
    run_with_worker(host, port)


def _make(home: Path, scale: float) -> None:
    from ipharbor.cli import _building, _story

    started = time.monotonic()
    building = _building.begin(home, SEED, scale, UNTIL)
    _building.build(building)
    _story.tell(building, at=now())
    _building.ledger(building)
    (home / "DEMO").write_text("An invented region; see docs/explanation/sample-region.md\n")
    click.echo(f"Region made in {time.monotonic() - started:.0f} s.")
