"""Words for what data can lack, and for where it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SAID: Mapping[str, str | Promise] = {
    "lack.abstract": _("no abstract"),
    "lack.first_claim": _("no first claim"),
    "lack.inventors": _("no inventor"),
    "lack.address": _("no address"),
    "lack.cites": _("cites nothing"),
    "lack.priority_numbers": _("no priority"),
    "part.holder": _("First applicant"),
    "part.holder_in_register": _("First applicant matched with the register"),
    "part.town": _("Town"),
    "part.filed": _("Filing day"),
    "part.ipc": _("Class (IPC)"),
    "part.agency": _("Agency"),
    "part.docket": _("In a docket"),
    "part.events": _("Legal events"),
    "part.certain": _("Standing that can be told"),
    "part.abstract": _("Abstract"),
    "part.first_claim": _("First claim"),
    "part.inventors": _("Inventors"),
    "part.address": _("Address"),
    "part.cites": _("Documents cited"),
    "part.priority_numbers": _("Numbers of priorities"),
    "holder_part.register": _("In the register of holders"),
    "holder_part.town": _("Town"),
    "holder_part.credit_code": _("Credit code"),
    "holder_part.trade": _("Trade"),
    "holder_part.industry": _("Class of industry (GB/T 4754)"),
    "holder_part.size": _("Size of firm"),
    "holder_lack.register": _("not in the register"),
    "holder_lack.town": _("no town"),
    "holder_lack.credit_code": _("no credit code"),
    "holder_lack.trade": _("no trade"),
    "holder_lack.industry": _("no class of industry"),
    "holder_lack.size": _("no size"),
    "source.publications": _("Patent publications"),
    "source.events": _("Legal events"),
    "source.payments": _("Payments"),
    "source.holders": _("Register of holders"),
    "source.cases": _("Handled cases"),
    "source.targets": _("Targets"),
    "source.awards": _("National awards"),
    "source.population": _("Residents"),
    "left_out.docket_not_of_region": _("Rights in dockets that are not the region's"),
}
