"""One term of a query read into a leaf, by the kind of its field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from ipharbor.corpus.query.ast import (
    All,
    Choice,
    Cited,
    Exact,
    Ipc,
    Leaf,
    Number,
    PartDate,
    Phrase,
    Span,
    Word,
)
from ipharbor.corpus.query.fields import Field, Kind
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.numbers import application_number, publication_number, tidy

_SHORTEST_PREFIX = 2
_FIRST_CJK = 0x2E80

_SYMBOL = re.compile(r"[A-H](\d{2}([A-Z](\d{1,4}(/\d{2,6})?)?)?)?")
_DATE = re.compile(
    r"(\d{4})年?(?:[-/.年]?(\d{1,2})月?(?:[-/.月]?(\d{1,2})日?)?)?|(\d{4})(\d{2})(\d{2})?"
)
_TO = re.compile(r"\.\.+|[~～至]")


def leaf(field: Field | None, text: str, *, quoted: bool) -> Leaf:
    """The leaf that ``text`` (without its quotes) means in ``field``.

    Raises HarborError ``query.word.empty``, ``query.wildcard.place``,
    ``query.prefix.short``, ``query.ipc.unreadable``, ``query.date.unreadable``,
    ``query.date.backwards``, ``query.value.unknown`` or ``query.number.unreadable``.
    """
    number = whole_number(text) if field is None else None
    if number:
        return Number(number)
    if field is None or field.kind in (Kind.TEXT, Kind.NAME):
        name = field.name if field else None
        return Phrase(_worded(text), name) if quoted else _word(text, name)
    return _READERS[field.kind](field, text)


def exact(field: Field, text: str) -> Leaf:
    """The leaf for a whole name; ``query.field.exact`` where the field holds no names."""
    if field.kind is not Kind.NAME:
        raise HarborError("query.field.exact", field=field.name)
    return Exact(_worded(text), field.name)


def whole_number(text: str) -> str | None:
    """The tidied number when ``text`` is a whole patent number and nothing else, else None.

    Twelve-digit application numbers in any written form, eight-digit ones with their check
    character or office, and publication numbers that name their office or have nine digits.
    """
    bare = tidy(text)
    if not re.fullmatch(r"[A-Z]{0,2}\d[A-Z0-9]{5,15}", bare):
        return None
    application = application_number(bare)
    if application.clean is not None and (
        len(bare) >= 12 or (not application.why and len(bare) > 8)
    ):
        return bare
    published = publication_number(bare)
    if published.clean is not None and re.match(r"[A-Z]{2}(\d{6,13})([A-Z]\d?)?$", bare):
        return bare
    return bare if re.fullmatch(r"[12]\d{8}[A-Z]?\d?", bare) else None


def _worded(text: str) -> str:
    if not any(char.isalnum() for char in unicodedata.normalize("NFKC", text)):
        raise HarborError("query.word.empty", text=text)
    return text


def _word(text: str, field: str | None) -> Leaf:
    if text == "*" and field is None:
        return All()
    stem = text[:-1] if text.endswith("*") else text
    if "*" in stem:
        raise HarborError("query.wildcard.place", text=text)
    _worded(stem)
    if stem == text or ord(stem[-1]) >= _FIRST_CJK or not stem[-1].isalnum():
        return Word(stem, field)
    tail = re.search(r"[^\W_]+$", stem)
    if tail is None or len(tail[0]) < _SHORTEST_PREFIX:
        raise HarborError("query.prefix.short", text=text, least=_SHORTEST_PREFIX)
    return Word(stem, field, prefix=True)


def _ipc(_: Field, text: str) -> Ipc:
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper().rstrip("*")
    bare = bare.removesuffix("/")
    if not _SYMBOL.fullmatch(bare):
        raise HarborError("query.ipc.unreadable", text=text)
    return Ipc(bare)


def _number(_: Field, text: str) -> Number:
    return Number(_bare_number(text))


def _cited(field: Field, text: str) -> Cited:
    return Cited(_bare_number(text), field.name)


def _bare_number(text: str) -> str:
    bare = tidy(text)
    if not re.fullmatch(r"[A-Z0-9]*\d[A-Z0-9]*", bare):
        raise HarborError("query.number.unreadable", text=text)
    return bare


def _choice(field: Field, text: str) -> Choice:
    value = unicodedata.normalize("NFKC", text).strip()
    if field.kind is Kind.CODE:
        if not value:
            raise HarborError("query.word.empty", text=text)
        return Choice(field.name, value.upper())
    known = field.value(value)
    if known is None:
        raise HarborError(
            "query.value.unknown",
            field=field.name,
            value=text,
            known=", ".join(value for value, _ in field.values),
        )
    return Choice(field.name, known)


def _span(field: Field, text: str) -> Span:
    ends = [end.strip() for end in _TO.split(unicodedata.normalize("NFKC", text).strip())]
    if len(ends) > 2 or not any(ends):
        raise HarborError("query.date.unreadable", text=text)
    since = _part_date(ends[0], text)
    until = _part_date(ends[-1], text)
    if since and until and since.first() > until.last():
        raise HarborError("query.date.backwards", text=text)
    return Span(field.name, since, until)


def _part_date(end: str, whole: str) -> PartDate | None:
    if not end:
        return None
    found = _DATE.fullmatch(end)
    if found is None:
        raise HarborError("query.date.unreadable", text=whole)
    year, month, day = (int(part) if part else None for part in found.groups()[:3])
    if year is None:
        year, month, day = (int(part) if part else None for part in found.groups()[3:])
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        raise HarborError("query.date.unreadable", text=whole) from None
    return PartDate(year or 0, month, day)


_READERS: dict[Kind, Callable[[Field, str], Leaf]] = {
    Kind.DATE: _span,
    Kind.IPC: _ipc,
    Kind.NUMBER: _number,
    Kind.NAMED: _cited,
    Kind.CHOICE: _choice,
    Kind.CODE: _choice,
}
