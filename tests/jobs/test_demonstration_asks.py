"""What a demonstration leaves to the worker."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ipharbor.cli import _story
from ipharbor.records.models import Job, WarningRound

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def _quiet(name: str, done: int, of: int) -> None:
    """A bar that nobody looks at."""


def test_the_sweeps_of_a_whole_district_are_asked_of_the_worker_once(
    home: Path, corpus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_story, "MANY", -1)
    for _again in range(2):
        _story._rounds(_quiet, AT)
    assert list(Job.objects.filter(kind="warning.round").values_list("state", flat=True)) == [
        Job.State.WAITING
    ]
    assert WarningRound.objects.count() == 2 * len(_story.ROUNDS)


def test_a_small_demonstration_sweeps_by_itself(home: Path, corpus: Any) -> None:
    _story._rounds(_quiet, AT)
    assert not Job.objects.filter(kind="warning.round").exists()
