"""Coded values of stations and agencies in words, for the tag ``said``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATION: Mapping[str, str | Promise] = {
    "listed.yes": _("in the register"),
    "listed.no": _("named by publications only"),
    "matter.advice": _("Consultation"),
    "matter.filing": _("Filing"),
    "matter.fees": _("Paying fees"),
    "matter.pledge": _("Pledge"),
    "matter.dispute": _("Dispute"),
    "matter.evidence": _("Securing evidence"),
    "matter.licence": _("Licence or transfer"),
    "matter.training": _("Training"),
    "matter.other": _("Other"),
    "matter_outcome.answered": _("answered"),
    "matter_outcome.done": _("done for them"),
    "matter_outcome.referred": _("sent on"),
    "matter_outcome.agreed": _("settled between them"),
    "matter_outcome.failed": _("not achieved"),
    "matter_state.open": _("Not closed"),
    "matter_state.closed": _("Closed"),
    "matter_state.all": _("All"),
    "looked_after.nobody": _("by nobody yet"),
    "looked_after.somebody": _("by somebody"),
    "appointment.planned": _("planned"),
    "appointment.kept": _("kept"),
    "appointment.missed": _("did not come"),
    "appointment.cancelled": _("called off"),
    "week.this": _("this week"),
    "week.next": _("next week"),
    "week.coming": _("all that come"),
    "week.past": _("past"),
    "proved.yes": _("with evidence"),
    "proved.no": _("without evidence"),
    "served_by.matter": _("a matter"),
    "served_by.training": _("a training"),
    "served_by.visit": _("a visit"),
    "served_by.appointment": _("an appointment"),
    "served.never": _("never, with rights or a grade"),
    "served.6": _("not in 6 months"),
    "served.12": _("not in 12 months"),
    "served.24": _("not in 24 months"),
    "served.36": _("not in 36 months"),
    "served.ever": _("ever"),
    "firm_due.late": _("late"),
    "firm_due.soon": _("late or within 90 days"),
    "reaching.reached": _("met"),
    "reaching.short": _("fell short"),
    "reaching.running": _("not yet"),
    "reaching.none": _("nothing asked"),
}
