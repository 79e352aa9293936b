"""Signing in with another identity provider: OpenID Connect Core 1.0, authorization code flow."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ipharbor.vocabulary.errors import HarborError

ALGORITHMS = ["RS256", "PS256", "ES256"]  # signed with the provider's own key, never shared
LEEWAY = 60  # seconds a provider's clock may differ
_TIMEOUT = (5, 10)
_LARGEST = 512 * 1024  # octets of an answer that is read
_KEPT = 3600.0  # seconds a provider's description is trusted


@dataclass(frozen=True)
class Start:
    """A sign-in that has begun: where to send the browser, and what must be kept secret in the
    session until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for. ``issuer`` and ``subject`` name the person for good; the
    rest is what the provider says today, and may be empty."""

    issuer: str
    subject: str
    username: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Provider:
    """One identity provider. Anything wrong is a HarborError: ``oidc.unreachable`` where it
    does not answer, ``oidc.refused`` where it says no, ``oidc.untrusted`` where its word
    does not hold; ``why`` names the check that failed."""

    issuer: str
    client_id: str
    client_secret: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.issuer).hostname or self.issuer

    def begin(self, back: str, *, again: bool = False) -> Start:
        """Begin a sign-in that returns to the address ``back``; with PKCE (RFC 7636, S256).
        ``again`` has the provider ask also whom it knows already."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        if again:
            asked["prompt"] = "login"
        entry = self._endpoint("authorization_endpoint")
        joint = "&" if urlsplit(entry).query else "?"
        return Start(entry + joint + urlencode(asked), state, nonce, verifier)

    def finish(self, code: str, *, back: str, nonce: str, verifier: str, now: int) -> Vouched:
        """Whom the ``code`` that came back stands for; ``now`` in seconds of the epoch."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
            "client_id": self.client_id,
        }
        proof = (self.client_id, self.client_secret) if self.client_secret else None
        answer = _asked("POST", self._endpoint("token_endpoint"), data=form, auth=proof)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise HarborError("oidc.refused", why=str(answer.get("error", "id_token"))[:60])
        return self._vouched(self._claims(token, now), nonce)

    def _claims(self, token: str, now: int) -> Mapping[str, Any]:
        """The signed claims, OpenID Connect Core, section 3.1.3.7."""
        registry = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        try:
            claims = self._decoded(token)
            registry.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as wrong:
            why = getattr(wrong, "claim", "") or getattr(wrong, "error", "") or "signature"
            raise HarborError("oidc.untrusted", why=why) from None
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        try:
            return dict(jwt.decode(token, self._keys(), algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError):
            # The provider may have changed its keys since: asked once more, afresh.
            return dict(jwt.decode(token, self._keys(fresh=True), algorithms=ALGORITHMS).claims)

    def _vouched(self, claims: Mapping[str, Any], nonce: str) -> Vouched:
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise HarborError("oidc.untrusted", why="nonce")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.client_id:
            raise HarborError("oidc.untrusted", why="azp")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise HarborError("oidc.untrusted", why="sub")
        return Vouched(
            self.issuer,
            subject,
            username=_text(claims, "preferred_username"),
            name=_text(claims, "name"),
            email=_text(claims, "email"),
        )

    def _endpoint(self, name: str) -> str:
        address = self._described().get(name)
        if not isinstance(address, str) or not _safe(address, self.issuer):
            raise HarborError("oidc.untrusted", why=name)
        return address

    def _described(self, *, fresh: bool = False) -> Mapping[str, Any]:
        """OpenID Connect Discovery 1.0, section 4."""
        where = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        told = _kept(where, fresh=fresh)
        if told.get("issuer") != self.issuer:
            raise HarborError("oidc.untrusted", why="issuer")
        return told

    def _keys(self, *, fresh: bool = False) -> KeySet:
        return KeySet.import_key_set(_kept(self._endpoint("jwks_uri"), fresh=fresh))  # type: ignore[arg-type]


_answers: dict[str, tuple[float, Mapping[str, Any]]] = {}
_guard = threading.Lock()


def _kept(address: str, *, fresh: bool) -> Mapping[str, Any]:
    """The JSON at the address, as it was within the last hour."""
    with _guard:
        read_at, told = _answers.get(address, (0.0, {}))
        if told and not fresh and time.monotonic() - read_at < _KEPT:
            return told
    told = _asked("GET", address)
    with _guard:
        _answers[address] = (time.monotonic(), told)
    return told


def _asked(method: str, address: str, **given: Any) -> Mapping[str, Any]:
    try:
        with requests.request(
            method, address, timeout=_TIMEOUT, allow_redirects=False, stream=True,
            headers={"Accept": "application/json"}, **given,
        ) as answer:  # fmt: skip
            body = answer.raw.read(_LARGEST + 1, decode_content=True)
    except (requests.RequestException, OSError):
        raise HarborError("oidc.unreachable", host=urlsplit(address).hostname or "–") from None
    try:
        told = json.loads(body) if len(body) <= _LARGEST else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise HarborError("oidc.refused", why=f"HTTP {answer.status_code}")
    return told


def _safe(address: str, issuer: str) -> bool:
    """Over TLS, save where the issuer itself is named without it, as on one's own machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and parts.scheme in ("https", urlsplit(issuer).scheme)


def _text(claims: Mapping[str, Any], name: str) -> str:
    said = claims.get(name, "")
    return said[:254] if isinstance(said, str) else ""
