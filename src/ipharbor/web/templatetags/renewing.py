"""What the renewal plan's templates need: signs of advice, orders and spans in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ipharbor.queries.renewals import MOST_YEARS

register = template.Library()

_SIGNS = {"keep": "●", "let_go": "◆", "drop": "▼", "cannot_tell": "?"}
_SORTS: Mapping[str, Promise | str] = {
    "dearest": _("Dearest first"),
    "next_fee": _("Highest next annuity first"),
    "oldest": _("Oldest filing first"),
    "term": _("Earliest end of term first"),
    "number": _("Application number"),
}


@register.filter
def sign(word: str) -> str:
    """The sign of an advice or a decision, told apart without colour."""
    return _SIGNS.get(word, "")


@register.filter
def plan_order(code: str) -> str:
    """An order of the plan's rights, in words."""
    return str(_SORTS.get(code, code))


@register.filter
def span(years: int) -> str:
    """A span of calendar years, in words."""
    if years == MOST_YEARS:
        return str(_("to the end of all terms"))
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
