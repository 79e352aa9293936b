"""Forgetting what is kept no longer, as jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ipharbor.actions.jobs.prune import prune
from ipharbor.actions.jobs.tidy import tidy
from ipharbor.actions.people import signed_in
from ipharbor.jobs.at_hand import AtHand
from ipharbor.settings import current


def jobs_prune(at_hand: AtHand) -> Mapping[str, Any]:
    """Strike off what was done longer ago than the settings keep it."""
    days = current().jobs_keep_days
    return {"jobs": prune(days=days, by=at_hand.by, at=at_hand.now()), "days": days}


def people_tidy(at_hand: AtHand) -> Mapping[str, Any]:
    """Forget where persons were signed in long ago."""
    longest = timedelta(hours=max(current().session_hours, current().admin_session_hours))
    return {"sessions": signed_in.forget(longest=longest, at=at_hand.now())}


def api_tidy(at_hand: AtHand) -> Mapping[str, Any]:
    """Forget old answers of the programming interface."""
    return {"answers": tidy(at=at_hand.now())}
