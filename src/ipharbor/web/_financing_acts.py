"""What a form of the application's page asks for, done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.financing import (
    accept,
    check,
    draft,
    draw,
    enforce,
    offer,
    register,
    release,
    repay,
    request,
    sign,
    value,
)
from ipharbor.actions.vault.keep import laid_down, without_folders
from ipharbor.pledge.cost import Charges
from ipharbor.pledge.daycount import DayCount
from ipharbor.pledge.schedules import Method, Terms
from ipharbor.queries import pledge_checks
from ipharbor.records.models import (
    Firm,
    Loan,
    LoanApplication,
    LoanOffer,
    LoanRequest,
    Organisation,
)
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._docketing import data_until
from ipharbor.web.caller import Asked, day
from ipharbor.web.law import book


def money(request: Asked, name: str) -> Decimal:
    """The sum posted as ``name``; HarborError ``form.money.unreadable``."""
    text = request.POST.get(name, "").replace(",", "").replace("，", "").strip()
    try:
        told = Decimal(text or "0")
    except InvalidOperation:
        raise HarborError("form.money.unreadable", fields=(name,), value=text[:40]) from None
    if not told.is_finite():
        raise HarborError("form.money.unreadable", fields=(name,), value=text[:40])
    return told


def whole(request: Asked, name: str) -> int:
    """The whole number posted as ``name``, 0 for anything else."""
    text = request.POST.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def wanted(request: Asked) -> draft.Wanted:
    """What the form of a draft asks for."""
    return draft.Wanted(
        money(request, "amount"), whole(request, "months"), request.POST.getlist("keys"),
        request.POST.get("purpose", ""),
    )  # fmt: skip


def begin(request: Asked, firm: Firm, caller: permits.Actor) -> LoanApplication:
    """A new application from the form of the list."""
    return draft.draft(firm, wanted(request), **_given(caller))


def act(
    request: Asked, held: LoanApplication, loan: Loan | None, caller: permits.Actor, on: date
) -> None:
    """Do what the form says. HarborError ``loan.unknown`` for a verb that there is not."""
    verb = request.POST.get("act", "")
    if verb in _BY_APPLICATION:
        _BY_APPLICATION[verb](request, held, caller, on)
    elif verb in _BY_LOAN and loan is not None:
        _BY_LOAN[verb](request, loan, caller)
    else:
        raise HarborError("loan.unknown", id=held.pk)


def _given(caller: permits.Actor) -> Mapping[str, Any]:
    return {"seals": wiring.firm_sealer(), "by": caller, "at": timezone.now()}


def _on(request: Asked) -> date:
    return day(request, "on") or timezone.localdate()


def _kept(request: Asked, name: str) -> str:
    """The file posted as ``name``, laid down in the vault; its hash."""
    sent = request.FILES.get(name)
    if not isinstance(sent, UploadedFile):
        raise HarborError("loan.paper.missing", fields=(name,))
    bare = without_folders(sent.name or "")
    return laid_down(sent.chunks(), bare, current().paper_limit_mb, wiring.vault()).sha256


def _check(request: Asked, held: LoanApplication, caller: permits.Actor, on: date) -> None:
    law, insists = book(), request.POST.getlist("insists")
    answers = pledge_checks.of_application(
        held, insists, law=law, on=on, data_until=data_until()
    )  # fmt: skip
    check.check(held, answers, insists=insists, law=law.on(on), on=on, **_given(caller))


def _value_ours(request: Asked, held: LoanApplication, caller: permits.Actor, on: date) -> None:
    """A valuation that was signed here, of rights of this application."""
    told = value.ours(held, whole(request, "valuation"))
    value.value(held, told, **_given(caller))


def _value(request: Asked, held: LoanApplication, caller: permits.Actor, on: date) -> None:
    low, median, high = (money(request, name) for name in ("low", "median", "high"))
    told = value.Valued(
        low, median, high, request.POST.get("signed_by", ""), _kept(request, "report"),
        day(request, "valued_on") or on,
    )  # fmt: skip
    value.value(held, told, **_given(caller))


def _request(request_: Asked, held: LoanApplication, caller: permits.Actor, on: date) -> None:
    chosen = [one for one in request_.POST.getlist("lenders") if one.isdecimal()]
    found = list(Organisation.objects.filter(pk__in=chosen, kind="lender"))
    request.request(
        held, found, until=day(request_, "until") or timezone.localdate(), law=book().on(on),
        **_given(caller),
    )  # fmt: skip


def _own_request(held: LoanApplication, caller: permits.Actor) -> LoanRequest:
    body = caller.person.organisation_id if caller.person is not None else None
    found = held.requests.filter(lender=body).select_related("lender").first()
    if found is None:
        raise HarborError("loan.unknown", id=held.pk)
    return found


def _offer(request: Asked, held: LoanApplication, caller: permits.Actor, on: date) -> None:
    told = request.POST
    if told.get("method") not in set(Method) or told.get("day_count") not in set(DayCount):
        raise HarborError("loan.terms.months", fields=("months",), most=360)
    terms = Terms(
        money(request, "principal"), money(request, "rate") / 100, whole(request, "months"),
        whole(request, "every"), Method(told["method"]), DayCount(told["day_count"]),
    )  # fmt: skip
    charges = Charges(
        *(money(request, name) for name in ("guarantee", "insurance", "valuation", "other"))
    )
    until = day(request, "until") or timezone.localdate()
    ceiling = money(request, "ceiling") / 100 if told.get("ceiling", "").strip() else None
    part = money(request, "guaranteed") / 100 if told.get("guaranteed", "").strip() else None
    penalty = money(request, "penalty") / 100 if told.get("penalty", "").strip() else None
    offer.allowed(book().on(on), penalty)
    offered = offer.Offered(
        terms, until, charges, told.get("conditions", ""), ceiling=ceiling, penalty=penalty,
        guarantor=_guarantor(request), guaranteed=part
    )  # fmt: skip
    offer.offer(_own_request(held, caller), offered, **_given(caller))


def _guarantor(request: Asked) -> Organisation | None:
    text = request.POST.get("guarantor", "")
    if not text:
        return None
    found = Organisation.objects.filter(pk=int(text) if text.isdecimal() else 0).first()
    if found is None:
        raise HarborError("loan.offer.guarantor", fields=("guarantor",))
    return found


def _decline(request: Asked, held: LoanApplication, caller: permits.Actor, on: date) -> None:
    reason = request.POST.get("reason", "")
    offer.decline(_own_request(held, caller), reason=reason, **_given(caller))


def _accept(request: Asked, held: LoanApplication, caller: permits.Actor, on: date) -> None:
    number = whole(request, "offer")
    chosen = (
        LoanOffer.objects.filter(pk=number, request__application=held)
        .select_related("request__application__firm").first()
    )  # fmt: skip
    if chosen is None:
        raise HarborError("loan.offer.gone")
    accept.accept(chosen, **_given(caller))


def _withdraw(request: Asked, held: LoanApplication, caller: permits.Actor, on: date) -> None:
    accept.withdraw(held, reason=request.POST.get("reason", ""), **_given(caller))


def _sign(side: str) -> Callable[[Asked, Loan, permits.Actor], None]:
    def done(request: Asked, loan: Loan, caller: permits.Actor) -> None:
        paper = loan.contract_sha256 or _kept(request, "contract")
        sign.sign(loan, paper, side=side, vault=wiring.vault(), **_given(caller))

    return done


def _register(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    register.register(
        loan, request.POST.get("number", ""), on=_on(request), vault=wiring.vault(),
        **_given(caller),
    )  # fmt: skip


def _change(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    told, on = request.POST, _on(request)
    register.change(
        loan, told.get("item", ""), told.get("after", ""), on=on, law=book().on(on),
        **_given(caller),
    )  # fmt: skip


def _enforce(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    on = _on(request)
    enforce.enforce(
        loan, money(request, "proceeds"), costs=money(request, "costs"), on=on, law=book().on(on),
        pooled=request.POST.get("pooled") == "yes", **_given(caller),
    )  # fmt: skip


def _substitute(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    told = request.POST
    release.substitute(
        loan, told.get("old", ""), told.get("new", "").strip(), on=_on(request), **_given(caller)
    )


def _release_part(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    keys = request.POST.getlist("keys")
    if not keys:
        raise HarborError("loan.release.keys", fields=("keys",))
    release.release(loan, on=_on(request), keys=keys, **_given(caller))


_BY_APPLICATION: Mapping[str, Callable[[Asked, LoanApplication, permits.Actor, date], None]] = {
    "check": _check, "value": _value, "value_ours": _value_ours, "request": _request,
    "offer": _offer, "decline": _decline,
    "accept": _accept, "withdraw": _withdraw,
}  # fmt: skip
_BY_LOAN: Mapping[str, Callable[[Asked, Loan, permits.Actor], None]] = {
    "sign_pledgor": _sign("pledgor"),
    "sign_pledgee": _sign("pledgee"),
    "register": _register,
    "change": _change,
    "draw": lambda asked, loan, by: _drop(draw.draw(loan, on=_on(asked), **_given(by))),
    "repay": lambda asked, loan, by: _drop(repay.repay(loan, on=_on(asked), **_given(by))),
    "settle": lambda asked, loan, by: _drop(repay.settle(loan, on=_on(asked), **_given(by))),
    "release": lambda asked, loan, by: _drop(release.release(loan, on=_on(asked), **_given(by))),
    "release_part": _release_part,
    "substitute": _substitute,
    "default": lambda asked, loan, by: _drop(
        enforce.default(loan, reason=asked.POST.get("reason", ""), **_given(by))
    ),
    "enforce": _enforce,
}


def _drop(told: object) -> None:
    """The page shows anew what was done."""
