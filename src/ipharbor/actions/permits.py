"""Who may do what to what: one table, asked by every action, page, endpoint and command.

A row is an action, a column a role, a cell the relation the caller must have to the thing
concerned. An empty cell means never. What the table does not know is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import QuerySet
from django.utils import timezone

from ipharbor.records.models import Disclosure, Firm, Organisation, Person
from ipharbor.vocabulary.errors import HarborError

OPERATOR = "operator"  # the person at the machine's own command line
NOBODY = "nobody"  # a person who has left every organisation
DESKS = (
    "administrator", "office", "station", "enforcement", "firm",
    "lender", "insurer", "guarantor", "alliance", "agency",
)  # fmt: skip
ROLES = (OPERATOR, *DESKS, NOBODY)


class Relation(Enum):
    """What ties a caller to the thing an action concerns."""

    ANY = "any"  # whatever it is
    OWN = "own"  # the caller's own
    OWN_FIRM = "own_firm"  # of the firm the caller works for
    OWN_TOWN = "own_town"  # of the town the caller's station serves, or of a firm there
    DISCLOSED = "disclosed"  # of a firm that has disclosed it to the caller's organisation
    SALES_DISCLOSED = "sales_disclosed"  # of a firm that has disclosed its sales to it as well
    OWN_ORGANISATION = "own_organisation"  # of the organisation the caller works for
    MANAGED = "managed"  # of the organisation whose people the caller looks after


_ANY = dict.fromkeys((OPERATOR, *DESKS), Relation.ANY)
_OFFICE = dict.fromkeys((OPERATOR, "administrator", "office"), Relation.ANY)
_ADMINISTRATOR = dict.fromkeys((OPERATOR, "administrator"), Relation.ANY)
_OWN = {OPERATOR: Relation.ANY, **dict.fromkeys(DESKS, Relation.OWN)}
_OWN_ALWAYS = {**_OWN, NOBODY: Relation.OWN}
_OWN_OR_OFFICE = {**_OWN, **_OFFICE}
_OWN_OR_ADMINISTRATOR = {**_OWN, **_ADMINISTRATOR}
_MANAGED = {**dict.fromkeys(DESKS, Relation.MANAGED), **_ADMINISTRATOR}
_FOR_FIRMS = {**_OFFICE, "station": Relation.OWN_TOWN, "firm": Relation.OWN_FIRM}
_STATIONS = {**_OFFICE, "station": Relation.OWN_TOWN}
_FIRM_ITSELF = {OPERATOR: Relation.ANY, "firm": Relation.OWN_FIRM}
_LENDER_ITSELF = {OPERATOR: Relation.ANY, "lender": Relation.OWN_ORGANISATION}
_OF_LOANS = {
    OPERATOR: Relation.ANY, **dict.fromkeys(("lender", "guarantor"), Relation.OWN_ORGANISATION)
}  # fmt: skip
_TO_WHOM_DISCLOSED = dict.fromkeys(
    ("lender", "insurer", "guarantor", "alliance", "agency"), Relation.DISCLOSED
)
_TO_WHOM_SALES_DISCLOSED = dict.fromkeys(
    ("office", "station", "lender", "insurer", "guarantor", "alliance", "agency"),
    Relation.SALES_DISCLOSED,
)

_APPRAISERS = dict.fromkeys(
    ("office", "lender", "guarantor", "agency"), Relation.SALES_DISCLOSED
)  # fmt: skip

TABLE: Mapping[str, Mapping[str, Relation]] = {
    "corpus.search": _ANY,
    "corpus.import": _OFFICE,
    "imports.read": _OFFICE,
    "finding.close": _OFFICE,
    "station.read": _STATIONS,
    "station.keep": _STATIONS,
    "station.import": _STATIONS,
    "agency.read": {**_OFFICE, "station": Relation.ANY},
    "agency.import": _OFFICE,
    "industry.read": _ANY,
    "industry.cultivate": _OFFICE,
    "industry.change": _OFFICE,
    "alarm.read": {OPERATOR: Relation.ANY, "station": Relation.OWN_TOWN},
    "alarm.count": _OFFICE,
    "track_record.read": _ANY,
    "bulletin.read": _ANY,
    "bulletin.issue": _OFFICE,
    "bulletin.acknowledge": _OWN,
    "collateral.look": _OFFICE,
    "collateral.read": {**_OFFICE, **_OF_LOANS},
    "collateral.stress": {**_OFFICE, **dict.fromkeys(("lender", "guarantor"), Relation.ANY)},
    "collateral.waive": {"lender": Relation.OWN_ORGANISATION},
    "watch.add": _OWN,
    "watch.end": _OWN,
    "warning.round": _OFFICE,
    "warning.backtest": _OFFICE,
    "warning.read": _OWN,
    "warning.acknowledge": _OWN,
    "warning.act": _OWN,
    "warning.close": _OWN,
    "warning.reconsider": _OWN,
    "warning.wish": _OWN,
    "playbook.read": _ANY,
    "playbook.change": _OFFICE,
    "playbook.take": {"firm": Relation.OWN},
    "docket.read": {**_FOR_FIRMS, **_TO_WHOM_DISCLOSED},
    "rights.take_up": _FOR_FIRMS,
    "rights.take_up_region": _OFFICE,
    "rights.import_events": _OFFICE,
    "rights.import_holders": _OFFICE,
    "rights.record_reduction": _FOR_FIRMS,
    "rights.decide": _FIRM_ITSELF,
    "plan.reckon": {
        **_OFFICE,
        "station": Relation.ANY,
        **dict.fromkeys(_TO_WHOM_DISCLOSED, Relation.ANY),
    },
    "pledge.check": {**_FOR_FIRMS, **_TO_WHOM_DISCLOSED},
    "paper.read": {**_FOR_FIRMS, **_TO_WHOM_DISCLOSED},
    "paper.keep": _FOR_FIRMS,
    "task.read": _FIRM_ITSELF,
    "task.add": _FIRM_ITSELF,
    "task.change": _FIRM_ITSELF,
    "task.close": _FIRM_ITSELF,
    "cockpit.read": {**_OFFICE, "enforcement": Relation.ANY, "station": Relation.OWN_TOWN},
    "ledger.make": _OFFICE,
    "ledger.learn": _OFFICE,
    "targets.set": _OFFICE,
    "awards.record": _OFFICE,
    "cases.read": {**_OFFICE, "enforcement": Relation.ANY},
    "cases.import": {**_OFFICE, "enforcement": Relation.ANY},
    "report.read": {**_OFFICE, "enforcement": Relation.ANY},
    "report.make": _OFFICE,
    "desk.read": _FIRM_ITSELF,
    "selfcheck.read": _FIRM_ITSELF,
    "selfcheck.answer": _FIRM_ITSELF,
    "product.read": {**_FOR_FIRMS, **_TO_WHOM_DISCLOSED},
    "product.change": _FIRM_ITSELF,
    "product.import": {**_OFFICE, "firm": Relation.OWN_FIRM},
    "sales.read": {**_FIRM_ITSELF, **_TO_WHOM_SALES_DISCLOSED},
    "valuation.read": {**_FIRM_ITSELF, **_TO_WHOM_SALES_DISCLOSED},
    "valuation.draw_up": {**_FIRM_ITSELF, **_APPRAISERS},
    "valuation.sign": _APPRAISERS,
    "financing.read": {
        **_OFFICE,
        **_FIRM_ITSELF,
        **_LENDER_ITSELF,
        "guarantor": Relation.OWN_ORGANISATION,
    },
    "financing.ask": _FIRM_ITSELF,
    "financing.lend": _LENDER_ITSELF,
    "financing.sign": {**_FIRM_ITSELF, **_LENDER_ITSELF},
    "financing.region": _STATIONS,
    "law.read": _ANY,
    "law.correct": _OFFICE,
    "journal.read": _OFFICE,
    "jobs.read": _OWN_OR_OFFICE,
    "jobs.act": _OWN_OR_OFFICE,
    "jobs.schedule": _ADMINISTRATOR,
    "organisation.read": {**dict.fromkeys(DESKS, Relation.OWN_ORGANISATION), **_ADMINISTRATOR},
    "organisation.open": _ADMINISTRATOR,
    "organisation.close": _ADMINISTRATOR,
    "people.create": _ADMINISTRATOR,
    "people.invite": _MANAGED,
    "people.appoint": _MANAGED,
    "people.leave": _MANAGED,
    "people.lock": _ADMINISTRATOR,
    "people.set_language": _OWN_ALWAYS,
    "people.set_name": _OWN_ALWAYS,
    "people.set_email": _OWN_ALWAYS,
    "people.set_password": _OWN_ALWAYS | _ADMINISTRATOR,
    "people.end_session": _OWN_ALWAYS | _ADMINISTRATOR,
    "people.second_factor": _OWN_ALWAYS,
    "people.take_desk": _OWN_ALWAYS,
    "people.link_identity": _OWN_ALWAYS,
    "webhook.read": _MANAGED,
    "webhook.add": _MANAGED,
    "webhook.change": _MANAGED,
    "webhook.end": _MANAGED,
    "webhook.test": _MANAGED,
    "webhook.redeliver": _MANAGED,
    "mail.read": _OWN_ALWAYS,
    "mail.choose": _OWN_ALWAYS,
    "token.make": _OWN,
    "token.revoke": _OWN_OR_ADMINISTRATOR,
    "disclosure.read": {**_FIRM_ITSELF, **_TO_WHOM_DISCLOSED},
    "disclosure.give": _FIRM_ITSELF,
    "disclosure.withdraw": _FIRM_ITSELF,
    "installation.read": _ADMINISTRATOR,
    "installation.backup": _ADMINISTRATOR,
    "installation.restore": _ADMINISTRATOR,
    "installation.move_store": _ADMINISTRATOR,
}

_BY_NO_TOKEN = frozenset(
    {"token.make", "people.set_password", "people.second_factor", "people.take_desk",
     "people.link_identity", "people.set_email", "people.end_session"}
)  # fmt: skip
_READING = frozenset({"corpus.search", "industry.cultivate", "pledge.check"})


def scope_of(action: str) -> str | None:
    """The scope a token needs for the action, ``subject.read`` or ``subject.write``.

    None for what no token may do: what changes how a person proves to be that person.
    """
    if action in _BY_NO_TOKEN:
        return None
    subject, _, verb = action.partition(".")
    return f"{subject}.{'read' if verb == 'read' or action in _READING else 'write'}"


SCOPES = tuple(sorted({scope for action in TABLE if (scope := scope_of(action))}))


@dataclass(frozen=True)
class Actor:
    """Who acts, on which day: ``name`` goes into the journal, ``person`` is None for the
    operator. ``scopes`` bound what a program may do with a person's token; None for the person.
    """

    name: str
    role: str
    person: Person | None = None
    on: date | None = None
    scopes: frozenset[str] | None = None


def of(person: Person, *, scopes: frozenset[str] | None = None) -> Actor:
    """The actor a signed-in person is, or the bearer of the person's token."""
    role = person.role if person.is_active else NOBODY
    return Actor(person.username, role, person, timezone.localdate(), scopes)


