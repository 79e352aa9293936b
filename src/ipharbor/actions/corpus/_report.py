"""The findings and set-aside rows of one import, kept as Parquet beside its receipt."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from ipharbor.corpus.loading import Conflict, Loaded
from ipharbor.corpus.manifest import Manifest
from ipharbor.intake.source import SetAside
from ipharbor.vocabulary.findings import SHOWN, Finding, Severity

FINDING = pa.schema(
    [
        ("row", pa.int64()),
        ("column", pa.string()),
        ("severity", pa.string()),
        ("code", pa.string()),
        ("value", pa.string()),
        ("params", pa.string()),
    ]
)
SET_ASIDE = pa.schema([("row", pa.int64()), ("code", pa.string()), ("raw", pa.string())])


@dataclass(frozen=True)
class Sealed:
    """What an import came to, written down before its volume counted."""

    loaded: Loaded
    read: int
    findings: int


class Report:
    """Writes ``findings.parquet`` and ``set_aside.parquet`` in a folder; ``count`` findings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._outcome = folder / "outcome.json"
        self.count = 0

    def __enter__(self) -> Report:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._findings = pq.ParquetWriter(self._folder / "findings.parquet", FINDING)
        self._aside = pq.ParquetWriter(self._folder / "set_aside.parquet", SET_ASIDE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def seal(self, loaded: Loaded, read: int) -> None:
        """End the report and write beside it what the import comes to, safe on the disk.

        An import killed between its volume's counting and its receipt finds it here.
        """
        self.add_conflicts(loaded.conflicts)
        self._close()
        told = asdict(loaded) | {"conflicts": [], "of": read, "findings": self.count}
        aside = self._outcome.with_suffix(".new")
        with aside.open("w", encoding="utf-8") as written:
            json.dump(told, written)
            written.flush()
            os.fsync(written.fileno())
        aside.rename(self._outcome)

    def sealed(self, manifest: Manifest, fingerprint: str) -> Sealed | None:
        """What was sealed, if the volume it tells of counts; None otherwise."""
        if not self._outcome.exists():
            return None
        told = json.loads(self._outcome.read_text(encoding="utf-8"))
        volumes = {(f"v{v.seq:06d}", v.fingerprint) for v in manifest.volumes}
        if (told["vintage"], fingerprint) not in volumes:
            return None
        read, findings = told.pop("of"), told.pop("findings")
        return Sealed(Loaded(**told | {"conflicts": ()}), read, findings)

    def _close(self) -> None:
        self._findings.close()
        self._aside.close()

    def add(self, findings: Iterable[Finding], aside: Iterable[SetAside]) -> None:
        rows = [_row(finding) for finding in findings]
        if rows:
            self._findings.write_table(pa.Table.from_pylist(rows, schema=FINDING))
            self.count += len(rows)
        left = [{"row": item.row, "code": item.code, "raw": item.raw} for item in aside]
        if left:
            self._aside.write_table(pa.Table.from_pylist(left, schema=SET_ASIDE))

    def add_conflicts(self, conflicts: Iterable[Conflict]) -> None:
        self.add(
            (
                Finding(
                    "import.conflict",
                    Severity.WARN,
                    row=conflict.row,
                    column=conflict.column,
                    value=conflict.value,
                    params={"number": conflict.number, "other": conflict.other[:SHOWN]},
                )
                for conflict in conflicts
            ),
            (),
        )


def _row(finding: Finding) -> dict[str, object]:
    return {
        "row": finding.row,
        "column": finding.column,
        "severity": finding.severity.value,
        "code": finding.code,
        "value": finding.value[:SHOWN],
        "params": json.dumps(finding.params, ensure_ascii=False),
    }
