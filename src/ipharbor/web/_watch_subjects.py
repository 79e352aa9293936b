"""What a watch is about, in words, and what a person can choose from for each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from ipharbor.queries.watches import WatchRow
from ipharbor.records.industries import standing
from ipharbor.records.models import Person, Product
from ipharbor.settings import current
from ipharbor.vocabulary.places import region
from ipharbor.web.language import lang, listed

_WHOLE = {
    "own_rights": gettext_lazy("all rights of the own firm"),
    "region": gettext_lazy("all firms of the district"),
    "law": gettext_lazy("all provisions of the book"),
    "disclosed": gettext_lazy("rights of firms that disclosed their docket to us"),
}
_PAGES = {
    "own_rights": "docket", "right": "docket_right", "industry": "industry",
    "product": "products", "law": "law",
}  # fmt: skip
_OF_ONE = ("docket_right", "industry")  # pages of the very subject
_AT_MOST = 300  # products in the form's list


def subject(row: WatchRow) -> str:
    """The subject in the reader's language."""
    held = row.subject if row.kind == "family" else row.applicant or row.query or row.subject
    return in_words(row.kind, held)


def in_words(kind: str, held: str) -> str:
    """A subject as it is kept, in the reader's language; what has no words stays as it is."""
    if kind in _WHOLE:
        return str(_WHOLE[kind])
    if kind in _NAMED:
        return dict(_NAMED[kind]()).get(held, held)
    return listed(held.split("|")) if kind == "field" else held


def subject_link(row: WatchRow) -> str:
    """Where the subject can be looked at; empty where it has no page of its own."""
    if row.query:
        return f"{reverse('search')}?{urlencode({'q': row.query, 'sort': '-published_on'})}"
    page = _PAGES.get(row.kind)
    if page is None:
        return ""
    return reverse(page, args=[row.subject] if page in _OF_ONE else None)


def choices(person: Person, language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Values with their words for the kinds whose subject is chosen from a list."""
    products = Product.objects.filter(firm=person.firm, ended_at=None).order_by("name")
    names = products.values_list("name", flat=True)[:_AT_MOST] if person.firm else ()
    return {
        "product": [(name, name) for name in names],
        "industry": _industries(),
        "town": _towns(),
    }


def _industries() -> list[tuple[str, str]]:
    chinese = lang() == "zh"
    held = standing(current().region)
    return [(one.code, one.name_zh if chinese else one.name_en) for one in held]


def _towns() -> list[tuple[str, str]]:
    chinese = lang() == "zh"
    return [
        (town.code, town.name_zh if chinese else town.name_en)
        for town in region(current().region).towns
    ]


_NAMED = {"industry": _industries, "town": _towns}
