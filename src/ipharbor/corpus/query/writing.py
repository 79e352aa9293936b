"""Nodes written back as canonical query text."""

from __future__ import annotations

import re

from ipharbor.corpus.query.ast import (
    All,
    And,
    Choice,
    Cited,
    Exact,
    Ipc,
    Leaf,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Span,
    Word,
)

_BARE = re.compile(r"[A-Za-z0-9_]+")


def written(node: Node) -> str:
    """Canonical text of a tree: ``parse(written(node)) == node`` for any tree ``parse`` gives.

    Trees put together by hand keep that promise when junctions come from ``all_of`` and
    ``any_of``, and ``Word`` texts are words (text of unknown make belongs in ``Phrase``).
    """
    if isinstance(node, Or):
        return " OR ".join(written(part) for part in node.parts)
    if isinstance(node, And):
        return " AND ".join(_bracketed(part, Or) for part in node.parts)
    if isinstance(node, Not):
        return f"NOT {_bracketed(node.part, Or, And)}"
    return _leaf(node)


def _bracketed(node: Node, *kinds: type) -> str:
    text = written(node)
    return f"({text})" if isinstance(node, kinds) else text


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case Word(text, field, prefix):
            shown = _in(field) + text + ("*" if prefix else "")
        case Phrase(text, field):
            shown = _in(field) + quoted(text)
        case Exact(text, field):
            shown = f"{field}:={quoted(text)}"
        case Choice(field, value):
            shown = f"{field}:{value}" if _BARE.fullmatch(value) else f"{field}:{quoted(value)}"
        case Ipc(symbol):
            shown = f"ipc:{symbol}"
        case Cited(text, field):
            shown = f"{field}:{text}"
        case Number(text):
            shown = f"number:{text}"
        case Span():
            shown = _span(leaf)
        case All():
            shown = "*"
    return shown


def _span(span: Span) -> str:
    if span.since is not None and span.since == span.until:
        return f"{span.field}:{span.since}"
    return f"{span.field}:{span.since or ''}..{span.until or ''}"


def quoted(text: str) -> str:
    """``text`` in quotes, so that ``parse`` reads exactly it."""
    escaped = "".join("\\" + char if char in '\\"“”＂' else char for char in text)
    return f'"{escaped}"'


def _in(field: str | None) -> str:
    return f"{field}:" if field else ""
