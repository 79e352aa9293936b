"""Coded values of playbooks, and signals by name, in words, for the tag ``said``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLAYBOOKS: Mapping[str, str | Promise] = {
    "section.playbooks": _("Playbooks"),
    "scope.playbook": _("playbooks"),
    "scope.alarm": _("open warnings of firms"),
    "section.bulletins": _("Bulletins"),
    "scope.bulletin": _("bulletins"),
    "audience.all": _("Everybody"),
    "audience.town": _("Town"),
    "audience.trade": _("Trade"),
    "audience.industry": _("Industry"),
    "bulletin.standing": _("In force"),
    "bulletin.superseded": _("superseded"),
    "bulletin.withdrawn": _("withdrawn"),
    "copy.unread": _("unread"),
    "copy.read": _("read"),
    "mail.bulletins": _("Bulletins of the district office"),
    "step_by.firm": _("Firm"),
    "step_by.station": _("Town service station"),
    "step_by.agency": _("Service agency"),
    "step_by.office": _("District office"),
    "origin.shipped": _("original"),
    "origin.changed": _("changed by the office"),
    "origin.added": _("added by the office"),
    "seen.signal.claim_overlap": _("Later document with all features of an own claim"),
    "seen.signal.product_reads_on": _("Product under a right in force"),
    "seen.signal.export_market_right": _("Right granted in an export market"),
    "seen.signal.lookalike": _("Lookalike"),
    "seen.signal.forecast_exceeded": _("More than forecast"),
    "seen.signal.entrant": _("New entrant"),
    "seen.signal.emerging": _("Emerging technology"),
    "seen.signal.convergence": _("Convergence of two classes"),
    "seen.signal.share_shift": _("Shift of shares"),
    "seen.signal.citation_surge": _("Surge of citations"),
    "seen.signal.inventor_moved": _("Inventor moved"),
    "seen.signal.annuity_missed": _("Annuity missed"),
    "seen.signal.pledge_annuity_missed": _("Annuity of a pledged right missed"),
    "seen.signal.term_short": _("Term shorter than the loan"),
    "seen.signal.challenged": _("Right challenged"),
    "seen.signal.lapsed": _("Right lapsed"),
    "seen.signal.key_right_expiring": _("Key right about to expire"),
    "seen.signal.field_opens": _("Field opens"),
    "seen.signal.title_changed": _("Title changed"),
    "seen.signal.litigious_buyer": _("Litigious buyer"),
    "seen.signal.abnormal_filings": _("Abnormal filings"),
    "seen.signal.law_changed": _("Law changed"),
}
