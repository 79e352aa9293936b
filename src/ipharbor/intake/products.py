"""Reading the products of firms: features, markets, classes, sales.

A table with a row for each product, headed in English or Chinese; ``COLUMNS`` has the headings
and ``docs/reference/products-table.md`` tells them. Only ``name`` is needed; whose the product is
tells the credit code or the firm's name, unless whoever brings the table speaks for one firm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ipharbor.intake import formats
from ipharbor.intake._open import readers
from ipharbor.intake._records import Headings, Reader, Record
from ipharbor.vocabulary.classes import ipc_symbol
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.markets import read_markets
from ipharbor.vocabulary.names import name as read_name

COLUMNS = {
    "name": ("name", "product", "产品名称", "产品", "品名"),
    "credit_code": ("credit_code", "统一社会信用代码", "信用代码", "社会信用代码"),
    "firm": ("firm", "企业名称", "企业", "单位名称", "公司名称"),
    "features": ("features", "技术特征", "产品特征", "特征", "功能特点"),
    "markets": ("markets", "销往", "销售国家或地区", "出口国家或地区", "市场"),
    "since": ("since", "sold since", "上市年份", "始销年份", "投产年份"),
    "ipc": ("ipc", "IPC分类号", "分类号"),
    "sales": ("sales", "sales (10,000 CNY)", "销售额(万元)", "销售额", "销售收入(万元)"),
}
"""Headings of each column, best first."""
LONGEST_NAME, LONGEST_FEATURE, MOST_FEATURES = 200, 200, 60
MOST_IPC = 40
EARLIEST, LATEST = 1900, 2200
EARLIEST_SALE = 1980
LARGEST = Decimal(10**11)  # of a year's sales, in 10,000 CNY

_LOOKED_AT = 30  # rows in which the header is looked for
_LINES = re.compile(r"[|\n]+")
_PARTS = re.compile(r"[|;；\n]+")
_SALE = re.compile(r"\s*(\d{4})\s*年?\s*[:：=]\s*(.+?)\s*")
_UNITS = re.compile(r"(万元人民币|万元|万)$")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True)
class StatedProduct:
    """One product as a row states it. What the row leaves empty is empty or None here.

    ``sales`` are amounts in 10,000 CNY by year.
    """

    row: int
    name: str
    credit_code: str = ""
    firm: str = ""
    features: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    since: int | None = None
    ipc: tuple[str, ...] = ()
    sales: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class ProductTable:
    """A whole file: ``read = len(products) + set_aside``; findings in the order of rows."""

    products: tuple[StatedProduct, ...]
    findings: tuple[Finding, ...]
    read: int
    set_aside: int
    headings: Mapping[str, str]


def read_products(path: Path) -> ProductTable:
    """Read the table at ``path`` (CSV, XLSX, Parquet or JSON lines).

    Raises HarborError ``products.headings`` when no row names the column of names, and the codes
    of files that cannot be read.
    """
    for reader in readers(path):
        found = _table(reader)
        if found is not None:
            return found
    raise HarborError("products.headings", path=path.name)


def features_of(text: str) -> tuple[str, ...]:
    """The features in a text, one a line or with ``|`` between, blanks put right."""
    parts = (" ".join(part.split()) for part in _LINES.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def classes_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The symbols of the classification in a text, and what of it is none."""
    known: list[str] = []
    unknown: list[str] = []
    for part in (part.strip() for part in re.split(r"[|;；,，、\n]+", text)):
        if not part:
            continue
        read = ipc_symbol(part)
        if read.clean is None:
            unknown.append(part)
        elif str(read.clean) not in known:
            known.append(str(read.clean))
    return tuple(known), tuple(unknown)


def amount_of(text: str) -> Decimal | None:
    """An amount in 10,000 CNY; None where the text is none."""
    bare = _UNITS.sub("", _THOUSANDS.sub("", unicodedata.normalize("NFKC", text[:40]).strip()))
    try:
        read = Decimal(bare.strip())
    except InvalidOperation:
        return None
    return round(read, 2) if read.is_finite() and 0 <= read < LARGEST else None


