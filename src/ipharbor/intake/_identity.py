"""What a row is about: office, numbers, key, kind and stage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ipharbor.intake._section import Remarks
from ipharbor.vocabulary.numbers import (
    ApplicationNumber,
    PublicationNumber,
    application_number,
    check_character,
    publication_number,
    tidy,
)

LONGEST_NUMBER = 64  # characters; a longer text is no number

_COLUMNS = (
    "country",
    "publication_number",
    "application_number",
    "patent_type",
    "stage",
    "kind_code",
)

# Offices whose first publication and grant share number and serial, or never collide.
_ONE_SERIES = frozenset({"CN", "EP", "WO"})
_OFFICES = {
    "中国": "CN", "中国大陆": "CN", "国家知识产权局": "CN", "CHINA": "CN",
    "世界知识产权组织": "WO", "国际局": "WO", "WIPO": "WO", "PCT": "WO",
    "欧洲专利局": "EP", "欧洲": "EP", "欧专局": "EP", "EPO": "EP",
    "美国": "US", "日本": "JP", "韩国": "KR", "德国": "DE", "英国": "GB", "法国": "FR",
    "加拿大": "CA", "澳大利亚": "AU", "俄罗斯": "RU", "印度": "IN", "巴西": "BR",
    "西班牙": "ES", "意大利": "IT", "瑞士": "CH", "荷兰": "NL", "瑞典": "SE", "奥地利": "AT",
    "墨西哥": "MX", "新加坡": "SG", "以色列": "IL",
    "台湾": "TW", "中国台湾": "TW", "香港": "HK", "中国香港": "HK", "澳门": "MO", "中国澳门": "MO",
}  # fmt: skip
_CODE = re.compile(r"[A-Z]{2}")
_OWN_OFFICE = re.compile(r"(CN|WO|EP|US|JP|KR|DE|GB|FR|TW)\d")
_CANONICAL = re.compile(r"CN([0-9]{7,9})([ABCUSDY][0-9]?)?")
_FILED = re.compile(r"([0-9]{12}|[0-9]{8})\.([0-9X])")
_DIGITS = re.compile(r"\d{3}")
_KIND = re.compile(r"[A-Z]\d?")


@dataclass
class Identities:
    """Columns of equal length; ``keys`` is None where a row has no number to go by."""

    keys: list[str | None] = field(default_factory=list)
    offices: list[str | None] = field(default_factory=list)
    applications: list[str | None] = field(default_factory=list)
    publications: list[str | None] = field(default_factory=list)
    kinds: list[str | None] = field(default_factory=list)
    stages: list[str | None] = field(default_factory=list)
    types: list[str | None] = field(default_factory=list)
    years: list[int | None] = field(default_factory=list)


def identities(cells: dict[str, list[str]], rows: int, remarks: Remarks) -> Identities:
    """Read the numbers of all rows. ``cells`` are the texts of each column that is there."""
    read = Identities()
    nothing = [""] * rows
    columns = (cells.get(name, nothing) for name in _COLUMNS)
    for place, told in enumerate(zip(*columns, strict=True)):
        if _usual(read, *told):
            continue
        country, publication, application, kind, stage, code = told
        land = office_code(country[:LONGEST_NUMBER])
        published = _publication(place, publication, land, remarks)
        office = published.office if published else land or _office_of(application)
        filed = _application(place, application, remarks) if office == "CN" else None
        number = str(filed) if filed is not None else ""
        read.keys.append(f"CN{number}" if number else _key(office, published, publication))
        read.offices.append(office)
        if office != "CN":
            number = tidy(application[:LONGEST_NUMBER])
        read.applications.append(number or None)
        read.publications.append(
            str(published) if published else tidy(publication[:LONGEST_NUMBER]) or None
        )
        read.kinds.append((published.kind if published else "") or _kind_code(code))
        read.stages.append((published.stage if published else None) or _stage(stage))
        read.types.append(_patent_type(place, kind, filed, published, remarks))
        read.years.append(filed.year if filed else None)
    return read


def _usual(
    read: Identities,
    country: str,
    publication: str,
    application: str,
    kind: str,
    stage: str,
    code: str,
) -> bool:
    """Take a row whose numbers are Chinese, canonical and agree, as nearly all do; False for any
    other. What it gives is what the long way gives."""
    if country not in ("", "CN") or stage or code:
        return False
    published, filed = _CANONICAL.fullmatch(publication), _FILED.fullmatch(application)
    if published is None or filed is None or check_character(filed[1]) != filed[2]:
        return False
    told = _told_by(filed[1][:5], len(filed[1]), published[1][:3], len(published[1]), published[2])
    if told is None:
        return False
    year, stage_told, kind_told, of_right = told
    if kind and (type_of_text(kind) or "") != of_right:
        return False
    read.keys.append("CN" + application)
    read.offices.append("CN")
    read.applications.append(application)
    read.publications.append(publication)
    read.kinds.append(kind_told)
    read.stages.append(stage_told)
    read.types.append(of_right)
    read.years.append(year)
    return True


@lru_cache(maxsize=1 << 14)
def _told_by(
    head: str, digits: int, serial: str, length: int, kind: str | None
) -> tuple[int, str | None, str | None, str] | None:
    """Year, stage, kind code and type of right, as the beginnings of both numbers tell them;
    None where the application number is none or the two do not agree on the type."""
    filed = application_number(head.ljust(digits, "0")).clean
    number = PublicationNumber("CN", serial.ljust(length, "0"), kind or "")
    types = {filed.patent_type if filed else None, number.patent_type or ""}
    if filed is None or len(types) != 1:
        return None
    return filed.year, number.stage, number.kind or None, types.pop() or ""


@lru_cache(maxsize=1024)
def office_code(text: str) -> str:
    """The two letters of an office named by code or Chinese name, empty when not known."""
    bare = tidy(text)
    return bare if _CODE.fullmatch(bare) else _OFFICES.get(bare, "")


def type_of_text(text: str) -> str | None:
    """The kind of right that a database's word for it means, None when it says none."""
    return _type_of_text(text[:LONGEST_NUMBER])


