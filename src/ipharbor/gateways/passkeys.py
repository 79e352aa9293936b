"""The ceremonies of passkeys: asking a browser for a new one or for a signature, and checking what
it answers.

The user is always verified by the device (a finger, a face, its own code), so that a passkey is two
factors in one. No attestation is asked for: which maker's device it is, is nobody's concern here.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from ipharbor.vocabulary.errors import HarborError

LONGEST = 20_000  # signs of an answer that are read
NAME = "IPHarbor 知港"


@dataclass(frozen=True)
class Party:
    """This installation as browsers know it: ``host`` is the relying party, ``origin`` the start
    of its addresses."""

    host: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """What the browser is asked (JSON), and the challenge its answer must hold (hexadecimal)."""

    options: str
    challenge: str


@dataclass(frozen=True)
class Fresh:
    """A new passkey: its name (base64url), its public key in COSE form, and its count."""

    credential: str
    public_key: bytes
    count: int


def party(origin: str) -> Party | None:
    """The party at ``https://host[:port]``; None where browsers know no passkeys: at an address
    in numbers, or without the program that checks them."""
    host = urlsplit(origin).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Party(host, origin) if host and find_spec("webauthn") else None
    return None


def ask_for_new(here: Party, *, handle: bytes, name: str, held: Iterable[str]) -> Asked:
    """Ask for a new passkey of the person known by ``handle`` and ``name``; ``held`` are those
    that the person has already."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import structs

    options = generate_registration_options(
        rp_id=here.host,
        rp_name=NAME,
        user_id=handle,
        user_name=name,
        exclude_credentials=_named(held),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return Asked(options_to_json(options), options.challenge.hex())


def take_new(answer: str, here: Party, *, challenge: str) -> Fresh:
    """The passkey that the browser made. Raises HarborError ``passkey.refused``."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        done = verify_registration_response(
            credential=_read(answer),
            expected_challenge=bytes.fromhex(challenge),
            expected_rp_id=here.host,
            expected_origin=here.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as wrong:
        raise HarborError("passkey.refused", why=type(wrong).__name__) from wrong
    return Fresh(
        bytes_to_base64url(done.credential_id), done.credential_public_key, done.sign_count
    )


def ask_for_proof(here: Party, *, held: Iterable[str] = ()) -> Asked:
    """Ask for a signature by one of ``held``, or by any passkey of this party."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers import structs

    options = generate_authentication_options(
        rp_id=here.host,
        allow_credentials=_named(held),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return Asked(options_to_json(options), options.challenge.hex())


def named_in(answer: str) -> str:
    """The passkey that an answer claims to be of. Raises HarborError ``passkey.refused``."""
    return str(_read(answer).get("id", ""))[:1400]


def check(answer: str, here: Party, *, challenge: str, public_key: bytes, count: int) -> int:
    """How often the passkey has signed now; a count that did not grow tells of a copy.

    Raises HarborError ``passkey.refused``.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        done = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=bytes.fromhex(challenge),
            expected_rp_id=here.host,
            expected_origin=here.origin,
            credential_public_key=public_key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as wrong:
        raise HarborError("passkey.refused", why=type(wrong).__name__) from wrong
    return int(done.new_sign_count)


def _named(held: Iterable[str]) -> list[Any]:
    from webauthn.helpers import base64url_to_bytes, structs

    return [structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in held]


def _read(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer) if len(answer) <= LONGEST else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise HarborError("passkey.refused", why="JSON")
    return told
