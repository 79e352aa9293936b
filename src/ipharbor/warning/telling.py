"""What a signal tells, in a language."""

from __future__ import annotations

from collections.abc import Mapping

from ipharbor.forecasting.survival_reasons import sentences
from ipharbor.vocabulary.messages import Message, message

LAW, CORRECTED = "signal.law_changed", "signal.law_corrected"
MOVED = "moved"
"""The fact that names what moves a chance; it is kept apart from any language."""


def said(code: str, facts: Mapping[str, str], lang: str) -> Message:
    """The sentence and the advice of a signal with its facts; all but ``MOVED`` stand in it as
    they are. A fact that ends in ``_zh`` or ``_en`` is told in that language alone, without the
    ending. What an officer corrected is told in a sentence of its own."""
    params = {name.removesuffix(f"_{lang}"): value for name, value in facts.items()}
    if code == LAW and "by" in params and "names_zh" in facts:
        code = CORRECTED
    if MOVED in params:
        between = "；" if lang == "zh" else "; "
        params[MOVED] = between.join(sentences(params[MOVED], lang)) or "—"
    return message(code, lang, params)
