"""How a person is warned, by programs."""

from __future__ import annotations

from typing import Any

import pytest

from ipharbor.records.models import IssuedWarning


def data(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()["data"]


def test_wishes_are_told_and_set_whole(office_program: Any) -> None:
    assert data(office_program.get("/me/wishes"))["budget"] == 0
    told = {"budget": 3, "blue": "weekly", "least": 0.25, "quiet_from": 22, "quiet_until": 7}
    assert data(office_program.change("put", "/me/wishes", told)).items() >= told.items()
    again = data(office_program.change("put", "/me/wishes", {"budget": 2}))
    assert (again["budget"], again["blue"], again["quiet_from"]) == (2, "at_once", 0)


@pytest.mark.parametrize(
    "wrong", [{"budget": 51}, {"least": 5.1}, {"red": "never"}, {"quiet_from": 24}, {"lang": "fr"}]
)
def test_wishes_that_cannot_be_are_refused(office_program: Any, wrong: dict[str, Any]) -> None:
    assert office_program.change("put", "/me/wishes", wrong).status_code == 422


def test_a_raised_warning_cannot_be_raised_after_all(
    office_program: Any, office: Any, corpus: Any
) -> None:
    from desk import warn

    warning = warn(office, corpus, "ipc:F21V")
    path = f"/warnings/{warning.pk}/reconsider"
    assert office_program.change("post", path, {}).status_code == 409
    IssuedWarning.objects.filter(pk=warning.pk).update(
        decision="held", reason="decision.over_budget"
    )
    told = data(office_program.change("post", path, {}))
    assert told["decision"] == "raised"
