"""What the renewal plan's templates need: signs of advice, orders and spans in words."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from ipharbor.fees.advice import Facts
from ipharbor.queries.renewals import MOST_YEARS, Fee, Line, Plan
from ipharbor.web.templatetags.docketing import yuan

register = template.Library()

_SIGNS = {"keep": "●", "let_go": "◆", "drop": "▼", "cannot_tell": "?"}
_BURDENS = {
    "pledged": gettext_noop("pledged"),
    "licensed": gettext_noop("licensed"),
    "preserved": gettext_noop("preserved"),
    "suspended": gettext_noop("suspended"),
    "open_licence": gettext_noop("open licence"),
}


@register.filter
def sign(word: str) -> str:
    """The sign of an advice or a decision, told apart without colour."""
    return _SIGNS.get(word, "")


@dataclass(frozen=True)
class WrittenFee:
    """An annuity of a plan, its sum and what is to be said of it in words."""

    calendar_year: int
    payable: str
    told: str


@register.filter
def fees_of(plan: Plan, line: Line) -> list[WrittenFee]:
    """The annuities of a line in the years of its plan."""
    return [
        WrittenFee(fee.calendar_year, yuan(fee.sums.payable), _told(fee)) for fee in plan.fees(line)
    ]


def _told(fee: Fee) -> str:
    told = [gettext("year %(year)s, by %(day)s") % {"year": fee.patent_year, "day": fee.pay_by}]
    if fee.sums.reduced:
        told.append(f"− {yuan(fee.sums.reduced)}")
    if fee.sums.surcharge:
        told.append(f"+ {yuan(fee.sums.surcharge)}")
    if not fee.certain:
        told.append(f"? {gettext('uncertain')}")
    return " · ".join(told)


@register.filter
def burdens(facts: Facts) -> list[str]:
    """What others hold in a right, in words."""
    return [gettext(words) for fact, words in _BURDENS.items() if getattr(facts, fact)]


@register.filter
def span(years: int) -> str:
    """A span of calendar years, in words."""
    if years == MOST_YEARS:
        return str(_("to the end of all terms"))
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
