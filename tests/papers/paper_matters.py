"""A lamp maker's right and what it is filled from, invented; DOCX back into text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import docx

from ipharbor.fees.annuities import annuities
from ipharbor.fees.subject import FeeSubject, Paid
from ipharbor.papers.asking import Matter, Subject, read
from ipharbor.papers.filling import fill
from ipharbor.papers.kinds import form
from ipharbor.papers.paper import Paper
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, standing
from ipharbor.statutes import book as books
from ipharbor.statutes import calendar as calendars
from ipharbor.statutes.values import Money

BOOK = books.load()
CALENDAR = calendars.load()
LAMP = "番禺明灯有限公司"
NUMBER = "201920800001.1"
FILED, GRANTED = date(2019, 6, 3), date(2020, 1, 7)


def lamp(
    on: date,
    *,
    title: str = "一种灯笼",
    holders: Sequence[str] = (LAMP,),
    events: Sequence[Event] = (),
    paid: Sequence[tuple[int, date]] = (),
    part: Sequence[tuple[int, date, int]] = (),
    key: str = NUMBER,
) -> Subject:
    """A utility model of 2019 with its standing and dues on ``on``; ``part`` are payments in
    part."""
    right = Right(key, "utility_model", FILED, tuple(holders))
    told = [Event("GR01", GRANTED, GRANTED), *events]
    stood = standing(right, told, on=on, book=BOOK, data_until=on)
    payments = [Paid(year, day) for year, day in paid]
    payments += [Paid(year, day, Money(Decimal(amount))) for year, day, amount in part]
    subject = FeeSubject(
        key=key, patent_type="utility_model", filed_on=FILED, granted_on=GRANTED,
        paid=tuple(payments), state=stood.state,
        ended_on=None if stood.alive else stood.since,
    )  # fmt: skip
    dues = annuities(subject, on=on, book=BOOK, calendar=CALENDAR)
    return Subject(key, key, title, "utility_model", stood, dues)


def filled(
    kind: str,
    on: date,
    *subjects: Subject,
    typed: Mapping[str, str] | None = None,
    firm: str = LAMP,
    **more: Any,
) -> tuple[Paper, ...]:
    """The papers of a form on the subjects."""
    asked = form(kind)
    return fill(
        Matter(
            form=asked, firm=firm, credit_code=more.get("credit_code", ""),
            recorded=more.get("recorded", ()), subjects=subjects,
            typed=read(asked, typed or {}, book=BOOK, on=on), on=on, known_on=on,
            book=more.get("book", BOOK), calendar=CALENDAR,
        )
    )  # fmt: skip


def told(paper: Paper) -> dict[str, str]:
    """What stands in each field."""
    return {entry.field.name: entry.text for entry in paper.entries}


def written(data: bytes) -> list[str]:
    """Every paragraph and cell of a DOCX, with header and footer, in order."""
    opened = docx.Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in opened.paragraphs]
    for table in opened.tables:
        texts += [cell.text for row in table.rows for cell in row.cells]
    for section in opened.sections:
        texts += [paragraph.text for paragraph in section.footer.paragraphs]
    return texts
