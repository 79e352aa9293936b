"""The forms by which a firm asks its lender to agree to an act, and the lender answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.financing import consent, proceeds
from ipharbor.pledge.life import ON_LOAN, Stage
from ipharbor.queries.consents import to_apply
from ipharbor.records.models import Loan, PledgeConsent
from ipharbor.statutes.book import Law
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._financing_acts import money
from ipharbor.web._financing_forms import Field, Form, Words
from ipharbor.web.caller import Asked, day
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.templatetags.docketing import yuan
from ipharbor.web.templatetags.harbor import said

AGREE, REFUSE = "agree", "refuse"


def of_firm(loan: Loan | None, told: Sequence[PledgeConsent], *, law: Law) -> list[Form]:
    """What the firm can do: ask while the pledge stands, and make no use of what it asked."""
    if loan is None or loan.stage not in ON_LOAN | {Stage.REGISTERED}:
        return []
    keys = tuple((one.key, one.key) for one in loan.rights.filter(open=True).order_by("key"))
    forms = []
    if keys:
        forms.append(Form("ask_consent", _("Consent of the lender"), _("Ask for consent"), (
            Field("key", _("Right"), "choice", options=keys),
            Field("consent_act", _("What is to be done"), "choice",
                  options=_terms(law, consent.NEEDED_FOR)),
            Field("taker", _("To whom it goes"), required=False,
                  hint=_("The name as the register will have it; none for an open licence.")),
            Field("price", _("Price or royalty in all (CNY)"), "money", "0"),
            Field("terms", _("On which terms"), "area", required=False),
            Field("until", _("By contract to be answered by"), "date", required=False),
        )))  # fmt: skip
    idle = [one for one in told if one.state in consent.OPEN and not one.received]
    if idle:
        forms.append(Form("withdraw_consent", _("Not made use of"), _("Ask no longer"), (
            Field("consent", _("Consent"), "choice", options=_options(idle)),
        ), grave=True))  # fmt: skip
    return forms


def of_lender(
    loan: Loan | None, told: Sequence[PledgeConsent], *, law: Law, on: date
) -> list[Form]:
    """What the lender can do: answer what was asked, apply proceeds that came in."""
    if loan is None:
        return []
    forms = []
    asked = [one for one in told if one.state == consent.State.ASKED]
    if asked:
        forms.append(Form("answer_consent", _("Consent asked for"), _("Give the answer"), (
            Field("consent", _("What is asked"), "choice", options=_options(asked)),
            Field("answer", _("The answer"), "choice",
                  options=((AGREE, _("agree")), (REFUSE, _("refuse")))),
            Field("proceeds", _("The price goes to"), "choice", "repayment",
                  _terms(law, consent.PROCEEDS)),
            Field("conditions", _("Conditions"), "area", required=False),
            Field("good_until", _("To be done by"), "date", required=False),
            Field("pay_by", _("Price to be paid over by"), "date", required=False),
            Field("reason", _("Why, where it is refused"), "area", required=False),
        )))  # fmt: skip
    owing = [one for one in told if to_apply(one)]
    if owing:
        forms.append(Form("apply_proceeds", _("Proceeds"), _("Apply what came in"), (
            Field("consent", _("Of what was agreed"), "choice", options=_options(owing)),
            Field("amount", _("Received (CNY)"), "money", f"{owing[0].price - owing[0].received}"),
            Field("on", _("On"), "date", on.isoformat()),
        )))  # fmt: skip
    return forms


def act(request: Asked, loan: Loan | None, caller: permits.Actor) -> bool:
    """Do what the form says, where it is one of these; whether it was."""
    done = _VERBS.get(request.POST.get("act", ""))
    if done is None:
        return False
    if loan is None:
        raise HarborError("loan.consent.unknown")
    done(request, loan, caller)
    return True


def _terms(law: Law, name: str) -> tuple[tuple[str, Words], ...]:
    zh = lang() == "zh"
    return tuple((one.code, one.zh if zh else one.en) for one in law[name].terms.items)


def _options(told: Sequence[PledgeConsent]) -> tuple[tuple[str, Words], ...]:
    return tuple(
        (f"{one.pk}", " · ".join(part for part in (
            f"{one.pk}", one.key, said(one.act, "act"), one.taker,
            yuan(one.price) if one.price else "") if part))
        for one in told
    )  # fmt: skip


def _given(caller: permits.Actor) -> Mapping[str, Any]:
    return {"seals": wiring.firm_sealer(), "by": caller, "at": timezone.now()}


def _chosen(request: Asked, loan: Loan) -> PledgeConsent:
    text = request.POST.get("consent", "")
    found = loan.consents.filter(pk=int(text) if text.isdecimal() and len(text) < 10 else 0)
    held = found.select_related("loan__firm", "loan__lender").first()
    if held is None:
        raise HarborError("loan.consent.unknown", fields=("consent",))
    return held


def _ask(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    told = request.POST
    sought = consent.Sought(
        told.get("key", ""), told.get("consent_act", ""), told.get("taker", ""),
        money(request, "price"), told.get("terms", ""), day(request, "until"),
    )  # fmt: skip
    consent.ask(loan, sought, law=book().on(timezone.localdate()), **_given(caller))


def _withdraw(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    consent.withdraw(_chosen(request, loan), **_given(caller))


def _answer(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    told = request.POST
    answer = consent.Answer(
        told.get("answer") == AGREE, told.get("proceeds", ""), told.get("conditions", ""),
        told.get("reason", ""), day(request, "good_until"), day(request, "pay_by"),
    )  # fmt: skip
    law = book().on(timezone.localdate())
    consent.answer(_chosen(request, loan), answer, law=law, **_given(caller))


def _apply(request: Asked, loan: Loan, caller: permits.Actor) -> None:
    on = day(request, "on") or timezone.localdate()
    proceeds.apply(_chosen(request, loan), money(request, "amount"), on=on, **_given(caller))


_VERBS: Mapping[str, Callable[[Asked, Loan, permits.Actor], None]] = {
    "ask_consent": _ask, "withdraw_consent": _withdraw, "answer_consent": _answer,
    "apply_proceeds": _apply,
}  # fmt: skip
