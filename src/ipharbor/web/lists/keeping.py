"""Ways to keep some of a source: by a field, by words, by a reckoned value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

LONGEST_SEARCH = 200  # characters


def equal(field: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Keeps the records whose ``field`` is the stated value."""
    return lambda found, value: found.filter(**{field: value})


def only(value_of: Callable[[Any], str]) -> Callable[[Sequence[Any], str], Sequence[Any]]:
    """Keeps the rows of a sequence whose value is the stated one."""
    return lambda rows, value: [row for row in rows if value_of(row) == value]


def fields_hold(*fields: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Keeps the records that hold every word in one of the fields, whatever the case."""

    def keep(found: QuerySet[Any], text: str) -> QuerySet[Any]:
        for word in text.split():
            found = found.filter(reduce(or_, (Q(**{f"{f}__icontains": word}) for f in fields)))
        return found

    return keep


def rows_hold(*texts: Callable[[Any], str]) -> Callable[[Sequence[Any], str], Sequence[Any]]:
    """Keeps the rows of a sequence that hold every word in one of their texts."""

    def keep(rows: Sequence[Any], text: str) -> Sequence[Any]:
        words = text.casefold().split()
        return [
            row for row in rows if all(any(w in t(row).casefold() for t in texts) for w in words)
        ]

    return keep
