"""Journal lines kept in files, apart from the register: one file for each time of keeping.

A file is called after its first and last line. It appears under its name only when it is whole,
and is never written again. Its lines are JSON, one a line, compressed.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ipharbor.corpus.manifest import sync
from ipharbor.journal.following import Copied, read
from ipharbor.vocabulary.errors import HarborError

MOST = 2000  # lines of a file
_NAME = re.compile(r"(\d{12})-(\d{12})\.jsonl\.gz")


def through(folder: Path) -> int:
    """The number of the last line that is kept; 0 where there is none."""
    return max((last for _, last, _ in _files(folder)), default=0)


def put(folder: Path, lines: Iterable[Copied]) -> int:
    """Keep the lines, which follow on what is kept; gives their number."""
    folder.mkdir(parents=True, exist_ok=True)
    count, batch = 0, []
    for line in lines:
        batch.append(line)
        if len(batch) == MOST:
            count, batch = count + _write(folder, batch), []
    return count + (_write(folder, batch) if batch else 0)


def lines(folder: Path, *, after: int) -> Iterator[Copied]:
    """The kept lines behind number ``after``, in their order.

    Raises HarborError ``backup.unreadable`` for a file that is damaged, ``journal.kept.gap`` where
    one is missing.
    """
    wanted = after + 1
    for first, last, path in sorted(_files(folder)):
        if last < wanted:
            continue
        if first > wanted:
            raise HarborError("journal.kept.gap", path=str(folder), first=wanted, last=first - 1)
        for one in _read(path):
            if one.line.seq == wanted:
                wanted += 1
                yield one


def _files(folder: Path) -> list[tuple[int, int, Path]]:
    found = [(_NAME.fullmatch(path.name), path) for path in folder.glob("*.jsonl.gz")]
    return [(int(name[1]), int(name[2]), path) for name, path in found if name is not None]


def _write(folder: Path, batch: list[Copied]) -> int:
    first, last = batch[0].line.seq, batch[-1].line.seq
    path = folder / f"{first:012d}-{last:012d}.jsonl.gz"
    aside = path.with_name(path.name + ".part")
    with gzip.open(aside, "wt", encoding="utf-8", compresslevel=6) as opened:
        for one in batch:
            opened.write(json.dumps(one.told(), ensure_ascii=False) + "\n")
    aside.chmod(0o600)
    sync(aside)
    aside.rename(path)
    sync(folder)
    return len(batch)


def _read(path: Path) -> Iterator[Copied]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as opened:
            for text in opened:
                yield read(json.loads(text))
    except (OSError, EOFError, ValueError, KeyError, TypeError) as broken:
        raise HarborError("backup.unreadable", path=str(path), why=str(broken)) from broken
