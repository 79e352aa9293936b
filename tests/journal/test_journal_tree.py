"""The tree over the journal is that of RFC 6962: its roots, its proofs, and nothing else passes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.journal import tree

# The leaves of the test vectors that implementations of RFC 6962 share (certificate-transparency,
# "reference Merkle tree"), and the roots over the first 0 to 8 of them.
LEAVES = [
    bytes.fromhex(told)
    for told in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# The audit paths of the same vectors: (leaf counted from 1, size) → path.
PATHS = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (2, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
sizes = st.integers(1, 700)


def hashes(size: int) -> list[bytes]:
    return [tree.leaf_hash(b"%d" % n) for n in range(size)]


def over(leaves: list[bytes]) -> Callable[[int, int], bytes]:
    return lambda first, end: tree.root_of(leaves[first:end])


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH as the RFC writes it down."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    left, right = by_definition(leaves[:half]), by_definition(leaves[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference_implementations(size: int) -> None:
    leaves = [tree.leaf_hash(data) for data in LEAVES[:size]]
    assert tree.root_of(leaves).hex() == ROOTS[size]


@pytest.mark.parametrize(("place", "size"), PATHS)
def test_audit_paths_are_those_of_the_reference_implementations(place: int, size: int) -> None:
    leaves = [tree.leaf_hash(data) for data in LEAVES[:size]]
    path = tree.inclusion_proof(place - 1, size, over(leaves))
    assert [step.hex() for step in path] == PATHS[place, size]
    root = bytes.fromhex(ROOTS[size])
    assert tree.included(leaves[place - 1], place - 1, size, path, root)


@pytest.mark.parametrize(("earlier", "later"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference_implementations(
    earlier: int, later: int
) -> None:
    leaves = [tree.leaf_hash(data) for data in LEAVES[:later]]
    path = tree.consistency_proof(earlier, later, over(leaves))
    assert [step.hex() for step in path] == CONSISTENCY[earlier, later]


@given(sizes)
def test_a_tree_that_grows_leaf_by_leaf_has_the_root_of_the_definition(size: int) -> None:
    leaves = hashes(size)
    assert tree.root_of(leaves) == by_definition(leaves)


@given(sizes, st.integers(0, 699))
def test_a_tree_taken_up_again_goes_on_as_if_it_had_never_been_put_down(
    size: int, cut: int
) -> None:
    leaves = hashes(size)
    begun = tree.Growing()
    for leaf in leaves[: cut % size]:
        begun.add(leaf)
    taken_up = tree.Growing(begun.size, begun.roots)
    for leaf in leaves[cut % size :]:
        made = taken_up.add(leaf)
        assert made[0] == leaf
        for height, node in enumerate(made):
            end = taken_up.size
            assert end % (1 << height) == 0
            if height < 5:
                assert node == tree.root_of(leaves[end - (1 << height) : end])
    assert taken_up.root() == tree.root_of(leaves)


def test_subtrees_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="do not make a tree"):
        tree.Growing(3, [b"\x00" * 32])


@given(sizes, st.data())
def test_every_line_can_be_proved_and_nothing_else_in_its_place(
    size: int, data: st.DataObject
) -> None:
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    root, path = tree.root_of(leaves), tree.inclusion_proof(index, size, over(leaves))
    assert tree.included(leaves[index], index, size, path, root)
    assert not tree.included(tree.leaf_hash(b"x"), index, size, path, root)
    assert not tree.included(leaves[index], index, size, [*path, root], root)
    assert not tree.included(leaves[index], index, size, path, bytes(32))
    other = data.draw(st.integers(0, size + 2))
    if other != index:
        assert not tree.included(leaves[index], other, size, path, root)
    for at in range(len(path)):
        bent = [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
        assert not tree.included(leaves[index], index, size, bent, root)
        assert not tree.included(leaves[index], index, size, path[:at], root)


@given(sizes, st.data())
def test_every_earlier_journal_is_shown_to_be_the_beginning_and_no_other(
    later: int, data: st.DataObject
) -> None:
    leaves = hashes(later)
    earlier = data.draw(st.integers(1, later))
    old, new = tree.root_of(leaves[:earlier]), tree.root_of(leaves)
    path = tree.consistency_proof(earlier, later, over(leaves))
    assert tree.consistent(earlier, old, later, new, path)
    assert not tree.consistent(earlier, bytes(32), later, new, path)
    assert not tree.consistent(earlier, old, later, bytes(32), path)
    assert not tree.consistent(earlier, old, later, new, [*path, new])
    edited = [tree.leaf_hash(b"x"), *leaves[1:]]
    if earlier < later:
        assert not tree.consistent(
            earlier, old, later, tree.root_of(edited),
            tree.consistency_proof(earlier, later, over(edited)),
        )  # fmt: skip
    for at in range(len(path)):
        bent = [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
        assert not tree.consistent(earlier, old, later, new, bent)
        assert not tree.consistent(earlier, old, later, new, path[:at])


def test_the_empty_journal_is_the_beginning_of_every_journal() -> None:
    assert tree.consistent(0, tree.EMPTY, 3, tree.root_of(hashes(3)), [])
    assert tree.consistent(0, tree.EMPTY, 0, tree.EMPTY, [])
    assert not tree.consistent(0, bytes(32), 3, tree.root_of(hashes(3)), [])
    assert tree.consistency_proof(0, 3, over(hashes(3))) == []


def test_a_tree_is_not_the_beginning_of_a_smaller_one() -> None:
    assert not tree.consistent(3, tree.EMPTY, 2, tree.EMPTY, [])
    with pytest.raises(ValueError, match="no beginning"):
        tree.consistency_proof(3, 2, over(hashes(3)))
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion_proof(3, 3, over(hashes(3)))
