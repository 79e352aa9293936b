"""Recovery codes, drawn by lot."""

from __future__ import annotations

import secrets

_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is mistaken for another


def recovery_codes() -> list[str]:
    """Ten codes of fifty bits, each in two halves to be read aloud."""
    drawn = ["".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(10)]
    return [f"{signs[:5]}-{signs[5:]}" for signs in drawn]
