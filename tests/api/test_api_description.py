"""The description of the interface: kept beside the tests, whole, and true."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.test import Client

KEPT = Path(__file__).parent / "openapi.json"


def described() -> dict[str, Any]:
    from ipharbor.api.app import api

    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def test_every_change_of_the_interface_shows_in_the_kept_description() -> None:
    now = json.dumps(described(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("WRITE_OPENAPI"):
        KEPT.write_text(now, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == now, (
        "the interface has changed: look at the difference, and if it is meant run "
        "WRITE_OPENAPI=1 pytest tests/api/test_api_description.py"
    )


def test_every_operation_names_its_permit_and_every_change_its_key() -> None:
    from ipharbor.actions import permits

    for path, operations in described()["paths"].items():
        for method, operation in operations.items():
            assert operation["x-action"] in permits.TABLE, path
            assert operation["x-scope"] == permits.scope_of(operation["x-action"])
            assert operation["description"], path
            named = {one["name"] for one in operation.get("parameters", [])}
            changes = method != "get" and not operation.get("x-reads")
            assert ("Idempotency-Key" in named) is changes, (method, path)


def test_every_reference_of_the_description_leads_somewhere() -> None:
    told = described()

    def walk(one: Any) -> None:
        if isinstance(one, dict):
            reference = one.get("$ref")
            if isinstance(reference, str):
                place: Any = told
                for part in reference.removeprefix("#/").split("/"):
                    place = place[part]
            for inner in one.values():
                walk(inner)
        elif isinstance(one, list):
            for inner in one:
                walk(inner)

    walk(told)


def test_no_two_shapes_share_a_name() -> None:
    from ipharbor.api.app import ROUTERS

    named: dict[str, Any] = {}
    twice: set[str] = set()
    seen: dict[int, Any] = {}  # held, for the number of one that went is given again

    def fields(model: Any) -> None:
        from dataclasses import is_dataclass
        from typing import get_args, get_type_hints

        if id(model) in seen:
            return
        seen[id(model)] = model
        for inner in get_args(model):
            fields(inner)
        if isinstance(model, type) and (is_dataclass(model) or hasattr(model, "model_fields")):
            ours = model.__module__.startswith("ipharbor.")
            if ours and named.setdefault(model.__name__, model) is not model:
                twice.add(model.__name__)
            if told := getattr(model, "model_fields", None):
                kinds = [one.annotation for one in told.values()]
            else:
                kinds = list(get_type_hints(model).values())
            for kind in kinds:
                fields(kind)

    for router in ROUTERS:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in operation.response_models.values():
                    if hasattr(model, "model_fields"):
                        fields(model.model_fields["response"].annotation)
    assert twice == set()
    assert len(named) > 60


def test_the_description_is_open_to_everybody_and_loads_nothing_from_elsewhere(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert Client().get("/api/v1/docs").status_code == 404
