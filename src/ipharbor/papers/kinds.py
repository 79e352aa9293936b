"""The forms there are, and the fields of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from ipharbor.vocabulary.errors import HarborError


class Origin(StrEnum):
    """Where a field comes from.

    ``either``: known here where it is, and what a person types wins. ``law``: told by the
    book on the day.
    """

    REGISTER = "register"
    HAND = "hand"
    EITHER = "either"
    LAW = "law"


class Kind(StrEnum):
    """What is written into a field: a line, several lines, a day, one of its options."""

    TEXT = "text"
    LONG = "long"
    DAY = "day"
    CHOICE = "choice"


class Rights(StrEnum):
    """How many rights a form is about: one each, at least one together, any number or none."""

    ONE = "one"
    SOME = "some"
    ANY = "any"


LONGEST = MappingProxyType({Kind.TEXT: 300, Kind.LONG: 4000, Kind.DAY: 10, Kind.CHOICE: 40})
"""How many characters can be typed into a field of a kind."""


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    code: str
    zh: str
    en: str

    def label(self, lang: str) -> str:
        """Its wording in ``lang``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Field:
    """A field of a form. The options of a choice are ``options``, or the items of the book's
    list ``provision`` on the day."""

    name: str
    zh: str
    en: str
    origin: Origin
    kind: Kind = Kind.TEXT
    options: tuple[Option, ...] = ()
    provision: str = ""

    def label(self, lang: str) -> str:
        """What it is called in ``lang``."""
        return self.zh if lang == "zh" else self.en

    @property
    def by_hand(self) -> bool:
        """Whether a person can type it."""
        return self.origin in (Origin.HAND, Origin.EITHER)


@dataclass(frozen=True)
class Form:
    """An official form."""

    code: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    rights: Rights
    fields: tuple[Field, ...]

    def title(self, lang: str) -> str:
        """What it is called in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def about(self, lang: str) -> str:
        """What it is for, in a sentence."""
        return self.about_zh if lang == "zh" else self.about_en

    def field(self, name: str) -> Field:
        """The field ``name``; HarborError ``papers.field.unknown``."""
        for one in self.fields:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.fields if one.by_hand)
        raise HarborError("papers.field.unknown", name=name, form=self.code, known=known)


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its code, in the order in which pages show them."""
    text = files("ipharbor.papers").joinpath("forms.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return MappingProxyType({code: _form(code, told) for code, told in loaded.items()})


def form(code: str) -> Form:
    """The form of that code. HarborError ``papers.form.unknown``."""
    found = forms().get(code)
    if found is None:
        raise HarborError("papers.form.unknown", kind=code, known=", ".join(forms()))
    return found


def _form(code: str, told: Mapping[str, Any]) -> Form:
    return Form(
        code=code,
        zh=told["zh"],
        en=told["en"],
        about_zh=told["about_zh"],
        about_en=told["about_en"],
        rights=Rights(told["rights"]),
        fields=tuple(_field(one) for one in told["fields"]),
    )


def _field(told: Mapping[str, Any]) -> Field:
    options = tuple(Option(one["code"], one["zh"], one["en"]) for one in told.get("options", ()))
    return Field(
        name=told["name"],
        zh=told["zh"],
        en=told["en"],
        origin=Origin(told["from"]),
        kind=Kind(told.get("kind", "text")),
        options=options,
        provision=told.get("list", ""),
    )
