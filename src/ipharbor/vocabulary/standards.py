"""Technical standards by industry, for proposals of watches; the list says what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


def standards_of(industry: str) -> tuple[str, ...]:
    """The standards listed for an industry, by their numbers without a year."""
    return _listed().get(industry, ())


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    text = files("ipharbor.vocabulary").joinpath("data", "standards.yaml").read_text("utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return {industry: tuple(numbers) for industry, numbers in loaded.items()}
