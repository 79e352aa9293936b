"""Coded values of a lender's portfolio in words, for the tag ``said``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PORTFOLIO: Mapping[str, str | Promise] = {
    "section.portfolio": _("Collateral"),
    "exposure.firm": _("By firm"),
    "exposure.town": _("By town"),
    "exposure.industry": _("By industry"),
    "exposure.section": _("By IPC section"),
    "exposure.subclass": _("By IPC subclass"),
    "exposure.due": _("By maturity"),
    "exposure.lender": _("By lender"),
    "due.past": _("matured"),
    "due.open": _("no day told"),
    "cure.over": _("day is over"),
    "cure.week": _("within 7 days"),
    "cure.month": _("within 30 days"),
    "cure.later": _("later"),
    "cure.never": _("a notice, no day"),
    "because.annuity_missed": _("annuity missed"),
    "because.annuity_last_month": _("last month to pay the annuity"),
    "because.annuity_lapsed": _("annuity can no longer be paid"),
    "because.partly_invalidated": _("invalid in part, or unclear"),
    "because.suspended": _("suspended over ownership"),
    "because.preserved": _("preserved by a court"),
    "because.litigated": _("in a case"),
    "because.ended": _("right ended"),
    "vintage.past_due": _("Past due, share of what was drawn"),
    "vintage.repaid": _("Repaid, share of what was drawn"),
    "vintage.lost": _("Lost, share of what was drawn"),
    "quarter.whole": _("whole"),
    "quarter.running": _("still running"),
    "notice.first": _("first notice"),
    "notice.second": _("second notice"),
    "notice.last": _("last notice"),
    "stress_pooled.none": _("None of the loans is in the risk pool"),
    "stress_pooled.all": _("All of the loans are in the risk pool"),
    "pool_party.bank": _("Lender"),
    "pool_party.fund": _("Fund of the risk pool"),
    "pool_party.insurer": _("Insurer"),
    "pool_party.appraiser": _("Appraiser"),
    "pool_party.guarantor": _("Guarantor"),
    "ipc_section.A": _("A Human necessities"),
    "ipc_section.B": _("B Operations and transport"),
    "ipc_section.C": _("C Chemistry and metallurgy"),
    "ipc_section.D": _("D Textiles and paper"),
    "ipc_section.E": _("E Fixed constructions"),
    "ipc_section.F": _("F Engineering, lighting, heating, weapons"),
    "ipc_section.G": _("G Physics"),
    "ipc_section.H": _("H Electricity"),
}
