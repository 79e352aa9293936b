"""Keeping secrets in the register so that a copy of the register alone does not give them away."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Sealer:
    """Seals short texts under a key derived from the installation's secret (HKDF, RFC 5869)."""

    def __init__(self, secret: str, purpose: str) -> None:
        key = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
        self._box = Fernet(urlsafe_b64encode(key))

    def seal(self, text: str) -> str:
        """The text sealed; another each time."""
        return self._box.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str | None:
        """The text, None where it was sealed under another key or altered."""
        try:
            return self._box.decrypt(sealed.encode("ascii")).decode()
        except InvalidToken:
            return None


_SEALED = "sealed"


def sealed(told: Mapping[str, Any], seals: Sealer) -> dict[str, str]:
    """An enclosure that holds ``told`` (JSON) for whoever has the installation's secret."""
    return {_SEALED: seals.seal(json.dumps(told, ensure_ascii=False, sort_keys=True))}


def opened(enclosure: Any, seals: Sealer) -> dict[str, Any] | None:
    """What ``sealed`` enclosed; None where it was sealed under another secret, or altered."""
    text = seals.open(str(enclosure.get(_SEALED, ""))) if isinstance(enclosure, dict) else None
    if text is None:
        return None
    told: dict[str, Any] = json.loads(text)
    return told
