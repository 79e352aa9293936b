"""Sweeps: one look over the whole region for one kind of incident.

A sweep takes its columns from what was known on a day, asks the pure functions of ``warning``
and ``forecasting``, and gives incidents. Each module has one or a few sweeps; ``every`` lists
them all.
"""
