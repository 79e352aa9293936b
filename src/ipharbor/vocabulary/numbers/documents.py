"""Numbers of other offices: docdb, epodoc and the office's own form.

docdb is office, number and kind apart, as the EPO exchanges documents; epodoc is office and
number in one word; *original* is what the office itself prints. Sources: the EPO's description
of the two formats, samples of its Open Patent Services, and what the offices print. Where a
conversion is no rule, or a number leaves it open, that is told instead of guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from ipharbor.vocabulary.numbers import _originals, _rules
from ipharbor.vocabulary.numbers._text import tidy
from ipharbor.vocabulary.numbers.chinese import application_number
from ipharbor.vocabulary.provenance import Stated

UNREADABLE = "number.document.unreadable"
NO_RULE = "number.document.no_rule"
AMBIGUOUS = "number.document.ambiguous"

LONGEST = 80  # characters; a longer text is no number

_PARTS = re.compile(r"[\s.,/_-]+")
_OFFICE = re.compile(r"[A-Z]{2}")
_KIND = re.compile(r"[A-Z][0-9]?")
_NUMBER = re.compile(r"[A-Z]{0,2}[0-9]{1,13}")
_WHOLE = re.compile(r"([A-Z]{2})([A-Z]{0,2}[0-9]{1,13})([A-Z][0-9]?)?")
_PCT_DOCDB = re.compile(r"([0-9]{4})([0-9]{6})")
_PCT_EPODOC = re.compile(r"WO([0-9]{4})([A-Z]{2})([0-9]{5,6})W?")


class Role(StrEnum):
    """What a number is of. The same digits may be an application here, a publication there."""

    APPLICATION = "application"
    PUBLICATION = "publication"


@dataclass(frozen=True)
class DocumentNumber:
    """A number in docdb's terms; ``kind`` is empty where the source does not tell it.

    Written ``EP.99203729.A``. An international application is one of its receiving office
    with kind ``W``: ``CN.2004000123.W``.
    """

    office: str
    number: str
    kind: str = ""
    role: Role = Role.PUBLICATION

    def __str__(self) -> str:
        return ".".join(part for part in (self.office, self.number, self.kind) if part)


def docdb_number(text: str, role: Role = Role.PUBLICATION) -> Stated[DocumentNumber]:
    """Read ``EP 0680812 A1``, ``EP.680812.A1`` or ``EP0680812A1``.

    European publications get their seven digits and German ones lose leading zeros. Of Chinese
    applications the check character is left out. ``why`` is ``number.document.unreadable``
    when no office and number were found, and empty for empty text.
    """
    bare = unicodedata.normalize("NFKC", text[:LONGEST]).strip().upper()
    if not bare:
        return Stated(text, None)
    parts = [part for part in _PARTS.split(bare) if part]
    if len(parts) in (2, 3) and _fit(parts):
        found = (parts[0], parts[1], parts[2] if len(parts) == 3 else "")
    else:
        whole = _WHOLE.fullmatch("".join(parts))
        if whole is None:
            return Stated(text, None, UNREADABLE)
        found = (whole[1], whole[2], whole[3] or "")
    return _read(text, *found, role)


def original_number(
    text: str, office: str, role: Role = Role.PUBLICATION, year: int | None = None
) -> Stated[DocumentNumber]:
    """Read a number as ``office`` prints it: ``特開平6-20458``, ``PCT/CN2004/000123``.

    Offices read: US, EP, WO, JP (with the emperors' years), KR, DE, GB, FR, TW and CN.
    ``year`` is the filing year, without which an American application (``09/206,856``) has no
    docdb number. ``why`` is ``number.document.unreadable``, ``number.check.mismatch`` (read,
    the European or Chinese check digit is another), ``number.document.ambiguous`` (several
    documents bear that number) or ``number.document.no_rule`` (another office).
    """
    bare = unicodedata.normalize("NFKC", text[:LONGEST]).strip().upper()
    if not bare:
        return Stated(text, None)
    land = tidy(office[:LONGEST])
    reader = _originals.READERS.get(land)
    if reader is None:
        return Stated(text, None, NO_RULE)
    read = reader(bare, role is Role.APPLICATION, year)
    if not read.number:
        return Stated(text, None, read.why or UNREADABLE)
    return Stated(text, DocumentNumber(read.office or land, read.number, read.kind, role), read.why)


def to_epodoc(number: DocumentNumber) -> Stated[str]:
    """The same number in epodoc's form: ``EP.99203729.A`` as ``EP19990203729``.

    ``why`` is ``number.document.no_rule`` where epodoc's form does not follow from docdb's.
    """
    raw = str(number)
    if number.role is Role.PUBLICATION:
        if number.kind and number.kind[0] in _rules.WITHOUT_KIND.get(number.office, ""):
            return Stated(raw, number.office + number.number)
        return Stated(raw, None, NO_RULE)
    if number.kind == "W":
        found = _PCT_DOCDB.fullmatch(number.number)
        if found is None:
            return Stated(raw, None, NO_RULE)
        serial = found[2].removeprefix("0") if found[2][0] == "0" else found[2]
        return Stated(raw, f"WO{found[1]}{number.office}{serial}")
    if number.kind == "A":
        for rule in _rules.APPLICATIONS.get(number.office, ()):
            matched = rule.docdb.fullmatch(number.number)
            tail = rule.forth(matched) if matched else ""
            if tail:
                return Stated(raw, number.office + tail)
    return Stated(raw, None, NO_RULE)


def epodoc_number(text: str, role: Role = Role.PUBLICATION) -> Stated[DocumentNumber]:
    """Read epodoc's form into docdb's: ``EP19990203729`` is ``EP.99203729.A``.

    Publications keep the kind that stands behind them, most bear none. Chinese applications are
    read in eleven digits (year, kind, six of the serial) and in twelve. ``why`` is
    ``number.document.unreadable``, ``number.document.ambiguous`` (eleven digits of 2003, when
    the Chinese form changed) or ``number.document.no_rule``.
    """
    bare = tidy(text[:LONGEST])
    pct = _PCT_EPODOC.fullmatch(bare) if role is Role.APPLICATION else None
    if pct:
        return Stated(text, DocumentNumber(pct[2], f"{pct[1]}{pct[3]:0>6}", "W", role))
    whole = _WHOLE.fullmatch(bare)
    if whole is None:
        return Stated(text, None, UNREADABLE if bare else "")
    if role is Role.PUBLICATION:
        return _read(text, whole[1], whole[2], whole[3] or "", role)
    if whole[1] == "CN":
        return _chinese_epodoc(text, whole[2], whole[3] or "")
    number = _application(whole[1], whole[2]) if whole[3] in (None, "A") else ""
    found = DocumentNumber(whole[1], number, "A", role) if number else None
    return Stated(text, found, "" if found else NO_RULE)


def _application(office: str, epodoc: str) -> str:
    """docdb's number of a patent application, empty where no rule gives one."""
    for rule in _rules.APPLICATIONS.get(office, ()):
        matched = rule.epodoc.fullmatch(epodoc)
        number = rule.back(matched) if matched else ""
        if number:
            return number
    return ""


def _fit(parts: list[str]) -> bool:
    whole = _OFFICE.fullmatch(parts[0]) and _NUMBER.fullmatch(parts[1])
    return bool(whole and (len(parts) == 2 or _KIND.fullmatch(parts[2])))


def _read(text: str, office: str, number: str, kind: str, role: Role) -> Stated[DocumentNumber]:
    why = ""
    if role is Role.APPLICATION and office == "CN" and kind != "W":
        chinese = application_number(number)
        if chinese.clean is None:
            return Stated(text, None, UNREADABLE)
        number, why = chinese.clean.digits, chinese.why
    elif role is Role.PUBLICATION and office == "EP":
        number = number.lstrip("0").zfill(7)
    elif role is Role.PUBLICATION and office == "DE":
        number = number.lstrip("0") or "0"
    return Stated(text, DocumentNumber(office, number, kind, role), why)


def _chinese_epodoc(text: str, number: str, kind: str) -> Stated[DocumentNumber]:
    if len(number) == 11:
        year, digit, serial = int(number[:4]), number[4], number[5:]
        if year == 2003:
            return Stated(text, None, AMBIGUOUS)
        if year < 2003 and serial[0] != "0":
            return Stated(text, None, UNREADABLE)
        number = f"{year}{digit}0{serial}" if year > 2003 else f"{number[2:5]}{serial[1:]}"
    chinese = application_number(number).clean
    if chinese is None:
        return Stated(text, None, UNREADABLE)
    return Stated(text, DocumentNumber("CN", chinese.digits, kind, Role.APPLICATION))