@lru_cache(maxsize=1024)
def _type_of_text(text: str) -> str | None:
    bare = text.lower()
    if "外观" in bare or "design" in bare:
        return "design"
    if "新型" in bare or "utility" in bare:
        return "utility_model"
    return "invention" if "发明" in bare or "invention" in bare else None


def _publication(place: int, text: str, land: str, remarks: Remarks) -> PublicationNumber | None:
    if not text:
        return None
    bare = tidy(text[:LONGEST_NUMBER])
    if not land:
        land = "CN" if bare[:1].isdigit() else ""
    elif _OWN_OFFICE.match(bare) and not (land == "JP" and bare.startswith("WO")):
        land = ""  # the number says itself; JPWO is Japan's own print of a PCT application
    stated = publication_number(bare, land)
    if stated.why:
        remarks.add(place, stated.why, "publication_number", text)
    return stated.clean


def _application(place: int, text: str, remarks: Remarks) -> ApplicationNumber | None:
    if not text:
        return None
    stated = application_number(text[:LONGEST_NUMBER])
    if stated.why:
        remarks.add(
            place,
            stated.why,
            "application_number",
            text,
            asked=stated.clean.check if stated.clean else "",
        )
    return stated.clean


def _office_of(application: str) -> str:
    """The office an application number is of, CN unless it begins with other letters."""
    found = _CODE.match(tidy(application[:LONGEST_NUMBER]))
    return "CN" if found is None or found[0] in ("CN", "ZL") else found[0]


def _key(office: str, published: PublicationNumber | None, text: str) -> str | None:
    """The key of a document without a readable Chinese application number."""
    if published is not None:
        serial = f"{published.office}{published.serial}"
        return serial if published.office in _ONE_SERIES else str(published)
    bare = tidy(text[:LONGEST_NUMBER])
    if not _DIGITS.search(bare):
        return None
    return bare if bare.startswith(office) else office + bare


@lru_cache(maxsize=1024)
def _kind_code(text: str) -> str | None:
    bare = tidy(text)
    return bare if _KIND.fullmatch(bare) else None


@lru_cache(maxsize=1024)
def _stage(text: str) -> str | None:
    if "授权" in text or "公告" in text:
        return "grant"
    return "application" if "申请" in text or "公开" in text else None


def _patent_type(
    place: int,
    text: str,
    filed: ApplicationNumber | None,
    published: PublicationNumber | None,
    remarks: Remarks,
) -> str | None:
    said = type_of_text(text) if text else None
    if text and said is None:
        remarks.add(place, "import.type.unknown", "patent_type", text)
    by_application = filed.patent_type if filed else None
    by_publication = published.patent_type if published else None
    told = [each for each in (said, by_application, by_publication) if each]
    if not told:
        return None
    if len(set(told)) > 1:
        column = "patent_type" if said else "application_number"
        remarks.add(place, "import.type.conflict", column, text, types=", ".join(told))
    return told[0]
