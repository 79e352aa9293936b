"""A mail made of headed parts, rendered as text and as HTML from the same values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape

COLOURS = {"red": "#b3261e", "orange": "#a04a00", "yellow": "#7a5c00", "blue": "#1d5a96"}
_LINK = re.compile(r"https?://[^\s<>\"']+")
WIDE = 4  # columns of a table whose cells are named in the text
_CELL = "border:1px solid #bbb;padding:.2em .5em;text-align:left;vertical-align:top"


@dataclass(frozen=True)
class Grid:
    """A small table."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """Lines, and perhaps a table, under a heading. ``colour`` marks a part that begins a
    warning; such a part is set off from what stands before it."""

    head: str = ""
    lines: tuple[str, ...] = ()
    grid: Grid | None = None
    colour: str = ""


def as_text(parts: Sequence[Part]) -> str:
    """The parts one under another, with a blank line between."""
    return "\n\n".join(_text(part) for part in parts)


def as_html(parts: Sequence[Part]) -> str:
    """The inner part of the page; everything that was not written here is escaped."""
    return "\n".join(_html(part) for part in parts)


def linked(line: str) -> str:
    """A line with its links, everything else escaped; spaces at its beginning are kept."""
    indent = len(line) - len(line.lstrip(" "))
    told, at = "&nbsp;" * indent, indent
    for found in _LINK.finditer(line):
        told += escape(line[at : found.start()])
        told += f'<a href="{escape(found[0])}">{escape(found[0])}</a>'
        at = found.end()
    return told + str(escape(line[at:]))


def _text(part: Part) -> str:
    lines = [f"【{part.head}】" if part.colour else part.head] if part.head else []
    lines += part.lines
    if part.grid is not None:
        lines += ["  · " + _row(part.grid.heads, row) for row in part.grid.rows]
    return "\n".join(lines)


def _row(heads: tuple[str, ...], row: tuple[str, ...]) -> str:
    """The cells of a row; those of a wide table under their heads, for without columns one does
    not see which is which."""
    if len(heads) < WIDE:
        return "  ".join(cell for cell in row if cell)
    first, *others = row
    told = (f"{head} {cell}" for head, cell in zip(heads[1:], others, strict=True) if cell)
    return "; ".join((first, *told))


def _html(part: Part) -> str:
    told = ""
    if part.head and part.colour:
        told += (
            f'<h2 style="font-size:1.1em;margin:1.6em 0 .3em;padding-left:.5em;'
            f'border-left:.3em solid {COLOURS[part.colour]}">{escape(part.head)}</h2>'
        )
    elif part.head:
        told += f'<h3 style="font-size:1em;margin:.9em 0 .2em">{escape(part.head)}</h3>'
    if part.lines:
        said = "<br>\n".join(linked(line) for line in part.lines)
        told += f'<p style="margin:.2em 0">{said}</p>'
    return told + (_table(part.grid) if part.grid is not None else "")


def _table(grid: Grid) -> str:
    heads = "".join(f'<th scope="col" style="{_CELL}">{escape(head)}</th>' for head in grid.heads)
    rows = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{linked(cell)}</td>' for cell in row) + "</tr>"
        for row in grid.rows
    )
    return (
        f'<table style="border-collapse:collapse;font-size:.95em;margin:.3em 0">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
