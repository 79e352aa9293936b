"""Telling stations of red warnings that nobody has touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ipharbor.actions.mail.alarms import Untouched, lay_down_alarms
from ipharbor.jobs.at_hand import AtHand
from ipharbor.queries import alarms
from ipharbor.settings import current


def mail_alarms(at_hand: AtHand) -> Mapping[str, Any]:
    """Tell stations of red warnings of their firms that nobody has touched; the same ones are told
    once."""
    at = datetime.fromisoformat(at_hand.argument["moment"])
    found = [
        (person, [Untouched(**vars(one)) for one in told])
        for person, told in alarms.untouched(days=current().alarm_days, at=at)
    ]
    made = lay_down_alarms(found, base_url=current().base_url, by=at_hand.by, at=at_hand.now())
    return {"mails": made}
