"""The ``ipharbor`` command: every job an administrator does.

Each command lives in a module of its own and is loaded when it is called, so that
``--help`` answers at once. All state is under one home folder; ``--json`` prints one JSON
document for machines; a HarborError ends the command with exit code 1 and says what to do.
"""

from ipharbor.cli.app import main

__all__ = ["main"]
