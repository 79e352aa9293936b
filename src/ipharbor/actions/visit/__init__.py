"""Visits of a station to firms."""
