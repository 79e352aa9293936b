"""Keep what the pre-check said of an application's rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.records.models import LoanApplication
from ipharbor.statutes.book import Law
from ipharbor.vocabulary.errors import HarborError

YES, NO, UNKNOWN = "yes", "no", "cannot_tell"
Answers = Mapping[str, Mapping[str, str]]
"""By right: whether each ground of refusal (a code of ``pledge.refusal``) is met."""


def check(
    application: LoanApplication,
    answers: Answers,
    *,
    insists: Sequence[str] = (),
    law: Law,
    on: date,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> LoanApplication:
    """Keep the ``answers`` as of the day ``on``; ``insists`` are the soft grounds upon which the
    firm insists, having been told of them.

    Raises HarborError ``loan.check.partial`` unless every right is answered, by the codes of the
    law, and ``loan.check.insists`` for insisting upon a hard ground.
    """
    permits.require(by, "financing.ask", firm=application.firm)
    kinds = {item.code: item.kind for item in law["pledge.refusal"].terms.items}
    known = all(
        set(told) <= set(kinds) and set(told.values()) <= {YES, NO, UNKNOWN}
        for told in answers.values()
    )
    if any(kinds.get(code) != "soft" for code in insists):
        raise HarborError("loan.check.insists", fields=("insists",))
    with transaction.atomic():
        held = _held.application(application.pk)
        keys = sorted(held.rights.values_list("key", flat=True))
        if sorted(answers) != keys or not known:
            raise HarborError("loan.check.partial")
        _held.move(held, "check", at)
        held.checked = {key: dict(told) for key, told in answers.items()}
        held.checked_on, held.insists = on, sorted(set(insists))
        held.save()
        _told.tell("financing.check", held, [held], seals=seals, by=by, at=at)
    return held


def stops(application: LoanApplication, law: Law) -> tuple[tuple[str, str], ...]:
    """What stands in the way of registration by the last check: (key, ground) of grounds that are
    met, but for soft ones that the firm insists upon."""
    return tuple(
        (key, code)
        for key, told in sorted(application.checked.items())
        for code, answer in told.items()
        if answer == YES and code not in application.insists
    )
