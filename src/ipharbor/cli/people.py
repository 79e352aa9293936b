"""Accounts."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, person_named, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.records.models import Membership, Organisation, Person

ROLES = (
    "administrator", "office", "station", "enforcement", "firm",
    "lender", "insurer", "guarantor", "alliance", "agency",
)  # fmt: skip
_SPEAKS = click.option("--speaks", type=click.Choice(["zh", "en"]), default="zh", show_default=True)


@click.group()
def person() -> None:
    """Accounts of the people who use this installation."""


@person.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--email", default="", help="Where warnings are mailed to.")
@click.option("--name", "display_name", default="", help="How pages and mails address the person.")
@click.option("--firm", default="", help="The firm's whole name, as it stands on its rights.")
@click.option("--organisation", default="", help="Whole name or number of an open organisation.")
@_SPEAKS
@click.password_option(help="Asked for when not given.")
def add(
    username: str,
    role: str,
    email: str,
    display_name: str,
    firm: str,
    organisation: str,
    speaks: str,
    password: str,
) -> None:
    """Create an account. Stations, lenders and the like need their organisation."""
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
        organisation=organisation_named(organisation) if organisation else None,
        by=permits.operator(),
        at=now(),
    )
    click.echo(f"{made.username} ({made.role})")


@person.command("invite")
@click.argument("email")
@click.option("--organisation", required=True, help="Whole name or number.")
@click.option("--manager", is_flag=True, help="Is to look after the people of the organisation.")
@_SPEAKS
def invite(email: str, organisation: str, manager: bool, speaks: str) -> None:
    """Invite somebody to an organisation; the link goes by mail and is printed."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.people.invite import invite as keep_a_place
    from ipharbor.settings import current

    key = secrets.token_urlsafe(32)
    base = current().base_url.rstrip("/")

    def address(one: str) -> str:
        return f"{base}/accept/{one}/"

    made = keep_a_place(
        email,
        organisation_named(organisation),
        key=key,
        address=address,
        manager=manager,
        lang=speaks,
        by=permits.operator(),
        at=now(),
    )
    click.echo(f"{made.email} → {made.organisation.name}\n{address(key)}")


@person.command("list")
@click.option("--locked", is_flag=True, help="Those who are locked out, instead.")
@click.option("--json", "machine", is_flag=True)
def list_(locked: bool, machine: bool) -> None:
    """List active accounts."""
    ready()
    from ipharbor.records.models import Person

    people = Person.objects.filter(is_active=not locked).select_related("firm", "organisation")
    rows = [
        {
            "username": one.username,
            "role": one.role,
            "firm": one.firm.name if one.firm else "",
            "email": one.email,
            "organisation": one.organisation.name if one.organisation else "",
            "manager": "yes" if one.manager else "",
        }
        for one in people.order_by("pk")
    ]
    if machine:
        as_json(rows)
    elif rows:
        table(list(rows[0]), [list(row.values()) for row in rows])
    elif not locked:
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


@person.command("lock")
@click.argument("username")
def lock_(username: str) -> None:
    """Lock a person out; sessions and tokens stop working at once."""
    _lock(username, locked=True)


@person.command("unlock")
@click.argument("username")
def unlock(username: str) -> None:
    """Let a person who was locked out in again, failed sign-ins forgotten."""
    _lock(username, locked=False)


@person.command("second-factor-off")
@click.argument("username")
def second_factor_off(username: str) -> None:
    """Let the password alone open again, for a person who has lost phone and recovery codes."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.people.second_factor import remove

    remove(person_named(username), password="", by=permits.operator(), at=now())


@person.command("leave")
@click.argument("username")
@click.option("--organisation", default="", help="Whole name or number; the desk sat at if none.")
@click.option("--successor", default="", help="User name of who takes watches and warnings over.")
def leave(username: str, organisation: str, successor: str) -> None:
    """Let a person leave an organisation and hand over."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.people.leave import leave as end_place

    place = _place(person_named(username), organisation)
    done = end_place(
        place,
        successor=person_named(successor) if successor else None,
        by=permits.operator(),
        at=now(),
    )
    click.echo(f"{username} ← {place.organisation.name}: {done.watches} watches, "
               f"{done.warnings} warnings handed over")  # fmt: skip


def organisation_named(stated: str) -> Organisation:
    """The organisation of that number or whole name. HarborError ``organisation.unknown``, also
    where several have the name."""
    from ipharbor.records.models import Organisation
    from ipharbor.vocabulary.errors import HarborError

    asked = Organisation.objects.filter(name=stated)
    if stated.isascii() and stated.isdigit():
        asked = Organisation.objects.filter(pk=int(stated))
    found = list(asked.select_related("firm")[:2])
    if len(found) != 1:
        raise HarborError("organisation.unknown", id=stated)
    return found[0]


def _place(who: Person, stated: str) -> Membership:
    from ipharbor.records.models import Membership
    from ipharbor.vocabulary.errors import HarborError

    body = organisation_named(stated).pk if stated else who.organisation_id
    found = (
        Membership.objects.select_related("organisation", "person")
        .filter(person=who, organisation=body, until=None)
        .first()
    )
    if found is None:
        raise HarborError("membership.unknown")
    return found


def _lock(username: str, *, locked: bool) -> None:
    ready()
    from axes.utils import reset

    from ipharbor.actions import permits
    from ipharbor.actions.people.lock import lock
    from ipharbor.records.models import Person
    from ipharbor.vocabulary.errors import HarborError

    found = Person.objects.filter(username=username).first()
    if found is None:
        raise HarborError("person.unknown", username=username)
    lock(found, locked, by=permits.operator(), at=now())
    if not locked:
        reset(username=username)
