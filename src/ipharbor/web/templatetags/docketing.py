"""What the docket and law pages need in their templates: sentences, names, money, marks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ipharbor.register.names import name, names
from ipharbor.statutes.values import Money
from ipharbor.web.language import lang

register = template.Library()

_SHAPES = {"certain": "●", "presumed": "◐", "unknown": "○"}
_HAPPENED: Mapping[str, Promise | str] = {
    "filed": gettext_lazy("Filed"),
    "term_end": gettext_lazy("Term ends"),
    "asked": gettext_lazy("Day asked"),
}
_CONFIDENCE: Mapping[str, Promise | str] = {
    "verified": gettext_lazy("verified"),
    "read": gettext_lazy("read in the primary text"),
    "secondary": gettext_lazy("from a secondary source"),
    "derived": gettext_lazy("derived"),
    "unverified": gettext_lazy("unverified"),
}
_MEANS: Mapping[str, Promise | str] = {
    "electronic": gettext_lazy("electronically"),
    "post": gettext_lazy("by post"),
    "hand": gettext_lazy("by hand"),
    "public_notice": gettext_lazy("by public notice"),
}


@register.filter
def named(identifier: str) -> str:
    """A state, kind of event, family or certainty as people read it; strange ones as they are."""
    return name(identifier, lang()) if identifier in names() else identifier


@register.filter
def sure(certainty: str) -> str:
    """The sign of a certainty, told apart without colour."""
    return _SHAPES.get(certainty, "")


@register.filter
def sentence(told: Any) -> str:
    """A step or reason, as a sentence in the page's language."""
    return str(told.told(lang()))


@register.filter
def titled(thing: Any) -> str:
    """The title of a provision or rule in the page's language."""
    return str(thing.title(lang()))


@register.filter
def written(value: Any) -> str:
    """A value of the book (money, span, share, table …) in the page's language."""
    return str(value.text(lang()))


@register.filter
def cited(source: Any) -> str:
    """A source as a person cites it; a dash where there is none."""
    return "–" if source is None else str(source.cited(lang()))


@register.filter
def yuan(amount: Decimal) -> str:
    """An amount of CNY."""
    return Money(amount).text(lang())


@register.filter
def left(last: date, on: date) -> str:
    """How many days remain from ``on`` until ``last``, or how many have gone since."""
    return days_left((last - on).days)


@register.filter
def days_left(days: int) -> str:
    """How many days remain, or have gone where there are fewer than none."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": f"{days:,}"}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": f"{-days:,}"}


@register.filter
def happened(what: str) -> str:
    """What stands at a day of a right's life line."""
    return str(_HAPPENED[what]) if what in _HAPPENED else named(what)


@register.filter
def confidence(code: str) -> str:
    """How sure a provision is, in words."""
    return str(_CONFIDENCE.get(code, code))


@register.filter
def means(code: str) -> str:
    """A means of service, in words."""
    return str(_MEANS.get(code, code))


@register.filter
def noted(provision: Any) -> str:
    """The note on a provision in the page's language, with the reason of a correction."""
    note = provision.note_zh if lang() == "zh" else provision.note_en
    return " ".join(part for part in (note, provision.reason) if part)
