"""A mapping: what the columns of a table that no format knows mean, stated by its owner."""

from __future__ import annotations

import collections.abc
import json
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

import yaml

from ipharbor.intake import formats
from ipharbor.intake._lines import LOST
from ipharbor.intake._open import first_rows, likely_header
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS

LARGEST = 1 << 20  # bytes of a mapping file

LIKE_ENOUGH = 0.6
MADE_FOR = (
    "草拟的对照表 / draft mapping for",
    "请逐行核对 / check every line: left our column, right your heading (or a list of them)",
    "未用到的表头 / headings not used",
)

_PARTS = ("name", "header_row", "separator", "columns")


@dataclass(frozen=True)
class Mapping:
    """Which headings of a table hold which columns of the exchange table.

    ``header_row`` is the row of the headings where it has to be said, counted from 1.
    ``content`` is the text of the file, which is part of an import's fingerprint.
    """

    name: str
    columns: collections.abc.Mapping[str, tuple[str, ...]]
    header_row: int | None = None
    separator: str = "|"
    content: str = ""


def load(path: Path) -> Mapping:
    """Read and check a mapping file, before any row is read with it.

    Raises HarborError ``import.mapping.missing`` (no such file), ``.unreadable`` (not
    UTF-8 YAML of the expected shape), ``.part_unknown``, ``.column_unknown`` (with the
    nearest column), ``.no_number`` and ``.no_title``.
    """
    if not path.is_file():
        raise HarborError("import.mapping.missing", path=str(path))
    if path.stat().st_size > LARGEST:
        raise HarborError("import.mapping.unreadable", path=path.name, why="> 1 MiB")
    try:
        content = path.read_text(encoding="utf-8-sig")
        loaded = yaml.safe_load(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise HarborError("import.mapping.unreadable", path=path.name, why=why) from error
    return _checked(loaded, path.name, content)


def draft(path: Path) -> str:
    """A first version of a mapping for a table, as commented YAML text for its owner to check.

    Headings are guessed by likeness to the known ones; those not guessed stand in a comment
    with sample values. Raises HarborError as ``open_source`` does for unreadable files.
    """
    rows = first_rows(path)
    header = likely_header(rows)
    headings = [cell.strip() for cell in header.cells]
    samples = [record.cells for record in rows if record.row > header.row]
    guessed = _guesses(headings)
    lines = [
        f"# {MADE_FOR[0]} {_quoted(path.name)}",
        f"# {MADE_FOR[1]}",
        f"name: {_quoted(path.stem[:40])}",
    ]
    if header.row:
        lines.append(f"header_row: {header.row}")
    lines += ['separator: "|"', "columns:"]
    for column in EXCHANGE_COLUMNS:
        place = guessed.get(column.name)
        told = f"{column.meaning_zh} / {column.meaning_en}"
        if place is None:
            lines.append(f'  # {column.name}: ""  # {told}')
        else:
            shown = _samples(samples, place)
            lines.append(f"  {column.name}: {_quoted(headings[place])}  # {told}; {shown}")
    unused = [at for at, text in enumerate(headings) if text and at not in guessed.values()]
    if unused:
        lines.append(f"# {MADE_FOR[2]}")
        lines += [f"#   {_quoted(headings[at])}  {_samples(samples, at)}" for at in unused]
    return "\n".join(lines) + "\n"


def _guesses(headings: list[str]) -> dict[str, int]:
    """For each column the place of the heading most like it; no heading serves twice."""
    ranked = []
    for column in EXCHANGE_COLUMNS:
        names = {column.name, column.meaning_zh, column.name.replace("_", " ")}
        for known in formats.known_formats():
            names.update(known.columns.get(column.name, ()))
        for place, heading in enumerate(headings):
            if heading:
                likeness = max(_likeness(heading, name) for name in names)
                ranked.append((likeness, -place, column.name))
    guessed: dict[str, int] = {}
    for likeness, place, name in sorted(ranked, reverse=True):
        if likeness >= LIKE_ENOUGH and name not in guessed and -place not in guessed.values():
            guessed[name] = -place
    return guessed


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, formats.folded(one), formats.folded(other), autojunk=False)
    return matcher.ratio()


def _samples(rows: list[list[str]], place: int) -> str:
    values = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
    return " · ".join(_quoted(value[:30]) for value in values[:2])


def _quoted(text: str) -> str:
    """A double-quoted YAML scalar on one line."""
    return json.dumps(LOST.sub("\ufffd", text), ensure_ascii=False)


def _checked(loaded: object, name: str, content: str) -> Mapping:
    if not isinstance(loaded, dict) or not isinstance(loaded.get("columns"), dict):
        raise HarborError("import.mapping.unreadable", path=name, why="columns: …")
    for part in loaded:
        if part not in _PARTS:
            raise HarborError(
                "import.mapping.part_unknown", path=name, part=part, known=", ".join(_PARTS)
            )
    columns: dict[str, tuple[str, ...]] = {}
    for column, headings in loaded["columns"].items():
        if column not in formats.COLUMNS:
            nearest = get_close_matches(str(column), formats.COLUMNS, n=1, cutoff=0.0)[0]
            raise HarborError(
                "import.mapping.column_unknown", path=name, column=column, nearest=nearest
            )
        texts = headings if isinstance(headings, list) else [headings]
        kept = tuple(str(text) for text in texts if text not in (None, ""))
        if kept:
            columns[column] = kept
    if not {"publication_number", "application_number"} & columns.keys():
        raise HarborError("import.mapping.no_number", path=name)
    if not {"title", "title_en"} & columns.keys():
        raise HarborError("import.mapping.no_title", path=name)
    row = loaded.get("header_row")
    separator = loaded.get("separator", "|")
    if row is not None and (type(row) is not int or not 1 <= row <= 30):
        raise HarborError("import.mapping.unreadable", path=name, why="header_row: 1 … 30")
    if not isinstance(separator, str) or not 1 <= len(separator) <= 3:
        raise HarborError("import.mapping.unreadable", path=name, why="separator: 1 … 3")
    return Mapping(
        name=str(loaded.get("name") or Path(name).stem)[:80],
        columns=columns,
        header_row=row,
        separator=separator,
        content=content,
    )
