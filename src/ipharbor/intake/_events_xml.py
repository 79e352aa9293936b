"""Legal events in XML: answers of the EPO's Open Patent Services, records of the Chinese office.

``world-patent-data`` holds INPADOC's events, an element ``legal`` each, within a family member
whose application is told before them. The Chinese office's records of legal status (法律状态,
PRS) are an element ``PRSRecord`` each, with the application's number in one or two forms, the
gazette's day, code, name and information. Children are found by their names: their order
differs from file to file.
"""

from __future__ import annotations

from pathlib import Path

from ipharbor.intake._events_information import details_of
from ipharbor.intake._events_stated import EventTable, Gathering, Told
from ipharbor.intake._xml import Piece, Pieces
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity

HOME = "CN"

_NAMES = frozenset({"legal", "application-reference", "PRSRecord"})
_PRS_COLUMNS = {
    "application_number": "ApplicationReference",
    "event_code": "PRSCode",
    "event_phrase": "PRSValue",
    "event_date": "PRSPublicationDate",
}
_OPS_COLUMNS = {
    "application_number": "L003EP",
    "event_code": "L008EP",
    "event_date": "L007EP",
}
_FREE_TEXT = "L510EP"
_EFFECTIVE = "L525EP"
_DELETED = "D"


def read_xml(path: Path) -> EventTable:
    """Read the legal events of an XML file.

    Rows of the findings are lines of the file. A file that breaks off keeps what was read
    before, with a finding. Raises HarborError ``events.xml.unknown`` when no element of a
    known form is in it, ``events.xml.damaged`` when it is no XML from the beginning, and the
    errors of ``Pieces``.
    """
    pieces = Pieces(path, _NAMES)
    gathered = Gathering()
    form = ""
    application = ""
    for piece in pieces:
        if piece.name == "application-reference":
            application = _docdb(piece) or application
        elif piece.name == "legal":
            form = "inpadoc_events"
            _inpadoc(piece, application, gathered)
        else:
            form = "cnipa_records"
            _gazette(piece, gathered)
    if not form:
        code = "events.xml.damaged" if pieces.broken else "events.xml.unknown"
        raise HarborError(code, path=path.name, line=pieces.broken, root=pieces.root)
    table = gathered.done(form)
    if not pieces.broken and not pieces.fault:
        return table
    cut = Finding("events.xml.broken", Severity.WARN, pieces.broken)
    return EventTable(table.events, (*table.findings, cut), table.read, table.set_aside, table.form)


def _docdb(reference: Piece) -> str:
    """The Chinese application of a reference in docdb's form, empty for another office's."""
    for document in reference.every("document-id"):
        if document.attributes.get("document-id-type") == "docdb":
            return document.first("doc-number") if document.first("country") == HOME else "-"
    return ""


def _inpadoc(event: Piece, application: str, gathered: Gathering) -> None:
    office = event.first("L001EP")
    code = event.first("L008EP") or event.attributes.get("code", "").strip()
    if office != HOME:
        gathered.leave(Finding("events.office.other", Severity.NOTE, event.line, "L001EP", office))
        return
    filed = event.first("L002EP") != "P"
    number = event.first("L003EP") if filed else application
    text = "\n".join(found.text for found in event.every(_FREE_TEXT) if found.text)
    details = details_of(text)
    effective = event.first(_EFFECTIVE)
    if effective:
        details.setdefault("registered_on", effective)
    gathered.take(
        Told(
            event.line, number, code, event.first("L007EP"),
            details=details, text=text, columns=_OPS_COLUMNS,
        )
    )  # fmt: skip


def _gazette(record: Piece, gathered: Gathering) -> None:
    if record.attributes.get("status") == _DELETED:
        shown = record.attributes.get("PRSID", "")
        gathered.leave(
            Finding("events.record.deleted", Severity.NOTE, record.line, "status", shown)
        )
        return
    information = record.first("PRSInformation")
    phrase = record.first("PRSValue")
    gathered.take(
        Told(
            record.line,
            _number(record),
            record.first("PRSCode"),
            next((day.first("Date") or day.text for day in record.every("PRSPublicationDate")), ""),
            phrase=phrase,
            details=details_of(information or phrase),
            text=information,
            columns=_PRS_COLUMNS,
        )
    )  # fmt: skip


def _number(record: Piece) -> str:
    """The application's number: as printed, with its check character, else as standardised."""
    references = sorted(
        record.every("ApplicationReference"),
        key=lambda one: one.attributes.get("dataFormat") != "original",
    )
    return next((one.first("DocNumber") for one in references if one.first("DocNumber")), "")
