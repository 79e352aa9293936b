"""What the page of a valuation needs: its codes in words, amounts in tables."""

from __future__ import annotations

from decimal import Decimal

from django import template

from ipharbor.vocabulary.messages import message
from ipharbor.web.language import lang

register = template.Library()


@register.filter
def valued(code: str, kind: str) -> str:
    """A method, factor or bound in words: ``{{ "relief"|valued:"method" }}``."""
    return message(f"valuation.{kind}.{code}", lang(), {}).what


@register.filter
def amount(value: Decimal) -> str:
    """An amount of CNY in a table whose head names the money."""
    return f"{value:,.2f}"


@register.filter
def whole(value: Decimal) -> str:
    """An amount to the yuan, at the end of a drawing."""
    return f"{value:,.0f}"
