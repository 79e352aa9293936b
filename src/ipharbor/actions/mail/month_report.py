"""The mail that a month's report is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.mail.kinds import REPORTS
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.records.models import MonthReport, Person
from ipharbor.vocabulary.messages import message


def lay_down_reports(made: Sequence[MonthReport], *, base_url: str, at: datetime) -> int:
    """A mail for each person who wants one and may read reports, with the report in their
    language where there is one; once for a report. Gives how many were laid down."""
    if not made:
        return 0
    people = Person.objects.filter(
        is_active=True, mail_choices__kind=REPORTS, mail_choices__wanted=True
    ).exclude(email="")
    return sum(
        _one(person, made, base_url, at)
        for person in people.order_by("pk")
        if permits.allowed(permits.of(person), "report.read")
    )


def _one(person: Person, made: Sequence[MonthReport], base_url: str, at: datetime) -> bool:
    report = next((one for one in made if one.lang == person.lang), made[0])
    params = {
        "year": report.year, "month": report.month, "known": report.known_on.isoformat(),
        "link": f"{base_url.rstrip('/')}/cockpit/reports/",
    }  # fmt: skip
    said = message("mail.month_report", person.lang, params)
    with transaction.atomic():
        return lay_down(
            person, REPORTS, f"report:{report.pk}:{person.pk}", subject=said.what, body=said.next,
            base_url=base_url, at=at,
        )  # fmt: skip
