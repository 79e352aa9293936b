"""The forms by which an application moves on, as data: one template shows them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ipharbor.actions.financing.offer import LEAST
from ipharbor.pledge import life
from ipharbor.pledge.life import Stage
from ipharbor.queries import financing as queries
from ipharbor.records.models import Loan, LoanApplication, LoanRequest
from ipharbor.statutes.book import Law
from ipharbor.web.language import lang
from ipharbor.web.templatetags.harbor import said

Words = str | Promise
ANSWER_WITHIN = timedelta(days=14)
OFFER_HOLDS = timedelta(days=30)


@dataclass(frozen=True)
class Field:
    """A field of a form: ``kind`` is the type of an input, ``area``, ``choice`` or ``several``, of
    which those in ``ticked`` are chosen."""

    name: str
    words: Words
    kind: str = "text"
    value: str = ""
    options: tuple[tuple[str, Words], ...] = ()
    hint: Words = ""
    required: bool = True
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form that does ``verb``; ``fields`` empty for a button alone."""

    verb: str
    title: Words
    button: Words
    fields: tuple[Field, ...] = ()
    grave: bool = False


def typed(form: Form, posted: QueryDict) -> Form:
    """The form with what was typed into it, where it is the one that was sent; a file cannot be
    shown again."""
    if form.verb != posted.get("act"):
        return form
    return replace(form, fields=tuple(_typed(one, posted) for one in form.fields))


def _typed(field: Field, posted: QueryDict) -> Field:
    if field.kind == "several":
        return replace(field, ticked=tuple(posted.getlist(field.name)))
    return field if field.kind == "file" else replace(field, value=posted.get(field.name, ""))


def _day(name: str, words: Words, value: date) -> Field:
    return Field(name, words, "date", value.isoformat())


def _reason(words: Words) -> Field:
    return Field("reason", words, "area")


def of_firm(held: LoanApplication, loan: Loan | None, *, law: Law, on: date) -> list[Form]:
    """What the firm can do now; the form that accepts an offer stands at the offer."""
    told: list[Form] = []
    if "check" in life.open_to(held.stage):
        soft = tuple(
            (one.code, one.zh if lang() == "zh" else one.en)
            for one in law["pledge.refusal"].terms.items if one.kind == "soft"
        )  # fmt: skip
        told.append(Form("check", _("Pre-check"), _("Check all rights"), (
            Field("insists", _("Grounds of which we were told and upon which we insist"),
                  "several", options=soft, required=False),
        )))  # fmt: skip
    if "value" in life.open_to(held.stage):
        signed = queries.signed_valuations(held)
        if signed:
            told.append(Form("value_ours", _("A valuation signed here"), _("Rest on it"), (
                Field("valuation", _("Valuation"), "choice", options=tuple(
                    (str(one.pk), f"{one.pk} · {one.median:,.2f} · {one.signed_by_name}")
                    for one in signed)),
            )))  # fmt: skip
        told.append(Form("value", _("Valuation"), _("Rest on this valuation"), (
            Field("low", _("Low (CNY)"), "money"), Field("median", _("Median (CNY)"), "money"),
            Field("high", _("High (CNY)"), "money"), Field("signed_by", _("Signed by")),
            Field("report", _("The signed report"), "file"), _day("valued_on", _("As of"), on),
        )))  # fmt: skip
    if "request" in life.open_to(held.stage):
        asked = set(held.requests.values_list("lender_id", flat=True))
        free = tuple((str(one.pk), one.name) for one in queries.lenders() if one.pk not in asked)
        if free:
            told.append(Form("request", _("Ask lenders"), _("Send sealed requests"), (
                Field("lenders", _("Lenders"), "several", options=free),
                _day("until", _("Answer by"), on + ANSWER_WITHIN),
            )))  # fmt: skip
    if loan is not None and loan.stage == Stage.ACCEPTED and not loan.pledgor_signed:
        told.append(_sign(loan, "pledgor"))
    if "withdraw" in life.open_to(held.stage):
        told.append(Form("withdraw", _("Withdraw"), _("Withdraw the application"),
                         (_reason(_("Why")),), grave=True))  # fmt: skip
    return told


def of_lender(
    held: LoanApplication, request: LoanRequest | None, loan: Loan | None, *, law: Law, on: date
) -> list[Form]:
    """What the lender can do now."""
    if loan is not None:
        return _on_loan(loan, law=law, on=on)
    told: list[Form] = []
    if request is None or request.state not in ("open", "offered"):
        return told
    if "offer" in life.open_to(held.stage):
        told.append(_offer(held, law, on))
    if "decline" in life.open_to(held.stage):
        told.append(Form("decline", _("Decline"), _("Decline the request"),
                         (_reason(_("Why")),), grave=True))  # fmt: skip
    return told


