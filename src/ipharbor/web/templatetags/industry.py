"""Figures of industries as templates write them."""

from __future__ import annotations

from typing import Any

from django import template

from ipharbor.web._industry_asking import named as _named
from ipharbor.web._industry_asking import town_named as _town_named

register = template.Library()


@register.filter
def times(ratio: float | None) -> str:
    """A ratio with two decimals, one from ten on; a dash where there is none."""
    if ratio is None:
        return "–"
    return f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


@register.filter
def named(one: Any) -> str:
    """The name of an industry, a link or a technology in the page's language."""
    return _named(one)


@register.filter
def town(code: str) -> str:
    """The name of a town of the region; empty for none."""
    return _town_named(code)
