"""The Merkle tree over the journal's lines: roots, proofs, and their verification.

After RFC 6962 section 2.1 and RFC 9162 section 2.1, with SHA-256. A leaf is the canonical
bytes of a line; its hash begins with 0x00, that of an inner node with 0x01. Hashes are 32
bytes. Leaves are counted from 0 here: line ``seq`` of the journal is leaf ``seq - 1``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

EMPTY = hashlib.sha256(b"").digest()
Subtrees = Callable[[int, int], bytes]  # (first, end) → the root over leaves first to end - 1


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds ``data``."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Growing:
    """A tree that leaves are added to on the right.

    It keeps one hash for each whole subtree, the largest first: at most 40 hashes for a
    million million leaves. ``roots`` and ``size`` are all that has to be stored.
    """

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if len(roots) != size.bit_count():
            raise ValueError(f"{len(roots)} subtrees do not make a tree of {size} leaves")
        self.size = size
        self._roots = list(roots)

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The hashes of the whole subtrees, the largest first."""
        return tuple(self._roots)

    def add(self, leaf: bytes) -> list[bytes]:
        """Add a leaf by its hash; gives the hashes of all whole subtrees that end with it,
        by height: the leaf itself, then of 2 leaves, of 4, of 8 and so on."""
        made, node, rest = [leaf], leaf, self.size
        while rest & 1:
            node = hashlib.sha256(b"\x01" + self._roots.pop() + node).digest()
            made.append(node)
            rest >>= 1
        self._roots.append(node)
        self.size += 1
        return made

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._roots:
            return EMPTY
        node = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            node = node_hash(left, node)
        return node


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over the given leaf hashes."""
    tree = Growing()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def split(size: int) -> int:
    """Of ``size`` leaves (two or more), how many stand in the left subtree: the largest power
    of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(index: int, size: int, subtree: Subtrees) -> list[bytes]:
    """The audit path of leaf ``index`` in the tree of ``size`` leaves, the leaf's neighbour
    first (RFC 9162, 2.1.3.1). ValueError for a leaf the tree does not have."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + split(end - first)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(first, middle))
            first = middle
    return path[::-1]


def consistency_proof(earlier: int, later: int, subtree: Subtrees) -> list[bytes]:
    """The proof that the tree of ``earlier`` leaves is the beginning of that of ``later``
    (RFC 9162, 2.1.4.1). Empty where the two are one, or the earlier one is empty."""
    if not 0 <= earlier <= later:
        raise ValueError(f"a tree of {earlier} is no beginning of one of {later}")
    if earlier in (0, later):
        return []
    path: list[bytes] = []
    first, end, whole = 0, later, True
    while earlier != end:
        middle = first + split(end - first)
        if earlier <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(first, middle))
            first, whole = middle, False
    if not whole:
        path.append(subtree(first, end))
    return path[::-1]


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows the leaf of that hash at ``index`` under ``root`` (RFC 9162,
    2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(step, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, step)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def consistent(
    earlier: int, earlier_root: bytes, later: int, later_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether ``proof`` shows that the tree of ``earlier`` leaves is the beginning of that of
    ``later`` (RFC 9162, 2.1.4.2). The empty tree is the beginning of every tree."""
    if not 0 <= earlier <= later:
        return False
    if earlier == later:
        return not proof and earlier_root == later_root
    if earlier == 0:
        return not proof and earlier_root == EMPTY
    path = list(proof)
    if earlier.bit_count() == 1:
        path.insert(0, earlier_root)
    if not path:
        return False
    at, last = earlier - 1, later - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == earlier_root and new == later_root
