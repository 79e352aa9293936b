"""An import that leaves findings of two codes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ipharbor.actions import permits
from ipharbor.actions.corpus.import_file import import_file
from ipharbor.records.models import ImportRun

NOON = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
DATE, CELL = "import.date.unreadable", "import.cell.formula"


def lamps_with_faults(home: Path, folder: Path) -> ImportRun:
    """Three documents: two with days that cannot be, one of them with a title that is a
    formula."""
    path = folder / "lamps.csv"
    path.write_text(
        "publication_number,publication_date,title,application_number\n"
        "CN109000001A,2019-03-01,一种舞台灯,201810000001.9\n"
        "CN109000002A,2019-13-01,一种音箱,201810000002.3\n"
        "CN109000003A,2019-14-01,=1+1,201810000003.8\n",
        encoding="utf-8",
    )
    receipt = import_file(path, home=home, memory_mb=256, by=permits.operator(), at=NOON)
    return ImportRun.objects.get(pk=receipt.run)
