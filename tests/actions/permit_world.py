"""A caller of any role, and things that are the caller's and that are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ipharbor.actions import permits
from ipharbor.records.models import (
    Disclosure,
    Firm,
    IssuedWarning,
    Membership,
    Organisation,
    Person,
    WarningRound,
    Watch,
)
from ipharbor.records.organisations import ROLES as ROLE_OF_KIND

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2021, 11, 30)
KIND_OF_ROLE = {role: kind for kind, role in ROLE_OF_KIND.items()}
OUR_TOWN, OTHER_TOWN = "440113102", "440113016"


@dataclass(frozen=True)
class Things:
    """What an action is done to: a person's own things, a firm, an organisation, a town."""

    owner: Person
    firm: Firm
    organisation: Organisation
    town: str = "440113102"


@dataclass(frozen=True)
class World:
    """A caller with the things that are related and those that are not."""

    by: permits.Actor
    related: Things
    unrelated: Things


def body(kind: str, name: str, *, firm: Firm | None = None) -> Organisation:
    town = OUR_TOWN if kind == "town_station" else ""
    if kind == "firm" and firm is None:
        firm = Firm.objects.create(name=name)
    return Organisation.objects.create(kind=kind, name=name, firm=firm, town=town, made_at=AT)


def seated(username: str, organisation: Organisation, *, manager: bool = False) -> Person:
    """A person with a place there, sitting at it."""
    person = Person(
        username=username, email=f"{username}@example.org", role=ROLE_OF_KIND[organisation.kind],
        organisation=organisation, firm=organisation.firm, manager=manager,
    )  # fmt: skip
    person.set_unusable_password()
    person.save()
    Membership.objects.create(person=person, organisation=organisation, manager=manager, since=AT)
    return person


def actor(person: Person) -> permits.Actor:
    """The person on the day of these tests."""
    role = person.role if person.is_active else permits.NOBODY
    return permits.Actor(person.username, role, person, TODAY)


def disclose(
    firm: Firm, to: Organisation, *, until: date = TODAY, sales: bool = False
) -> Disclosure:
    return Disclosure.objects.create(
        firm=firm, organisation=to, purpose="质押贷款", sales=sales, since=AT, until=until,
        by_name="fang",
    )  # fmt: skip


def warning_of(owner: Person) -> IssuedWarning:
    watch = Watch.objects.create(
        owner=owner, name="灯", kind="query", query="灯", created_at=AT, since=TODAY
    )
    done = WarningRound.objects.create(as_of=TODAY, vintage="v0", started_at=AT)
    return IssuedWarning.objects.create(
        round=done, watch=watch, person=owner, decision="raised", reason="decision.x",
        grade="yellow", score=5, signals="", as_of=TODAY, evidence={}, evidence_sha256="",
        created_at=AT, changed_at=AT,
    )  # fmt: skip


def world(role: str) -> World:
    """A caller of that role, who looks after the people of the own organisation."""
    stranger = body("firm", "佛山远光有限公司")
    other = seated("other", stranger, manager=True)
    seated("another", stranger)
    unrelated = Things(other, stranger.firm, stranger, OTHER_TOWN)  # type: ignore[arg-type]
    lighting = Firm.objects.create(name="番禺明灯有限公司", town=OUR_TOWN)
    if role == permits.OPERATOR:
        home = body("lender", "番禺农商银行")
        return World(permits.operator(), Things(seated("some", home), lighting, home), unrelated)
    if role == permits.NOBODY:
        alone = Person.objects.create(username="alone", role=permits.NOBODY)
        return World(actor(alone), Things(alone, lighting, body("alliance", "灯光联盟")), unrelated)
    kind = KIND_OF_ROLE[role]
    home = body(kind, f"本单位{kind}", firm=lighting if kind == "firm" else None)
    caller = seated("caller", home, manager=True)
    seated("colleague", home, manager=True)
    if role in ("office", "station", "lender", "insurer", "guarantor", "alliance", "agency"):
        disclose(lighting, home, sales=True)
    else:
        body("lender", "番禺农商银行")
    return World(actor(caller), Things(caller, lighting, home), unrelated)


def ending(days: int = 30) -> datetime:
    return AT + timedelta(days=days)
