"""Keys with which programs act for a person."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta

import click

from ipharbor.cli.ready import now, person_named, ready
from ipharbor.cli.showing import as_json, table


@click.group()
def token() -> None:
    """Keys with which programs act for a person, within scopes and until a day."""


@token.command("make")
@click.argument("username")
@click.option("--name", required=True, help="Which program it is for.")
@click.option("--scope", "scopes", multiple=True, required=True, help="Such as docket.read; again.")
@click.option(
    "--until", type=click.DateTime(formats=["%Y-%m-%d"]), help="Last day [default: in 90 days]."
)
def make_(username: str, name: str, scopes: tuple[str, ...], until: datetime | None) -> None:
    """Make a token for the desk at which the person sits; it is printed once."""
    ready()
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.token.make import PREFIX, make

    key, at = PREFIX + secrets.token_urlsafe(32), now()
    last = until.date() if until else (at + timedelta(days=90)).date()
    make(
        person_named(username),
        name,
        key=key,
        scopes=scopes,
        ends_at=timezone.make_aware(datetime.combine(last, time(23, 59))),
        by=permits.operator(),
        at=at,
    )
    click.echo(key)


@token.command("list")
@click.argument("username")
@click.option("--json", "machine", is_flag=True)
def list_(username: str, machine: bool) -> None:
    """List the tokens of a person that were not taken back."""
    ready()
    from django.utils import timezone

    from ipharbor.queries.people import proofs

    rows = [
        {
            "id": one.pk,
            "name": one.name,
            "start": one.start,
            "organisation": one.organisation.name if one.organisation else "",
            "scopes": " ".join(one.scopes),
            "ends": timezone.localdate(one.ends_at),
            "used": timezone.localdate(one.used_at) if one.used_at else None,
        }
        for one in proofs(person_named(username)).tokens
    ]
    if machine:
        as_json(rows)
    elif rows:
        table(list(rows[0]), [list(row.values()) for row in rows])


@token.command("revoke")
@click.argument("username")
@click.argument("number", type=click.IntRange(1))
def revoke_(username: str, number: int) -> None:
    """Take back the token of that NUMBER."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.token.revoke import revoke
    from ipharbor.queries.people import token as token_of
    from ipharbor.vocabulary.errors import HarborError

    found = token_of(person_named(username), number)
    if found is None:
        raise HarborError("token.unknown", id=number)
    revoke(found, by=permits.operator(), at=now())
