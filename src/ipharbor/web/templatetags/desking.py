"""What the pages of a firm's desk need in their templates: kinds of change in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

register = template.Library()

_SAID: Mapping[str, Promise] = {
    "change.ended": gettext_lazy("Right ended"),
    "change.limited": gettext_lazy("Limited"),
    "change.transfer": gettext_lazy("Transferred"),
    "change.pledge": gettext_lazy("Pledge"),
    "change.stay": gettext_lazy("Preservation or suspension"),
    "change.licence": gettext_lazy("Licence"),
    "change.grant": gettext_lazy("Granted"),
    "change.restored": gettext_lazy("Restored"),
    "change.term": gettext_lazy("Term changed"),
    "change.prosecution": gettext_lazy("On the way to the grant"),
    "change.record": gettext_lazy("Entries"),
    "change.paid": gettext_lazy("Annuity paid"),
    "change.missed": gettext_lazy("Not paid in time"),
    "change.lost": gettext_lazy("May have lapsed"),
    "change.cites": gettext_lazy("Cites a right"),
    "change.near": gettext_lazy("Near a right"),
    "change.warning": gettext_lazy("Warning raised"),
    "change.task": gettext_lazy("Task closed"),
    "timing.now": gettext_lazy("in these days"),
    "timing.late": gettext_lazy("earlier, known only now"),
    "timing.foreseen": gettext_lazy("was known before"),
    "timing.ahead": gettext_lazy("takes effect later"),
}


@register.filter
def changed(sort: str) -> str:
    """What a change is about, in words."""
    return str(_SAID.get(f"change.{sort}", sort))


@register.filter
def timed(timing: str) -> str:
    """How a change lies to the days it is told of, in words."""
    return str(_SAID.get(f"timing.{timing}", timing))
