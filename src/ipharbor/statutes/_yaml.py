"""YAML as lawyers write it: ``on``, ``yes`` and ``no`` are words, not truth values."""

from __future__ import annotations

import re
from typing import Any

import yaml

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRUTH = "tag:yaml.org,2002:bool"


class _Loader(_BASE):  # type: ignore[misc]
    yaml_implicit_resolvers = {
        first: [(tag, told) for tag, told in resolvers if tag != _TRUTH]
        for first, resolvers in _BASE.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(_TRUTH, re.compile(r"true|false"), list("tf"))


def load(text: str) -> Any:
    """The content of ``text``; raises ``yaml.YAMLError`` for what is not YAML."""
    return yaml.load(text, _Loader)  # noqa: S506 - built on a safe loader
