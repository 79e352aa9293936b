"""How right warnings were, published."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from ipharbor.api.asking import Asked, asks
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import published_record
from ipharbor.queries.backtests import Replay, SignalTested, backtest, replay
from ipharbor.queries.published_record import RecordRow
from ipharbor.settings import current

router = Router(tags=["track record"])


class BackTestTold(Schema):
    """A back-test on planted events: the seeds it was tuned on and those it was not, and by way
    of warning the figures by signal."""

    made_on: str
    tuned: list[str]
    held_out: list[str]
    ways: dict[str, list[SignalTested]]


class PublishedRecord(Schema):
    """Counts of warnings with their verdicts, and the back-tests that are kept, if any are: on
    planted events, and by what the year after brought to watches that were replayed."""

    rows: list[RecordRow]
    backtest: BackTestTold | None
    replay: Replay | None


@router.get("/track-record", response=Envelope[PublishedRecord], **asks("track_record.read"))
def published(request: Asked) -> dict[str, Any]:
    """How right warnings of all watches were: as a whole, by kind of watch, signal and month."""
    held = backtest(current().home)
    told = None if held is None else vars(held)
    record = published_record.published()
    return answer({"rows": record, "backtest": told, "replay": replay(current().home)})
