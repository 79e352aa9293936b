"""The pages: what a person sees in a browser and the doors its forms knock on.

A view reads the clock and the caller, asks the permits, calls one action or query and
renders. Nothing is decided here. Pages are server-rendered, work without any other host
and, save for drawing the charts, without scripts.
"""
