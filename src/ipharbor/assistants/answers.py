"""The one shape of an answer: what was found, on which day, on which data, under which law."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Answer:
    """``result`` with what it rests on.

    ``as_of`` is the day the question was asked of, ``vintage`` the state of the corpus,
    ``data_until`` the last day the data covers; ``provisions`` are those that were applied.
    ``link`` is the page that shows the same, without the host.
    """

    result: Mapping[str, Any]
    as_of: date
    vintage: str
    data_until: date | None
    region: str
    provisions: tuple[Provision, ...] = ()
    link: str = ""


def applied(law: Book, names: Iterable[str], *, on: date) -> tuple[Provision, ...]:
    """The provisions of those names as they hold on ``on``, each once."""
    held = law.on(on)
    wanted = dict.fromkeys(name for name in names if name)
    return tuple(held[name] for name in wanted if name in held)


def told(answer: Answer, lang: str, base_url: str) -> dict[str, Any]:
    """The answer as JSON values: days as ISO text, money as ``{"CNY": "900"}``."""
    return {
        "as_of": answer.as_of.isoformat(),
        "vintage": answer.vintage,
        "data_until": plain(answer.data_until),
        "region": answer.region,
        "result": plain(answer.result),
        "provisions": [provision(one, lang) for one in answer.provisions],
        "page": f"{base_url}{answer.link}" if answer.link else None,
    }


def refused(wrong: HarborError, lang: str) -> dict[str, Any]:
    """The error as JSON values: its stable code, what happened, what to do next."""
    said = wrong.told(lang)
    fields = list(wrong.fields)
    told = {"code": wrong.code, "message": said.what, "next": said.next, "fields": fields}
    return {"error": told}


def provision(one: Provision, lang: str) -> dict[str, Any]:
    """A provision in words: value, article, from when to when, how sure it is."""
    return {
        "name": one.name,
        "title": one.title(lang),
        "value": one.value.text(lang),
        "source": one.source.cited(lang) if one.source else None,
        "since": plain(one.since),
        "until": plain(one.until),
        "confidence": one.confidence,
        "certain": one.certain,
        "verified_by": one.verified.by if one.verified else None,
    }


def plain(value: Any) -> Any:
    """The value as JSON knows it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type | Money):
        named = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: plain(held) for name, held in named}
    if isinstance(value, Mapping):
        return {str(name): plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return _single(value)


def _single(value: Any) -> Any:
    if isinstance(value, Money):
        return {value.currency: str(value.amount)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return value.item() if hasattr(value, "item") else value  # a number of an array
