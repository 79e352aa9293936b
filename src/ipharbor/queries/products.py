"""Products of firms: what tells them from others, where they are sold, and for how much."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from ipharbor.records.models import Firm, Product, ProductSale
from ipharbor.vocabulary.markets import HOME, market

_AT_ONCE = 500  # products in one question to the database


@dataclass(frozen=True)
class ProductRow:
    """A product as lists show it. ``sales`` are amounts in 10,000 CNY by year, the latest first;
    None where the reader is not told them."""

    id: int
    firm_id: int
    firm: str
    name: str
    features: tuple[str, ...]
    markets: tuple[str, ...]
    since: int | None
    ipc: tuple[str, ...]
    sales: tuple[tuple[int, Decimal], ...] | None
    ended_on: date | None

    @property
    def exported_to(self) -> tuple[str, ...]:
        """The markets abroad."""
        return tuple(code for code in self.markets if code != HOME)

    @property
    def latest(self) -> tuple[int, Decimal] | None:
        """The latest year with its sales, where they are told."""
        return self.sales[0] if self.sales else None

    def market_names(self, lang: str) -> str:
        """The markets in words."""
        return ("、" if lang == "zh" else "; ").join(market(code, lang) for code in self.markets)

    def sales_text(self) -> str:
        """All years as the table of products writes them; empty where they are not told."""
        return ";".join(f"{year}:{amount}" for year, amount in reversed(self.sales or ()))


def of_firms(firms: QuerySet[Firm]) -> QuerySet[Product]:
    """Products of the firms, by firm and name, those that are made before those that were."""
    return (
        Product.objects.filter(firm__in=firms)
        .select_related("firm")
        .order_by("firm__name", "ended_at", "name", "pk")
    )


def of_firm(firm: Firm) -> QuerySet[Product]:
    """Products that the firm makes, by name."""
    held = Product.objects.filter(firm=firm, ended_at=None)
    return held.select_related("firm").order_by("name", "pk")


def sold_in(found: QuerySet[Product], code: str) -> QuerySet[Product]:
    """Of products those sold in a market."""
    return found.filter(markets__contains=code)


def rows(found: Iterable[Product], *, told: Collection[int]) -> tuple[ProductRow, ...]:
    """Products as they are listed; ``told`` are the firms whose sales the reader is told."""
    products = tuple(found)
    sales = _sales([one.pk for one in products if one.firm_id in told])
    return tuple(_row(one, sales.get(one.pk, ()), one.firm_id in told) for one in products)


def one(product_id: int) -> Product | None:
    """The product of that number."""
    return Product.objects.select_related("firm").filter(pk=product_id).first()


def exported_to(firm: Firm) -> tuple[str, ...]:
    """The markets abroad of all products that the firm makes, by code."""
    held = of_firm(firm).values_list("markets", flat=True)
    return tuple(sorted({code for text in held for code in text.split("|") if code} - {HOME}))


def in_use(found: QuerySet[Product]) -> list[str]:
    """The markets that any of the products is sold in, by code."""
    held = found.order_by().values_list("markets", flat=True).distinct()
    return sorted({code for text in held for code in text.split("|") if code})


def _row(
    product: Product, sales: Iterable[tuple[int, Decimal]], told: bool
) -> ProductRow:  # fmt: skip
    return ProductRow(
        id=product.pk,
        firm_id=product.firm_id,
        firm=product.firm.name,
        name=product.name,
        features=tuple(product.features.splitlines()),
        markets=tuple(product.markets.split("|")) if product.markets else (),
        since=product.since,
        ipc=tuple(product.ipc.split("|")) if product.ipc else (),
        sales=tuple(sales) if told else None,
        ended_on=timezone.localdate(product.ended_at) if product.ended_at else None,
    )


def _sales(numbers: list[int]) -> Mapping[int, list[tuple[int, Decimal]]]:
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        held = ProductSale.objects.filter(product__in=numbers[start : start + _AT_ONCE])
        for number, year, amount in held.order_by("-year").values_list("product", "year", "amount"):
            found.setdefault(number, []).append((year, amount))
    return found
