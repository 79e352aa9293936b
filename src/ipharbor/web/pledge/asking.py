"""What the pages of the check are asked: whose rights, which debt, and what the parties say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from ipharbor.actions import permits
from ipharbor.pledge.contract import parts
from ipharbor.pledge.offer import EVERY, Contract, Offer, Said
from ipharbor.records.models import Firm
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.names import names
from ipharbor.web._days import read_day, usual_day
from ipharbor.web.caller import Asked

PERMIT = "pledge.check"
YES_NO: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}
CONSENTS = ("", "all", "refused", "agreed")
CLAUSE = "c_"
MOST_NAMED = 100  # rights that an address can list as those of the contract
_VERDICTS = {str(one): one for one in Verdict}
BESIDE = (
    "firm", "on", "known_on", "until", "amount", "with", "consent", "twin", "attacked", "other",
    "words", "insist", "right", "read", "named", *(CLAUSE + code for code in parts()),
)  # fmt: skip
"""Every parameter that tells an offer; they stay in all addresses of the check."""


@dataclass(frozen=True)
class Wanted:
    """What a check is asked. ``keys`` are the rights chosen, None for all of the firm;
    ``known_on`` None for all that is known; ``typed`` what was typed, by name of parameter."""

    on: date
    known_on: date | None
    keys: frozenset[str] | None
    offer: Offer
    typed: Mapping[str, str]
    clauses: Mapping[str, Verdict]
    query: str


def wanted(firm: Firm, params: QueryDict) -> Wanted:
    """The check that an address asks of the firm's rights. Raises ``form.day.unreadable``,
    ``form.day.beyond`` and ``pledge.amount.unreadable``, each naming its field."""
    typed = {name: params.get(name, "").strip()[:200] for name in BESIDE}
    on = _day(typed, "on") or usual_day()
    clauses = {
        name.removeprefix(CLAUSE): _VERDICTS[text]
        for name, text in typed.items()
        if name.startswith(CLAUSE) and text in _VERDICTS
    }
    keys = frozenset(one for one in params.getlist("right") if one)
    offer = Offer(
        pledgors=(firm.name, *names(typed["with"])),
        debt_until=_day(typed, "until"),
        amount=_amount(typed["amount"]),
        contract=_contract(typed, clauses, params.getlist("named")),
        consents={EVERY: typed["consent"] == "all"} if typed["consent"] in ("all", "refused")
        else {},
        agreed_otherwise=typed["consent"] == "agreed",
        said={
            EVERY: Said(
                double_filing=YES_NO.get(typed["twin"]),
                invalidation=YES_NO.get(typed["attacked"]),
                other=YES_NO.get(typed["other"]),
                words=typed["words"],
            )
        },
        acknowledged=frozenset((EVERY, ground) for ground in params.getlist("insist")),
    )  # fmt: skip
    return Wanted(
        on, _day(typed, "known_on"), keys or None, offer, typed, clauses, stated(params).urlencode()
    )


def stated(params: QueryDict, **changes: str | None) -> QueryDict:
    """What of an address tells the offer, with some parameters changed or, None, taken away."""
    told = QueryDict(mutable=True)
    for name in BESIDE:
        values = [one for one in params.getlist(name) if one][:MOST_NAMED]
        if name in changes:
            change = changes[name]
            values = [] if change is None else [change]
        if values:
            told.setlist(name, values)
    return told


def firm_of(request: Asked, caller: permits.Actor) -> Firm | None:
    """The firm whose rights are offered: a firm's person's own, else the one stated; None where
    none is. HarborError ``docket.firm.unknown`` for one that the caller may not check."""
    if not permits.ever(caller, PERMIT):
        raise permits.denied(caller, PERMIT)
    if caller.role == "firm":
        if caller.person is None or caller.person.firm is None:
            raise HarborError("docket.firm.none")
        permits.require(caller, PERMIT, firm=caller.person.firm)
        return caller.person.firm
    text = request.GET.get("firm", "")
    if not text:
        return None
    whole = text.isascii() and text.isdigit() and len(text) < 12
    found = Firm.objects.filter(pk=int(text)).first() if whole else None
    if found is None or not permits.allowed(caller, PERMIT, firm=found):
        raise HarborError("docket.firm.unknown", id=text)
    return found


def the_firm(request: Asked, caller: permits.Actor) -> Firm:
    """As ``firm_of``, for what makes no sense without a firm."""
    firm = firm_of(request, caller)
    if firm is None:
        raise HarborError("docket.firm.unknown", id="–")
    return firm


def _contract(
    typed: Mapping[str, str], clauses: Mapping[str, Verdict], listed: list[str]
) -> Contract | None:
    """What is told of the contract; None where nothing is."""
    if not clauses and not typed["read"]:
        return None
    keys = frozenset(one for one in listed if one)
    # More rights than an address can list: the reading told then that none was missing.
    return Contract(clauses, keys if keys and len(keys) < MOST_NAMED else None)


def _day(typed: Mapping[str, str], name: str) -> date | None:
    return read_day(typed[name], name) if typed[name] else None


def _amount(text: str) -> Money | None:
    bare = text.replace(",", "").replace("，", "").strip()
    if not bare:
        return None
    try:
        found = Decimal(bare)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found <= 0 or len(bare) > 16:
        raise HarborError("pledge.amount.unreadable", fields=("amount",), value=text[:40])
    return Money(found.quantize(Decimal("0.01")))
