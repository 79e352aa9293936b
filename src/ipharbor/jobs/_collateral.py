"""The night's look over pledged loans as a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions.collateral.look import look
from ipharbor.jobs.at_hand import AtHand
from ipharbor.queries import watched_loans
from ipharbor.queries.swept import known
from ipharbor.settings import current


def collateral_look(at_hand: AtHand) -> Mapping[str, Any]:
    """Look over all pledged loans as of the day it was due."""
    on = timezone.localdate(datetime.fromisoformat(at_hand.argument["moment"]))
    seen = known(wiring.corpus(), region=current().region)
    told = watched_loans.watched(seen, on)
    done = look(
        told, rights=watched_loans.titles(seen, told), book=seen.book, on=on, by=at_hand.by,
        at=at_hand.now(),
    )  # fmt: skip
    watched_loans.keep(current().collateral, told, done.found, on)
    night = done.night
    counts = ("loans", "opened", "breached", "cured")
    return {"as_of": on.isoformat(), **{name: getattr(night, name) for name in counts}}
