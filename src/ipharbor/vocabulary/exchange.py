"""The neutral exchange table and the clean statement every importer ends in.

The exchange table is IPHarbor's own file format (``docs/reference/exchange-table.md``):
a CSV, XLSX or JSON-lines table with the English headings of ``EXCHANGE_COLUMNS``. The
*statement* is what one source row says about one publication, cleaned; its columns are
``STATEMENT``. Statements of the same key are folded into one document by ``corpus``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Column:
    """A column of the exchange table: its heading, whether it must be there, its meaning."""

    name: str
    required: bool
    many: bool
    meaning_en: str
    meaning_zh: str


EXCHANGE_COLUMNS: tuple[Column, ...] = (
    Column("country", False, False, "office code, two letters (CN when absent)", "受理局代码"),
    Column(
        "publication_number", True, False, "publication or announcement number", "公开（公告）号"
    ),
    Column("publication_date", True, False, "day of that publication", "公开（公告）日"),
    Column("title", True, False, "title, Chinese or English", "名称"),
    Column("application_number", True, False, "application number", "申请号"),
    Column("applicant_first", False, False, "first applicant", "第一申请人"),
    Column("ipc_main", False, False, "main IPC symbol", "主分类号"),
    Column("abstract", False, False, "abstract, Chinese or English", "摘要"),
    Column("title_en", False, False, "English title", "英文名称"),
    Column("abstract_en", False, False, "English abstract", "英文摘要"),
    Column("filing_date", False, False, "day of filing", "申请日"),
    Column("grant_date", False, False, "day the grant was announced", "授权公告日"),
    Column("priority_date", False, False, "earliest priority day", "最早优先权日"),
    Column("patent_type", False, False, "invention, utility_model or design", "专利类型"),
    Column("applicants", False, True, "all applicants, | between", "申请人"),
    Column("inventors", False, True, "all inventors, | between", "发明人"),
    Column("ipc", False, True, "all IPC symbols, | between", "IPC 分类号"),
    Column("agency", False, False, "patent agency", "代理机构"),
    Column("address", False, False, "first applicant's address", "申请人地址"),
    Column("district", False, False, "first applicant's district or county", "申请人区县"),
    Column("credit_code", False, False, "unified social credit code", "统一社会信用代码"),
    Column("legal_status", False, False, "legal status as the source words it", "法律状态"),
    Column("first_claim", False, False, "text of claim 1", "首项权利要求"),
    Column("claims", False, False, "number of claims", "权利要求数量"),
    Column("cited_by", False, False, "number of citing documents", "被引证次数"),
    Column("cites", False, True, "publication numbers cited, | between", "引证文献号"),
    Column("priority_numbers", False, True, "numbers of the priorities, | between", "优先权号"),
)

STATEMENT = pa.schema(
    [
        ("row", pa.int64()),  # line in the source a person would look at
        ("key", pa.string()),  # office + application number, else publication number
        ("office", pa.string()),
        ("application_number", pa.string()),  # canonical, with check character; no office
        ("publication_number", pa.string()),  # canonical, with office and kind code if said
        ("kind_code", pa.string()),
        ("stage", pa.string()),  # application | grant | null when the source does not tell
        ("patent_type", pa.string()),  # invention | utility_model | design | null
        ("filed_on", pa.date32()),
        ("filing_year", pa.int32()),  # of filed_on, else of the application number
        ("published_on", pa.date32()),
        ("granted_on", pa.date32()),
        ("priority_on", pa.date32()),
        ("title", pa.string()),  # Chinese
        ("title_en", pa.string()),
        ("abstract", pa.string()),
        ("abstract_en", pa.string()),
        ("first_claim", pa.string()),
        ("applicants", pa.list_(pa.string())),
        ("inventors", pa.list_(pa.string())),
        ("ipc", pa.list_(pa.string())),  # canonical 'F21V 29/83', main symbol first
        ("agency", pa.string()),
        ("address", pa.string()),
        ("district", pa.string()),
        ("town", pa.string()),  # code of the town, when known
        ("credit_code", pa.string()),
        ("legal_status", pa.string()),  # one of LEGAL_STATUSES
        ("claims", pa.int32()),
        ("cited_by", pa.int32()),
        ("cites", pa.list_(pa.string())),  # canonical publication numbers where readable
        ("priority_numbers", pa.list_(pa.string())),  # office and number; Chinese ones as keys
        ("raw", pa.string()),  # the source row: JSON object heading → text
    ]
)

PATENT_TYPES = ("invention", "utility_model", "design")
STAGES = ("application", "grant")
LEGAL_STATUSES = (
    "published",
    "in_examination",
    "in_force",
    "dead_application",
    "lapsed_fee",
    "expired",
    "invalidated",
    "surrendered",
)
