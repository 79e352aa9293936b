"""Who may do what: one table, asked by every action and by every page."""

from __future__ import annotations

from dataclasses import dataclass

from ipharbor.records.models import Firm, Person
from ipharbor.vocabulary.errors import HarborError

OPERATOR = "operator"  # the person at the machine's own command line
ROLES = (OPERATOR, "administrator", "office", "firm")

_EVERYONE = frozenset(ROLES)
_OFFICE = frozenset({OPERATOR, "administrator", "office"})
_ADMINISTRATOR = frozenset({OPERATOR, "administrator"})

TABLE: dict[str, frozenset[str]] = {
    "corpus.search": _EVERYONE,
    "corpus.import": _OFFICE,
    "imports.read": _OFFICE,
    "watch.add": _EVERYONE,
    "watch.end": _EVERYONE,
    "warning.round": _OFFICE,
    "warning.read": _EVERYONE,
    "warning.acknowledge": _EVERYONE,
    "warning.act": _EVERYONE,
    "warning.close": _EVERYONE,
    "docket.read": _EVERYONE,
    "rights.take_up": _EVERYONE,
    "rights.import_events": _OFFICE,
    "rights.record_reduction": _EVERYONE,
    "rights.decide": _EVERYONE,
    "law.read": _EVERYONE,
    "law.correct": _OFFICE,
    "journal.read": _OFFICE,
    "jobs.read": _EVERYONE,
    "jobs.act": _EVERYONE,
    "jobs.schedule": _ADMINISTRATOR,
    "people.create": _ADMINISTRATOR,
    "people.set_language": _EVERYONE,
    "installation.backup": _ADMINISTRATOR,
    "installation.restore": _ADMINISTRATOR,
}
OWN_ONLY = frozenset(
    {
        "watch.end",
        "warning.acknowledge",
        "warning.act",
        "warning.close",
        "people.set_language",
    }
)
OWN_FIRM_ONLY = frozenset(
    {"docket.read", "rights.take_up", "rights.record_reduction", "rights.decide"}
)


@dataclass(frozen=True)
class Actor:
    """Who acts: ``name`` goes into the journal, ``person`` is None for the operator."""

    name: str
    role: str
    person: Person | None = None


def of(person: Person) -> Actor:
    """The actor a signed-in person is."""
    return Actor(person.username, person.role, person)


def operator() -> Actor:
    """The person at the command line, who holds the installation's files anyway."""
    return Actor(OPERATOR, OPERATOR)


def allowed(
    actor: Actor, action: str, *, owner: Person | None = None, firm: Firm | None = None
) -> bool:
    """Whether the table lets ``actor`` do ``action``, on a thing of ``owner`` or ``firm``.

    What is in ``OWN_ONLY`` may be done to one's own things alone, save by the operator; what
    is in ``OWN_FIRM_ONLY`` a person of a firm may do for that firm alone.
    """
    if actor.role not in TABLE[action]:
        return False
    if action in OWN_ONLY and owner is not None and actor.role != OPERATOR:
        return actor.person is not None and actor.person.pk == owner.pk
    if action in OWN_FIRM_ONLY and actor.role == "firm":
        own = actor.person.firm_id if actor.person is not None else None
        return firm is not None and own == firm.pk
    return True


def require(
    actor: Actor, action: str, *, owner: Person | None = None, firm: Firm | None = None
) -> None:
    """Raise HarborError ``permit.denied`` unless ``allowed``."""
    if not allowed(actor, action, owner=owner, firm=firm):
        raise HarborError("permit.denied", action=action, role=actor.role)
