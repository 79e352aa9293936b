"""Every question a person can ask, one subject a module; values come back.

A query changes nothing and knows neither a request nor a terminal.
"""
