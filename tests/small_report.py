"""The smallest report there can be."""

from __future__ import annotations

from datetime import date

from ipharbor.papers.report.values import Report, Text


def small_report(text: str = "十一月授权 3 件。", lang: str = "zh") -> Report:
    return Report(
        lang, "番禺区知识产权月报", "2021年第11期", "番禺区知识产权局", date(2021, 12, 1),
        "2021年12月1日", "2021年11月番禺区专利工作情况", "", "", (Text(text),), (), "附件：",
    )  # fmt: skip