def operator() -> Actor:
    """The person at the command line, who holds the installation's files anyway."""
    return Actor(OPERATOR, OPERATOR)


_heard: ContextVar[list[str] | None] = ContextVar("permits_heard", default=None)


@contextmanager
def listening() -> Iterator[list[str]]:
    """The actions that are asked about while the block runs, in order."""
    heard: list[str] = []
    before = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(before)


def ever(actor: Actor, action: str) -> bool:
    """Whether the actor may do ``action`` to anything at all: what a page asks before it
    knows which thing is meant. The action itself asks again, of that thing."""
    _hear(action)
    return actor.role in TABLE[action] and _in_scope(actor, action)


def allowed(
    actor: Actor,
    action: str,
    *,
    owner: Person | None = None,
    firm: Firm | None = None,
    organisation: Organisation | None = None,
    town: str = "",
) -> bool:
    """Whether the table lets ``actor`` do ``action`` to a thing of ``owner``, ``firm``,
    ``organisation`` or ``town``. Where the relation needs one that is not stated, the answer is
    no."""
    _hear(action)
    relation = TABLE[action].get(actor.role)
    if relation is None or not _in_scope(actor, action):
        return False
    if relation is Relation.ANY:
        return True
    person = actor.person
    return person is not None and _related(
        relation, person, actor.on, owner=owner, firm=firm, organisation=organisation, town=town
    )


