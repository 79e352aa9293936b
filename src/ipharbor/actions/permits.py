"""Who may do what: one table, asked by every action and by every page."""

from __future__ import annotations

from dataclasses import dataclass

from ipharbor.records.models import Person
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
    "warning.acknowledge": _EVERYONE,
    "warning.act": _EVERYONE,
    "warning.close": _EVERYONE,
    "people.create": _ADMINISTRATOR,
    "installation.backup": _ADMINISTRATOR,
    "installation.restore": _ADMINISTRATOR,
}
OWN_ONLY = frozenset({"watch.end", "warning.acknowledge", "warning.act", "warning.close"})


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


def allowed(actor: Actor, action: str, *, owner: Person | None = None) -> bool:
    """Whether the table lets ``actor`` do ``action``, on a thing of ``owner`` if given.

    What is in ``OWN_ONLY`` may be done to one's own things alone, save by the operator.
    """
    if actor.role not in TABLE[action]:
        return False
    if action in OWN_ONLY and owner is not None and actor.role != OPERATOR:
        return actor.person is not None and actor.person.pk == owner.pk
    return True


def require(actor: Actor, action: str, *, owner: Person | None = None) -> None:
    """Raise HarborError ``permit.denied`` unless ``allowed``."""
    if not allowed(actor, action, owner=owner):
        raise HarborError("permit.denied", action=action, role=actor.role)
