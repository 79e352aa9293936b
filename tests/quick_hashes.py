"""Passwords of tests: hashed as the house does it, at the least cost the method knows.

A hash made to be slow costs a third of a second of the processor, and nearly every test makes a
person. ``tests/ops/test_password_hashes.py`` looks at what the house itself uses.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8  # KiB
    parallelism = 1
