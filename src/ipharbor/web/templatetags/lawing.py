"""What the law pages need in their templates beyond the docket's: names of regions,
festivals and weekdays."""

from __future__ import annotations

from django import template
from django.utils.dates import WEEKDAYS_ABBR

from ipharbor.statutes.calendar import festivals
from ipharbor.web._law_regions import region_name
from ipharbor.web.language import lang

register = template.Library()


@register.filter
def region_named(code: str) -> str:
    """The name of the region whose code an overlay carries."""
    return region_name(code)


@register.filter
def festival_named(key: str) -> str:
    """A festival of the working calendar in the page's language."""
    names = festivals().get(key)
    return names[lang()] if names else key


@register.filter
def weekday(number: str) -> str:
    """The shortest name of a weekday, ``1`` for Monday."""
    named = str(WEEKDAYS_ABBR[int(number) - 1])
    return named[-1] if lang() == "zh" else named[:2]
