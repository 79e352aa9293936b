"""Words of the check before a pledge, by kind and code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLEDGE: Mapping[str, str | Promise] = {
    "section.pledge_check": _("Pledge check"),
    "group.lend": _("Financing"),
    "pledge_outcome.refused": _("would be refused"),
    "pledge_outcome.soft": _("the parties must insist"),
    "pledge_outcome.cannot_tell": _("cannot be told"),
    "pledge_outcome.clear": _("nothing stands against it"),
    "stands.yes": _("stands against it"),
    "stands.no": _("does not stand"),
    "stands.cannot_tell": _("cannot be told"),
    "pledge_ground.not_owner": _("The pledgor is not the registered owner"),
    "pledge_ground.ended": _("The right has ended or was declared invalid"),
    "pledge_ground.not_granted": _("The application is not granted yet"),
    "pledge_ground.annuity": _("An annuity is not paid as required"),
    "pledge_ground.suspended": _("Suspended, or preserved by a court"),
    "pledge_ground.debt_outlasts": _("The debt outlasts the right"),
    "pledge_ground.contract": _("The contract lacks required content"),
    "pledge_ground.co_owners": _("The co-owners did not consent"),
    "pledge_ground.pledged": _("Already pledged"),
    "pledge_ground.double_filing": _("A same-day invention filing"),
    "pledge_ground.invalidation_pending": _("Invalidation is pending"),
    "pledge_ground.other": _("Other grounds of refusal"),
    "tie.owner": _("Owner"),
    "tie.co_owner": _("Co-owner"),
    "tie.licence": _("Licence on record"),
    "tie.open_licence": _("Open licence"),
    "tie.pledge": _("Pledge"),
    "tie.preservation": _("Preservation by a court"),
    "tie.suspension": _("Suspension"),
    "tie.twin": _("Same-day filing"),
    "tie.case": _("Open case"),
    "act.transfer": _("transfer"),
    "act.licence": _("licence to others"),
    "act.exclusive": _("exclusive or sole licence"),
    "act.open_licence": _("declaring an open licence"),
    "act.pledge": _("another pledge"),
    "act.surrender": _("surrender"),
    "act.change": _("change of record"),
    "act.termination": _("termination before the term ends"),
    "force.forbids": _("forbidden"),
    "force.consent": _("needs consent"),
    "force.agreed": _("the pledgee agreed"),
    "force.insist": _("only if the parties insist"),
    "force.free": _("stands against nothing"),
    "force_sign.forbids": "✕",
    "force_sign.consent": "?",
    "force_sign.agreed": "✓",
    "force_sign.insist": "!",
}
