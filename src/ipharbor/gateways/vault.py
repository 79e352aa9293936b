"""Where papers are kept: each under the SHA-256 of its bytes, so that none changes unseen."""

from __future__ import annotations

import hashlib
import itertools
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from ipharbor.vocabulary.errors import HarborError

CHUNK = 2**20


@dataclass(frozen=True)
class Kept:
    """What a vault knows of a paper: its name there, and its bytes."""

    sha256: str
    size: int


class Damaged(OSError):
    """The bytes in the vault are not those that were laid down."""


class TooLarge(OSError):
    """More bytes came than the vault was told to take."""


class Vault(Protocol):
    """Keeps bytes under their SHA-256. Laying the same down twice keeps them once.

    ``put`` raises TooLarge beyond ``limit`` bytes and keeps nothing then; ``chunks`` raises
    FileNotFoundError for what is not there, and Damaged when the last byte is read and the
    whole is not what it should be. Trouble with the place itself is an OSError.
    """

    def put(self, chunks: Iterable[bytes], *, limit: int) -> Kept: ...

    def chunks(self, sha256: str) -> Iterator[bytes]: ...

    def has(self, sha256: str) -> bool: ...


def opened(vault: Vault, sha256: str, *, name: str) -> Iterator[bytes]:
    """The bytes of the paper ``name``, the first of them fetched already. HarborError
    ``paper.lost`` where the vault has them no more."""
    chunks = vault.chunks(sha256)
    try:
        first = next(chunks, b"")
    except OSError as gone:
        raise HarborError("paper.lost", name=name) from gone
    return itertools.chain([first], chunks)


class Condition(StrEnum):
    """How a paper is: its bytes are those of its hash, are others, are not there, or the vault
    cannot be asked now."""

    INTACT = "intact"
    ALTERED = "altered"
    MISSING = "missing"
    UNREACHABLE = "unreachable"


def condition(vault: Vault, sha256: str) -> Condition:
    """How the paper of that hash is now; all of its bytes are read."""
    try:
        for _chunk in vault.chunks(sha256):
            pass
    except Damaged:
        return Condition.ALTERED
    except FileNotFoundError:
        return Condition.MISSING
    except OSError:
        return Condition.UNREACHABLE
    return Condition.INTACT


@dataclass(frozen=True)
class FolderVault:
    """A folder, two letters of the name a level."""

    folder: Path

    def put(self, chunks: Iterable[bytes], *, limit: int) -> Kept:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix="incoming-")
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as written:
                kept = _poured(chunks, written, limit)
                written.flush()
                os.fsync(written.fileno())
            place = self._place(kept.sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(place)
            _sync_folder(place.parent)
        finally:
            aside.unlink(missing_ok=True)
        return kept

    def chunks(self, sha256: str) -> Iterator[bytes]:
        with self._place(sha256).open("rb") as opened:
            yield from _proved(iter(lambda: opened.read(CHUNK), b""), sha256)

    def has(self, sha256: str) -> bool:
        return self._place(sha256).is_file()

    def _place(self, sha256: str) -> Path:
        return self.folder / _named(sha256)[:2] / sha256


class S3Vault:
    """A bucket of a server that speaks S3."""

    def __init__(
        self, endpoint: str, bucket: str, access_key: str, secret_key: str, *, secure: bool = True
    ) -> None:
        from minio import Minio

        self._bucket = bucket
        self._server = Minio(
            endpoint, access_key=access_key, secret_key=secret_key, secure=secure,
            region="us-east-1",
        )  # fmt: skip

    def put(self, chunks: Iterable[bytes], *, limit: int) -> Kept:
        # Its name is known when the last byte has come, so it waits here first.
        with tempfile.TemporaryFile() as waiting:
            kept = _poured(chunks, waiting, limit)
            if not self.has(kept.sha256):
                waiting.seek(0)
                with _as_os_error():
                    self._server.put_object(self._bucket, kept.sha256, waiting, kept.size)
        return kept

    def chunks(self, sha256: str) -> Iterator[bytes]:
        if not self.has(sha256):
            raise FileNotFoundError(sha256)
        with _as_os_error():
            answer = self._server.get_object(self._bucket, _named(sha256))
            try:
                yield from _proved(answer.stream(CHUNK), sha256)
            finally:
                answer.close()
                answer.release_conn()

    def has(self, sha256: str) -> bool:
        from minio.error import S3Error

        try:
            with _as_os_error():
                self._server.stat_object(self._bucket, _named(sha256))
        except OSError as missing:
            cause = missing.__cause__
            if isinstance(cause, S3Error) and cause.code in ("NoSuchKey", "NoSuchObject"):
                return False
            raise
        return True


class _as_os_error:  # noqa: N801 - reads as words at its use
    """Trouble with the server is trouble with the place."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, broken: BaseException | None, trace: object) -> None:
        from minio.error import MinioException
        from urllib3.exceptions import HTTPError

        if isinstance(broken, MinioException | HTTPError):
            raise OSError(str(broken)) from broken


def _poured(chunks: Iterable[bytes], into: BinaryIO, limit: int) -> Kept:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        digest.update(chunk)
        into.write(chunk)
    return Kept(digest.hexdigest(), size)


def _proved(chunks: Iterator[bytes], sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != sha256:
        raise Damaged(sha256)


def _named(sha256: str) -> str:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise FileNotFoundError(sha256)
    return sha256


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
