"""Who works where, who is invited, and what a person can sign in with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ipharbor.records.models import (
    Disclosure,
    Firm,
    Identity,
    Invitation,
    Membership,
    Organisation,
    Person,
    RecoveryCode,
    SecondFactor,
    SignIn,
    Token,
)


@dataclass(frozen=True)
class Wanted:
    """Which organisations are wanted; empty leaves nothing out."""

    kind: str = ""
    text: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Body:
    """An organisation as listed; ``people`` have a place there now."""

    id: int
    kind: str
    name: str
    town: str
    credit_code: str
    people: int
    made_on: date
    closed_on: date | None


@dataclass(frozen=True)
class Proofs:
    """What a person signs in with besides the password."""

    second_factor: bool
    recovery_codes: int
    identities: tuple[str, ...]
    tokens: tuple[Token, ...]


def organisation(organisation_id: int) -> Organisation | None:
    return Organisation.objects.select_related("firm").filter(pk=organisation_id).first()


def desks(person: Person) -> list[Membership]:
    """The person's running places, the oldest first."""
    return list(
        person.memberships.filter(until=None).select_related("organisation").order_by("since", "pk")
    )


def places(body: Organisation) -> QuerySet[Membership]:
    """The running places there, managers first."""
    return (
        body.memberships.filter(until=None)
        .select_related("person", "organisation")
        .order_by("-manager", "since", "pk")
    )


def members(body: Organisation) -> list[Membership]:
    """Who has a place there now, managers first."""
    return list(places(body))


def place(place_id: int) -> Membership | None:
    """The running place of that number."""
    return (
        Membership.objects.select_related("person", "organisation")
        .filter(pk=place_id, until=None)
        .first()
    )


def invitations(body: Organisation, *, at: datetime) -> list[Invitation]:
    """Invitations that somebody may still come with."""
    return list(
        Invitation.objects.filter(
            organisation=body, accepted_at=None, withdrawn_at=None, ends_at__gt=at
        ).order_by("made_at")
    )


def invitation(invitation_id: int) -> Invitation | None:
    return Invitation.objects.select_related("organisation").filter(pk=invitation_id).first()


def proofs(person: Person) -> Proofs:
    """What the account page tells of the ways in."""
    in_force = SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).exists()
    return Proofs(
        in_force,
        RecoveryCode.objects.filter(person=person, used_at=None).count() if in_force else 0,
        tuple(Identity.objects.filter(person=person).values_list("issuer", flat=True)),
        tuple(
            Token.objects.filter(person=person, revoked_at=None)
            .select_related("organisation")
            .order_by("-made_at", "-pk")
        ),
    )


def token(person: Person, token_id: int) -> Token | None:
    """The person's token of that number."""
    return Token.objects.select_related("person").filter(person=person, pk=token_id).first()


def bodies() -> QuerySet[Organisation]:
    """All organisations by name; ``people`` counts who has a place there now."""
    return Organisation.objects.annotate(
        people=Count("memberships", filter=Q(memberships__until=None))
    ).order_by("name", "pk")


def told_bodies(found: Iterable[Organisation]) -> tuple[Body, ...]:
    """Some of ``bodies`` as they are listed."""
    return tuple(_body(one) for one in found)


def organisations(wanted: Wanted) -> tuple[Body, ...]:
    """The organisations wanted, by name."""
    asked = bodies()
    if not wanted.closed:
        asked = asked.filter(closed_at=None)
    if wanted.kind:
        asked = asked.filter(kind=wanted.kind)
    for word in wanted.text.split():
        asked = asked.filter(Q(name__icontains=word) | Q(credit_code__icontains=word))
    return told_bodies(asked)


def disclosures_of(firm: Firm) -> QuerySet[Disclosure]:
    """What the firm discloses and has disclosed, the newest first."""
    return firm.disclosures.select_related("organisation").order_by("-since", "-pk")


def running(found: QuerySet[Disclosure], *, on: date) -> QuerySet[Disclosure]:
    """Those of ``found`` that let anybody read on that day."""
    return found.filter(withdrawn_at=None, until__gte=on)


def disclosures_to(body: Organisation, *, on: date) -> QuerySet[Disclosure]:
    """What firms let the organisation read on that day, by firm."""
    held = running(body.disclosures.all(), on=on)
    return held.select_related("firm").order_by("firm__name")


def disclosure(disclosure_id: int) -> Disclosure | None:
    return Disclosure.objects.select_related("firm").filter(pk=disclosure_id).first()


def may_be_told(kinds: Sequence[str]) -> list[Organisation]:
    """Open organisations of the kinds, by kind and name."""
    return list(
        Organisation.objects.filter(kind__in=kinds, closed_at=None).order_by("kind", "name")
    )


def _body(one: Organisation) -> Body:
    closed = timezone.localdate(one.closed_at) if one.closed_at else None
    people: int = one.people  # type: ignore[attr-defined]
    return Body(
        one.pk, one.kind, one.name, one.town, one.credit_code, people,
        timezone.localdate(one.made_at), closed,
    )  # fmt: skip


def firms_at_work(*, made_after: datetime, seen_after: datetime, most: int) -> list[Firm]:
    """The firms with a docket whose people are signed in, in stays that began and were last seen
    after these moments; those with most rights first."""
    stays = SignIn.objects.filter(
        ended_at=None, made_at__gt=made_after, seen_at__gt=seen_after,
        person__role="firm", person__is_active=True,
    )  # fmt: skip
    theirs = Firm.objects.filter(pk__in=stays.values("person__firm"))
    held = theirs.annotate(held=Count("rights")).filter(held__gt=0)
    return list(held.order_by("-held", "pk")[:most])


def large_firms(*, least: int, most: int) -> list[Firm]:
    """The firms of active people that hold at least ``least`` rights, those with most first."""
    of_people = Person.objects.filter(role="firm", is_active=True, firm__isnull=False)
    theirs = Firm.objects.filter(pk__in=of_people.values("firm"))
    held = theirs.annotate(held=Count("rights")).filter(held__gte=least)
    return list(held.order_by("-held", "pk")[:most])
