"""The invented region: firms, inventors and publications that never existed.

A seeded generator that lays an invented economy over the public geography of Panyu and
writes it as a table in IPHarbor's own exchange format, with the legal events and annuities of
its firms' rights as another, so that a demonstration, a tutorial
or a measurement needs no records of anybody. Names, addresses, numbers and texts are made
up; towns, classes of the IPC and the gazette's weekdays are real. The same seed gives the
same bytes. ``docs/explanation/sample-region.md`` tells what is planted in it.
"""
