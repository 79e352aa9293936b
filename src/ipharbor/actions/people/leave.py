"""Let a person leave an organisation, and hand over what the person looked after."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from ipharbor.actions import permits
from ipharbor.actions.people import _desk
from ipharbor.actions.people.appoint import keep_a_manager
from ipharbor.journal import chain
from ipharbor.records.models import IssuedWarning, Membership, Person, Task, Token, Watch
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class HandedOver:
    """What passed to the successor: running watches, warnings that were not closed, and open
    tasks of the firm that was left."""

    watches: int
    warnings: int
    tasks: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.watches or self.warnings or self.tasks)


def leave(
    place: Membership, *, successor: Person | None = None, by: permits.Actor, at: datetime
) -> HandedOver:
    """End the place. The person's sessions and tokens for it end at once; running watches, open
    warnings and open tasks pass to ``successor``, who works for the same organisation.

    A person with another place sits there from now on, one without has the role ``nobody``.
    Nothing is taken away when nobody was looked after: raises HarborError
    ``handover.successor.missing`` when there is something to hand over and nobody named,
    ``handover.successor.elsewhere``, ``organisation.last_manager``, ``membership.ended``.
    """
    permits.require(by, "people.leave", organisation=place.organisation)
    with transaction.atomic():
        held = Membership.objects.select_for_update().get(pk=place.pk)
        if held.until is not None:
            raise HarborError("membership.ended")
        keep_a_manager(held)
        person = Person.objects.select_for_update().get(pk=held.person_id)
        watches, warnings, tasks = _hand_over(person, held, successor)
        handed = HandedOver(len(watches), len(warnings), len(tasks))
        held.until = at
        held.save(update_fields=["until"])
        tokens = Token.objects.filter(
            person=person, organisation=held.organisation, revoked_at=None
        ).update(revoked_at=at)
        if person.organisation_id == held.organisation_id:
            _sit_elsewhere(person)
        person.sign_in_round += 1
        person.save(update_fields=[*_desk.FIELDS, "sign_in_round"])
        chain.append(
            "people.leave",
            f"person:{person.pk}",
            actor=by.name,
            at=at,
            about=[f"person:{successor.pk}"] if successor else [],
            details={
                "organisation": held.organisation_id,
                "successor": successor.pk if successor else None,
                "watches": handed.watches,
                "warnings": handed.warnings,
                "tasks": handed.tasks,
                "tokens": tokens,
            },
            enclosed={"watches": watches, "warnings": warnings, "tasks": tasks}
            if handed.anything
            else None,
        )
    return handed


def _sit_elsewhere(person: Person) -> None:
    """At the oldest of the person's other desks, or nowhere."""
    other = (
        Membership.objects.filter(person=person, until=None)
        .select_related("organisation__firm")
        .order_by("since", "pk")
        .first()
    )
    if other is None:
        _desk.sit(person, None)
    else:
        _desk.sit(person, other.organisation, manager=other.manager)


def to_hand_over(place: Membership) -> HandedOver:
    """What would pass if the place ended now. Watches and warnings belong to the person, so who
    has another desk keeps them; tasks belong to the firm and pass with its desk."""
    tasks = _tasks(place).count()
    if place.person.memberships.filter(until=None).exclude(pk=place.pk).exists():
        return HandedOver(0, 0, tasks)
    return HandedOver(_watches(place.person).count(), _warnings(place.person).count(), tasks)


def _hand_over(
    person: Person, place: Membership, successor: Person | None
) -> tuple[list[list[int | str]], list[int], list[int]]:
    """The watches that passed, each with the name it has now, the warnings and the tasks."""
    passing = to_hand_over(place)
    if not passing.anything:
        return [], [], []
    if successor is None:
        raise HarborError("handover.successor.missing", fields=("successor",))
    there = Membership.objects.filter(person=successor, organisation=place.organisation, until=None)
    if successor.pk == person.pk or not successor.is_active or not there.exists():
        raise HarborError("handover.successor.elsewhere", fields=("successor",))
    tasks = sorted(_tasks(place).values_list("pk", flat=True))
    _tasks(place).update(owner=successor)
    if not passing.watches and not passing.warnings:
        return [], [], tasks
    taken = set(_watches(successor).values_list("name", flat=True))
    passed: list[list[int | str]] = []
    for watch in _watches(person).order_by("pk"):
        watch.name = _free(watch.name, str(person), taken)
        watch.owner = successor
        watch.save(update_fields=["owner", "name"])
        taken.add(watch.name)
        passed.append([watch.pk, watch.name])
    warnings = sorted(_warnings(person).values_list("pk", flat=True))
    _warnings(person).update(person=successor)
    return passed, warnings, tasks


def _tasks(place: Membership) -> QuerySet[Task]:
    firm = place.organisation.firm_id
    mine = Task.objects.filter(owner=place.person_id, state=Task.State.OPEN)
    return mine.filter(firm=firm) if firm is not None else mine.none()


def _watches(person: Person) -> QuerySet[Watch]:
    return Watch.objects.filter(owner=person, ended_at=None)


def _warnings(person: Person) -> QuerySet[IssuedWarning]:
    return IssuedWarning.objects.filter(person=person).exclude(state="closed")


def _free(name: str, person: str, taken: Set[str]) -> str:
    """The name, told apart where the successor has one like it: names are unique to a person."""
    tried, count = name, 1
    while tried in taken:
        mark = f" · {person[:30]}" + (f" {count}" if count > 1 else "")
        tried, count = name[: 120 - len(mark)] + mark, count + 1
    return tried
