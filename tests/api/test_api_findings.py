"""Findings of imports for programs: told, closed with a reason, opened again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from findings_world import DATE, lamps_with_faults
from ipharbor.records.models import ImportRun


@pytest.fixture
def run(home: Path, tmp_path: Path, db: None) -> ImportRun:
    return lamps_with_faults(home, tmp_path)


def data(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()["data"]


def test_findings_are_closed_by_code_or_by_number_and_opened_again(
    office_program: Any, run: ImportRun
) -> None:
    path = f"/imports/{run.pk}/findings"
    told = data(office_program.get(path))
    assert len(told) == run.findings
    assert {(one["state"], one["reason"], one["closed_at"]) for one in told} == {("open", "", None)}
    done = data(office_program.post(f"{path}/close", {"code": DATE, "reason": "mended"}))
    assert done == {"count": 2, "open": run.findings - 2}
    closed = data(office_program.get(f"{path}?state=closed"))
    assert [one["code"] for one in closed] == [DATE, DATE]
    assert (closed[0]["reason"], closed[0]["closed_by"]) == ("mended", "olivia")
    assert office_program.get(f"{path}?state=open").json()["meta"]["total"] == run.findings - 2
    whole = data(office_program.get(f"/imports/{run.pk}"))
    assert whole["open_findings"] == run.findings - 2
    assert {one["code"]: (one["count"], one["open"]) for one in whole["by_code"]}[DATE] == (2, 0)
    again = data(office_program.post(f"{path}/reopen", {"numbers": [closed[0]["number"]]}))
    assert again == {"count": 1, "open": run.findings - 1}


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"reason": "forgotten", "numbers": [1]}, 422, "api.request.invalid"),
        ({"reason": "mended", "numbers": [99]}, 422, "finding.unknown"),
        ({"reason": "mended", "code": "no.such"}, 422, "finding.none"),
    ],
)
def test_what_cannot_be_closed_is_refused(
    office_program: Any, run: ImportRun, said: dict[str, Any], status: int, code: str
) -> None:
    refused = office_program.post(f"/imports/{run.pk}/findings/close", said)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
