"""What a watch on incidents is about, in the form in which it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ipharbor.records.industries import standing
from ipharbor.records.models import Person, Product, Right
from ipharbor.vocabulary import places
from ipharbor.vocabulary.chains import parts, prefix
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.standards import standard

MOST_SYMBOLS = 12


def subject_of(kind: str, stated: str, owner: Person, region: str) -> str:
    """The subject of a watch of that kind as the owner states it.

    Raises HarborError ``watch.firm.missing`` where the owner works for no firm,
    ``watch.product.unknown``, ``watch.right.unknown``, ``watch.field.unreadable``,
    ``watch.industry.unknown``, ``watch.town.unknown``, ``watch.lender.missing``,
    ``watch.standard.unreadable``, ``watch.disclosed.missing``.
    """
    return _READ[kind](" ".join(stated.split()), owner, region)


def _nothing(stated: str, owner: Person, region: str) -> str:
    return ""


def _own(stated: str, owner: Person, region: str) -> str:
    if owner.firm is None:
        raise HarborError("watch.firm.missing", fields=("kind",))
    return ""


def _product(stated: str, owner: Person, region: str) -> str:
    _own(stated, owner, region)
    if not Product.objects.filter(firm=owner.firm, name=stated, ended_at=None).exists():
        raise HarborError("watch.product.unknown", fields=("subject",), name=stated[:80])
    return stated


def _right(stated: str, owner: Person, region: str) -> str:
    number = stated.upper().removeprefix("CN").removeprefix("ZL").replace(" ", "")
    asked = Right.objects.filter(key__in=(stated, f"CN{number}"))
    mine = asked if owner.role in ("office", "administrator") else asked.filter(firm=owner.firm)
    found = mine.first()
    if found is None:
        raise HarborError("watch.right.unknown", fields=("subject",), number=stated[:40])
    return found.key


def _field(stated: str, owner: Person, region: str) -> str:
    read = [prefix(one) for one in parts(stated.replace("|", ","))]
    wrong = next((one for one in read if one.clean is None), None)
    if wrong is not None or not read or len(read) > MOST_SYMBOLS:
        shown = wrong.raw if wrong is not None else stated
        raise HarborError("watch.field.unreadable", fields=("subject",), symbol=shown[:40])
    return "|".join(dict.fromkeys(str(one.clean) for one in read))


def _industry(stated: str, owner: Person, region: str) -> str:
    if stated not in {one.code for one in standing(region)}:
        raise HarborError("watch.industry.unknown", fields=("subject",), code=stated[:40])
    return stated


def _town(stated: str, owner: Person, region: str) -> str:
    own = owner.organisation.town if owner.organisation else ""
    town = places.region(region).town(stated or own)
    if town is None or (owner.role == "station" and town.code != own):
        raise HarborError("watch.town.unknown", fields=("subject",), code=stated[:20])
    return town.code


def _collateral(stated: str, owner: Person, region: str) -> str:
    if owner.organisation is None:
        raise HarborError("watch.lender.missing", fields=("kind",))
    return owner.organisation.name


def _standard(stated: str, owner: Person, region: str) -> str:
    number = standard(stated)
    if not number:
        raise HarborError("watch.standard.unreadable", fields=("subject",), number=stated[:40])
    return number


def _disclosed(stated: str, owner: Person, region: str) -> str:
    if owner.organisation is None:
        raise HarborError("watch.disclosed.missing", fields=("kind",))
    return ""


_READ: Mapping[str, Callable[[str, Person, str], str]] = {
    "own_rights": _own,
    "product": _product,
    "right": _right,
    "field": _field,
    "industry": _industry,
    "town": _town,
    "region": _nothing,
    "collateral": _collateral,
    "law": _nothing,
    "standard": _standard,
    "disclosed": _disclosed,
}
