"""Reports as PDF: tagged, in the typeface that comes with the installation, air-gapped."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from ipharbor.papers.report.charts import FAMILY, FONTS, svg
from ipharbor.papers.report.values import Block, Chart, Grid, Heading, Report, Text

PDF = "application/pdf"
STANDARD: Literal["ua-1"] = "ua-1"


def pdf(report: Report) -> bytes:
    """``report`` as PDF/UA-1. Equal reports give equal bytes: its only time is its day's."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        told = {"report": _told(report, root), "font": FAMILY}
        (root / "report.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        pattern = files("ipharbor.papers.report").joinpath("report.typ").read_text("utf-8")
        (root / "report.typ").write_text(pattern, encoding="utf-8")
        made = typst.compile(
            str(root / "report.typ"),
            root=folder,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            pdf_standards=STANDARD,
            timestamp=int(datetime.combine(report.day, time(), UTC).timestamp()),
        )
    assert isinstance(made, bytes)
    return made


def _told(report: Report, root: Path) -> dict[str, Any]:
    charts = iter(range(1, 1000))
    return {
        "lang": report.lang, "mast": report.mast, "issue": report.issue, "maker": report.maker,
        "day": [report.day.year, report.day.month, report.day.day], "day_told": report.day_told,
        "title": report.title, "under": report.under, "notice": report.notice,
        "annexed": report.annexed,
        "blocks": [_block(block, root, charts) for block in report.blocks],
        "annexes": [
            {"mark": annex.mark, "title": annex.title,
             "blocks": [_block(block, root, charts) for block in annex.blocks]}
            for annex in report.annexes
        ],
    }  # fmt: skip


def _block(block: Block, root: Path, numbers: Any) -> dict[str, Any]:
    match block:
        case Heading():
            return {"is": "heading", "text": block.text, "level": block.level}
        case Text():
            return {"is": "text", "text": block.text}
        case Grid():
            return {
                "is": "grid", "caption": block.caption, "heads": block.heads,
                "rows": block.rows, "words": block.words, "total": block.total,
                "notes": block.notes,
            }  # fmt: skip
        case Chart():
            name = f"chart-{next(numbers)}.svg"
            (root / name).write_text(svg(block.spec), encoding="utf-8")
            return {"is": "chart", "caption": block.caption, "told": block.told, "file": name}
