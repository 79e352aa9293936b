"""The installation's key that signs heads of the journal."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ipharbor.vocabulary.errors import HarborError

NAME = "journal.key"


def signing_key(home: Path) -> Ed25519PrivateKey:
    """The key in ``<home>/journal.key`` (PKCS #8, PEM), made on first use and readable by its
    owner only. Raises HarborError ``journal.key.damaged`` for a file that holds none."""
    path = home / NAME
    if not path.exists():
        _make(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as broken:
        raise HarborError("journal.key.damaged", path=str(path)) from broken
    if not isinstance(key, Ed25519PrivateKey):
        raise HarborError("journal.key.damaged", path=str(path))
    return key


def public_key(home: Path) -> bytes | None:
    """The 32 bytes of the installation's public key; None as long as nothing was signed."""
    if not (home / NAME).exists():
        return None
    return signing_key(home).public_key().public_bytes_raw()


def pem(public: bytes) -> str:
    """The public key as PEM, as ``openssl`` reads it."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")


def _make(path: Path) -> None:
    """Write a new key aside and put it in place; who comes second keeps the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    opened, aside = tempfile.mkstemp(prefix=NAME, dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(opened, "wb") as written:
            written.write(told)
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        Path(aside).unlink()