def _table(reader: Reader) -> ProductTable | None:
    columns: dict[str, int] = {}
    gathered = _Gathering()
    for count, record in enumerate(reader):
        names = record.names if isinstance(record, Headings) else record.cells
        if not columns or isinstance(record, Headings):
            columns = _header(names) or columns
            gathered.headings = {name: names[at] for name, at in columns.items()}
            if not columns and count >= _LOOKED_AT:
                return None
            continue
        if any(cell.strip() for cell in record.cells):
            gathered.take(record, columns)
    if not columns:
        return None
    gathered.findings.extend(reader.remarks)
    return gathered.done()


def _header(cells: list[str]) -> dict[str, int]:
    folded = [formats.folded(cell) for cell in cells]
    found = {}
    for name, headings in COLUMNS.items():
        at = [folded.index(h) for h in map(formats.folded, headings) if h in folded]
        if at:
            found[name] = at[0]
    return found if "name" in found else {}


class _Gathering:
    """Products and findings as the rows go by."""

    def __init__(self) -> None:
        self.products: list[StatedProduct] = []
        self.findings: list[Finding] = []
        self.headings: dict[str, str] = {}
        self.read = 0
        self._row = 0

    def take(self, record: Record, columns: Mapping[str, int]) -> None:
        self.read += 1
        self._row = record.row
        if record.why:
            self._doubt(record.why, Severity.FAULT, "", "")
            return
        cell = {
            name: record.cells[at].replace("\0", "").strip() if at < len(record.cells) else ""
            for name, at in columns.items()
        }
        name = " ".join(cell["name"].split())
        if not name or len(name) > LONGEST_NAME:
            self._doubt("products.name.unreadable", Severity.FAULT, "name", cell["name"])
            return
        self.products.append(
            StatedProduct(
                row=self._row,
                name=name,
                credit_code=self._code(cell.get("credit_code", "")),
                firm=read_name(cell.get("firm", "")),
                features=self._features(cell.get("features", "")),
                markets=self._markets(cell.get("markets", "")),
                since=self._since(cell.get("since", "")),
                ipc=self._classes(cell.get("ipc", "")),
                sales=self._sales(cell.get("sales", "")),
            )
        )

    def done(self) -> ProductTable:
        aside = self.read - len(self.products)
        return ProductTable(
            tuple(self.products), tuple(self.findings), self.read, aside, self.headings
        )

    def _code(self, text: str) -> str:
        stated = credit_code(text[:64])
        if stated.why:
            self._doubt(stated.why, Severity.WARN, "credit_code", text)
        return stated.clean or ""

    def _features(self, text: str) -> tuple[str, ...]:
        found = features_of(text)
        cut = tuple(one[:LONGEST_FEATURE] for one in found[:MOST_FEATURES])
        if cut != found:
            self._doubt("products.features.cut", Severity.NOTE, "features", text,
                        most=str(MOST_FEATURES), longest=str(LONGEST_FEATURE))  # fmt: skip
        return cut

    def _markets(self, text: str) -> tuple[str, ...]:
        known, unknown = read_markets(text)
        if unknown:
            self._doubt("products.markets.unknown", Severity.WARN, "markets", "、".join(unknown))
        return known

    def _since(self, text: str) -> int | None:
        bare = unicodedata.normalize("NFKC", text).removesuffix("年")
        if re.fullmatch(r"\d{4}", bare) and EARLIEST <= int(bare) <= LATEST:
            return int(bare)
        if text:
            self._doubt("products.since.unreadable", Severity.WARN, "since", text)
        return None

    def _classes(self, text: str) -> tuple[str, ...]:
        known, unknown = classes_of(text)
        if unknown:
            self._doubt("products.ipc.unreadable", Severity.WARN, "ipc", "、".join(unknown))
        return known[:MOST_IPC]

    def _sales(self, text: str) -> Mapping[int, Decimal]:
        found: dict[int, Decimal] = {}
        for part in (part for part in _PARTS.split(text) if part.strip()):
            read = _SALE.fullmatch(part)
            amount = amount_of(read[2]) if read else None
            if read is None or amount is None or not EARLIEST_SALE <= int(read[1]) <= LATEST:
                self._doubt("products.sales.unreadable", Severity.WARN, "sales", part.strip())
                continue
            found[int(read[1])] = amount
        return found

    def _doubt(self, code: str, severity: Severity, column: str, value: str, **params: str) -> None:
        shown = self.headings.get(column, column)
        self.findings.append(Finding(code, severity, self._row, shown, value, params))
