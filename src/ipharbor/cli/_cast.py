"""The people of the demonstration, the organisations they work for, and one disclosure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ipharbor.vocabulary.places import Region, region

if TYPE_CHECKING:
    from ipharbor.records.models import Person

AGENCY = "广州渡口知识产权代理所（虚构）"
OFFICERS = "番禺区知识产权执法大队（虚构）"


# user name, role, what the person is, the kind of organisation where it is not the usual one
_CAST = (
    ("office", "office", "区知识产权局", ""),
    ("firm", "firm", "企业知识产权专员", "firm"),
    ("colleague", "firm", "企业研发工程师", "firm"),
    ("station", "station", "服务站工作人员", "town_station"),
    ("bank", "lender", "客户经理", "lender"),
    ("officer", "enforcement", "执法人员", "enforcement"),
    ("agency", "agency", "专利代理师", "agency"),
    ("admin", "administrator", "系统管理员", ""),
)


def people_of_the_region(
    firm: str, town: str, *, password: str, at: datetime
) -> Mapping[str, Person]:
    """An account for each who comes to the platform, by user name. The ``firm`` is in the
    ``town`` of that code, whose service station has a person as well."""
    from ipharbor.actions import permits
    from ipharbor.actions.organisation.open import open_organisation
    from ipharbor.actions.people.create import create

    place = region()
    names = {
        "firm": firm,
        "town_station": _station(place, town),
        "lender": lenders()[0],
        "enforcement": OFFICERS,
        "agency": AGENCY,
    }
    bodies = {
        kind: open_organisation(
            kind,
            name,
            town=town if kind in ("firm", "town_station") else "",
            region=place,
            by=permits.operator(),
            at=at,
        )
        for kind, name in names.items()
    }
    return {
        username: create(
            username=username,
            password=password,
            role=role,
            email=f"{username}@demo.invalid",
            display_name=name,
            organisation=bodies.get(kind),
            by=permits.operator(),
            at=at,
            weak_password=True,
        )
        for username, role, name, kind in _CAST
    }


def lenders() -> tuple[str, ...]:
    """The region's lenders, as its rights' pledges name them."""
    from ipharbor.samples.vocabularies import dealings

    return tuple(dealings()["banks"])


def other_desks(town: str, *, password: str, at: datetime) -> int:
    """A desk at the station of every other town and at every other lender; how many there are."""
    place = region()
    stations = [
        ("town_station", "station", f"station-{_slug(each.name_en)}", _station(place, each.code),
         each.code)
        for each in place.towns
        if each.code != town
    ]  # fmt: skip
    banks = [
        ("lender", "lender", f"bank-{number}", name, "")
        for number, name in enumerate(lenders()[1:], start=2)
    ]
    for kind, role, username, name, code in (*stations, *banks):
        _desk_at(kind, role, username, name, code, password=password, at=at)
    return len(stations) + len(banks)


def _desk_at(
    kind: str, role: str, username: str, name: str, town: str, *, password: str, at: datetime
) -> None:
    """An organisation with one person in it."""
    from ipharbor.actions import permits
    from ipharbor.actions.organisation.open import open_organisation
    from ipharbor.actions.people.create import create

    body = open_organisation(kind, name, town=town, region=region(), by=permits.operator(), at=at)
    create(
        username=username,
        password=password,
        role=role,
        email=f"{username}@demo.invalid",
        display_name="服务站工作人员" if kind == "town_station" else "客户经理",
        organisation=body,
        by=permits.operator(),
        at=at,
        weak_password=True,
    )


def _slug(name: str) -> str:
    return "".join(sign for sign in name.lower().split(" ")[0] if sign.isalpha())


def disclose_to_the_bank(people: Mapping[str, Person], *, at: datetime) -> None:
    """The firm lets the bank read its docket for a year."""
    from ipharbor.actions import permits
    from ipharbor.actions.disclosure.give import give

    firm, bank = people["firm"].firm, people["bank"].organisation
    if firm is None or bank is None:
        return
    give(
        firm,
        bank,
        purpose="知识产权质押贷款申请",
        until=at.date() + timedelta(days=360),
        by=permits.of(people["firm"]),
        at=at,
    )


def disclose_to_the_agency(people: Mapping[str, Person], *, at: datetime) -> None:
    """The firm lets the agency, which values its rights, read its docket and its sales."""
    from ipharbor.actions import permits
    from ipharbor.actions.disclosure.give import give

    firm, agency = people["firm"].firm, people["agency"].organisation
    if firm is None or agency is None:
        return
    give(
        firm, agency, purpose="专利价值评估", until=at.date() + timedelta(days=360), sales=True,
        by=permits.of(people["firm"]), at=at,
    )  # fmt: skip


def _station(place: Region, town: str) -> str:
    found = place.town(town)
    return f"{found.name_zh if found else ''}知识产权服务站（虚构）"
