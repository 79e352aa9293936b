"""Where a person sits, and the one place that writes it."""

from __future__ import annotations

from datetime import datetime

from ipharbor.journal import chain
from ipharbor.records.models import Firm, Membership, Organisation, Person
from ipharbor.records.organisations import ROLES
from ipharbor.vocabulary.errors import HarborError

INSTALLATION = "IPHarbor"
DISTRICT_OFFICE = "区知识产权局"
FIELDS = ("role", "organisation", "firm", "manager")  # what sitting down changes of a person


def sit(person: Person, organisation: Organisation | None, *, manager: bool = False) -> None:
    """Seat the person there, or nowhere; ``person`` is changed, not saved."""
    person.organisation = organisation
    person.manager = manager
    person.role = ROLES[organisation.kind] if organisation else Person.Role.NOBODY
    person.firm = organisation.firm if organisation else None


def join(person: Person, organisation: Organisation, *, manager: bool, at: datetime) -> Membership:
    """A new place there, taken at once; the person is saved."""
    place = Membership.objects.create(
        person=person, organisation=organisation, manager=manager, since=at
    )
    sit(person, organisation, manager=manager)
    person.save(update_fields=FIELDS)
    return place


def usual(role: str, *, firm: str = "", by: str, at: datetime) -> Organisation | None:
    """The organisation that a role alone names: the installation, the district office, or the
    firm of that whole name; opened when it is not there yet. None for other roles.

    Raises HarborError ``organisation.closed``.
    """
    own: Firm | None = None
    if role == Person.Role.ADMINISTRATOR:
        found = _first_open("installation")
        kind, name = "installation", INSTALLATION
    elif role == Person.Role.OFFICE:
        found = _first_open("district_office")
        kind, name = "district_office", DISTRICT_OFFICE
    elif role == Person.Role.FIRM and firm:
        own = Firm.objects.get_or_create(name=firm)[0]
        found = Organisation.objects.filter(firm=own).first()
        kind, name = "firm", firm
    else:
        return None
    if found is not None and found.closed_at is not None:
        raise HarborError("organisation.closed", name=found.name)
    return found or _opened(kind, name, own, by=by, at=at)


def _first_open(kind: str) -> Organisation | None:
    return Organisation.objects.filter(kind=kind, closed_at=None).order_by("pk").first()


def _opened(kind: str, name: str, firm: Firm | None, *, by: str, at: datetime) -> Organisation:
    made = Organisation.objects.create(kind=kind, name=name, firm=firm, made_at=at)
    chain.append(
        "organisation.open",
        f"organisation:{made.pk}",
        actor=by,
        at=at,
        details={
            "kind": kind, "name": name, "town": "", "credit_code": "", "firm": made.firm_id,
        },
    )  # fmt: skip
    return made
