"""A basis and its figures as text that stays the same, its hash, and read back again."""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from ipharbor.valuation.appraisal import Appraisal
from ipharbor.valuation.subject import Basis
from ipharbor.vocabulary.errors import HarborError

VERSION = 1


def written(basis: Basis) -> dict[str, Any]:
    """The basis as JSON; numbers are texts, so that none loses a digit."""
    return {"version": VERSION} | _plain(basis)


def read(told: Mapping[str, Any]) -> Basis:
    """What ``written`` wrote. Raises HarborError ``valuation.unreadable``."""
    try:
        if told["version"] != VERSION:
            raise ValueError(told["version"])
        found: Basis = _typed(Basis, told)
    except (KeyError, TypeError, ValueError, ArithmeticError) as trouble:
        raise HarborError("valuation.unreadable") from trouble
    return found


def figures(made: Appraisal) -> dict[str, Any]:
    """The figures of a valuation as JSON."""
    told: dict[str, Any] = _plain(made)
    return told


def digest(basis: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """The hash of a basis and of its figures, both as JSON."""
    text = json.dumps([basis, found], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    found = value
    match value:
        case Enum():
            found = str(value.value)
        case Decimal():
            found = f"{value:f}"
        case float():
            found = repr(value)
        case date():
            found = value.isoformat()
        case Mapping():
            found = {str(name): _plain(one) for name, one in value.items()}
        case tuple() | list():
            found = [_plain(one) for one in value]
        case _ if is_dataclass(value):
            found = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return found


def _typed(kind: Any, told: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = [one for one in get_args(kind) if one is not type(None)]
        return None if told is None else _typed(inner[0], told)
    if origin is tuple:
        return _row(get_args(kind), told)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{one.name: _typed(hints[one.name], told[one.name]) for one in fields(kind)})
    if kind is date:
        return date.fromisoformat(told)
    if kind in (Decimal, float) or issubclass(kind, Enum):
        return kind(told)
    if not isinstance(told, kind):
        raise TypeError(kind)
    return told


def _row(kinds: tuple[Any, ...], told: Any) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_typed(kinds[0], one) for one in told)
    return tuple(_typed(one, given) for one, given in zip(kinds, told, strict=True))
