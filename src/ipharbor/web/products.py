"""Products: the list of those that may be read, one product, and a table of them brought in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.product import add as adding
from ipharbor.actions.product import change as changing
from ipharbor.actions.product import import_products as importing
from ipharbor.intake.products import amount_of
from ipharbor.queries import docket
from ipharbor.queries import products as queries
from ipharbor.records.models import Firm, Product
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.markets import market, markets, read_markets
from ipharbor.web._days import usual_day
from ipharbor.web._receiving import laid_aside
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, fields_hold
from ipharbor.web.templatetags.harbor import said

FIELDS = ("name", "features", "markets", "since", "ipc")
YEARS = 5  # years of sales that a form offers besides those that are told
FINDINGS_SHOWN = 200
RIGHTS_SHOWN = 12


def _made(found: QuerySet[Product], value: str) -> QuerySet[Product]:
    return found.filter(ended_at__isnull=value != "ended")


def _markets() -> list[tuple[str, str]]:
    return sorted(markets(lang()).items(), key=lambda one: one[1])


def listed(told: frozenset[int]) -> List:
    """The list as readers see it who are told the sales of the firms ``told``."""
    return List(
        name="products",
        action="product.read",
        words=gettext_lazy("Products"),
        columns=(
            Column("product", gettext_lazy("Product"), attrgetter("name"), order=("name",),
                   link=lambda row: reverse("product", args=[row.id])),
            Column("firm", gettext_lazy("Firm"), attrgetter("firm"), order=("firm__name",)),
            Column("features", gettext_lazy("Features"), lambda row: "|".join(row.features),
                   sortable=False, wide=True, template="web/lists/_product_features.html"),
            Column("markets", gettext_lazy("Markets"), lambda row: row.market_names(lang()),
                   sortable=False),
            Column("since", gettext_lazy("Sold since"), lambda row: str(row.since or ""),
                   order=("since",)),
            Column("ipc", "IPC", lambda row: "|".join(row.ipc), Kind.CODE, sortable=False),
            Column("sales", gettext_lazy("Sales (10,000 CNY)"), lambda row: row.sales_text(),
                   sortable=False, template="web/lists/_product_sales.html"),
            Column("ended", gettext_lazy("Made until"), attrgetter("ended_on"), Kind.DAY,
                   order=("ended_at",), shown=False),
        ),
        filters=(
            Filter("made", gettext_lazy("State"), _made, form="chips", usual="running", every="",
                   options=lambda: [(one, said(one, "product")) for one in ("running", "ended")]),
            Filter("market", gettext_lazy("Market"), queries.sold_in, options=_markets),
        ),
        search=fields_hold("name", "features", "ipc", "firm__name"),
        search_words=gettext_lazy("Product, feature, class or firm"),
        usual=gettext_lazy("by name"),
        told=lambda found: queries.rows(found, told=told),
        empty="web/lists/_empty_products.html",
    )  # fmt: skip


LIST = listed(frozenset())


@require_http_methods(["GET", "HEAD", "POST"])
def products(request: Asked) -> HttpResponse:
    """Products of all firms that the caller may read of, the form for a new one of the own firm,
    and the form that brings a table in; what was typed is kept."""
    caller = may(request, "product.read")
    if request.method != "POST":
        return _list(request, caller)
    try:
        if request.POST.get("act") == "import":
            return _bring_in(request, caller)
        may(request, "product.change")
        made = adding.add(
            _own(request), _stated(request, None), seals=wiring.firm_sealer(), by=caller,
            at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _list(request, caller, wrong)
    messages.success(request, _("%(name)s is among the products.") % {"name": made.name})
    return redirect("products")


@require_http_methods(["GET", "HEAD", "POST"])
def product(request: Asked, product_id: int) -> HttpResponse:
    """One product, and for its firm the form that changes it."""
    caller = may(request, "product.read")
    held = _product(caller, product_id)
    if request.method != "POST":
        return _page(request, caller, held)
    permits.require(caller, "product.change", firm=held.firm)
    try:
        done = changing.change(
            held, _stated(request, held), seals=wiring.firm_sealer(), by=caller, at=timezone.now()
        )
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, caller, held, wrong)
    messages.success(request, _("Kept.") if done else _("Nothing was changed."))
    return redirect("product", product_id=product_id)


@require_POST
def end(request: Asked, product_id: int) -> HttpResponse:
    """Say that the product is no longer made, or that it is again."""
    caller = may(request, "product.change")
    held = _product(caller, product_id)
    ended = request.POST.get("ended") == "yes"
    changing.end(held, ended=ended, seals=wiring.firm_sealer(), by=caller, at=timezone.now())
    messages.success(request, _("Kept."))
    return redirect("product", product_id=product_id)


def _own(request: Asked) -> Firm:
    firm = request.user.firm
    if firm is None:
        raise HarborError("docket.firm.none")
    return firm


def _product(caller: permits.Actor, product_id: int) -> Product:
    """What may not be read is answered as if it were not there."""
    found = queries.one(product_id)
    if found is None or not permits.allowed(caller, "product.read", firm=found.firm):
        raise HarborError("product.unknown", id=product_id)
    return found


def _told(caller: permits.Actor) -> frozenset[int]:
    """The firms whose sales the caller is told."""
    return frozenset(permits.firms(caller, "sales.read").values_list("pk", flat=True))


def _bring_in(request: Asked, caller: permits.Actor) -> HttpResponse:
    with laid_aside(request) as path:
        receipt = importing.import_products(
            path, own=request.user.firm, seals=wiring.firm_sealer(), by=caller, at=timezone.now()
        )
    findings = receipt.findings[:FINDINGS_SHOWN]
    shown = {"receipt": receipt, "findings": [(one, one.told(lang())) for one in findings]}
    return render(request, "web/products_receipt.html", shown)


def _stated(request: Asked, held: Product | None) -> changing.Stated:
    """What the form says. Raises HarborError ``product.market.unknown``, ``product.since`` and
    ``product.sales``."""
    known, unknown = read_markets(request.POST.get("markets", ""))
    if unknown:
        raise HarborError("product.market.unknown", fields=("markets",), code="、".join(unknown))
    since = request.POST.get("since", "").strip()
    if since and not (since.isascii() and since.isdigit() and len(since) == 4):
        raise HarborError("product.since", fields=("since",), value=since[:20])
    return changing.Stated(
        name=request.POST.get("name", ""),
        features=request.POST.get("features", "").splitlines(),
        markets=known,
        since=int(since) if since else None,
        ipc=request.POST.get("ipc", "").replace(",", "|").split("|"),
        sales=_sales(request),
    )


def _sales(request: Asked) -> Mapping[int, Decimal]:
    found: dict[int, Decimal] = {}
    for name, text in request.POST.items():
        year = name.removeprefix("sales_")
        if name == year or not year.isdecimal() or len(year) != 4 or not str(text).strip():
            continue
        amount = amount_of(str(text))
        if amount is None:
            raise HarborError("product.sales", fields=(name,), year=year)
        found[int(year)] = amount
    return found


def _list(
    request: Asked, caller: permits.Actor, wrong: HarborError | None = None
) -> HttpResponse:  # fmt: skip
    source = queries.of_firms(permits.firms(caller, "product.read"))
    own = request.user.firm
    may_add = own is not None and permits.allowed(caller, "product.change", firm=own)
    shown = {
        "may_add": may_add,
        "may_import": permits.ever(caller, "product.import"),
        "limit": current().upload_limit_mb,
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "years": _years(request, (), usual_day()),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    return answer(request, listed(_told(caller)), source, "web/products.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


def _page(
    request: Asked, caller: permits.Actor, held: Product, wrong: HarborError | None = None
) -> HttpResponse:
    (row,) = queries.rows([held], told=_told(caller))
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in FIELDS}
    if request.method != "POST":
        typed = {
            "name": row.name, "features": "\n".join(row.features), "since": row.since or "",
            "markets": row.market_names(lang()), "ipc": "; ".join(row.ipc),
        }  # fmt: skip
    reads_docket = permits.allowed(caller, "docket.read", firm=held.firm)
    shown = {
        "row": row,
        "markets": [(code, market(code, lang())) for code in row.markets],
        "typed": typed,
        "years": _years(request, row.sales or (), usual_day()),
        "rights": docket.of_classes(held.firm, row.ipc)[:RIGHTS_SHOWN] if reads_docket else (),
        "may_change": permits.allowed(caller, "product.change", firm=held.firm),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    return render(request, "web/product.html", shown, status=400 if wrong else 200)


def _years(
    request: Asked, sales: tuple[tuple[int, Decimal], ...] | tuple[()], on: date
) -> list[tuple[int, str]]:
    """The years that a form offers, with what is told or was typed for each."""
    held = {year: f"{amount:f}" for year, amount in sales}
    years = sorted({*held, *range(on.year - YEARS + 1, on.year + 1)})
    return [(year, request.POST.get(f"sales_{year}", held.get(year, ""))) for year in years]
