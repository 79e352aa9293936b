"""The programming interface ``/api/v1``: what the pages offer, for programs.

Every operation names the action whose permit it asks and is answered in one envelope; every
refusal has one shape, in the caller's language. The room reads the caller, the language and
the clock, bounds how often one may ask, sees to it that a change asked for twice is done once,
and translates; what is done and found is the business of ``actions`` and ``queries``.
"""
