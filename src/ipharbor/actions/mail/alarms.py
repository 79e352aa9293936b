"""The mail to a town's station about red warnings that nobody has touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.mail.kinds import ALARMS
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.records.models import Person
from ipharbor.vocabulary.messages import message

LISTED = 20  # warnings named; the rest is counted


@dataclass(frozen=True)
class Untouched:
    """A red warning that nobody has touched: its number, the firm, and for how many days. What it
    is about is not told."""

    warning: int
    firm: str
    days: int


def lay_down_alarms(
    found: Sequence[tuple[Person, Sequence[Untouched]]],
    *,
    base_url: str,
    by: permits.Actor,
    at: datetime,
) -> int:
    """A mail for each person of a station whom the table of permits lets see them; once for the
    newest of the warnings, so that a mail goes again only when another one has waited too long.
    Gives how many were laid down."""
    permits.require(by, "warning.round")
    return sum(_one(person, told, base_url, at) for person, told in found)


def _one(person: Person, told: Sequence[Untouched], base_url: str, at: datetime) -> bool:
    if not told or not permits.ever(permits.of(person), "alarm.read"):
        return False
    lang, base = person.lang, base_url.rstrip("/")
    link = f"{base}/station/alarms/"
    params = {"count": len(told), "name": str(person)}
    said = message("mail.alarms", lang, params)
    lines = [f"· {_line(one, lang)}" for one in told[:LISTED]]
    if len(told) > LISTED:
        lines.append(f"… +{len(told) - LISTED}")
    body = "\n\n".join((said.next, "\n".join(lines), link))
    newest = max(one.warning for one in told)
    with transaction.atomic():
        return lay_down(
            person, ALARMS, f"alarms:{person.pk}:{newest}", subject=said.what, body=body,
            base_url=base, at=at,
        )  # fmt: skip


def _line(one: Untouched, lang: str) -> str:
    return message("mail.alarms.one", lang, {"firm": one.firm, "days": one.days}).what
