"""Why an event did not arrive, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

_WHY: Mapping[str, str | Promise] = {
    "slow": _("no answer in time"),
    "unreachable": _("could not be reached"),
    "unknown_host": _("there is no such host"),
    "private": _("leads into a private network"),
    "plain": _("not protected by TLS"),
    "address": _("no address to send to"),
    "redirected": _("points elsewhere, which is not followed"),
    "refused": _("did not take it"),
    "sealed": _("the secret cannot be opened with this installation's key"),
    "inactive": _("the webhook was not active"),
}


@register.filter
def because(why: str) -> str:
    """The reason kept with a delivery, in words, with what the receiver said."""
    code, _space, said = why.partition(" ")
    told = str(_WHY.get(code, code))
    return told if not said or said.startswith("HTTP") else f"{told} ({said[:60]})"
