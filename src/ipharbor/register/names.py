"""States, events, encumbrances and certainties as people read them, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def names() -> Mapping[str, Mapping[str, str]]:
    """Identifier → ``zh`` and ``en`` name."""
    text = files("ipharbor.register").joinpath("data/names.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded


def name(identifier: str, lang: str) -> str:
    """The name of a ``State``, ``Kind``, ``Family`` or ``Certainty`` in ``lang``."""
    return names()[identifier][lang]
