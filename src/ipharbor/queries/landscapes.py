"""The landscape of the corpus or of a query."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from ipharbor.analysis.landscape import Landscape
from ipharbor.analysis.landscape import landscape as reckon
from ipharbor.corpus.query import All, parse, written
from ipharbor.corpus.reading import Corpus

KEPT = 64  # answers kept in the process


class _Kept:
    """The last answers, by corpus, vintage and query: a vintage's figures never change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[Path, str, str], Landscape] = OrderedDict()

    def get(self, key: tuple[Path, str, str]) -> Landscape | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: tuple[Path, str, str], answer: Landscape) -> None:
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)


_kept = _Kept()


def landscape(corpus: Corpus, text: str = "") -> Landscape:
    """Figures of what ``text`` finds, of everything when it is empty.

    Raises HarborErrors of the query language.
    """
    node = parse(text)
    vintage = corpus.vintage
    key = (corpus.folder, vintage, written(node))
    held = _kept.get(key)
    if held is not None:
        return held
    serials = None if isinstance(node, All) else corpus.index.serials(node)
    answer = corpus.ask(lambda documents: reckon(documents, vintage=vintage, serials=serials))
    _kept.put(key, answer)
    return answer
