"""What the journal keeps of a firm's own matters: sealed, so that who reads the journal learns
that something was done and by whom, and not what was said.

A journal line tells the numbers, days and states; words, answers and figures that are the
firm's alone lie sealed in its enclosure, and only a replay and the page of a decision open them
again.
"""

from __future__ import annotations

from ipharbor.gateways.sealing import opened, sealed

__all__ = ["opened", "sealed"]
