"""Where randomness begins."""

from __future__ import annotations

from random import Random


def seeded(seed: str | int) -> Random:
    """Random numbers that are the same for the same seed on every machine."""
    return Random(seed)  # noqa: S311 - invents sample data, guards nothing
