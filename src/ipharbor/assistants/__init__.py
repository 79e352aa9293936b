"""Answers for AI assistants over the Model Context Protocol: search, standing, dues, deadlines.

An entrance like the pages and the command: it finds out whose token asks, on which day, and
puts the question to the queries. It only reads. ``caller`` tells who asks, ``corpus``,
``rights``, ``law`` and ``inbox`` hold the tools, ``server`` offers them, ``python -m
ipharbor.assistants`` is the process, over standard input and output or over HTTP.
"""