def _offer(held: LoanApplication, law: Law, on: date) -> Form:
    methods = tuple((one, said(one, "method")) for one in
                    ("bullet", "equal_principal", "equal_instalments"))  # fmt: skip
    counts = tuple((one, said(one, "day_count")) for one in ("act_360", "act_365", "thirty_360"))
    spans = (("3", _("each quarter")), ("1", _("each month")), ("6", _("each half-year")),
             ("12", _("each year")))  # fmt: skip
    named = ((f"{one.pk}", one.name) for one in queries.guarantors())
    sureties: tuple[tuple[str, Words], ...] = (("", _("none")), *named)
    return Form("offer", _("Offer"), _("Make this offer"), (
        Field("principal", _("Principal (CNY)"), "money", f"{held.amount:f}"),
        Field("rate", _("Yearly rate (%)"), "money"),
        Field("months", _("Months"), "number", str(held.months)),
        Field("every", _("An instalment"), "choice", "3", spans),
        Field("method", _("Repaid"), "choice", "bullet", methods),
        Field("day_count", _("Days counted"), "choice", "act_360", counts),
        Field("guarantor", _("Guarantor"), "choice", "", sureties, required=False),
        Field("guaranteed", _("Part guaranteed (%)"), "money", "", required=False,
              hint=_("Of what the pledge does not pay. Left empty, all of it.")),
        Field("guarantee", _("Guarantee fee a year (CNY)"), "money", "0"),
        Field("insurance", _("Insurance premium a year (CNY)"), "money", "0"),
        Field("valuation", _("Valuation fee (CNY)"), "money", "0"),
        Field("other", _("Other fees (CNY)"), "money", "0"),
        Field("penalty", _("On top of the rate when overdue (%)"), "money",
              f"{law[LEAST].share.of_one * 100:.0f}", required=False,
              hint=_("As a share of the rate. Left empty, nothing is reckoned on overdue sums.")),
        Field("ceiling", _("Highest loan-to-value (%)"), "money", required=False,
              hint=_("Left empty, what the book of law tells for each kind of right holds.")),
        _day("until", _("Holds until"), on + OFFER_HOLDS),
        Field("conditions", _("Conditions"), "area", required=False),
    ))  # fmt: skip


def _sign(loan: Loan, side: str) -> Form:
    if loan.contract_sha256:
        return Form(f"sign_{side}", _("Sign"), _("Sign the paper that the other side signed"))
    return Form(f"sign_{side}", _("Sign"), _("Lay down the contract and sign it"),
                (Field("contract", _("The pledge contract"), "file"),))  # fmt: skip


def _on_loan(loan: Loan, *, law: Law, on: date) -> list[Form]:
    told: list[Form] = []
    verbs = life.open_to(loan.stage)
    on_day = _day("on", _("On"), on)
    if "sign" in verbs and not loan.pledgee_signed:
        told.append(_sign(loan, "pledgee"))
    if "register" in verbs:
        told.append(Form("register", _("Registration"), _("Enter the registration"),
                         (Field("number", _("Registration number")), on_day)))  # fmt: skip
    if "draw" in verbs:
        told.append(Form("draw", _("Pay out"), _("The loan was paid out"), (on_day,)))
    if "repay" in verbs:
        told.append(Form("repay", _("Repayment"), _("The next instalment was paid"), (on_day,)))
        told.append(Form("settle", _("Early repayment"), _("All that is owed was paid"), (on_day,)))
    told += _on_pledge(loan, verbs, on_day, law)
    if "default" in verbs:
        told.append(Form("default", _("Default"), _("State the default"),
                         (_reason(_("Why")),), grave=True))  # fmt: skip
    if "enforce" in verbs:
        told.append(Form("enforce", _("Enforcement"), _("The rights were sold"), (
            Field("proceeds", _("Proceeds (CNY)"), "money"),
            Field("costs", _("Costs of it (CNY)"), "money", "0"), on_day,
            Field("pooled", _("Taken into the risk pool"), "choice", "no",
                  (("no", _("no")), ("yes", _("yes")))),
        ), grave=True))  # fmt: skip
    return told


def _on_pledge(loan: Loan, verbs: Sequence[str], on_day: Field, law: Law) -> list[Form]:
    """Release, substitution, change: what is done to a pledge that stands."""
    told: list[Form] = []
    keys = tuple((one.key, one.key) for one in loan.rights.filter(open=True).order_by("key"))
    if "release" in verbs:
        told.append(Form("release", _("Release"), _("Release the pledge"), (on_day,)))
    if loan.stage in {str(one) for one in life.PLEDGED} and loan.stage != Stage.REPAID and keys:
        if len(keys) > 1:
            told.append(Form("release_part", _("Partial release"), _("Release these"), (
                Field("keys", _("Rights"), "several", options=keys), on_day,
            )))  # fmt: skip
        told.append(Form("substitute", _("Substitution"), _("Put it in its place"), (
            Field("old", _("Right that leaves"), "choice", options=keys),
            Field("new", _("Application number of the right that comes")), on_day,
        )))  # fmt: skip
        told.append(Form("change", _("Change of the registration"), _("Enter the change"), (
            Field("item", _("What changes"), "choice", options=tuple(
                (one.code, one.zh if lang() == "zh" else one.en)
                for one in law["pledge.changes"].terms.items)),
            Field("after", _("What stands now")), on_day,
        )))  # fmt: skip
    return told
