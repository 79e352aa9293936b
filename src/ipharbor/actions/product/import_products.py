"""Bring products of firms in from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.product import _stated
from ipharbor.gateways.sealing import Sealer
from ipharbor.intake.products import ProductTable, StatedProduct, read_products
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Product, ProductSale
from ipharbor.vocabulary.findings import Finding, Severity

_SAID = ("features", "markets", "since", "ipc")
_Key = tuple[int, str]


@dataclass(frozen=True)
class ProductReceipt:
    """``read = stored + changed + unchanged + set_aside``; findings in the order of rows."""

    file: str
    read: int
    stored: int
    changed: int
    unchanged: int
    set_aside: int
    findings: tuple[Finding, ...]

    def adds_up(self) -> bool:
        return self.read == self.stored + self.changed + self.unchanged + self.set_aside


def import_products(
    path: Path, *, own: Firm | None = None, seals: Sealer, by: permits.Actor, at: datetime
) -> ProductReceipt:
    """Store what the table at ``path`` says of products, all of it or nothing.

    A product is known by its firm and its name; a row that names no firm is of ``own``. A row of
    a firm that the register does not know, or for which ``by`` may not speak, is set aside. An
    empty cell says nothing, so what is held stays; what a cell says takes the place of what was
    held, for sales year by year. What the table names is made again, where it had ended. Imported
    again, the same file changes nothing. Raises the HarborErrors of
    ``intake.products.read_products``.
    """
    permits.require(by, "product.import", firm=own)
    table = read_products(path)
    with transaction.atomic():
        rows, findings = _whose(table, own, by)
        made, changed = _stored(rows, at)
        aside = table.set_aside + len(findings)
        receipt = ProductReceipt(
            file=path.name,
            read=table.read,
            stored=len(made),
            changed=len(changed),
            unchanged=table.read - aside - len(made) - len(changed),
            set_aside=aside,
            findings=tuple(sorted((*table.findings, *findings), key=lambda one: one.row)),
        )
        if made or changed:
            _tell(receipt, (*made, *changed), seals, by, at)
    return receipt


def _whose(
    table: ProductTable, own: Firm | None, by: permits.Actor
) -> tuple[list[tuple[Firm, StatedProduct]], list[Finding]]:
    """The rows with their firms, no firm's name twice; and what is wrong with the others."""
    coded = {firm.credit_code: firm for firm in Firm.objects.exclude(credit_code="")}
    named = {firm.name: firm for firm in Firm.objects.all()}
    may = {firm.pk for firm in permits.firms(by, "product.import")}
    seen: dict[_Key, int] = {}
    rows, findings = [], []
    for stated in table.products:
        firm = coded.get(stated.credit_code) or named.get(stated.firm)
        if not stated.credit_code and not stated.firm:
            firm = own
        if firm is None or firm.pk not in may:
            findings.append(_lost(stated, table, firm))
            continue
        before = seen.setdefault((firm.pk, stated.name), stated.row)
        if before != stated.row:
            findings.append(
                Finding("products.repeated", Severity.FAULT, stated.row,
                        table.headings.get("name", "name"), stated.name, {"first": str(before)})
            )  # fmt: skip
            continue
        rows.append((firm, stated))
    return rows, findings


def _lost(stated: StatedProduct, table: ProductTable, firm: Firm | None) -> Finding:
    column = "credit_code" if stated.credit_code else "firm"
    code = "products.firm.missing"
    if stated.credit_code or stated.firm:
        code = "products.firm.unknown" if firm is None else "products.firm.other"
    return Finding(
        code, Severity.FAULT, stated.row, table.headings.get(column, column),
        stated.credit_code or stated.firm,
    )  # fmt: skip


def _stored(
    rows: Sequence[tuple[Firm, StatedProduct]], at: datetime
) -> tuple[list[Product], list[Product]]:
    """Store the rows; gives products that are new and products that changed."""
    firms = {firm.pk for firm, _ in rows}
    held = {(one.firm_id, one.name): one for one in Product.objects.all() if one.firm_id in firms}
    sold = _stated.sales_of(held.values())
    made: list[Product] = []
    changed: list[Product] = []
    sales: list[tuple[Product, Mapping[int, Decimal]]] = []
    for firm, stated in rows:
        told = _told(stated)
        product = held.get((firm.pk, stated.name))
        if product is None:
            product = Product(firm=firm, name=stated.name, made_at=at, changed_at=at, **told)
            made.append(product)
            sales.append((product, stated.sales))
            continue
        new = {year: sum_ for year, sum_ in stated.sales.items()
               if sold[product.pk].get(year) != sum_}  # fmt: skip
        if _change(product, told) or new:
            product.changed_at = at
            changed.append(product)
            sales.append((product, new))
    Product.objects.bulk_create(made, batch_size=500)
    Product.objects.bulk_update(changed, [*_SAID, "ended_at", "changed_at"], batch_size=500)
    ProductSale.objects.bulk_create(
        (
            ProductSale(product=product, year=year, amount=amount)
            for product, years in sales
            for year, amount in years.items()
        ),
        batch_size=500, update_conflicts=True, unique_fields=["product", "year"],
        update_fields=["amount"],
    )  # fmt: skip
    return made, changed


def _told(stated: StatedProduct) -> dict[str, Any]:
    """The columns of which the row says something."""
    told = {
        "features": "\n".join(stated.features), "markets": "|".join(stated.markets),
        "since": stated.since, "ipc": "|".join(stated.ipc),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value not in ("", None)}


def _change(product: Product, told: Mapping[str, Any]) -> bool:
    new = {name: value for name, value in told.items() if getattr(product, name) != value}
    if product.ended_at is not None:
        new["ended_at"] = None
    for name, value in new.items():
        setattr(product, name, value)
    return bool(new)


def _tell(
    receipt: ProductReceipt,
    products: Sequence[Product],
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> None:
    names = ("file", "read", "stored", "changed", "set_aside")
    chain.append(
        "product.import",
        f"products:{receipt.file}"[:120],
        actor=by.name,
        at=at,
        details={name: getattr(receipt, name) for name in names},
        enclosed=_stated.enclosed(products, seals),
        about=sorted({f"firm:{one.firm_id}" for one in products}),
    )
