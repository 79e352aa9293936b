"""Decisions on a financing, opened again as they were known when they were taken."""
