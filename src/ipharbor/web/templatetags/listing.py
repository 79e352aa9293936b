"""Cells of lists as pages show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from ipharbor.statutes.values import Money
from ipharbor.web.language import lang
from ipharbor.web.lists.declaring import Column, Value
from ipharbor.web.lists.showing import Cell, spoken
from ipharbor.web.templatetags.harbor import counted

register = template.Library()

_CLASSES = {
    "number": "num nobreak", "money": "num nobreak", "day": "nobreak", "time": "nobreak",
    "code": "mono", "state": "nobreak",
}  # fmt: skip


@register.inclusion_tag("web/lists/_cell.html", takes_context=True)
def list_cell(context: Context, cell: Cell, row: Any, first: bool) -> dict[str, Any]:
    """A cell of a list; the first of a row is its heading. A template of its own is told what
    the page shows."""
    column = cell.column
    classes = [_CLASSES.get(column.kind, "")] + (["words"] if column.wide else [])
    around: dict[Any, Any] = context.flatten() if column.template else {}
    return around | {
        "row": row,
        "value": cell.value,
        "written": _written(column, cell.value),
        "link": cell.link,
        "first": first,
        "kind": column.kind.value,
        "template": column.template,
        "classes": " ".join(one for one in classes if one),
    }


def _written(column: Column, value: Value) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return spoken(column, value)
    return _WRITTEN.get(type(value), str)(value)  # a day is written as 2021-11-30


_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    bool: lambda value: str(_("yes") if value else _("no")),
    datetime: lambda value: timezone.localtime(value).strftime("%Y-%m-%d %H:%M"),
    int: counted,
    Decimal: lambda value: Money(value).text(lang()),
}
