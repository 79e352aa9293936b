"""Findings of an import closed with a reason, and opened again."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from permit_world import AT

from ipharbor.actions import permits
from ipharbor.actions.finding.close import close, reopen, spans
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.queries import imports
from ipharbor.records.models import FindingClosing, ImportRun
from ipharbor.vocabulary.errors import HarborError

OFFICE = permits.operator()


@pytest.fixture
def run(db: None) -> ImportRun:
    """An import with ten findings."""
    return ImportRun.objects.create(
        file_name="lamps.csv", state="done", findings=10, started_at=AT, finished_at=AT
    )


def opened(run: ImportRun) -> int:
    return imports.runs().get(pk=run.pk).open_findings


def test_what_is_closed_carries_its_reason_and_is_open_no_more(run: ImportRun) -> None:
    assert close(run, [3, 4, 9], reason="mended", note=" 已\n改 ", by=OFFICE, at=AT) == 3
    assert opened(run) == 7
    told = FindingClosing.objects.get(number=9)
    assert (told.reason, told.note, told.by_name, told.at) == ("mended", "已 改", "operator", AT)
    line = Line.objects.get(action="finding.close")
    assert line.subject == f"import:{run.pk}"
    assert line.details["count"] == 3
    assert chain.enclosure(line) == [[3, 4], [9, 9]]


def test_what_is_closed_already_keeps_its_reason(run: ImportRun) -> None:
    close(run, [1, 2], reason="mended", by=OFFICE, at=AT)
    assert close(run, [2, 3], reason="accepted", by=OFFICE, at=AT) == 1
    assert [one.reason for one in FindingClosing.objects.order_by("number")] == [
        "mended", "mended", "accepted",
    ]  # fmt: skip
    assert close(run, [1], reason="accepted", by=OFFICE, at=AT) == 0
    assert Line.objects.filter(action="finding.close").count() == 2, "nothing done, nothing told"


def test_a_finding_opened_again_counts_as_open(run: ImportRun) -> None:
    close(run, range(1, 11), reason="not_ours", by=OFFICE, at=AT)
    assert opened(run) == 0
    assert reopen(run, [5, 6], by=OFFICE, at=AT) == 2
    assert opened(run) == 2
    assert reopen(run, [5], by=OFFICE, at=AT) == 0
    assert not FindingClosing.objects.filter(number__in=(5, 6)).exists()
    assert chain.enclosure(Line.objects.get(action="finding.reopen")) == [[5, 6]]


@pytest.mark.parametrize(
    ("numbers", "said", "code"),
    [
        ([1], {"reason": "forgotten"}, "finding.reason.unknown"),
        ([1], {"note": "灯" * 301}, "form.text.long"),
        ([], {}, "finding.none"),
        ([0], {}, "finding.unknown"),
        ([10, 11], {}, "finding.unknown"),
    ],
)
def test_what_cannot_be_closed_is_told_with_its_code(
    run: ImportRun, numbers: list[int], said: dict[str, str], code: str
) -> None:
    stated: Any = {"reason": "mended"} | said
    with pytest.raises(HarborError) as wrong:
        close(run, numbers, by=OFFICE, at=AT, **stated)
    assert wrong.value.code == code
    assert wrong.value.fields
    assert not FindingClosing.objects.exists()
    assert not Line.objects.exists()


@given(st.sets(st.integers(1, 40)))
def test_runs_of_numbers_say_the_same_numbers(numbers: set[int]) -> None:
    pairs = spans(sorted(numbers))
    assert {n for first, last in pairs for n in range(first, last + 1)} == numbers
    assert all(before[1] + 1 < after[0] for before, after in itertools.pairwise(pairs))
