"""The region's ledger and the figures of its cockpit."""

from __future__ import annotations

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json


@click.group()
def region() -> None:
    """The region's ledger, which the district's cockpit asks, and its figures."""


@region.command("ledger")
@click.option("--anew", is_flag=True, help="Also where it is up to date.")
@click.option("--json", "machine", is_flag=True)
def ledger(anew: bool, machine: bool) -> None:
    """Make the ledger of all rights of the region from corpus and register."""
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.region.make_ledger import make_ledger
    from ipharbor.queries.law import book
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region as region_named

    here = region_named(current().region)
    receipt = make_ledger(
        current().ledger,
        corpus=wiring.corpus(),
        region=here,
        law=book(here.code),
        by=permits.operator(),
        at=now(),
        anew=anew,
    )
    made = receipt.manifest
    if machine:
        as_json({"made": receipt.made, "ledger": made})
        return
    click.echo(
        f"{made.name}: {made.rows['rights']} rights, known up to {made.until}"
        + (f", made in {made.seconds} s" if receipt.made else ", up to date")
    )
