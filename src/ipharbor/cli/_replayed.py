"""What a replay of watches came to, as tables for people."""

from __future__ import annotations

import click

from ipharbor.cli.showing import table
from ipharbor.queries.backtests import Replay

_KINDS = ("among", "kind", "watches", "raised", "held", "a_year")
_SIGNALS = ("among", "kind", "signal", "warned", "confirmed", "precision", "recall", "chance",
            "doubling", "days")  # fmt: skip


def show(seen: Replay) -> None:
    """Print the watches by kind, and how the signals fared."""
    table(
        ("first", "last", "months", "documents", "vintage"),
        [[seen.first, seen.last, seen.months, seen.documents, seen.vintage]],
    )
    click.echo()
    table(
        _KINDS,
        [
            [one.among, one.kind, one.watches, one.raised, one.held, f"{one.a_year:.1f}"]
            for one in seen.kinds
        ],
    )
    click.echo()
    table(
        _SIGNALS,
        [
            [one.among, one.kind, one.signal, one.warned, one.confirmed,
             _share(one.precision.share if one.precision else None), _share(one.recall),
             _share(one.chance), _share(one.doubling),
             "–" if one.days is None else f"{one.days:.0f}"]
            for one in seen.signals
        ],
    )  # fmt: skip


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
