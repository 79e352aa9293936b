"""The texts of many documents, written by several processes where there are many."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ipharbor.samples import wording
from ipharbor.samples._days import Ints, Mask
from ipharbor.samples._seeds import Words
from ipharbor.samples.wording import DESIGN, Subject

TEXTS = ("title", "abstract", "first_claim", "ipc", "title_en", "abstract_en")
_FEW = 12_000  # documents for which other processes are not worth their start
_AHEAD = 3  # tasks a process is given before the first is fetched


@dataclass(frozen=True)
class Task:
    """Documents to be written, by columns as in ``Filings``; ``narrow`` are granted claims,
    ``foreign`` have English words beside the Chinese ones, ``english`` have them alone."""

    trade: Ints
    kind: Ints
    thing: Ints
    first: Ints
    second: Ints
    shape: Ints
    words: Words
    picks: np.ndarray
    voice: Ints
    mark: np.ndarray
    classes: np.ndarray
    narrow: Mask
    foreign: Mask
    english: Mask

    def __len__(self) -> int:
        return len(self.trade)


def written(task: Task) -> pa.RecordBatch:
    """The texts of a task, columns by TEXTS; the same wherever it is done."""
    columns: list[list[str]] = [[] for _ in TEXTS]
    rows = zip(
        *(
            getattr(task, name).tolist()
            for name in ("trade", "kind", "thing", "first", "second", "shape", "words", "picks",
                         "voice", "mark", "classes", "narrow", "foreign", "english")
        ),
        strict=True,
    )  # fmt: skip
    for row in rows:
        for column, text in zip(columns, _document(*row), strict=True):
            column.append(text)
    return pa.record_batch([pa.array(column, pa.string()) for column in columns], list(TEXTS))


def all_written(tasks: Sequence[Task], workers: int | None = None) -> Iterator[pa.RecordBatch]:
    """The texts of all tasks, in their order. ``workers`` is how many processes may write, by
    default as many as there are processors; the texts do not depend on it."""
    count = workers or os.cpu_count() or 1
    if count < 2 or sum(len(task) for task in tasks) < _FEW:
        yield from map(written, tasks)
        return
    waiting: deque[Future[pa.RecordBatch]] = deque()
    with _writers(count) as pool:
        for task in tasks:
            waiting.append(pool.submit(written, task))
            if len(waiting) >= count * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _writers(count: int) -> Iterator[ProcessPoolExecutor]:
    """Processes of their own memory: the caller may have threads, which a fork would lose."""
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _document(
    trade: int, kind: int, thing: int, first: int, second: int, shape: int, word: int,
    picks: Any, voice: int, mark: str, classes: str, narrow: bool, foreign: bool, english: bool,
) -> tuple[str, str, str, str, str, str]:  # fmt: skip
    if kind == DESIGN:
        title, text = wording.design(trade, shape, mark, word)
        return title, text, "", "", "", ""
    about = Subject(trade, kind, thing, first, second)
    symbols = classes or wording.classes(about, word)
    if english:
        title, text, claim = wording.english(about, word, narrow)
        return title, text, claim, symbols, "", ""
    abroad = wording.english(about, word)[:2] if foreign else ("", "")
    text = wording.abstract(about, picks, word)
    claim = wording.claim(about, picks, word, narrow)
    if voice:
        text, claim = wording.otherwise(text), wording.otherwise(claim)
    return wording.title(about, word), text, claim, symbols, *abroad
