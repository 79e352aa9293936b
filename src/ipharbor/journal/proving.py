"""Proofs from the stored journal: that a line is in it, that an older one is its beginning."""

from __future__ import annotations

from dataclasses import dataclass

from ipharbor.journal import tree
from ipharbor.journal._canon import HEIGHT
from ipharbor.journal.chain import leaf
from ipharbor.journal.models import Line, Subtree
from ipharbor.vocabulary.errors import HarborError

_WIDTH = 1 << HEIGHT


@dataclass(frozen=True)
class Proof:
    """That line ``seq`` is in the journal of ``size`` lines with that ``root``.

    ``leaf`` is the leaf hash of the line, ``path`` the audit path, the leaf's neighbour first;
    hashes are 32 bytes.
    """

    seq: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    root: bytes

    def holds(self) -> bool:
        """Whether the path leads from the line to the root."""
        return tree.included(self.leaf, self.seq - 1, self.size, self.path, self.root)


def prove(seq: int, size: int | None = None) -> Proof:
    """The proof for line ``seq`` in the journal as it was with ``size`` lines (now when None).

    Reads some hundreds of lines and subtrees, however long the journal is. The root is reckoned
    from the same stored hashes: that it is the one that was signed is for the reader to compare.
    Raises HarborError ``journal.line.unknown``.
    """
    end = length() if size is None else size
    if not 0 < seq <= end <= length():
        raise HarborError("journal.line.unknown", seq=seq)
    stored = _Stored()
    path = tree.inclusion_proof(seq - 1, end, stored.subtree)
    own = stored.subtree(seq - 1, seq)
    return Proof(seq, end, own, tuple(path), stored.subtree(0, end))


def root(size: int) -> bytes:
    """The root over the first ``size`` lines. Raises HarborError ``journal.line.unknown`` when
    there are fewer."""
    if size > length():
        raise HarborError("journal.line.unknown", seq=size)
    return _Stored().subtree(0, size) if size else tree.EMPTY


def consistency(earlier: int, later: int) -> tuple[bytes, ...]:
    """The proof that the journal of ``earlier`` lines is the beginning of that of ``later``.
    Raises HarborError ``journal.line.unknown`` when there are fewer."""
    if not 0 <= earlier <= later <= length():
        raise HarborError("journal.line.unknown", seq=later)
    return tuple(tree.consistency_proof(earlier, later, _Stored().subtree))


def length() -> int:
    """The number of lines."""
    last = Line.objects.order_by("-seq").values_list("seq", flat=True).first()
    return last or 0


class _Stored:
    """Roots over runs of lines, from stored subtrees where these fit and from lines elsewhere."""

    def __init__(self) -> None:
        self._slabs: dict[tuple[int, int], dict[int, bytes]] = {}

    def subtree(self, first: int, end: int) -> bytes:
        count = end - first
        if count == 1:
            return self._node(0, first)
        level, rest = divmod(count.bit_length() - 1, HEIGHT)
        if not rest and count == 1 << HEIGHT * level and not first % count:
            return self._node(level, first // count)
        middle = first + tree.split(count)
        return tree.node_hash(self.subtree(first, middle), self.subtree(middle, end))

    def _node(self, level: int, index: int) -> bytes:
        """The hash over ``256 ** level`` lines, fetched with its 255 neighbours."""
        slab = index // _WIDTH
        if (level, slab) not in self._slabs:
            self._slabs[level, slab] = self._fetch(level, slab * _WIDTH)
        found = self._slabs[level, slab].get(index)
        if found is None:
            raise HarborError("journal.line.unknown", seq=(index << HEIGHT * level) + 1)
        return found

    def _fetch(self, level: int, first: int) -> dict[int, bytes]:
        if level == 0:
            lines = Line.objects.filter(seq__gt=first, seq__lte=first + _WIDTH)
            return {line.seq - 1: leaf(line) for line in lines}
        kept = Subtree.objects.filter(level=level, index__gte=first, index__lt=first + _WIDTH)
        return {index: bytes.fromhex(told) for index, told in kept.values_list("index", "hash")}
