"""Forget what the programming interface need not remember any longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from ipharbor.records.models import ApiUse, IdempotentAnswer

ANSWERS_KEPT = timedelta(hours=48)
USES_KEPT = timedelta(minutes=10)


def tidy(*, at: datetime) -> int:
    """Take out answers to changes of more than two days ago, and counts of past minutes.

    Gives the number of answers. Leaves no line in the journal: what was answered changed
    nothing by itself.
    """
    past = int((at - USES_KEPT).timestamp() // 60)
    ApiUse.objects.filter(minute__lt=past).delete()
    count, _each = IdempotentAnswer.objects.filter(at__lt=at - ANSWERS_KEPT).delete()
    return count
