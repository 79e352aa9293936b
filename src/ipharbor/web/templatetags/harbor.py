"""What templates need beyond Django's own: coded values in words, addresses, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ipharbor.analysis.tables import Cell, Column, Kind, Line, PlainTable
from ipharbor.corpus.query import Exact, written
from ipharbor.vocabulary.messages import message
from ipharbor.vocabulary.words import word
from ipharbor.web._coded_words import SAID
from ipharbor.web.language import lang

register = template.Library()

_SHAPES = {"red": "◆", "orange": "▲", "yellow": "●", "blue": "■"}


@register.filter
def said(code: str, kind: str) -> str:
    """A coded value of a kind in words: ``{{ "new"|said:"state" }}``."""
    return str(SAID.get(f"{kind}.{code}", code))


@register.filter
def scoped(scope: str) -> str:
    """A scope of a token in words: ``docket.read`` is “read dockets”."""
    subject, _dot, verb = scope.partition(".")
    told = _("read %(what)s") if verb == "read" else _("change %(what)s")
    return str(told) % {"what": said(subject, "scope")}


@register.filter
def term(name: str | None) -> str:
    """A name of the vocabulary in the page's language; empty for None."""
    return word(name, lang()) if name else ""


@register.filter
def shape(grade: str) -> str:
    """The sign of a grade, told apart without colour."""
    return _SHAPES.get(grade, "")


@register.filter
def told(code: str) -> str:
    """The sentence of a code without gaps."""
    return message(code, lang(), {}).what


@register.filter
def percent(share: float | None) -> str:
    """A share of 0 to 1 with one decimal; a dash where there is none."""
    return "–" if share is None else f"{number_format(100 * share, 1)}%"


@register.filter
def counted(number: int | Decimal | None) -> str:
    """A count with thousands marked, an amount without decimals that are nought; a dash where
    there is none."""
    if isinstance(number, Decimal) and number == int(number):
        number = int(number)
    return "–" if number is None else f"{number:,}"


@register.filter
def day(on: date | None) -> str:
    """A day as 2021-11-30, that of a moment by the clock here; a dash where there is none."""
    if isinstance(on, datetime) and timezone.is_aware(on):
        on = timezone.localdate(on)
    return "–" if on is None else on.isoformat()[:10]


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a mapping at a key, None when it has none."""
    return mapping.get(key)


_PRINTED: Mapping[str, Callable[[Any], str]] = {
    Kind.SHARE: percent,
    Kind.CHANGE: lambda cell: f"{100 * cell:+.0f}%",
    Kind.INDEX: lambda cell: f"{cell:,.0f}",
    Kind.MEAN: lambda cell: f"{cell:,.1f}",
    Kind.COUNT: lambda cell: f"{cell:,}",
    Kind.YES: lambda cell: str(_("yes") if cell else _("no")),
}


@register.filter
def printed(cell: Any, kind: str) -> str:
    """A cell of an answer's table as its column's kind is printed."""
    return "–" if cell is None else _PRINTED.get(kind, str)(cell)


@register.filter
def paired(table: PlainTable, line: Line) -> list[tuple[Column, Cell]]:
    """The cells of a line, each with its column."""
    return list(zip(table.columns, line.cells, strict=True))


@register.simple_tag
def address(page: str, *args: Any, **params: Any) -> str:
    """The address of a page with its parameters; those that are empty are left out."""
    filled = {name: value for name, value in params.items() if value not in ("", None)}
    query = f"?{urlencode(filled)}" if filled else ""
    return reverse(page, args=args) + query


@register.simple_tag(takes_context=True)
def here(context: RequestContext, **changes: Any) -> str:
    """The present address with some parameters changed; None takes one away."""
    request = context["request"]
    params = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            params.pop(name, None)
        else:
            params[name] = str(value)
    return f"{request.path}?{params.urlencode()}" if params else request.path


@register.simple_tag(takes_context=True)
def narrowed_to(context: RequestContext, query: str) -> str:
    """The search page with another query, in the order and look of the present one."""
    stated = context["found"].asking.stated
    asked = [("q", query), *stated] if query else [*stated]
    return f"{reverse('search')}?{urlencode(asked)}" if asked else reverse("search")


@register.simple_tag
def applicant_query(name: str) -> str:
    """The query that finds an applicant by its whole name."""
    return written(Exact(name, "applicant"))
