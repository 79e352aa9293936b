"""Signed heads as text: what is signed, by which key, and reading one that comes from outside.

The form is that of the checkpoints of transparency logs (C2SP tlog-checkpoint, in the frame of
C2SP signed-note), so that programs made for those read it: a line each for the origin, the
number of lines, the root in base64, then ``time`` and ``last`` (the hash of the last line); an
empty line; the signature with Ed25519 (RFC 8032).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ipharbor.vocabulary.errors import HarborError

LONGEST = 16_384  # bytes of a note that are read
_ED25519 = b"\x01"
_NOTE = re.compile(
    r"(?P<origin>[^\n+ ]{1,120})\n(?P<size>0|[1-9]\d{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"time (?P<at>[0-9T:.+-]{10,40})\nlast (?P<last>[0-9a-f]{64})\n"
    r"\n(?P<signatures>(?:— [^\n]+\n)+)"
)
_SIGNATURE = re.compile(r"— (?P<name>[^\n+ ]{1,120}) (?P<value>[A-Za-z0-9+/]+=*)\n")
_KEY = re.compile(r"(?P<name>[^\n+ ]{1,120})\+(?P<id>[0-9a-f]{8})\+(?P<value>[A-Za-z0-9+/]{44})")


@dataclass(frozen=True)
class Statement:
    """How long the journal of ``origin`` was at ``at``, and what its root (32 bytes) and the
    hash of its last line (hexadecimal) were."""

    origin: str
    size: int
    root: bytes
    last: str
    at: datetime

    def text(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode("ascii")
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return f"{self.origin}\n{self.size}\n{root}\ntime {at}\nlast {self.last}\n"


@dataclass(frozen=True)
class Note:
    """A statement with the signature of one key; ``key_id`` is four bytes in hexadecimal."""

    statement: Statement
    key_id: str
    signature: bytes

    def text(self) -> str:
        """The whole note as it is kept in a file."""
        value = base64.b64encode(bytes.fromhex(self.key_id) + self.signature).decode("ascii")
        return f"{self.statement.text()}\n— {self.statement.origin} {value}\n"

    def signed_by(self, public: bytes) -> bool:
        """Whether the Ed25519 key of those 32 bytes signed it."""
        if self.key_id != key_id(self.statement.origin, public):
            return False
        try:
            key = Ed25519PublicKey.from_public_bytes(public)
            key.verify(self.signature, self.statement.text().encode("utf-8"))
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Digests:
    """Digests of a signed text, in hexadecimal: SHA-256, and SM3 (GB/T 32905-2016)."""

    sha256: str
    sm3: str


def sign(statement: Statement, key: Ed25519PrivateKey) -> Note:
    """The statement signed with ``key``."""
    public = key.public_key().public_bytes_raw()
    return Note(
        statement,
        key_id(statement.origin, public),
        key.sign(statement.text().encode("utf-8")),
    )


def key_id(origin: str, public: bytes) -> str:
    """What tells keys apart in notes: four bytes of a hash over name and key."""
    told = origin.encode("utf-8") + b"\n" + _ED25519 + public
    return hashlib.sha256(told).hexdigest()[:8]


def key_text(origin: str, public: bytes) -> str:
    """The public key as one line, the form in which others keep it (a *verifier key*)."""
    value = base64.b64encode(_ED25519 + public).decode("ascii")
    return f"{origin}+{key_id(origin, public)}+{value}"


def read_key(text: str) -> bytes:
    """The 32 bytes of a public key in the form of ``key_text``.

    Raises HarborError ``journal.key.unreadable``.
    """
    found = _KEY.fullmatch(text.strip())
    if found is None:
        raise HarborError("journal.key.unreadable", text=text.strip()[:60])
    try:
        value = base64.b64decode(found["value"], validate=True)
    except binascii.Error:
        value = b""
    if value[:1] != _ED25519 or found["id"] != key_id(found["name"], value[1:]):
        raise HarborError("journal.key.unreadable", text=text.strip()[:60])
    return value[1:]


def read(data: bytes) -> Note:
    """The note in a file from outside; of several signatures the one of the origin's own name.

    Raises HarborError ``journal.head.unreadable``. Whether the signature is good is asked with
    ``Note.signed_by``.
    """
    try:
        text = data.decode("utf-8") if len(data) <= LONGEST else ""
    except UnicodeDecodeError:
        text = ""
    found = _NOTE.fullmatch(text)
    if found is None:
        raise HarborError("journal.head.unreadable")
    for signed in _SIGNATURE.finditer(found["signatures"]):
        try:
            value = base64.b64decode(signed["value"], validate=True)
            root = base64.b64decode(found["root"], validate=True)
            at = datetime.fromisoformat(found["at"])
        except ValueError:
            break
        if signed["name"] == found["origin"] and len(value) == 68 and at.tzinfo is not None:
            statement = Statement(found["origin"], int(found["size"]), root, found["last"], at)
            note = Note(statement, value[:4].hex(), value[4:])
            # The text is made again from what was read: a note that is written in another way
            # would not be the one that was signed.
            if statement.text() == text.partition("\n\n")[0] + "\n":
                return note
    raise HarborError("journal.head.unreadable")


def digests(note: Note) -> Digests:
    """Digests over the whole note, for a paper, a seal or a message that names it."""
    data = note.text().encode("utf-8")
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(data)
    return Digests(hashlib.sha256(data).hexdigest(), sm3.finalize().hex())
