"""Bulletins issued, withdrawn and acknowledged."""
