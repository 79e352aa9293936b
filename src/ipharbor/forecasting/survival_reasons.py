"""What moves a right's chance, in words and as a fact of a warning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ipharbor.vocabulary.messages import message
from ipharbor.vocabulary.words import word


def written(reasons: Iterable[Mapping[str, Any]]) -> str:
    """Rows of ``survival_chances.REASONS`` in a line that ``sentences`` reads in any language."""
    told = [[one["column"], round(one["points"], 4)] for one in reasons]
    return json.dumps(told, ensure_ascii=False)


def sentences(line: str, lang: str) -> tuple[str, ...]:
    """The reasons in a line that ``written`` gave, in words; none of an empty one."""
    return tuple(reason(column, points, lang) for column, points in json.loads(line or "[]"))


def reason(column: str, points: float, lang: str) -> str:
    """A reason in words: which column moves the chance, and by how many points."""
    name, _equals, label = column.removeprefix("!").partition("=")
    told = _said(f"survival.column.{name}", lang)
    if label:
        code = "survival.reason.lacks" if column.startswith("!") else "survival.reason.has"
        told = _said(code, lang, column=told, label=_label(name, label, lang))
    sign = "+" if points >= 0 else "−"
    return _said("survival.reason", lang, told=told, points=f"{sign}{abs(points) * 100:.0f}")


def _said(code: str, lang: str, **params: object) -> str:
    return message(code, lang, params).what


def _label(name: str, label: str, lang: str) -> str:
    if name == "holder_size":
        return _said(f"survival.label.{label}", lang)
    return word(f"holder_{label}" if name == "holder_kind" else label, lang)