def firms(actor: Actor, action: str) -> QuerySet[Firm]:
    """The firms to whose things the actor may do ``action``, as ``allowed`` tells one by one."""
    _hear(action)
    relation = TABLE[action].get(actor.role)
    everyone, person = Firm.objects.all(), actor.person
    if relation is None or not _in_scope(actor, action):
        return everyone.none()
    if relation is Relation.ANY:
        return everyone
    body = person.organisation if person is not None else None
    if relation is Relation.OWN_FIRM and person is not None and person.firm_id is not None:
        return everyone.filter(pk=person.firm_id)
    if relation is Relation.OWN_TOWN and body is not None and body.town:
        return everyone.filter(town=body.town)
    if relation in (Relation.DISCLOSED, Relation.SALES_DISCLOSED) and body is not None:
        running = _running(body.pk, actor.on, sales=relation is Relation.SALES_DISCLOSED)
        return everyone.filter(pk__in=running.values("firm"))
    return everyone.none()


def require(
    actor: Actor,
    action: str,
    *,
    owner: Person | None = None,
    firm: Firm | None = None,
    organisation: Organisation | None = None,
    town: str = "",
) -> None:
    """Raise HarborError ``permit.denied`` unless ``allowed``."""
    if not allowed(actor, action, owner=owner, firm=firm, organisation=organisation, town=town):
        raise denied(actor, action)


