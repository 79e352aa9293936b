"""Legal events of invented rights, in the forms in which offices and databases write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

LANTERN = "201510163325.6"  # 走马灯 of 番禺明灯
KITE = "97101765.4"

OPS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">\n'
    '<ops:patent-family legal="true"><ops:family-member>\n{body}'
    "</ops:family-member></ops:patent-family></ops:world-patent-data>"
)
PRS = (
    '<?xml version="1.0" encoding="{encoding}"?>\n'
    '<business:PRS xmlns:business="urn:business" xmlns:base="urn:base">\n{body}</business:PRS>'
)
CODES = ("L001EP", "L002EP", "L003EP", "L004EP", "L007EP", "L008EP")


def reference(number: str, office: str = "CN") -> str:
    """The application of a family member."""
    return (
        '<application-reference><document-id document-id-type="docdb">'
        f"<country>{office}</country><doc-number>{number}</doc-number><kind>A</kind>"
        "</document-id></application-reference>\n"
    )


def inpadoc(
    code: str,
    day: str,
    number: str = "201510163325",
    text: str = "",
    office: str = "CN",
    of: str = "F",
    effective: str = "",
) -> str:
    """One event as the Open Patent Services write it."""
    told = zip(CODES, (office, of, number, "A", day, code), strict=True)
    said = "".join(f"<ops:{name}>{value}</ops:{name}>" for name, value in told)
    more = f"<ops:L510EP>{text}</ops:L510EP>" if text else ""
    more += f"<ops:L525EP>{effective}</ops:L525EP>" if effective else ""
    return (
        f'<ops:legal code="{code}" desc="LANTERN" infl="+">{said}'
        f"<ops:L500EP>{more}</ops:L500EP></ops:legal>\n"
    )


def record(
    code: str,
    day: str,
    value: str,
    information: str = "",
    number: str = LANTERN,
    standard: str = "2015101633256",
    status: str = "C",
    swapped: bool = False,
) -> str:
    """One record as the Chinese office writes it; ``swapped`` changes the order of children."""
    references = [
        f'<business:ApplicationReference dataFormat="{form}"><base:DocumentID>'
        f"<base:DocNumber>{written}</base:DocNumber><base:Date>20150401</base:Date>"
        "</base:DocumentID></business:ApplicationReference>"
        for form, written in (("standard", standard), ("original", number))
        if written
    ]
    rest = (
        f"<business:PRSPublicationDate><base:Date>{day}</base:Date></business:PRSPublicationDate>"
        f"<business:PRSCode>{code}</business:PRSCode><business:PRSValue>{value}</business:PRSValue>"
        f"<business:PRSInformation>{information}</business:PRSInformation>"
    )
    inside = rest + "".join(references[::-1]) if swapped else "".join(references) + rest
    return f'<business:PRSRecord PRSID="7" status="{status}">{inside}</business:PRSRecord>\n'


def ops(folder: Path, *parts: str) -> Path:
    path = folder / "answer.dat"
    path.write_text(OPS.format(body="".join(parts)), encoding="utf-8")
    return path


def prs(folder: Path, *records: str, encoding: str = "UTF-8") -> Path:
    path = folder / "records.dat"
    text = PRS.format(encoding=encoding, body="".join(records))
    path.write_bytes(text.encode(encoding))
    return path


def rows(folder: Path, *lines: Sequence[str]) -> Path:
    path = folder / "status.csv"
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
    return path
