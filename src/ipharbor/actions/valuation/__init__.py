"""Valuations drawn up and signed."""
