"""Codes of legal events: what each tells of a right, and what stays open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

_TELLING = 5  # characters a phrase must have to be found within others
_LONGEST_HEAD = 60
_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_HEAD = re.compile(r"IPC|[:：\n；;]")
_DROPPED = re.compile(r"[\s,，、.。;；:：/()\[\]【】“”\"-]+")


class Kind(StrEnum):
    """What an event tells, in the order in which events of one day are taken."""

    PUBLICATION = "publication"
    EXAMINATION_EFFECTIVE = "examination_effective"
    APPLICATION_TRANSFER = "application_transfer"
    GRANT_NOTICE = "grant_notice"
    GRANT = "grant"
    TRANSFER = "transfer"
    NAME_CHANGE = "name_change"
    ADDRESS_CHANGE = "address_change"
    BIBLIOGRAPHIC_CHANGE = "bibliographic_change"
    CORRECTION = "correction"
    SERVICE_BY_NOTICE = "service_by_notice"
    TWIN_DECLARED = "twin_declared"
    NONE = "none"
    UNKNOWN = "unknown"
    TERM_ADJUSTED = "term_adjusted"
    TERM_EXTENDED = "term_extended"
    TERM_RENEWED = "term_renewed"
    LICENCE_RECORDED = "licence_recorded"
    PLEDGE_REGISTERED = "pledge_registered"
    PRESERVATION = "preservation"
    SUSPENSION = "suspension"
    OPEN_LICENCE_DECLARED = "open_licence_declared"
    LICENCE_CHANGED = "licence_changed"
    PLEDGE_CHANGED = "pledge_changed"
    LICENCE_CANCELLED = "licence_cancelled"
    PLEDGE_CANCELLED = "pledge_cancelled"
    PRESERVATION_LIFTED = "preservation_lifted"
    SUSPENSION_LIFTED = "suspension_lifted"
    OPEN_LICENCE_WITHDRAWN = "open_licence_withdrawn"
    AMBIGUOUS_LICENCE = "ambiguous_licence"
    AMBIGUOUS_PLEDGE = "ambiguous_pledge"
    AMBIGUOUS_PRESERVATION = "ambiguous_preservation"
    PARTIAL_SURRENDER = "partial_surrender"
    PARTLY_INVALIDATED = "partly_invalidated"
    TWIN_GRANTED = "twin_granted"
    AMBIGUOUS_INVALIDATION = "ambiguous_invalidation"
    INVALIDATED = "invalidated"
    EXPIRY = "expiry"
    LAPSE_FEE = "lapse_fee"
    ABANDONED_DOUBLE = "abandoned_double"
    SURRENDER = "surrender"
    TERMINATED = "terminated"
    AMBIGUOUS_ABANDONMENT = "ambiguous_abandonment"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    DEEMED_ABANDONED = "deemed_abandoned"
    RESTORED = "restored"


KINDS = tuple(Kind)
RANK: Mapping[Kind, int] = {kind: rank for rank, kind in enumerate(KINDS)}
ENDINGS = KINDS[RANK[Kind.INVALIDATED] : RANK[Kind.DEEMED_ABANDONED] + 1]
"""Ends of a right or an application, the stronger first: on one day only the strongest counts."""


@dataclass(frozen=True)
class Code:
    """One code of the table. ``now`` is today's code for the same act, itself if current.

    ``mark`` is how well the meaning is known (S read in a primary text … B background).
    """

    code: str
    kind: Kind
    now: str
    zh: str
    en: str
    mark: str
    source: str


@dataclass(frozen=True)
class Group:
    """The kinds a code may stand for, each with words of which one in the text settles it."""

    kind: Kind
    tells: Mapping[Kind, tuple[str, ...]]


@cache
def codes() -> Mapping[str, Code]:
    """The whole table, by code."""
    return {
        code: Code(code, Kind(e["kind"]), e.get("now", code), e["zh"], e["en"], e["mark"],
                   e["source"])
        for code, e in _loaded()["codes"].items()
    }  # fmt: skip


@cache
def groups() -> Mapping[Kind, Group]:
    """The ambiguous kinds, with what they may stand for."""
    return {
        Kind(name): Group(Kind(name), {Kind(k): tuple(words) for k, words in tells.items()})
        for name, tells in _loaded()["groups"].items()
    }


def kind_of(code: str, text: str = "") -> Kind:
    """What ``code`` tells: its kind, ``UNKNOWN`` for a code that the table lacks.

    An ambiguous code is settled by ``text`` when words of exactly one of its kinds stand
    there, else the ambiguous kind itself comes back. Blanks and case do not matter.
    """
    known = codes().get(tidy(code))
    if known is None:
        return Kind.UNKNOWN
    group = groups().get(known.kind)
    if group is None or not text:
        return known.kind
    said = text.lower()
    told = [kind for kind, words in group.tells.items() if any(word in said for word in words)]
    return told[0] if len(told) == 1 else known.kind


def tidy(code: str) -> str:
    """``code`` without blanks and in capitals; codes of the docket keep their small letters."""
    bare = code.strip()
    return bare if bare.startswith("docket.") else bare.upper()


def code_of(phrase: str, text: str = "") -> str:
    """The code of an event that is told in Chinese words, empty when none is known.

    ``phrase`` is the gazette's or a database's name of the event (``专利权的终止``,
    ``专利权质押合同登记的生效``), ``text`` the information beside it. Words in brackets go before
    those around them, and the head of ``text`` tells which narrower event a wide phrase means:
    a termination ``未缴年费专利权终止…`` is CF01. Words of two narrower events settle nothing.
    """
    inner = [told for part in _BRACKETS.findall(phrase) for told in (_by_phrase(part),) if told]
    outer = _by_phrase(_BRACKETS.sub("", phrase)) or _by_phrase(phrase)
    code = inner[0] if len(inner) == 1 else outer
    head = _HEAD.split(text.strip(), maxsplit=1)[0][:_LONGEST_HEAD]
    told = _by_phrase(head)
    if not code:
        return told
    return told if told in _narrower().get(code, ()) else code


def _by_phrase(words: str) -> str:
    bare = _folded(words)
    known = _phrases()
    if bare in known:
        return known[bare]
    found = {known[one] for one in known if len(one) >= _TELLING and one in bare}
    whole = {code for code in found if not found & set(_narrower().get(code, ()))}
    return whole.pop() if len(whole) == 1 else ""


def _folded(words: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", words[:_LONGEST_HEAD]))


@cache
def _phrases() -> Mapping[str, str]:
    """Phrase → code; of two current codes of one name the first of the phrases' table."""
    listed = _phrase_table()["phrases"]
    known = {_folded(one): code for code, phrases in listed.items() for one in phrases}
    for code, told in codes().items():
        if told.now == code and not code.startswith("docket."):
            known.setdefault(_folded(told.zh), code)
    return known


@cache
def _narrower() -> Mapping[str, tuple[str, ...]]:
    return {code: tuple(others) for code, others in _phrase_table()["narrower"].items()}


@cache
def _phrase_table() -> Mapping[str, Mapping[str, list[str]]]:
    text = files("ipharbor.register").joinpath("data/event_phrases.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return loaded


@cache
def _loaded() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = files("ipharbor.register").joinpath("data/event_codes.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(text)
    return loaded
