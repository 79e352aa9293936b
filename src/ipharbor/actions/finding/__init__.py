"""Findings of imports: closed with a reason, and opened again."""
