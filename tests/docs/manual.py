"""Reads the manual's pages: links, boxes of commands, tables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "README.zh-CN.md", "CHANGELOG.md")),
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
)
_BOX = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*?) -->\n\n?)?^(?P<dent> *)```(?P<kind>\w*)\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Box:
    """A fenced box: ``mark`` is the comment above it (``run`` or ``file: NAME``)."""

    kind: str
    mark: str
    text: str


@dataclass(frozen=True)
class Told:
    """A command of a console box and the output that the page shows below it."""

    words: tuple[str, ...]
    output: str


def name(page: Path) -> str:
    """The page's path from the root, for messages of failing tests."""
    return str(page.relative_to(ROOT))


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def boxes(page: Path) -> list[Box]:
    """All fenced boxes of a page, in order."""
    return [
        Box(found["kind"], found["mark"] or "", re.sub(r"(?m)^ {0,3}", "", found["text"]))
        if found["dent"]
        else Box(found["kind"], found["mark"] or "", found["text"])
        for found in _BOX.finditer(text(page))
    ]


def prose(page: Path) -> str:
    """The page without its boxes."""
    return _BOX.sub("", text(page))


def told(box: Box) -> list[Told]:
    """The commands of a console box: lines after ``$``, backslashes joining lines."""
    joined = re.sub(r"\\\n\s*", "", box.text)
    found: list[Told] = []
    for line in joined.splitlines():
        if line.startswith("$ "):
            found.append(Told(tuple(shlex.split(line[2:], comments=True)), ""))
        elif found:
            found[-1] = Told(found[-1].words, found[-1].output + line + "\n")
    return found


def commands(page: Path) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Words behind each ``ipharbor`` that the page calls, and whether they stand in a box,
    where nothing needed may be missing."""
    for box in boxes(page):
        if box.kind == "console":
            for one in told(box):
                yield from ((words, True) for words in _calls(one.words))
        elif box.kind == "ini":
            for line in re.findall(r"^Exec\w+=(.*)$", box.text, re.MULTILINE):
                yield from ((words, True) for words in _calls(shlex.split(line)))
    for inline in re.findall(r"`([^`\n]+)`", prose(page)):
        if inline.startswith("ipharbor "):
            words = [word for word in shlex.split(inline) if word not in ("…", "...")]
            yield from ((called, False) for called in _calls(words))


def _calls(words: list[str] | tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for at, word in enumerate(words):
        if (word == "ipharbor" and at == 0) or word.endswith("/bin/ipharbor"):
            yield tuple(words[at + 1 :])
            return
