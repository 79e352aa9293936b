"""What a signal tells, in a language."""

from __future__ import annotations

from collections.abc import Mapping

from ipharbor.forecasting.survival_reasons import sentences
from ipharbor.statutes import book
from ipharbor.statutes.provision import instruments
from ipharbor.vocabulary.messages import Message, message

LAW, CORRECTED = "signal.law_changed", "signal.law_corrected"
MOVED = "moved"
"""The fact that names what moves a chance; it is kept apart from any language."""


def said(code: str, facts: Mapping[str, str], lang: str) -> Message:
    """The sentence and the advice of a signal with its facts; all but ``MOVED`` stand in it as
    they are. A fact that ends in ``_zh`` or ``_en`` is told in that language alone, without the
    ending. What an officer corrected is told in a sentence of its own."""
    if code == LAW and "names" in facts:
        facts = _in_words(facts, lang)
    params = {name.removesuffix(f"_{lang}"): value for name, value in facts.items()}
    if code == LAW and params.get("by", "—") != "—":
        code = CORRECTED
    if MOVED in params:
        between = "；" if lang == "zh" else "; "
        params[MOVED] = between.join(sentences(params[MOVED], lang)) or "—"
    return message(code, lang, params)


def _in_words(facts: Mapping[str, str], lang: str) -> dict[str, str]:
    """Facts that an earlier version kept as codes: names of provisions and the key of the
    instrument, in words. What the book no longer has stays as it is."""
    held = book.load().entries
    names = [
        held[name][-1].title(lang) if name in held else name
        for name in facts["names"].removesuffix("…").split("、")
    ]
    more = "…" if facts["names"].endswith("…") else ""
    key = facts.get("instrument", "").partition(" ")[0]
    titles = instruments().get(key, {})
    return dict(facts) | {
        "names": ("；" if lang == "zh" else "; ").join(names) + more,
        "instrument": titles.get(lang, facts.get("instrument", "—")),
    }
