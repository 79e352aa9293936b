"""The weekly mail: which warnings are open."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.mail.kinds import DIGEST, wants
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.records.models import IssuedWarning, Person
from ipharbor.vocabulary.messages import message
from ipharbor.warning import telling
from ipharbor.warning.grading import GRADES

LISTED = 10  # warnings named; the rest is counted


def lay_down_digests(*, on: date, base_url: str, by: permits.Actor, at: datetime) -> int:
    """A mail for each person who wants one and has open warnings, once for ``on``; gives how
    many were laid down."""
    permits.require(by, "warning.round")
    people = Person.objects.filter(
        is_active=True, mail_choices__kind=DIGEST, mail_choices__wanted=True
    ).exclude(email="")
    return sum(_one(person, on, base_url, at) for person in people.order_by("pk"))


def _one(person: Person, on: date, base_url: str, at: datetime) -> bool:
    still = IssuedWarning.objects.filter(person=person, decision="raised").exclude(state="closed")
    warnings = sorted(
        still.select_related("watch"), key=lambda one: (-GRADES.index(one.grade), -one.pk)
    )
    if not warnings or not wants(person, DIGEST):
        return False
    lang = person.lang
    counts = Counter(one.grade for one in warnings)
    told = [
        f"{message(f'grade.{grade}', lang, {}).what}: {counts[grade]}"
        for grade in reversed(GRADES)
        if counts[grade]
    ]
    params = {"count": len(warnings), "name": str(person), "day": on.isoformat()}
    said = message("mail.digest", lang, params)
    lines = [f"· {_named(one, lang)}\n  {base_url}/inbox/{one.pk}/" for one in warnings[:LISTED]]
    if len(warnings) > LISTED:
        lines.append(f"… +{len(warnings) - LISTED}  {base_url}/inbox/")
    body = "\n\n".join((said.next, "\n".join(told), "\n".join(lines)))
    with transaction.atomic():
        return lay_down(
            person, DIGEST, f"digest:{person.pk}:{on.isoformat()}", subject=said.what, body=body,
            base_url=base_url, at=at,
        )  # fmt: skip


def _named(one: IssuedWarning, lang: str) -> str:
    """The warning with the first thing that was seen, and how many more there are."""
    colour = message(f"grade.{one.grade}", lang, {}).what
    named = f"【{colour}】{one.watch.name} ({one.as_of.isoformat()})"
    signals = one.evidence.get("signals", ())
    if not signals:
        return named
    said = telling.said(signals[0]["code"], signals[0]["facts"], lang).what
    more = f" … +{len(signals) - 1}" if len(signals) > 1 else ""
    return f"{named}\n  {said}{more}"
