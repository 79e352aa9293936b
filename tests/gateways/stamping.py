"""A time stamp authority of our own, for tests: RFC 3161 over HTTP, on this machine alone.

What it signs it writes in DER by hand, after RFC 3161 and RFC 5652, with keys made here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2021, 11, 30, 4, 0, 30, tzinfo=UTC)


def tlv(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def integer(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(value: bytes) -> bytes:
    return tlv(0x04, value)


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    body = bytes([first * 40 + second])
    for arc in rest:
        seven = [arc & 0x7F]
        while arc := arc >> 7:
            seven.append(arc & 0x7F | 0x80)
        body += bytes(seven[::-1])
    return tlv(0x06, body)


SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"))
ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))


@dataclass
class Authority:
    """A root and an authority under it. ``answer`` may be replaced to misbehave."""

    root: x509.Certificate = field(init=False)
    own: x509.Certificate = field(init=False)
    asked: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        root_key = ec.generate_private_key(ec.SECP256R1())
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.root = _certificate("测试根", root_key, "测试根", root_key, ca=True)
        self.own = _certificate("番禺授时", self._key, "测试根", root_key, ca=False)

    def root_pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def answer(self, request: bytes) -> tuple[int, bytes]:
        """HTTP status and body for a request: a granted time stamp."""
        self.asked.append(request)
        imprint, nonce = _read(request)
        return 200, self.stamp(imprint, nonce)

    def stamp(self, imprint: bytes, nonce: bytes) -> bytes:
        info = sequence(
            integer(1), oid("1.3.6.1.4.1.55555.1"), imprint, integer(7),
            tlv(0x18, NOW.strftime("%Y%m%d%H%M%SZ").encode()), nonce,
        )  # fmt: skip
        token = sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, self._signed(info)))
        return sequence(sequence(integer(0)), token)

    def _signed(self, info: bytes) -> bytes:
        der = self.own.public_bytes(serialization.Encoding.DER)
        content = oid("1.2.840.113549.1.9.16.1.4")
        certificate_id = sequence(sequence(sequence(octets(hashlib.sha256(der).digest()))))
        attributes = sorted(
            [
                sequence(oid("1.2.840.113549.1.9.3"), tlv(0x31, content)),
                sequence(
                    oid("1.2.840.113549.1.9.4"), tlv(0x31, octets(hashlib.sha256(info).digest()))
                ),
                sequence(oid("1.2.840.113549.1.9.16.2.47"), tlv(0x31, certificate_id)),
            ]
        )
        signature = self._key.sign(tlv(0x31, *attributes), ec.ECDSA(hashes.SHA256()))
        signer = sequence(
            integer(1), sequence(self.own.issuer.public_bytes(), integer(self.own.serial_number)),
            SHA256, tlv(0xA0, *attributes), ECDSA_SHA256, octets(signature),
        )  # fmt: skip
        return sequence(
            integer(3), tlv(0x31, SHA256),
            sequence(content, tlv(0xA0, octets(info))),
            tlv(0xA0, der), tlv(0x31, signer),
        )  # fmt: skip


def refusal() -> bytes:
    """Status 2, rejection, with a reason."""
    return sequence(sequence(integer(2), sequence(tlv(0x0C, "今日不授时".encode()))))


def _read(request: bytes) -> tuple[bytes, bytes]:
    """The imprint and the nonce of a request, as they stand in it."""
    _, body, _ = _take(request)
    _, _, rest = _take(body)  # version
    start = rest
    _, _, rest = _take(rest)
    imprint = start[: len(start) - len(rest)]
    nonce = b""
    while rest:
        start, (tag, _, rest) = rest, _take(rest)
        if tag == 0x02:
            nonce = start[: len(start) - len(rest)]
    return imprint, nonce


def _take(data: bytes) -> tuple[int, bytes, bytes]:
    size, at = data[1], 2
    if size & 0x80:
        at += size & 0x7F
        size = int.from_bytes(data[2:at], "big")
    return data[0], data[at : at + size], data[at + size :]


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(NOW + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=not ca, key_cert_sign=ca, crl_sign=ca, content_commitment=False,
                key_encipherment=False, data_encipherment=False, key_agreement=False,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if not ca:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(stamping, critical=True)
    return made.sign(by, hashes.SHA256())


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """The authority on this machine; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            if status in (301, 302):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
