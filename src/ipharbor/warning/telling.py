"""What a signal tells, in a language."""

from __future__ import annotations

from collections.abc import Mapping

from ipharbor.forecasting.survival_reasons import sentences
from ipharbor.vocabulary.messages import Message, message

MOVED = "moved"
"""The fact that names what moves a chance; it is kept apart from any language."""


def said(code: str, facts: Mapping[str, str], lang: str) -> Message:
    """The sentence and the advice of a signal with its facts; all but ``MOVED`` stand in it as
    they are."""
    params = dict(facts)
    if MOVED in params:
        between = "；" if lang == "zh" else "; "
        params[MOVED] = between.join(sentences(params[MOVED], lang)) or "—"
    return message(code, lang, params)
