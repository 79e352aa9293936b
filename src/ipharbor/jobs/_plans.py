"""The renewal plans of many firms as a job: whose, on which day, for how many years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.jobs.at_hand import AtHand
from ipharbor.queries import overview, plans
from ipharbor.queries import renewals as queries
from ipharbor.queries.law import book
from ipharbor.settings import current
from ipharbor.vocabulary.places import region

PHASES = ("read", "reckon", "advise", "write")


def reckoned(at_hand: AtHand) -> Mapping[str, Any]:
    """Reckon the plans of the firms that whoever asks may read now, and keep them. The clock
    asks for those of the usual day."""
    corpus, argument = wiring.corpus(), at_hand.argument
    usual = overview.usual_day(corpus, today=timezone.localdate(at_hand.now()))
    on = date.fromisoformat(argument["on"]) if "on" in argument else usual
    years = int(argument.get("years", queries.YEARS))
    among = permits.firms(at_hand.by, "docket.read")
    question, stamp = plans.asked(among, on, years), plans.stamp()
    until = overview.newest_day(corpus) or date.min

    def tell(phase: str) -> None:
        at_hand.tell(f"job.said.plan_{phase}", PHASES.index(phase), len(PHASES))

    made = queries.district(
        among,
        law=book(region(current().region).code),
        on=on,
        data_until=until,
        years=years,
        told=tell,
    )
    tell("write")
    plans.keep(current().plans, question, plans.KeptPlan(made, at_hand.now(), stamp, until))
    return {
        "firms": len(made.firms),
        "rights": sum(one.rights for one in made.firms),
        "on": on.isoformat(),
        "years": years,
    }
