"""Every change, one verb a module.

An action checks the permit, reckons, saves, writes the journal and, after the commit,
lets the messages go. Entrances hand it the caller and the time; it knows neither a
request nor a terminal.
"""
