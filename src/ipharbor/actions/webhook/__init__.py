"""Addresses that are told of events: added, changed, ended, tried; events announced and sent."""
