"""Organisations that take part."""

from __future__ import annotations

import click

from ipharbor.cli.people import organisation_named
from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

KINDS = (
    "installation", "district_office", "town_station", "enforcement", "firm",
    "lender", "insurer", "guarantor", "alliance", "agency",
)  # fmt: skip


@click.group()
def organisation() -> None:
    """Organisations whose people use this installation."""


@organisation.command("open")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
@click.option("--town", default="", help="Code of the town a station serves, or where a firm is.")
@click.option("--credit-code", default="", help="Its unified social credit code.")
def open_(kind: str, name: str, town: str, credit_code: str) -> None:
    """Open an organisation of KIND under its whole NAME."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.organisation.open import open_organisation
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region

    made = open_organisation(
        kind,
        name,
        town=town,
        credit_code=credit_code,
        region=region(current().region),
        by=permits.operator(),
        at=now(),
    )
    click.echo(f"{made.pk}  {made.name} ({made.kind})")


@organisation.command("list")
@click.option("--kind", type=click.Choice(KINDS), default=None)
@click.option("--closed", is_flag=True, help="Closed ones too.")
@click.option("--json", "machine", is_flag=True)
def list_(kind: str | None, closed: bool, machine: bool) -> None:
    """List organisations with how many people each has."""
    ready()
    from ipharbor.queries.people import Wanted, organisations

    found = organisations(Wanted(kind=kind or "", closed=closed))
    if machine:
        as_json(found)
        return
    headings = ["id", "kind", "name", "town", "people", "closed"]
    rows = [[one.id, one.kind, one.name, one.town, one.people, one.closed_on] for one in found]
    table(headings, rows)


@organisation.command("close")
@click.argument("name")
def close_(name: str) -> None:
    """Close the organisation of that whole NAME or number, once its people have left."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.organisation.close import close

    close(organisation_named(name), by=permits.operator(), at=now())
