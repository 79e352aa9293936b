"""Markets: the countries and customs territories to which goods are sold, by the two letters of
ISO 3166-1, with short names of our own choice in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

HOME = "CN"
_PARTS = re.compile(r"[|;、；/\n]+")
_SMALLER = re.compile(r"[,，]+")


@cache
def markets(lang: str) -> Mapping[str, str]:
    """All markets in ``lang`` (``zh`` or ``en``) by their code, in the order of the codes."""
    text = files("ipharbor.vocabulary").joinpath("data", "markets.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return {code: named[lang] for code, named in loaded.items()}


def market(code: str, lang: str) -> str:
    """The name of a market; the code itself where it has none."""
    return markets(lang).get(code, code)


@cache
def european() -> frozenset[str]:
    """The states for which a European patent can be granted, by the two letters of ISO 3166-1."""
    text = files("ipharbor.vocabulary").joinpath("data", "epc.yaml").read_text("utf-8")
    return frozenset(yaml.safe_load(text)["states"])


def offices(market: str) -> tuple[str, ...]:
    """The offices whose grants can have effect in a market: its own, and the European one for a
    state of its convention. Whether a European patent has effect in a state (validation, or
    unitary effect) has to be looked up."""
    return (market, "EP") if market in european() else (market,)


def read_markets(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the markets that a text lists by code or name in either language, each once
    and in its order, and what of it is no market."""
    known: list[str] = []
    unknown: list[str] = []
    for part in _PARTS.split(unicodedata.normalize("NFC", text)):
        # A comma parts a list, save within a name such as "Hong Kong, China".
        for said in [part] if _code(part) else _SMALLER.split(part):
            code = _code(said)
            if code is not None and code not in known:
                known.append(code)
            elif said.strip() and code is None:
                unknown.append(" ".join(said.split()))
    return tuple(known), tuple(unknown)


def _code(said: str) -> str | None:
    return _by_name().get(_folded(said)) if said.strip() else None


@cache
def _by_name() -> Mapping[str, str]:
    found = {_folded(code): code for code in markets("en")}
    for lang in ("en", "zh"):
        found |= {_folded(name): code for code, name in markets(lang).items()}
        found |= {
            _folded(name.partition(",")[0]): code
            for code, name in markets(lang).items()
            if "," in name
        }
    found |= {"uk": "GB", "usa": "US", "香港": "HK", "澳门": "MO", "台湾": "TW"}
    return found


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "").strip()
