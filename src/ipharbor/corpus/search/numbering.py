"""The written forms of a number under which a document is found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ipharbor.vocabulary.numbers import application_number, publication_number, tidy

_WITH_KIND = re.compile(r"((?:[A-Z]{2})?\d{6,13})[A-Z]\d?")
_OFFICE = re.compile(r"^(?:CN|ZL)(?=\d)")


def held_forms(application: str | None, publications: Iterable[str]) -> set[str]:
    """All forms the index holds for a document's numbers.

    Application numbers with and without check character and office, publication numbers
    with and without office and kind code.
    """
    forms: set[str] = set()
    if application:
        bare = tidy(application)
        read = application_number(bare).clean
        forms.add(bare)
        if read is not None:
            whole = read.digits + read.check
            forms |= {read.digits, whole, f"CN{read.digits}", f"CN{whole}"}
    for publication in publications:
        bare = tidy(publication)
        forms.add(bare)
        number = publication_number(bare).clean
        if number is not None:
            forms |= {
                number.serial,
                number.serial + number.kind,
                number.office + number.serial,
            }
    forms.discard("")
    return forms


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