def denied(actor: Actor, action: str) -> HarborError:
    """The refusal; ``permit.scope`` where the person may and the token may not."""
    if actor.role in TABLE[action] and not _in_scope(actor, action):
        return HarborError("permit.scope", action=action, scope=scope_of(action) or "–")
    return HarborError("permit.denied", action=action, role=actor.role)


def _hear(action: str) -> None:
    heard = _heard.get()
    if heard is not None:
        heard.append(action)


def _in_scope(actor: Actor, action: str) -> bool:
    return actor.scopes is None or scope_of(action) in actor.scopes


def _related(
    relation: Relation,
    person: Person,
    on: date | None,
    *,
    owner: Person | None,
    firm: Firm | None,
    organisation: Organisation | None,
    town: str,
) -> bool:
    own = person.organisation_id
    served = person.organisation.town if person.organisation else ""
    match relation:
        case Relation.OWN:
            related = owner is not None and owner.pk == person.pk
        case Relation.OWN_FIRM:
            related = firm is not None and person.firm_id == firm.pk
        case Relation.OWN_TOWN:
            of = firm.town if firm is not None else town
            related = bool(served) and of == served
        case Relation.DISCLOSED | Relation.SALES_DISCLOSED:
            told = _running(own, on, sales=relation is Relation.SALES_DISCLOSED)
            related = firm is not None and told.filter(firm=firm).exists()
        case Relation.OWN_ORGANISATION:
            related = organisation is not None and organisation.pk == own
        case Relation.MANAGED:
            related = organisation is not None and organisation.pk == own and person.manager
        case _:
            related = False
    return related


def _running(organisation_id: int | None, on: date | None, *, sales: bool) -> QuerySet[Disclosure]:
    """What firms disclose to the organisation on the day; with ``sales`` those that tell them."""
    if organisation_id is None or on is None:
        return Disclosure.objects.none()
    running = Disclosure.objects.filter(
        organisation_id=organisation_id, withdrawn_at=None, until__gte=on
    )
    return running.filter(sales=True) if sales else running
