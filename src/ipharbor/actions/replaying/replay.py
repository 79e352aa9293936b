"""The journal from its first line to its last, done again in another store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.models import Model, QuerySet

from ipharbor.actions.replaying import (
    _agencies,
    _bulletins,
    _collateral,
    _financing,
    _imports,
    _industries,
    _law,
    _papers,
    _people,
    _playbooks,
    _products,
    _region,
    _reports,
    _rights,
    _selfchecks,
    _stations,
    _tasks,
    _valuations,
    _watches,
)
from ipharbor.actions.replaying.comparing import COMPARED
from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain, sheets
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, Membership, Organisation, Person
from ipharbor.vocabulary.errors import HarborError

# What a line of each action does. An action that changes the register has its handler here.
HANDLERS: Mapping[str, Handler] = (
    _watches.HANDLERS
    | _rights.HANDLERS
    | _law.HANDLERS
    | _imports.HANDLERS
    | _papers.HANDLERS
    | _people.HANDLERS
    | _reports.HANDLERS
    | _tasks.HANDLERS
    | _industries.HANDLERS
    | _products.HANDLERS
    | _region.HANDLERS
    | _selfchecks.HANDLERS
    | _stations.HANDLERS
    | _agencies.HANDLERS
    | _playbooks.HANDLERS
    | _bulletins.HANDLERS
    | _valuations.HANDLERS
    | _financing.HANDLERS
    | _collateral.HANDLERS
)

# Subjects of actions that are not done again where they have no handler, and why.
LEFT: Mapping[str, str] = {
    "ledger": "made from corpus and register, and can be made again",
    "backtest": "made from corpus and watches, and can be made again",
    "journal": "signs the journal and changes nothing in the register",
    "installation": "moves the installation as a whole",
    "people": "names, addresses and what proves who somebody is are not in the journal",
    "token": "a token is a secret; after a replay new ones are made",
    "webhook": "addresses and secrets are not in the journal; after a replay new ones are named",
    "jobs": "work that was asked for; what it changed has lines of its own",
}


@dataclass(frozen=True)
class Replayed:
    """Lines done again, and lines left out."""

    done: int
    left: int


def replay(*, into: str, given: str = "default", seals: Sealer | None = None) -> Replayed:
    """Do all lines of the journal in the store ``given`` again in the empty store ``into``.

    Accounts come without password, name and address: whoever signs in there must be given them
    anew. Accounts and organisations that no line tells of whole, as those of older versions, are
    taken over as they stand, without what proves who somebody is. ``seals`` open what firms'
    lines keep sealed.
    Raises HarborError ``journal.replay.unknown`` for an action nobody can do again,
    ``journal.replay.short`` for a line of an older version that does not carry enough, and
    ``journal.replay.sealed`` where ``seals`` do not open a line.
    """
    done = left = 0
    with transaction.atomic(using=into):
        _take_over(given, into)
        for line in Line.objects.using(given).order_by("seq").iterator(chunk_size=500):
            if again(line, into=into, given=given, seals=seals):
                done += 1
            else:
                left += 1
        number_on(into)
    return Replayed(done, left)


def again(line: Line, *, into: str, given: str, seals: Sealer | None) -> bool:
    """Do one line of the store ``given`` again in ``into``; False for one that is left out.

    Raises what ``replay`` raises.
    """
    handler = HANDLERS.get(line.action)
    if handler is not None:
        handler(_deed(line, into, given, seals))
        return True
    if left_why(line.action) is None:
        raise HarborError("journal.replay.unknown", seq=line.seq, action=line.action)
    return False


def left_why(action: str) -> str | None:
    """Why lines of an action without handler are not done again; None for those of no subject
    that is left out."""
    return LEFT.get(action.partition(".")[0])


def _deed(line: Line, into: str, given: str, seals: Sealer | None) -> Deed:
    return Deed(
        seq=line.seq,
        at=line.at,
        actor=line.actor,
        action=line.action,
        subject=line.subject,
        details=line.details,
        enclosed=chain.enclosure(line, using=given),
        into=into,
        seals=seals,
        parts=partial(sheets.parts, line, using=given),
    )


def number_on(into: str) -> None:
    """Rows came with their numbers; the next one must not begin again at 1."""
    connection = connections[into]
    models: list[type[Model]] = [one.model for one in COMPARED]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(dict.fromkeys(models))):
            cursor.execute(sql)


def _take_over(given: str, into: str) -> None:
    """Accounts and organisations that no line tells of whole, with the firms they belong to."""
    lines = Line.objects.using(given)
    opened = lines.filter(action="organisation.open", details__has_key="firm")
    bodies = Organisation.objects.using(given).exclude(pk__in=_numbers(opened))
    made = lines.filter(action="people.create") | lines.filter(
        action="people.accept", details__new=True
    )
    people = Person.objects.using(given).exclude(pk__in=_numbers(made))
    firms = set(bodies.exclude(firm=None).values_list("firm_id", flat=True))
    firms |= set(people.exclude(firm=None).values_list("firm_id", flat=True))
    for firm in Firm.objects.using(given).filter(pk__in=firms):
        Firm(pk=firm.pk, name=firm.name).save(using=into, force_insert=True)  # lines tell the rest
    for body in bodies.order_by("pk"):
        body.save(using=into, force_insert=True)
    for person in people.order_by("pk"):
        person.set_unusable_password()
        person.save(using=into, force_insert=True)
    for place in Membership.objects.using(given).filter(person__in=people).order_by("pk"):
        place.save(using=into, force_insert=True)


def _numbers(lines: QuerySet[Line]) -> list[int]:
    return [int(subject.rpartition(":")[2]) for subject in lines.values_list("subject", flat=True)]
