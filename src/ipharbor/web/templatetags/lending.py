"""What the pages of a lender's portfolio need: sums that were drawn, shares of draws."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def cny(amount: float) -> str:
    """A sum that was drawn, in whole CNY: more figures would be false."""
    return f"{round(amount):,}"


@register.filter
def fine(share: float) -> str:
    """A share of draws in per cent, to a hundredth."""
    return f"{100 * share:.2f}%"
