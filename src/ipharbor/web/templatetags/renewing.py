"""What the renewal plan's templates need: signs of advice, orders and spans in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ipharbor.queries.renewals import MOST_YEARS, Fee, Line, Plan

register = template.Library()

_SIGNS = {"keep": "●", "let_go": "◆", "drop": "▼", "cannot_tell": "?"}


@register.filter
def sign(word: str) -> str:
    """The sign of an advice or a decision, told apart without colour."""
    return _SIGNS.get(word, "")


@register.filter
def fees_of(plan: Plan, line: Line) -> tuple[Fee, ...]:
    """The annuities of a line in the years of its plan."""
    return plan.fees(line)


@register.filter
def span(years: int) -> str:
    """A span of calendar years, in words."""
    if years == MOST_YEARS:
        return str(_("to the end of all terms"))
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
