"""Accounts."""

from __future__ import annotations

import click

from ipharbor.cli.ready import now, person_named, ready
from ipharbor.cli.showing import as_json, table


@click.group()
def person() -> None:
    """Accounts of the people who use this installation."""


@person.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(["administrator", "office", "firm"]), required=True)
@click.option("--email", default="", help="Where warnings are mailed to.")
@click.option("--name", "display_name", default="", help="How pages and mails address the person.")
@click.option("--firm", default="", help="The firm's whole name, as it stands on its rights.")
@click.option("--speaks", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.password_option(help="Asked for when not given.")
def add(
    username: str, role: str, email: str, display_name: str, firm: str, speaks: str, password: str
) -> None:
    """Create an account."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create

    made = create(
        username=username,
        password=password,
        role=role,
        email=email,
        display_name=display_name,
        lang=speaks,
        firm=firm,
        by=permits.operator(),
        at=now(),
    )
    click.echo(f"{made.username} ({made.role})")


@person.command("list")
@click.option("--json", "machine", is_flag=True)
def list_(machine: bool) -> None:
    """List active accounts."""
    ready()
    from ipharbor.records.models import Person

    rows = [
        {
            "username": one.username,
            "role": one.role,
            "firm": one.firm.name if one.firm else "",
            "email": one.email,
        }
        for one in Person.objects.filter(is_active=True).select_related("firm").order_by("pk")
    ]
    if machine:
        as_json(rows)
    elif rows:
        table(list(rows[0]), [list(row.values()) for row in rows])
    else:
        click.echo("No accounts yet. Add one: ipharbor person add NAME --role administrator")


@person.command("password")
@click.argument("username")
@click.password_option()
def password_(username: str, password: str) -> None:
    """Give a person a new password."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.people.set_password import set_password

    set_password(person_named(username), password, by=permits.operator(), at=now())
