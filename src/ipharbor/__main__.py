"""``python -m ipharbor`` is the ``ipharbor`` command."""

from ipharbor.cli import main

main()
