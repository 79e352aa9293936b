"""Pledge financing: the firm's page, the lender's desk, the district's view, one application."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.financing.sign import intact
from ipharbor.queries import consents, lent
from ipharbor.queries import financing as queries
from ipharbor.queries.candidates import candidates
from ipharbor.queries.decisions.concerns import standing_now
from ipharbor.queries.overdue import overdue
from ipharbor.queries.postings import postings
from ipharbor.records.models import (
    Firm,
    Loan,
    LoanApplication,
    LoanOffer,
    Right,
)
from ipharbor.statutes.book import Law
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import _consent_forms as consent_forms
from ipharbor.web import _financing_acts as acts
from ipharbor.web import _financing_forms as forms
from ipharbor.web import _financing_lists as lists
from ipharbor.web import _financing_seen as seen
from ipharbor.web._days import usual_day
from ipharbor.web._handing import handed_out
from ipharbor.web.caller import Asked, may
from ipharbor.web.decisions import history
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.lists import answer

RANGE = ("low", "median", "high")


@require_http_methods(["GET", "HEAD", "POST"])
def financing(request: Asked) -> HttpResponse:
    """The firm's applications, and the form that begins one."""
    caller = may(request, "financing.ask")
    firm = request.user.firm
    if firm is None:
        raise HarborError("docket.firm.none")
    permits.require(caller, "financing.ask", firm=firm)
    wrong: HarborError | None = None
    if request.method == "POST":
        try:
            made = acts.begin(request, firm, caller)
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
        else:
            messages.success(request, _("The application is drafted."))
            return redirect("loan_application", number=made.pk)
    rows = queries.applications(firm)
    shown = {
        "firm": firm, "rights": lent.free_rights(firm), "typed": request.POST,
        "chosen": request.POST.getlist("keys"), "open": sum(bool(row.next) for row in rows),
        "owed": lent.owed_by(firm), **_told(wrong),
    }  # fmt: skip
    return answer(request, lists.APPLICATIONS, list(rows), "web/financing.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


@require_safe
def lending(request: Asked) -> HttpResponse:
    """The lender's desk: what firms have sent."""
    caller = may(request, "financing.lend")
    body = request.user.organisation
    if body is None or not permits.allowed(caller, "financing.lend", organisation=body):
        raise permits.denied(caller, "financing.lend")
    rows = lent.requests_of(body)
    shown = {
        "body": body, "open": rows.filter(state="open").count(),
        "offered": rows.filter(state="offered").count(), "owed": lent.lent(body).owed,
        "asked": consents.to_answer(Loan.objects.filter(lender=body)),
    }  # fmt: skip
    return answer(request, lists.LENDING, rows, "web/lending.html", shown)


@require_safe
def lending_loans(request: Asked) -> HttpResponse:
    """The lender's loans."""
    caller = may(request, "financing.lend")
    body = request.user.organisation
    if body is None or not permits.allowed(caller, "financing.lend", organisation=body):
        raise permits.denied(caller, "financing.lend")
    rows = lent.loans_of(Loan.objects.filter(lender=body), on=usual_day())
    return answer(request, lists.PORTFOLIO, rows, "web/lending_loans.html", {"body": body})


@require_safe
def region(request: Asked) -> HttpResponse:
    """Firms that hold rights and have not pledged them: to be approached by stations."""
    caller = may(request, "financing.region")
    firms = Firm.objects.all()
    if not permits.allowed(caller, "financing.region"):
        body = request.user.organisation
        firms = firms.filter(town=body.town) if body is not None and body.town else firms.none()
    may_loans = permits.allowed(caller, "financing.read")
    shown: dict[str, object] = {"may_loans": may_loans}
    if may_loans:
        shown["lent"] = lent.lent()
    rows = candidates(firms)
    return answer(request, lists.CANDIDATES, list(rows), "web/financing_region.html", shown)


@require_safe
def region_loans(request: Asked) -> HttpResponse:
    """Who borrowed from whom at what cost."""
    caller = may(request, "financing.read")
    if not permits.allowed(caller, "financing.read"):
        raise permits.denied(caller, "financing.read")
    rows = lent.loans_of(Loan.objects.all(), on=usual_day())
    return answer(request, lists.REGION_LOANS, rows, "web/financing_region_loans.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def application(request: Asked, number: int) -> HttpResponse:
    """One application as its reader may see it, and what the reader can do with it now."""
    caller = may(request, "financing.read")
    held = LoanApplication.objects.select_related("firm").filter(pk=number).first()
    if held is None or not seen.may_read(caller, held):
        raise HarborError("loan.unknown", id=number)
    loan = _loan(held)
    wrong: HarborError | None = None
    if request.method == "POST":
        try:
            if not consent_forms.act(request, loan, caller):
                acts.act(request, held, loan, caller, usual_day())
        except HarborError as refused:
            if refused.code.startswith("permit."):
                raise
            wrong = refused
            held.refresh_from_db()
            loan = _loan(held)
        else:
            messages.success(request, _("Done."))
            return redirect("loan_application", number=number)
    shown = _shown(request, caller, held, loan, usual_day()) | _told(wrong)
    if wrong:
        shown["acted"] = request.POST.get("act", "")
        shown["forms"] = [forms.typed(one, request.POST) for one in shown["forms"]]
    status = 400 if wrong else 200
    return render(request, "web/loan_application.html", shown, status=status)


def _loan(held: LoanApplication) -> Loan | None:
    found = Loan.objects.filter(application=held)
    return found.select_related("firm", "lender", "offer", "application", "guarantor").first()


def _shown(
    request: Asked, caller: permits.Actor, held: LoanApplication, loan: Loan | None, on: date
) -> dict[str, Any]:
    """Lenders see their own request and offer alone, and the loan only if it is theirs."""
    law = book().on(on)
    asks = permits.allowed(caller, "financing.ask", firm=held.firm)
    whole = asks or permits.allowed(caller, "financing.read", firm=held.firm)
    requests = list(held.requests.select_related("lender").order_by("pk"))
    if not whole:
        requests = [one for one in requests if one.lender_id == request.user.organisation_id]
        if loan is not None and not seen.readable(caller).filter(pk=loan.pk).exists():
            loan = None
    offers = LoanOffer.objects.filter(request__in=requests, standing=True)
    offers = offers.select_related("request__lender", "guarantor")
    compared = queries.compared(offers, law=law, on=on)
    told: list[forms.Form] = []
    sought = consents.of(loan) if loan else []
    today = timezone.localdate()
    if asks:
        told = forms.of_firm(held, loan, law=law, on=today)
        told += consent_forms.of_firm(loan, sought, law=law)
    elif caller.role == "lender":
        own = requests[0] if requests else None
        told = consent_forms.of_lender(loan, sought, law=law, on=today)
        told += forms.of_lender(held, own, loan, law=law, on=today)
    due = list(loan.instalments.order_by("number")) if loan else []
    accrued = overdue([loan.pk], on=on).get(loan.pk, {}) if loan else {}
    return {
        "held": held, "loan": loan, "requests": requests, "offers": compared, "forms": told,
        "consents": sought,
        "rights": _rights(held, loan, law), "asks": asks, "law": law, "on": on, "lang": lang(),
        "instalments": [(one, accrued.get(one.number, one.penalty)) for one in due],
        "late": [one.pk for one in due if not one.paid_on and one.due_on < on],
        "concerns": standing_now(loan) if loan else (),
        "owed": queries.owed([loan.pk]).get(loan.pk, 0) if loan else 0,
        "valued": {name: Decimal(held.valued[name]) for name in RANGE} if held.valued else {},
        "accrued": sum(accrued.values()), "entries": postings(loan) if loan else (),
        "way": _way(held), "decided": history(caller, held),
    }  # fmt: skip


@require_safe
def contract(request: Asked, number: int) -> StreamingHttpResponse:
    """The signed contract of the loan, as it was laid down."""
    caller = may(request, "financing.read")
    loan = seen.readable(caller).filter(application=number).exclude(contract_sha256="").first()
    if loan is None:
        raise HarborError("loan.unknown", id=number)
    intact(wiring.vault(), loan.contract_sha256)
    return handed_out(loan.contract_sha256, name=f"contract-{loan.pk}")


def _way(held: LoanApplication) -> list[tuple[str, str]]:
    """The straight way with what is done, now and to come; an end beside it stands last."""
    straight = list(queries.STAGES[:12])
    if held.stage not in straight:
        return [(held.stage, "now")]
    at = straight.index(held.stage)
    return [(one, "done" if n < at else "now" if n == at else "") for n, one in
            enumerate(straight)]  # fmt: skip


def _rights(held: LoanApplication, loan: Loan | None, law: Law) -> list[dict[str, object]]:
    """The rights offered or pledged, with what the check said of each."""
    zh = lang() == "zh"
    terms = law["pledge.refusal"].terms.items
    words = {one.code: one.zh if zh else one.en for one in terms}
    pledged = {one.key: one for one in loan.rights.all()} if loan else {}
    keys = list(dict.fromkeys([*held.rights.values_list("key", flat=True), *pledged]))
    known = {one.key: one for one in Right.objects.filter(firm=held.firm, key__in=keys)}
    return [
        {
            "key": key, "right": known.get(key), "pledge": pledged.get(key),
            "met": [
                words.get(code, code)
                for code, said in held.checked.get(key, {}).items() if said == "yes"
            ],
            "unknown": [
                words.get(code, code)
                for code, said in held.checked.get(key, {}).items()
                if said == "cannot_tell"
            ],
            "checked": key in held.checked,
        }
        for key in keys
    ]  # fmt: skip


def _told(wrong: HarborError | None) -> dict[str, object]:
    return {
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
