"""Write down what is being done about a warning."""

from __future__ import annotations

from datetime import date, datetime

from ipharbor.actions import permits
from ipharbor.actions.warning._moves import move
from ipharbor.records.models import IssuedWarning
from ipharbor.vocabulary.errors import HarborError


def act(
    warning_id: int, *, step: str, due_on: date | None, by: permits.Actor, at: datetime
) -> IssuedWarning:
    """Take the warning in hand: the step decided on, and by when. Raises HarborError
    ``warning.step.missing`` for an empty step."""
    step = step.strip()
    if not step:
        raise HarborError("warning.step.missing", fields=("step",))
    return move(warning_id, "warning.act", {"step": step[:500], "due_on": due_on}, by=by, at=at)
