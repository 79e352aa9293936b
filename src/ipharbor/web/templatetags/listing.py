"""Cells of lists as pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from ipharbor.web.lists.declaring import Column, Value
from ipharbor.web.lists.showing import Cell
from ipharbor.web.templatetags.harbor import counted, said

register = template.Library()

_CLASSES = {
    "number": "num", "day": "nobreak", "time": "nobreak", "code": "mono", "state": "nobreak",
}  # fmt: skip


@register.inclusion_tag("web/lists/_cell.html")
def list_cell(cell: Cell, row: Any, first: bool) -> dict[str, Any]:
    """A cell of a list; the first of a row is its heading."""
    column = cell.column
    classes = [_CLASSES.get(column.kind, "")] + (["words"] if column.wide else [])
    return {
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
    match value:
        case None | "":
            return "–"
        case str():
            return said(value, column.said) if column.said else value
        case bool():
            return str(_("yes") if value else _("no"))
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        case int():
            return counted(value)
        case _:
            return str(value)  # a day is written as 2021-11-30
