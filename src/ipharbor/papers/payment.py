"""The office's payment workbook: its columns, and what a fee list puts into them.

Source: public descriptions of the import workbook of the office's online payment. They agree
on the name of the sheet, the nine columns and their order, and that it takes 500 rows. What
stands in the drop-down list of the column 业务类型 they do not tell, so it is left empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ipharbor.papers.paper import Line, Paper

SHEET = "网上缴费"
MOST_ROWS = 500  # what the drop-down lists of the office's workbook reach
HEADINGS = (
    "序号",
    "申请号/专利号/国际申请号/海牙转交编号",
    "业务类型",
    "票据抬头",
    "统一社会信用代码",
    "费用种类",
    "外币金额",
    "费用金额（人民币）",
    "备注",
)

Row = tuple[int, str, None, str, str, str, None, float, None]


def rows(paper: Paper) -> tuple[Row, ...]:
    """The rows of a fee list: one for each annuity, one more for each surcharge.

    The amounts of the rows add up to what is payable. Numbers are written without dot.
    """
    told = {entry.field.name: entry.text for entry in paper.entries}
    payer, code = told["payer"], told["credit_code"]
    return tuple(
        (at, _bare(line.number), None, payer, code, kind, None, float(amount), None)
        for at, (line, kind, amount) in enumerate(_amounts(paper), start=1)
    )


def _amounts(paper: Paper) -> Iterator[tuple[Line, str, Decimal]]:
    for line in paper.lines:
        if line.fee:
            yield line, line.fee_kind, line.fee
        if line.surcharge:
            yield line, line.surcharge_kind, line.surcharge


def _bare(number: str) -> str:
    return "".join(sign for sign in number if sign.isalnum()).removeprefix("CN")
