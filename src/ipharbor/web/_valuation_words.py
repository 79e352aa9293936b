"""States of valuations and their place among the sections in words, for the tag ``said``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VALUATION: Mapping[str, str | Promise] = {
    "section.valuations": _("Valuations"),
    "valuation.draft": _("Draft"),
    "valuation.signed": _("Signed"),
    "valuation.superseded": _("Superseded"),
    "scope.valuation": _("valuations"),
}
