"""How the house keeps passwords, beside which those of the tests are quick."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    check_password,
    get_hasher,
    identify_hasher,
    make_password,
)

PASSWORD = "correct-horse-battery"


@pytest.fixture
def of_the_house(settings: Any) -> Any:
    """The hashes of an installation in place of the quick ones."""
    told = importlib.import_module("ipharbor.settings.django")
    settings.PASSWORD_HASHERS = told.PASSWORD_HASHERS
    return settings


def test_the_house_hashes_with_argon2id_at_the_cost_its_framework_advises(
    of_the_house: Any,
) -> None:
    hasher = get_hasher("default")
    assert type(hasher) is Argon2PasswordHasher
    kept = make_password(PASSWORD)
    told = hasher.decode(kept)
    assert told["variety"] == "argon2id"
    assert (told["memory_cost"], told["time_cost"], told["parallelism"]) >= (102_400, 2, 8)
    assert check_password(PASSWORD, kept)
    assert not check_password(PASSWORD + " ", kept)


def test_a_quick_hash_of_a_test_is_one_that_the_house_reads_and_makes_anew(
    of_the_house: Any,
) -> None:
    from quick_hashes import QuickArgon2

    quick = QuickArgon2().encode(PASSWORD, "saltsalt")
    assert check_password(PASSWORD, quick)
    assert identify_hasher(quick).must_update(quick)
