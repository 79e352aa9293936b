"""What the home page tells of the cockpit, to lead there."""

from __future__ import annotations

from ipharbor.actions import permits
from ipharbor.analysis.region import counting
from ipharbor.analysis.region.figures import Figure
from ipharbor.queries import ledger as queries
from ipharbor.settings import current
from ipharbor.web.caller import Asked, actor
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import READ, in_frame, usual_frame


def lead(request: Asked) -> dict[str, object]:
    """A few figures of now for those who may read the cockpit; nothing for others, and where no
    ledger has been made."""
    if not permits.ever(actor(request), READ) or queries.ledger(current().ledger) is None:
        return {}
    asked = in_frame(usual_frame(request))
    told: tuple[Figure, ...] = (
        counting.granted(asked),
        counting.invention_share(asked),
        counting.in_force(asked),
        counting.high_value_count(asked),
    )
    return {"lead": told, "ways": Ways({}), "lead_on": asked.frame.on}
