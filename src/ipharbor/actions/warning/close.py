"""Close a warning with the reader's verdict."""

from __future__ import annotations

from datetime import datetime

from ipharbor.actions import permits
from ipharbor.actions.warning._moves import move
from ipharbor.records.models import IssuedWarning
from ipharbor.vocabulary.errors import HarborError

VERDICTS = ("useful", "not_useful", "false")


def close(
    warning_id: int, *, verdict: str, note: str = "", by: permits.Actor, at: datetime
) -> IssuedWarning:
    """Close the warning; the verdict says whether it was worth sending. Raises HarborError
    ``warning.verdict.unknown`` for none of ``VERDICTS``."""
    if verdict not in VERDICTS:
        raise HarborError("warning.verdict.unknown", fields=("verdict",), verdict=verdict)
    changes = {"verdict": verdict, "closing_note": note.strip()[:1000]}
    return move(warning_id, "warning.close", changes, by=by, at=at)
