"""The law as data, and the counting of days.

Every period, fee, rate, threshold and list of the law stands in ``book/*.yaml`` with the days
between which it holds, its unit, its source and how well it was read; nothing of it stands in
code. ``book`` gives the law of a day, ``calendar`` the working days as announced, ``counting``
the rules by which periods run and papers count as received, ``deadlines`` the two together:
the last day for an act, with each step and its article. The room is pure: it reads no clock
and no store; corrections and regional overlays are handed in.
"""
