"""The subjects of the book of law in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUBJECTS: Mapping[str, str | Promise] = {
    "abnormal": _("Abnormal filings"),
    "adjudication": _("Administrative adjudication"),
    "agency": _("Agencies"),
    "civil": _("Civil actions"),
    "confidentiality": _("Confidentiality check"),
    "counting": _("Counting of days"),
    "criminal": _("Criminal thresholds"),
    "customs": _("Customs"),
    "damages": _("Damages"),
    "ecommerce": _("Online platforms"),
    "events": _("Entries in the register"),
    "export": _("Export of technology"),
    "fair": _("Fairs"),
    "fees": _("Fees"),
    "fine": _("Fines"),
    "high_tech": _("High-tech enterprises"),
    "high_value": _("High-value patents"),
    "in_force": _("Commencement of instruments"),
    "inventor": _("Inventors in service"),
    "licence": _("Licences"),
    "marking": _("Patent marks"),
    "open_licence": _("Open licences"),
    "penalty": _("Penalty procedure"),
    "period": _("Periods"),
    "pledge": _("Pledges"),
    "priority": _("Priority claims"),
    "recognition": _("Recognition of enterprises"),
    "reduction": _("Fee reductions"),
    "restoration": _("Restoration"),
    "securitization": _("Securitisation"),
    "service": _("Service of papers"),
    "station": _("Service stations"),
    "subsidy": _("Subsidies"),
    "suspension": _("Suspension and preservation"),
    "tax": _("Taxes"),
    "technology_contract": _("Technology contracts"),
    "term": _("Terms"),
    "trademark": _("Trade marks"),
    "transfer": _("Transfer to the police"),
    "transfer_of_right": _("Transfer of rights"),
    "valuation": _("Valuation"),
}
