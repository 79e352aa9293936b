"""The sentences of the monthly report, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def sentences(lang: str) -> Mapping[str, str]:
    """All sentences in ``lang`` (``zh`` or ``en``), with their gaps, by name."""
    text = files("ipharbor.vocabulary").joinpath("report.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return {name: said[lang] for name, said in loaded.items()}


def said(name: str, lang: str, /, **gaps: object) -> str:
    """The sentence ``name``, its gaps filled. A name or a gap that is not there is a mistake."""
    return sentences(lang)[name].format(**gaps)
