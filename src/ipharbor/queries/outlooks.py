"""What the next quarters will bring to what a query finds."""

from __future__ import annotations

import numpy as np

from ipharbor.analysis.horizon import Horizon
from ipharbor.analysis.outlook import Outlook, by_quarter
from ipharbor.analysis.outlook import outlook as reckon
from ipharbor.corpus.query import All, parse, written
from ipharbor.corpus.reading import Corpus
from ipharbor.queries.kept import Once
from ipharbor.queries.landscapes import landscape

KEPT = 256  # answers kept in the process
_LOTS = 2026  # the same question gives the same answer: its lots begin at the same place

_whole: Once[tuple[dict[int, int], Horizon]] = Once(4)
_outlooks: Once[Outlook] = Once(KEPT)


def outlook(corpus: Corpus, text: str = "") -> Outlook:
    """The next quarters of what ``text`` finds, of everything when it is empty.

    Kept by vintage and query, for a vintage's figures never change. Raises HarborErrors of the
    query language.
    """
    node = parse(text)
    vintage = corpus.vintage
    key = (corpus.folder, vintage, written(node))
    whole, horizon = _whole.get(
        (corpus.folder, vintage), lambda: (_counts(corpus, ""), landscape(corpus).horizon)
    )
    return _outlooks.get(
        key,
        lambda: reckon(
            whole if isinstance(node, All) else _counts(corpus, text),
            whole,
            horizon.newest,
            vintage=vintage,
            lots=np.random.default_rng(_LOTS),
        ),
    )


def _counts(corpus: Corpus, text: str) -> dict[int, int]:
    node = parse(text)
    serials = None if isinstance(node, All) else corpus.index.serials(node)
    return corpus.ask(lambda documents: by_quarter(documents, serials))
