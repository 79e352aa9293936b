"""Calendars as RFC 5545 writes them: events of a day or a moment, with a reminder.

Lines end with CRLF and are folded before their 75th octet (section 3.1); text is escaped
(section 3.3.11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST = 75  # octets of a line, without its end
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class AllDay:
    """An event of the whole day ``on``. ``uid`` stays the same as long as it is the same act.

    ``url`` may be empty; ``remind`` is how many days before a reminder is shown.
    """

    uid: str
    on: date
    summary: str
    description: str
    url: str = ""
    remind: int = 30


@dataclass(frozen=True)
class Timed:
    """An event that begins ``at`` an aware moment; how long it takes is not known. A reminder is
    shown ``remind`` minutes before."""

    uid: str
    at: datetime
    summary: str
    description: str
    url: str = ""
    remind: int = 30


def calendar(name: str, events: Iterable[AllDay | Timed], *, at: datetime) -> bytes:
    """The calendar ``name`` as a file; ``at``, an aware moment, is when it was made."""
    stamp = _moment(at)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//IPHarbor//Docket//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode()


def escaped(text: str) -> str:
    """``text`` as the value of a text property; control characters are left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in plain if sign in "\n\t" or (ord(sign) >= 32 and sign != "\x7f"))
    return kept.translate(_ESCAPED)


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, characters whole, each but the first indented."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _LONGEST:
            yield part
            part, size = " ", 1
        part += sign
        size += octets
    yield part


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _when(event: AllDay | Timed) -> list[str]:
    if isinstance(event, Timed):
        return [f"DTSTART:{_moment(event.at)}"]
    return [
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
        "TRANSP:TRANSPARENT",
    ]


def _event(event: AllDay | Timed, stamp: str) -> list[str]:
    before = f"-PT{event.remind}M" if isinstance(event, Timed) else f"-P{event.remind}D"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{stamp}",
        *_when(event),
        f"SUMMARY:{escaped(event.summary)}",
        f"DESCRIPTION:{escaped(event.description)}",
    ]
    if event.url:
        lines.append(f"URL:{event.url}")
    lines += [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(event.summary)}",
        f"TRIGGER:{before}",
        "END:VALARM",
        "END:VEVENT",
    ]
    return lines
