"""The replay of watches over the past as a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from ipharbor import wiring
from ipharbor.actions.warning.backtest import backtest
from ipharbor.jobs.at_hand import AtHand
from ipharbor.settings import current


def backtest_warnings(at_hand: AtHand) -> Mapping[str, Any]:
    """Replay the watches over the months that were asked for, else the usual ones. Broken off,
    it goes on with the watches that are left."""

    def keep(memo: Mapping[str, Any]) -> None:
        with transaction.atomic():
            at_hand.hold()
            at_hand.remember(**memo)

    asked = at_hand.argument
    made = backtest(
        current().home,
        corpus=wiring.corpus(),
        by=at_hand.by,
        at=at_hand.now(),
        first=date.fromisoformat(asked["first"]) if "first" in asked else None,
        last=date.fromisoformat(asked["last"]) if "last" in asked else None,
        told=lambda done, of: at_hand.tell("job.said.replay", done, of),
        memo=at_hand.memo,
        keep=keep,
    )
    return {
        "first": made.first.isoformat(),
        "last": made.last.isoformat(),
        "watches": made.watches,
        "raised": made.raised,
        "vintage": made.vintage,
    }
