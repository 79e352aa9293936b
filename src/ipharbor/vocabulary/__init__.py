"""The words every other room is written in.

Numbers, days, names, places, classes, the exchange table, findings and errors: small
frozen values and the functions that read them from the text people write. Nothing here
reads a clock, a file of the user's, a network or a store, and reading bad text never
raises: the answer says what was understood and why the rest was not.
"""
