"""Doing again what the journal tells of, into empty tables, and comparing.

Each line of the journal carries what was changed. A handler for each action writes the same
rows into another store; what comes out must be what the register holds. So it can be shown that
nothing in the register was changed behind the journal's back, and a register that was lost can
be made again from a journal that was not. ``HANDLERS`` names what is replayed, ``LEFT`` what is
not and why.
"""
