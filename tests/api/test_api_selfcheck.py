"""The self-check for programs: questions, answers, the plan, tasks."""

from __future__ import annotations

from typing import Any

from ipharbor.records.models import SelfCheck, Task


def answered(program: Any, **answers: str) -> dict[str, Any]:
    answer = program.post("/selfcheck", {"answers": answers})
    assert answer.status_code == 201, answer.content
    data: dict[str, Any] = answer.json()["data"]
    return data


def test_the_questions_come_with_what_is_known_and_what_was_answered(firm_program: Any) -> None:
    rows = {one["code"]: one for one in firm_program.get("/selfcheck/questions").json()["data"]}
    assert len(rows) == 15
    cover = rows["product_cover"]
    assert (cover["proposed"], cover["standing"]) == ("no", "")
    assert [one["answer"] for one in cover["answers"]] == ["yes", "partly", "no", "not_applicable"]
    answered(firm_program, product_cover="partly")
    rows = {one["code"]: one for one in firm_program.get("/selfcheck/questions").json()["data"]}
    assert (rows["product_cover"]["proposed"], rows["product_cover"]["standing"]) == (
        "no", "partly",
    )  # fmt: skip


def test_answers_give_a_plan_whose_steps_become_tasks(firm_program: Any, firm_person: Any) -> None:
    told = answered(firm_program, secrets="no", marking="yes")
    assert (told["answered"], told["asked"], told["weak"]) == (2, 15, ["secrets"])
    assert {step["step"] for step in told["steps"]} == {"secrets_list", "agreements"}
    chosen = {"question": "secrets", "step": "agreements", "owner": firm_person.pk}
    made = firm_program.post(f"/selfcheck/{told['id']}/tasks", {"steps": [chosen]})
    assert made.status_code == 201
    (task,) = made.json()["data"]
    assert (task["mine"], task["source_kind"], task["source_id"]) == (True, "self_check", "secrets")
    again = firm_program.get(f"/selfcheck/{told['id']}").json()["data"]
    assert {step["step"]: step["task_id"] for step in again["steps"]} == {
        "agreements": task["id"], "secrets_list": None,
    }  # fmt: skip
    assert Task.objects.get().due_on.isoformat() == task["due_on"]


def test_the_list_has_all_of_the_firm_and_the_last_two_are_compared(firm_program: Any) -> None:
    first = answered(firm_program, secrets="no")
    SelfCheck.objects.update(on="2021-06-30")
    second = answered(firm_program, secrets="yes")
    told = firm_program.get(f"/selfcheck/{second['id']}").json()["data"]
    assert told["before_id"] == first["id"]
    assert told["changes"] == [
        {"question": "secrets", "before": "no", "after": "yes", "better": True}
    ]
    listed = firm_program.get("/selfcheck").json()
    assert [one["id"] for one in listed["data"]] == [first["id"], second["id"]]


def test_strange_questions_answers_and_owners_are_refused(firm_program: Any) -> None:
    assert firm_program.post("/selfcheck", {"answers": {}}).json()["error"]["code"] == (
        "selfcheck.nothing"
    )
    strange = firm_program.post("/selfcheck", {"answers": {"weather": "no"}})
    assert strange.json()["error"]["code"] == "selfcheck.question.unknown"
    assert firm_program.post("/selfcheck", {"answers": {"secrets": "maybe"}}).status_code == 422
    told = answered(firm_program, secrets="no")
    chosen = {"question": "secrets", "step": "agreements", "owner": 7777}
    refused = firm_program.post(f"/selfcheck/{told['id']}/tasks", {"steps": [chosen]})
    assert refused.json()["error"]["code"] == "task.owner.elsewhere"
    assert firm_program.get("/selfcheck/7777").status_code == 404
