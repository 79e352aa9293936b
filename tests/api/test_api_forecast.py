"""The next quarters, by programs."""

from __future__ import annotations

from typing import Any


def test_a_program_reads_the_next_quarters_with_their_record_and_in_words(
    office_program: Any,
) -> None:
    answer = office_program.get("/forecast?q=ipc:F21V")
    assert answer.status_code == 200, answer.content
    told = answer.json()["data"]
    seen = told["outlook"]
    assert told["canonical"] == "ipc:F21V"
    assert seen["verdict"] in {"shown", "not_better", "few", "silent"}
    assert (seen["verdict"] == "shown") == bool(seen["ahead"])
    assert set(seen["skill"]) == {"trials", "error", "scaled", "held"}
    assert told["said"]["verdict"] and told["said"]["growth"]
    assert answer.json()["meta"]["vintage"] == seen["vintage"]


def test_a_wrong_query_is_refused_in_words(office_program: Any) -> None:
    answer = office_program.get("/forecast?q=title:(")
    assert answer.status_code == 422 or answer.status_code == 400
    assert answer.json()["error"]["code"].startswith("query.")
