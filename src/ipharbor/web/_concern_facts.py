"""The fact that tells a concern, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from ipharbor.pledge.covenants import Demand
from ipharbor.records.models import KeptConcern
from ipharbor.register.names import name, names
from ipharbor.web.language import lang
from ipharbor.web.templatetags.harbor import said

_PARTS = 3  # of an act: its kind, its day, its number


def fact(row: KeptConcern) -> str:
    """What tells the concern: the year of an annuity and how late it is, an act with its day, the
    loan-to-value with what is allowed, a day, a case; empty where there is nothing to add."""
    return _TOLD.get(row.demand, _act)(row.fact) if row.fact else ""


def _missed(text: str) -> str:
    stage, _colon, year = text.partition(":")
    told = {"year": year, "stage": said(f"annuity_{stage}", "because")}
    return _("year %(year)s: %(stage)s") % told if year else text


def _marked(text: str) -> str:
    now, _bar, most = text.partition("/")
    return _("%(now)s, allowed %(most)s") % {"now": now, "most": most} if most else text


def _act(text: str) -> str:
    parts = text.split(":", _PARTS - 1)
    if len(parts) == _PARTS and parts[0] in names():
        return " ".join(one for one in (name(parts[0], lang()), *parts[1:]) if one)
    return text


_TOLD: Mapping[str, Callable[[str], str]] = {
    Demand.ANNUITY_MISSED: _missed,
    Demand.ANNUITY_DUE: lambda text: _("year %(year)s") % {"year": text},
    Demand.MATURITY: lambda text: said(text, "notice"),
    Demand.LOAN_TO_VALUE: _marked,
    Demand.PAST_DUE: lambda text: said(text, "overdue"),
    Demand.RIGHT_ENDED: lambda text: name(text, lang()) if text in names() else text,
}
