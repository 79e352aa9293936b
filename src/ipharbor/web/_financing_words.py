"""Coded values of pledge financing in words, for the tag ``said``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FINANCING: Mapping[str, str | Promise] = {
    "section.financing": _("Pledge loans"),
    "section.lending": _("Lending"),
    "section.financing_region": _("Pledge financing"),
    "loan.drafted": _("drafted"),
    "loan.checked": _("checked"),
    "loan.valued": _("valued"),
    "loan.requested": _("requested"),
    "loan.offered": _("offered"),
    "loan.accepted": _("accepted"),
    "loan.contracted": _("contracted"),
    "loan.registered": _("registered"),
    "loan.drawn": _("paid out"),
    "loan.repaying": _("being repaid"),
    "loan.repaid": _("repaid"),
    "loan.released": _("pledge released"),
    "loan.withdrawn": _("withdrawn by the firm"),
    "loan.declined": _("declined"),
    "loan.defaulted": _("in default"),
    "loan.enforced": _("pledge enforced"),
    "loan_request.open": _("to be answered"),
    "loan_request.offered": _("offer stands"),
    "loan_request.declined": _("declined"),
    "loan_request.accepted": _("offer accepted"),
    "loan_request.lost": _("another lender was chosen"),
    "loan_request.withdrawn": _("withdrawn by the firm"),
    "method.bullet": _("interest each span, principal at the end"),
    "method.equal_principal": _("equal principal"),
    "method.equal_instalments": _("equal instalments"),
    "method.step": _("principal in steps"),
    "day_count.act_360": _("actual days / 360"),
    "day_count.act_365": _("actual days / 365"),
    "day_count.thirty_360": _("30 days a month / 360"),
    "pledge_end.released": _("released"),
    "pledge_end.substituted": _("substituted"),
    "pledge_end.enforced": _("sold"),
    "pledge_end.lost": _("right ended"),
    "support.loan": _("City support"),
    "support.interest": _("Support of interest"),
    "support.valuation": _("Support of the valuation fee"),
    "support.guarantee": _("Support of the guarantee fee"),
    "support.insurance": _("Support of the insurance premium"),
    "support_why.ceiling": _("up to the ceiling"),
    "support_why.not_together": _("not together with the other fee"),
    "support_why.other_level": _("the other level supports more"),
    "support_why.loans_a_year": _("one loan a year is supported"),
    "support_why.lpr_unknown": _("the loan prime rate was not told"),
}
