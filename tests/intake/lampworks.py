"""Small tables of a lamp maker in Shiqiao, and how the tests read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ipharbor.intake._clean import SetAside
from ipharbor.intake.mapping import Mapping
from ipharbor.intake.source import Source, open_source
from ipharbor.vocabulary.exchange import STATEMENT
from ipharbor.vocabulary.findings import Finding

HEADINGS = (
    "country",
    "publication_number",
    "publication_date",
    "title",
    "application_number",
    "applicant_first",
    "ipc_main",
    "abstract",
)
LAMP = (
    "CN",
    "113297382",
    "2021-08-24",
    "会唱歌的路灯",
    "202110685031.5",
    "番禺萤火虫灯具有限公司",
    "F21V 29/83",
    "本发明公开了一种天黑就唱歌的路灯。",
)
KETTLE = (
    "CN",
    "204947884",
    "2016-01-06",
    "不烫手的茶壶",
    "201520531130.8",
    "市桥茶具厂",
    "A47J 31/00",
    "本实用新型公开了一种把手凉爽的茶壶。",
)


@dataclass
class Read:
    """Everything a source gave."""

    source: Source
    rows: list[dict[str, object]]
    findings: list[Finding]
    set_aside: list[SetAside]
    read: int
    progress: list[int]

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings]

    def column(self, name: str) -> list[object]:
        return [row[name] for row in self.rows]


def read_all(path: Path, mapping: Mapping | None = None, size: int = 5000) -> Read:
    source = open_source(path, mapping)
    done = Read(source, [], [], [], 0, [])
    for batch in source.batches(size, done.progress.append):
        assert batch.statements.schema == STATEMENT
        assert batch.read == batch.statements.num_rows + len(batch.set_aside)
        assert isinstance(batch.statements, pa.Table)
        done.rows += batch.statements.to_pylist()
        done.findings += batch.findings
        done.set_aside += batch.set_aside
        done.read += batch.read
    return done


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()
