"""What each figure of the region is called and how it is reckoned, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class FigureWords:
    """The ``title`` of a figure and the ``method`` by which it is reckoned."""

    title: str
    method: str


@cache
def figure_words(lang: str) -> Mapping[str, FigureWords]:
    """All figures in ``lang`` (``zh`` or ``en``), by name."""
    text = files("ipharbor.vocabulary").joinpath("figures.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(text)
    return {name: FigureWords(**said[lang]) for name, said in loaded.items()}
