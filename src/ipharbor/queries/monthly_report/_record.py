"""Chapter eight: how right the warnings of the month were."""

from __future__ import annotations

from collections.abc import Sequence

from ipharbor.papers.report.values import Block, Heading, Text
from ipharbor.queries.monthly_report._paging import Paging
from ipharbor.queries.monthly_report._words import Words, number, percent
from ipharbor.queries.published_record import RecordRow
from ipharbor.vocabulary.report import sentences
from ipharbor.warning.track_record import FEW


def track_record(words: Words, paging: Paging, rows: Sequence[RecordRow]) -> list[Block]:
    """The month's warnings with the verdicts of their readers, by kind of watch and by signal."""
    whole = next(row for row in rows if row.by == "all")
    text = words.say(
        "record", raised=number(whole.raised), held=number(whole.held),
        judged=number(whole.judged), useful=number(whole.useful), false=number(whole.false),
    )  # fmt: skip
    cells = [
        (
            words.say(f"record_{row.by}", what=_named(words, row)), number(row.raised),
            number(row.judged), number(row.useful), number(row.not_useful), number(row.false),
            _share(row),
        )
        for row in rows
        if row.by in ("kind", "signal")
    ]  # fmt: skip
    heads = ("of_what", "raised", "judged", "useful", "not_useful", "false", "useful_share")
    notes = (words.say("record_method", few=FEW),)
    return [
        Heading(words.say("section_record")), Text(text),
        paging.grid("record", heads, cells, notes=notes),
    ]  # fmt: skip


def _named(words: Words, row: RecordRow) -> str:
    prefix = "watched_" if row.by == "kind" else "seen_"
    name = prefix + row.code.removeprefix("signal.")
    return words.say(name) if name in sentences(words.lang) else row.code


def _share(row: RecordRow) -> str:
    if row.useful_share is None:
        return "–"
    low, high = percent(row.useful_low), percent(row.useful_high)
    return f"{percent(row.useful_share)} ({low}–{high})"
