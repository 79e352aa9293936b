"""The way out of the house: each outside service has one protocol here.

For now mail alone. Every protocol has one real implementation, one stand-in that works
without the service, and one suite of tests that both pass.
"""
