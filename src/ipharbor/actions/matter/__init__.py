"""Matters of a station: begun, changed, handed over, closed, opened again."""
