"""The written forms of a number under which a document is found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ipharbor.vocabulary.numbers import (
    application_number,
    check_character,
    publication_number,
    tidy,
)

# As nearly all numbers are written in the corpus; others are read the long way.
_FILED = re.compile(r"(20(?:0[3-9]|[1-9][0-9])[12389][0-9]{7})\.([0-9X])")
_PUBLISHED = re.compile(r"([A-Z]{2})([0-9]+)([A-Z][0-9]?)?")

_WITH_KIND = re.compile(r"((?:[A-Z]{2})?\d{6,13})[A-Z]\d?")
_OFFICE = re.compile(r"^(?:CN|ZL)(?=\d)")


def held_forms(application: str | None, publications: Iterable[str]) -> set[str]:
    """All forms the index holds for a document's numbers.

    Application numbers with and without check character and office, publication numbers
    with and without office and kind code.
    """
    forms: set[str] = set()
    if application:
        forms.update(_of_application(application))
    for publication in publications:
        forms.update(_of_publication(publication))
    forms.discard("")
    return forms


def _of_application(text: str) -> Iterable[str]:
    filed = _FILED.fullmatch(text)
    if filed and check_character(filed[1]) == filed[2]:
        digits, whole = filed[1], filed[1] + filed[2]
        return (digits, whole, f"CN{digits}", f"CN{whole}")
    bare = tidy(text)
    read = application_number(bare).clean
    if read is None:
        return (bare,)
    whole = read.digits + read.check
    return (bare, read.digits, whole, f"CN{read.digits}", f"CN{whole}")


def _of_publication(text: str) -> Iterable[str]:
    found = _PUBLISHED.fullmatch(text)
    if found:
        office, serial, kind = found.groups("")
    else:
        text = tidy(text)
        number = publication_number(text).clean
        if number is None:
            return (text,)
        office, serial, kind = number.office, number.serial, number.kind
    return (text, serial, serial + kind, office + serial)


def named_forms(numbers: Iterable[str]) -> set[str]:
    """All forms the index holds for numbers that a document names: publications it cites, or
    priorities, Chinese ones of which are like keys (``CN202010000001.1``)."""
    forms: set[str] = set()
    for number in numbers:
        chinese = number[2:] if number[:2] == "CN" and "." in number else None
        forms |= held_forms(chinese, () if chinese else (number,))
    return forms


def asked_forms(text: str) -> set[str]:
    """The forms that a number as a person writes it may have in the index.

    A twelve-digit application number is found even with a wrong check character, and a
    publication number with kind code also where only the same number without it is known.
    """
    bare = tidy(text)
    plain = _OFFICE.sub("", bare)
    forms = {bare, plain} if bare.startswith("ZL") else {bare}
    read = application_number(bare)
    if read.clean is not None and (len(read.clean.digits) == 12 or not read.why):
        forms.add(read.clean.digits)
    published = _WITH_KIND.fullmatch(bare)
    if published and not bare.endswith("X"):
        forms.add(published[1])
    forms.discard("")
    return forms
