"""What every form of legal events is read into, and the checks that all forms share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from ipharbor.register.codes import code_of, codes, tidy
from ipharbor.vocabulary.days import day
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.numbers import application_number

PAID = "FEE"
LONGEST_CODE = 8
LAST_YEAR = 25  # that an annuity is paid for, a compensated term included
MOST_PAID = Decimal(10**8)  # CNY; no annuity comes near it

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class StatedEvent:
    """One event as a row states it; ``key`` joins with the corpus."""

    row: int
    key: str
    code: str
    on: date
    known_on: date | None
    details: dict[str, str]


@dataclass(frozen=True)
class EventTable:
    """A whole file: ``read = len(events) + set_aside``; findings in the order of rows.

    ``form`` is the word for what was recognised: ``event_table``, ``status_list`` (a table that
    tells events in words), ``inpadoc_events`` or ``cnipa_records``.
    """

    events: tuple[StatedEvent, ...]
    findings: tuple[Finding, ...]
    read: int
    set_aside: int
    form: str = "event_table"


@dataclass(frozen=True)
class Told:
    """An event as a row or element writes it, not understood yet.

    ``phrase`` is the event in words, where ``code`` is empty. ``columns`` are the names under
    which number, code, phrase and day stand in the file.
    """

    row: int
    number: str
    code: str
    day: str
    phrase: str = ""
    known: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def coded(text: str) -> str:
    """A code in the form in which it is kept, empty for none."""
    return tidy(text)[:LONGEST_CODE].upper()


def payment_of(details: Mapping[str, str]) -> tuple[int | None, str | None]:
    """The patent year that was paid for, None where none or no possible one is told, and what
    was paid, with two decimals, None where it cannot be read."""
    year = details.get("year", details.get("年度", ""))
    possible = year.isdecimal() and len(year) <= 4 and 1 <= int(year) <= LAST_YEAR
    return (int(year) if possible else None), _amount(
        details.get("amount", details.get("金额", ""))
    )


def _amount(text: str) -> str | None:
    try:
        amount = Decimal(text.replace(",", ""))
        return str(amount.quantize(_CENT)) if abs(amount) < MOST_PAID else None
    except InvalidOperation:
        return None


class Gathering:
    """Events and findings as the rows go by. Each unknown code is remarked upon once."""

    def __init__(self) -> None:
        self.events: list[StatedEvent] = []
        self.findings: list[Finding] = []
        self.read = 0
        self._unknown: set[str] = set()

    def take(self, told: Told) -> None:
        """Read one event; what is wrong with it becomes findings."""
        self.read += 1
        number = application_number(told.number)
        if number.clean is None:
            self._doubt(
                "events.number.unreadable", Severity.FAULT, told, "application_number", told.number
            )
        elif number.why:
            asked = number.clean.check
            self._doubt(
                number.why, Severity.WARN, told, "application_number", told.number, asked=asked
            )
        on = day(told.day).clean
        if on is None:
            self._doubt("events.date.unreadable", Severity.FAULT, told, "event_date", told.day)
        code = self._code(told)
        if number.clean is None or on is None or not code:
            return
        self.events.append(
            StatedEvent(
                told.row,
                f"CN{number.clean}",
                code,
                on,
                day(told.known).clean,
                dict(told.details),
            )
        )

    def leave(self, finding: Finding) -> None:
        """Set an element aside that was read but is no event of a Chinese right."""
        self.read += 1
        self.findings.append(finding)

    def done(self, form: str, remarks: tuple[Finding, ...] = ()) -> EventTable:
        """Everything read so far, with ``remarks`` on the file."""
        return EventTable(
            tuple(self.events),
            (*self.findings, *remarks),
            self.read,
            self.read - len(self.events),
            form,
        )

    def _code(self, told: Told) -> str:
        code = coded(told.code)
        if not code and told.phrase:
            code = code_of(told.phrase, told.text)
            if not code:
                self._doubt(
                    "events.phrase.unknown", Severity.FAULT, told, "event_phrase", told.phrase
                )
            return code
        if not code:
            self._doubt("events.code.missing", Severity.FAULT, told, "event_code", told.code)
        elif code != PAID and code not in codes() and code not in self._unknown:
            self._unknown.add(code)
            self._doubt("events.code.unknown", Severity.WARN, told, "event_code", code)
        return code

    def _doubt(
        self, code: str, severity: Severity, told: Told, column: str, value: str, **params: str
    ) -> None:
        shown = told.columns.get(column, column)
        self.findings.append(Finding(code, severity, told.row, shown, value, params))
