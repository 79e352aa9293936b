"""The report of a month, put together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ipharbor.papers.report.values import Block, Report
from ipharbor.queries.monthly import Monthly
from ipharbor.queries.monthly_report._data import about_data, annexes
from ipharbor.queries.monthly_report._granted import granted, lead
from ipharbor.queries.monthly_report._holdings import agencies, dealings, holders, stock, towns
from ipharbor.queries.monthly_report._paging import Paging
from ipharbor.queries.monthly_report._record import track_record
from ipharbor.queries.monthly_report._words import Words
from ipharbor.queries.published_record import RecordRow
from ipharbor.vocabulary.places import Region


def report(
    told: Monthly, lang: str, *, region: Region, maker: str, day: date, invented: bool,
    record: Sequence[RecordRow] = (),
) -> Report:  # fmt: skip
    """``told`` as a report in ``lang``, made by ``maker`` on ``day``, with the ``record`` of the
    month's warnings where there were any.

    Where the data are ``invented`` the report says so under its head.
    """
    words = Words(lang, region, told)
    paging = Paging(words)
    blocks: list[Block] = [lead(words)]
    for chapter in (granted, stock, towns, holders, dealings, agencies, about_data):
        blocks.extend(chapter(words, paging))
    if record:
        blocks.extend(track_record(words, paging, record))
    return Report(
        lang=lang,
        mast=words.say("mast"),
        issue=words.say("issue"),
        maker=maker or words.say("unnamed"),
        day=day,
        day_told=words.day(day),
        title=words.say("title"),
        under=words.say("under", on=words.day(told.frame.on), known=words.day(told.frame.known)),
        notice=words.say("invented") if invented else "",
        blocks=tuple(blocks),
        annexes=annexes(words, paging),
        annexed=words.say("annexed"),
    )
