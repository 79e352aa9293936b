"""Reads the files that people bring: patent tables in the forms of the great databases.

``source.open_source`` recognises what a file is, by its bytes and its headings and never by
its name, and gives its rows as batches of clean statements (``vocabulary.exchange.STATEMENT``)
with findings by row and column. Every row that was read is either a statement or set aside with
its reason and its text. The formats are data (``formats/*.yaml``); a table that none of them
knows is read through a ``mapping`` that its owner writes. This room is pure: it knows no clock,
network or store, its memory does not grow with the file (except for XLSX, which is bounded by a
stated number of cells), and it raises nothing but ``HarborError``.
"""
