"""The events that are told, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipharbor.gateways.webhook_forms import Event, Letter
from ipharbor.records.models import Delivery
from ipharbor.vocabulary.messages import message

EVENTS = (
    "warning.raised",
    "warning.closed",
    "import.finished",
    "job.dead",
    "right.due_soon",
    "law.corrected",
)
TEST = "webhook.test"  # goes to one webhook at a person's wish, whatever it has chosen


def told(delivery: Delivery, *, base_url: str) -> Event:
    """The event of a delivery with its words, in the webhook's language."""
    data: dict[str, Any] = delivery.body
    return Event(
        message=delivery.message,
        kind=delivery.event,
        at=delivery.made_at,
        data=data,
        letter=_letter(delivery.event, data, delivery.webhook.lang, base_url),
    )


def _letter(kind: str, data: Mapping[str, Any], lang: str, base_url: str) -> Letter:
    params = {name: value for name, value in data.items() if not isinstance(value, list | dict)}
    if "grade" in data:
        params["grade"] = message(f"grade.{data['grade']}", lang, {}).what
    if "kind" in data:
        params["kind"] = message(f"job.kind.{data['kind']}", lang, {}).what
    said = message(f"event.{kind}", lang, params)
    page = message("event.page", lang, {}).what
    return Letter(said.what, said.next, base_url.rstrip("/") + str(data.get("page", "/")), page)
