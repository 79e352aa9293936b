"""A right's standing on a day, folded from what the gazette and the docket say of it.

Legal events under old and new codes become kinds of event; one table of moves says what
each kind does to each state; the fold answers for any day, as it was known on any day,
and says how sure it is, since when, by which events and articles. Licences, pledges,
preservations, suspensions, open licences and the chain of title hang on the same events.
``standing`` explains one right, ``batch`` answers for a register's whole table with the
same result. An impossible move is a finding. Nothing here reads a clock, a store or a
network, and the numbers of the law come from ``statutes``.
"""
