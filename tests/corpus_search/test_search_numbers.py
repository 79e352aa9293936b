"""The forms under which a document's numbers are found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ipharbor.corpus.search.numbering import held_forms
from ipharbor.vocabulary.numbers import check_character

SERIALS = st.integers(0, 9_999_999).map("{:07d}".format)
CHECKS = st.sampled_from("0123456789X")
PUBLISHED = st.from_regex(r"[A-Z]{2}[A-Z0-9]{1,9}", fullmatch=True)


def test_a_right_is_found_with_and_without_check_character_office_and_kind() -> None:
    assert held_forms("201510163325.6", ["CN104784918B"]) == {
        "201510163325", "2015101633256", "CN201510163325", "CN2015101633256",
        "CN104784918B", "104784918B", "104784918", "CN104784918",
    }  # fmt: skip


@given(st.integers(1990, 2110), st.integers(0, 9), SERIALS, CHECKS, st.booleans())
def test_an_application_number_has_the_same_forms_however_it_is_written(
    year: int, kind: int, serial: str, check: str, sound: bool
) -> None:
    digits = f"{year}{kind}{serial}"
    number = f"{digits}.{check_character(digits) if sound else check}"
    assert held_forms(number, ()) == held_forms(f" {number}", ())


@given(PUBLISHED)
def test_a_publication_number_has_the_same_forms_however_it_is_written(number: str) -> None:
    assert held_forms(None, [number]) == held_forms(None, [f" {number}"])
