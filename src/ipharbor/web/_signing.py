"""What a browser was asked to sign in this session, and what it has signed."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from ipharbor.actions.people import passkey as acts
from ipharbor.gateways import passkeys
from ipharbor.gateways.passkeys import Asked, Party
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError

_KEPT = "passkey_challenge"
HOLDS = 300.0  # seconds


def here(request: HttpRequest) -> Party | None:
    """This installation as the browser knows it; None where it can have no passkeys."""
    return passkeys.party(f"{request.scheme}://{request.get_host()}")


def party_of(request: HttpRequest) -> Party:
    """The same; HarborError ``passkey.nowhere`` for None."""
    party = here(request)
    if party is None:
        raise HarborError("passkey.nowhere")
    return party


def keep(request: HttpRequest, asked: Asked) -> None:
    """Remember what is to be signed."""
    request.session[_KEPT] = {"challenge": asked.challenge, "at": timezone.now().timestamp()}


def challenge_of(request: HttpRequest) -> str:
    """What this session was asked to sign; it counts once, and for a short while. Raises
    HarborError ``passkey.refused``."""
    kept = request.session.pop(_KEPT, None)
    if kept is None or timezone.now().timestamp() - kept["at"] > HOLDS:
        raise HarborError("passkey.refused", why="–")
    return str(kept["challenge"])


def signed_by(request: HttpRequest, *, of: Person | None) -> Person:
    """Who has signed what this session was asked, in the posted field ``passkey``. Raises
    HarborError ``passkey.refused``."""
    return acts.prove(
        request.POST.get("passkey", ""), party_of(request), challenge=challenge_of(request), of=of,
        at=timezone.now(),
    )  # fmt: skip
