"""Markets by code and by name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.markets import market, markets, read_markets


def test_every_market_has_two_letters_and_a_name_in_both_languages() -> None:
    assert len(markets("en")) == 249
    assert markets("zh").keys() == markets("en").keys()
    for code, name in markets("zh").items():
        assert re.fullmatch(r"[A-Z]{2}", code)
        assert re.search(r"[一-鿿]", name)
        assert markets("en")[code].strip()
    for lang in ("zh", "en"):
        assert len(set(markets(lang).values())) == 249
    assert (market("NO", "en"), market("TW", "zh"), market("XX", "en")) == (
        "Norway", "中国台湾", "XX"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("CN|us| de ", ("CN", "US", "DE"), ()),
        ("中国、德国，日本", ("CN", "DE", "JP"), ()),
        ("Hong Kong, China", ("HK",), ()),
        ("United Kingdom, USA; Côte d'Ivoire", ("GB", "US", "CI"), ()),
        ("香港；越南", ("HK", "VN"), ()),
        ("CN|CN|中国", ("CN",), ()),
        ("Atlantis, US", ("US",), ("Atlantis",)),
        ("", (), ()),
        (" | ,", (), ()),
    ],
)
def test_markets_are_read_by_code_or_name_in_either_language(
    text: str, known: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    assert read_markets(text) == (known, unknown)


@given(st.lists(st.sampled_from(sorted(markets("en"))), unique=True), st.sampled_from(["zh", "en"]))
def test_a_list_of_names_is_read_back_as_its_codes(codes: list[str], lang: str) -> None:
    joined = ("、" if lang == "zh" else "; ").join(market(code, lang) for code in codes)
    assert read_markets(joined) == (tuple(codes), ())
