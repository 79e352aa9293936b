"""Names of fields, types and states for tables, exports and charts, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def words(lang: str) -> Mapping[str, str]:
    """All names in ``lang`` (``zh`` or ``en``), by their English identifier."""
    text = files("ipharbor.vocabulary").joinpath("words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return {name: named[lang] for name, named in loaded.items()}


def word(name: str, lang: str) -> str:
    """The name of ``name`` in ``lang``; the identifier itself where none is entered."""
    return words(lang).get(name, name)
