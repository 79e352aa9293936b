"""Printing: JSON for machines, aligned tables and progress bars for people."""

from __future__ import annotations

import dataclasses
import json
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Any

import click


def as_json(value: Any) -> None:
    """Print one JSON document; dataclasses become objects, dates ISO text."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns; Chinese characters count as two places."""
    shown = [[_text(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(_width(row[at]) for row in shown) for at in range(len(headings))]
    for row in shown:
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        click.echo("  ".join(cells).rstrip())


class Bar:
    """A progress bar on stderr, one for each phase; silent where nobody looks."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet or not sys.stderr.isatty()
        self._phase = ""
        self._shown = -1

    def __call__(self, phase: str, done: int, of: int) -> None:
        """Show ``done`` of ``of`` in ``phase``."""
        if self._quiet:
            return
        percent = 100 if of <= 0 else min(100, done * 100 // of)
        if phase == self._phase and percent == self._shown:
            return
        if phase != self._phase and self._phase:
            click.echo("", err=True)
        self._phase, self._shown = phase, percent
        filled = percent * 30 // 100
        click.echo(
            f"\r{phase:<8} [{'#' * filled}{'.' * (30 - filled)}] {percent:3d} %", nl=False, err=True
        )

    def close(self) -> None:
        """End the line."""
        if self._phase and not self._quiet:
            click.echo("", err=True)
        self._phase = ""


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.3g}"
    return " ".join(str(cell).split())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
