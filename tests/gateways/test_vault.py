"""One suite for every vault: a folder, and a bucket of a server that speaks S3."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bucket import bucket

from ipharbor.gateways.vault import Damaged, FolderVault, S3Vault, TooLarge, Vault

LIMIT = 3 * 2**20
Spoil = Callable[[str], None]


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Vault, Spoil]]:
    """A vault, and a way to spoil what lies in it."""
    if request.param == "folder":
        vault = FolderVault(tmp_path / "papers")
        yield vault, lambda name: (tmp_path / "papers" / name[:2] / name).write_bytes(b"other")
        return
    with bucket("panyu") as (address, held):

        def spoil(name: str) -> None:
            held[f"/papers/{name}"] = b"other"

        yield S3Vault(address, "papers", "panyu", "secret-of-panyu", secure=False), spoil


def test_what_was_laid_down_comes_back_byte_for_byte(place: tuple[Vault, Spoil]) -> None:
    vault, _ = place
    said = [b"\x00\xff" * 400_000, "缴费凭证".encode(), b""]
    kept = vault.put(iter(said), limit=LIMIT)
    whole = b"".join(said)
    assert (kept.sha256, kept.size) == (hashlib.sha256(whole).hexdigest(), len(whole))
    assert b"".join(vault.chunks(kept.sha256)) == whole
    assert vault.has(kept.sha256)


def test_the_same_paper_laid_down_twice_is_kept_once(place: tuple[Vault, Spoil]) -> None:
    vault, _ = place
    assert vault.put([b"one"], limit=LIMIT) == vault.put([b"o", b"ne"], limit=LIMIT)


def test_a_paper_that_is_too_large_is_refused_and_not_kept(place: tuple[Vault, Spoil]) -> None:
    vault, _ = place
    large = b"x" * (LIMIT + 1)
    with pytest.raises(TooLarge):
        vault.put([large], limit=LIMIT)
    assert not vault.has(hashlib.sha256(large).hexdigest())


def test_bytes_that_were_changed_behind_the_vaults_back_are_not_handed_out_as_whole(
    place: tuple[Vault, Spoil],
) -> None:
    vault, spoil = place
    kept = vault.put([b"a contract"], limit=LIMIT)
    spoil(kept.sha256)
    with pytest.raises(Damaged):
        list(vault.chunks(kept.sha256))


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "Ä" * 64])
def test_what_was_never_laid_down_is_not_found(place: tuple[Vault, Spoil], name: str) -> None:
    vault, _ = place
    with pytest.raises(FileNotFoundError):
        list(vault.chunks(name))


def test_a_server_that_refuses_the_key_is_an_error_of_the_place() -> None:
    with bucket("panyu") as (address, held):
        vault = S3Vault(address, "papers", "nansha", "secret", secure=False)
        with pytest.raises(OSError, match="AccessDenied"):
            vault.put([b"x"], limit=LIMIT)
        assert held == {}
