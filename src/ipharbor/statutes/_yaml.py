"""YAML as lawyers write it: ``on``, ``yes`` and ``no`` are words, not truth values."""

from __future__ import annotations

import re
from typing import Any

import yaml

LONGEST = 65_536  # characters of a value or a notice that a person hands in
DEEPEST = 8

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRUTH = "tag:yaml.org,2002:bool"


class _Loader(_BASE):  # type: ignore[misc]
    yaml_implicit_resolvers = {
        first: [(tag, told) for tag, told in resolvers if tag != _TRUTH]
        for first, resolvers in _BASE.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(_TRUTH, re.compile(r"true|false"), list("tf"))


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        """A day that stands twice is written twice; ``stated`` reads no references."""
        return True


def load(text: str) -> Any:
    """The content of ``text``; raises ``yaml.YAMLError`` for what is not YAML."""
    return yaml.load(text, _Loader)  # noqa: S506 - built on a safe loader


def stated(text: str) -> Any:
    """The content of a text from outside; raises ``yaml.YAMLError`` for what is not YAML.

    So it does for a text longer than ``LONGEST``, nested deeper than ``DEEPEST``, with
    references (which can grow without bound) or with tags.
    """
    if len(text) > LONGEST:
        raise yaml.YAMLError("too long")
    depth = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) is not None:
            raise yaml.YAMLError("references and tags are not read")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.YAMLError("nested too deep")
    try:
        return load(text)
    except (ValueError, OverflowError) as trouble:
        raise yaml.YAMLError(str(trouble)) from trouble


def dump(told: object) -> str:
    """``told`` (lists, dictionaries, text, whole numbers, days) as ``load`` reads it."""
    written: str = yaml.dump(
        told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None,
        width=100,
    )  # fmt: skip
    return written
