"""Cells of lists as pages show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ipharbor.statutes.values import Money
from ipharbor.web.language import lang
from ipharbor.web.lists.declaring import Column, Kind, Value
from ipharbor.web.lists.showing import Cell, Line, Shown, spoken
from ipharbor.web.templatetags.harbor import counted

register = template.Library()

_HEADING, _CELL = '<th scope="row"{}>{}</th>\n', "<td{}>{}</td>\n"
_STATE, _LINK = '<span class="state state-{}">{}</span>', '<a href="{}">{}</a>'

_CLASSES = {
    "number": "num nobreak", "money": "num nobreak", "day": "nobreak", "time": "nobreak",
    "code": "mono", "state": "nobreak",
}  # fmt: skip


@register.simple_tag(takes_context=True)
def list_cells(context: Context, found: Shown, line: Line) -> SafeString:
    """The cells of a row of the list ``found``; the first is its heading. A template of its own
    is told ``row`` and ``value`` beside what the page shows."""
    return format_html_join(
        "",
        "{}",
        (
            (_cell(context, found, cell, line.row, not place),)
            for place, cell in enumerate(line.cells)
        ),
    )


def _cell(context: Context, found: Shown, cell: Cell, row: Any, first: bool) -> SafeString:
    column = cell.column
    classes = " ".join(
        one for one in (_CLASSES.get(column.kind, ""), "words" if column.wide else "") if one
    )
    return format_html(
        _HEADING if first else _CELL,
        format_html(' class="{}"', classes) if classes else "",
        _inside(context, found, cell, row),
    )


def _inside(context: Context, found: Shown, cell: Cell, row: Any) -> SafeString | str:
    column, value = cell.column, cell.value
    if column.template:
        return _of_template(context, found, cell, row)
    if column.kind is Kind.GRADE:
        return _made(context, "web/_grade.html", grade=value)
    written = _written(column, value)
    if column.kind is Kind.STATE and value:
        return format_html(_STATE, value, written)
    return format_html(_LINK, cell.link, written) if cell.link else written


def _of_template(context: Context, found: Shown, cell: Cell, row: Any) -> SafeString:
    """The cell as its column's template shows it, once for all rows that are alike."""
    column = cell.column
    if column.alike is None:
        return _made(context, column.template, row=row, value=cell.value)
    alike = (column.name, column.alike(row))
    if alike not in found.written:
        found.written[alike] = _made(context, column.template, row=row, value=cell.value)
    return found.written[alike]


def _made(context: Context, template: str, **told: Any) -> SafeString:
    assert context.template is not None
    with context.push(**told):
        made: SafeString = context.template.engine.get_template(template).render(context)
    return made


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
