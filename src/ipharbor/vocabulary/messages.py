"""Every sentence the product says about an error or a finding, in both languages.

The sentences live in ``messages.yaml``: ``code: {zh: {what, next}, en: {what, next}}``.
``docs/reference/codes.md`` is generated from the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Message:
    """What happened, and what the reader can do next (may be empty)."""

    what: str
    next: str


@cache
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The whole catalogue: code → language → ``what`` and ``next``."""
    text = files("ipharbor.vocabulary").joinpath("messages.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(text)
    return loaded


def message(code: str, lang: str, params: Mapping[str, object]) -> Message:
    """The sentence of ``code`` in ``lang``, its gaps filled from ``params``.

    A code that the catalogue lacks, or a missing parameter, gives the bare code and the
    parameters rather than hiding the event behind a second error.
    """
    entry = catalogue().get(code, {}).get(lang)
    if entry is None:
        shown = ", ".join(f"{name}={value}" for name, value in params.items())
        return Message(f"{code} {shown}".strip(), "")
    filled = _Gaps(params)
    return Message(
        entry["what"].format_map(filled),
        entry.get("next", "").format_map(filled),
    )


class _Gaps(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
