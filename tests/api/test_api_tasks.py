"""Tasks for programs: made, changed as they were read, closed."""

from __future__ import annotations

from typing import Any

from ipharbor.records.models import Task


def one(program: Any, **told: Any) -> dict[str, Any]:
    answer = program.post("/tasks", {"title": "查新"} | told)
    assert answer.status_code == 201, answer.content
    data: dict[str, Any] = answer.json()["data"]
    return data


def test_a_task_made_by_a_rule_tells_its_day_and_how_sure_it_is(firm_program: Any) -> None:
    told = one(firm_program, due={"rule": "novelty_grace", "start": "2024-03-01"})
    assert (told["due_on"], told["certain"]) == ("2024-09-02", True)
    far = one(firm_program, due={"rule": "novelty_grace", "start": "2021-08-02"})
    assert (far["due_on"], far["certain"]) == ("2022-02-07", False)
    assert (told["due_rule"], told["state"], told["source_kind"]) == (
        "novelty_grace",
        "open",
        "own",
    )
    twice = firm_program.post(
        "/tasks", {"title": "x", "due": {"on": "2022-01-01", "rule": "novelty_grace"}}
    )
    assert twice.status_code == 422
    assert twice.json()["error"]["code"] == "task.due.twice"


def test_what_is_left_out_of_a_change_stays_and_null_gives_the_task_to_nobody(
    firm_program: Any, firm_person: Any
) -> None:
    told = one(firm_program, notes="第一步", owner=firm_person.pk, due={"on": "2021-12-31"})
    assert told["mine"] is True
    changed = firm_program.change("patch", f"/tasks/{told['id']}", {"why": "新品"}).json()["data"]
    assert (changed["why"], changed["notes"], changed["due_on"], changed["mine"]) == (
        "新品", "第一步", "2021-12-31", True
    )  # fmt: skip
    nobody = firm_program.change("patch", f"/tasks/{told['id']}", {"owner": None}).json()["data"]
    assert (nobody["owner_id"], nobody["owner"], nobody["why"]) == (None, "", "新品")


def test_a_change_of_a_task_that_somebody_else_changed_meanwhile_is_refused(
    firm_program: Any,
) -> None:
    told = one(firm_program)
    read = firm_program.get(f"/tasks/{told['id']}")["ETag"]
    assert firm_program.change("patch", f"/tasks/{told['id']}", {"why": "a"}).status_code == 200
    late = firm_program.change(
        "patch", f"/tasks/{told['id']}", {"why": "b"}, headers={"If-Match": read}
    )
    assert late.status_code == 412
    assert Task.objects.get().why == "a"


def test_tasks_are_closed_listed_by_state_and_opened_again(firm_program: Any) -> None:
    first, second = one(firm_program), one(firm_program, title="检索")
    path = f"/tasks/{first['id']}"
    refused = firm_program.post(f"{path}/close", {"state": "dropped"})
    assert refused.json()["error"]["code"] == "task.reason.missing"
    closed = firm_program.post(f"{path}/close", {"state": "dropped", "reason": "已有代理"})
    assert closed.json()["data"]["reason"] == "已有代理"
    listed = firm_program.get("/tasks").json()
    assert [row["id"] for row in listed["data"]] == [second["id"]]
    assert listed["meta"]["total"] == 1
    assert [row["id"] for row in firm_program.get("/tasks?state=").json()["data"]] == [
        first["id"], second["id"]
    ]  # fmt: skip
    assert firm_program.post(f"{path}/reopen").json()["data"]["state"] == "open"
    assert firm_program.post(f"{path}/reopen").json()["error"]["code"] == "task.open"


def test_a_source_that_is_not_the_caller_s_is_refused(firm_program: Any) -> None:
    for source, name in (
        ("right", "CN0"),
        ("warning", "7"),
        ("provision", "no.such"),
        ("own", "x"),
    ):
        answer = firm_program.post(
            "/tasks", {"title": "x", "source": source, "source_id": name}
        )  # fmt: skip
        assert answer.json()["error"]["code"] == "task.source.unknown", source
    told = one(firm_program, source="provision", source_id="period.novelty_grace")
    assert told["provision"] == "period.novelty_grace"
