"""Time stamps after RFC 3161: somebody outside says that a text was there at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import urllib3
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    TimeStampTokenInfo,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

LONGEST = 65_536  # bytes of an answer that are read
_ASKS = "application/timestamp-query"
_ANSWERS = "application/timestamp-reply"
_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


class StampRefused(OSError):
    """The authority cannot be reached, says no, or answers something else."""


@dataclass(frozen=True)
class Stamp:
    """What a time stamp says: when, under which number, over which SHA-256 (hexadecimal)."""

    at: datetime
    serial: int
    sha256: str


class Timestamper(Protocol):
    """Gets a time stamp over a text, as the authority's response in DER.

    Raises OSError (``StampRefused``) when none is to be had now.
    """

    def stamp(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class HttpTimestamper:
    """An authority that answers over HTTP (RFC 3161, 3.4). Follows no redirection."""

    url: str
    timeout: float = 20.0

    def stamp(self, data: bytes) -> bytes:
        asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
        try:
            answer = urllib3.request(
                "POST",
                self.url,
                body=asked.as_bytes(),
                headers={"Content-Type": _ASKS, "Accept": _ANSWERS},
                redirect=False,
                retries=False,
                timeout=self.timeout,
                preload_content=False,
            )
            try:
                body = answer.read(LONGEST + 1)
            finally:
                answer.release_conn()
        except urllib3.exceptions.HTTPError as failed:
            raise StampRefused(f"{type(failed).__name__}: {failed}") from failed
        if answer.status != 200 or len(body) > LONGEST:
            raise StampRefused(f"HTTP {answer.status}, {len(body)} bytes")
        response = _parsed(body)
        if PKIStatus(response.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
            raise StampRefused(f"refused: {' '.join(response.status_string)}"[:200])
        if _decoded(body).nonce != asked.nonce or not covers(body, data):
            raise StampRefused("the answer is not to what was asked")
        return body


def read(response: bytes) -> Stamp:
    """What a time stamp says. Raises StampRefused for what is none. Says nothing of whether the
    authority's signature is good, which ``signed_under`` tells."""
    told = _decoded(response)
    return Stamp(told.gen_time, told.serial_number, told.message_imprint.message.hex())


def covers(response: bytes, data: bytes) -> bool:
    """Whether the time stamp is over ``data``."""
    imprint = _decoded(response).message_imprint
    return imprint.hash_algorithm == _SHA256 and imprint.message == hashlib.sha256(data).digest()


def signed_under(response: bytes, data: bytes, roots: Sequence[bytes]) -> bool:
    """Whether the time stamp is over ``data`` and signed by an authority under one of the
    ``roots`` (certificates in PEM, one or more each). Raises ValueError for what is none."""
    builder = VerifierBuilder()
    for told in roots:
        for certificate in x509.load_pem_x509_certificates(told):
            builder = builder.add_root_certificate(certificate)
    try:
        return builder.build().verify_message(_parsed(response), data)
    except VerificationError:
        return False


def _parsed(body: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(body)
    except ValueError as broken:
        raise StampRefused(f"no time stamp: {broken}") from broken


def _decoded(body: bytes) -> TimeStampTokenInfo:
    """What the token of a response says."""
    try:
        return _parsed(body).tst_info
    except ValueError as broken:  # a refusal has none
        raise StampRefused(f"no time stamp: {broken}") from broken
