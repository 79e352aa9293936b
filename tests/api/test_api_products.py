"""Products for programs."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

LAMP = {
    "name": "摇头灯", "features": ["散热片"], "markets": ["CN", "DE"], "since": 2019,
    "ipc": ["F21V 29/83"], "sales": [{"year": 2021, "amount": "1200.50"}],
}  # fmt: skip


def test_a_product_is_stated_changed_and_ended(firm_program: Any) -> None:
    made = firm_program.post("/products", LAMP)
    assert made.status_code == 201, made.content
    told = made.json()["data"]
    assert told["sales"] == [{"year": 2021, "amount": "1200.50"}]
    path = f"/products/{told['id']}"
    changed = firm_program.change("patch", path, {"markets": ["US"], "ended": True}).json()["data"]
    assert (changed["markets"], changed["features"]) == (["US"], ["散热片"])
    assert changed["ended_on"] is not None
    assert changed["sales"] == told["sales"]
    assert firm_program.get("/products").json()["data"] == []
    assert firm_program.get("/products?ended=true").json()["meta"]["total"] == 1
    emptied = firm_program.change("patch", path, {"sales": [], "since": None}).json()["data"]
    assert (emptied["sales"], emptied["since"]) == ([], None)


def test_an_office_is_not_told_the_sales(firm_program: Any, office_program: Any) -> None:
    made = firm_program.post("/products", LAMP).json()["data"]
    told = office_program.get(f"/products/{made['id']}").json()["data"]
    assert told["sales"] is None
    assert told["features"] == ["散热片"]
    (listed,) = office_program.get("/products?market=de").json()["data"]
    assert listed["sales"] is None


def test_a_change_made_on_an_older_reading_is_refused(firm_program: Any) -> None:
    made = firm_program.post("/products", LAMP).json()["data"]
    path = f"/products/{made['id']}"
    read = firm_program.get(path)["ETag"]
    sold = {"sales": [{"year": 2022, "amount": "1"}]}
    assert firm_program.change("patch", path, sold).status_code == 200
    late = firm_program.change("patch", path, {"name": "灯"}, headers={"If-Match": read})
    assert late.status_code == 412


def test_products_come_page_by_page(firm_program: Any) -> None:
    for number in range(5):
        firm_program.post("/products", LAMP | {"name": f"灯{number}"})
    first = firm_program.get("/products?limit=3").json()
    second = firm_program.get(f"/products?limit=3&cursor={first['next']}").json()
    names = [one["name"] for one in first["data"] + second["data"]]
    assert names == [f"灯{number}" for number in range(5)]
    assert second["next"] is None


def test_a_table_is_brought_in_and_told_of(firm_program: Any) -> None:
    file = SimpleUploadedFile("p.csv", "name,markets\n灯,CN|Atlantis\n".encode())
    answer = firm_program.ask(
        "post", "/products/import", data={"file": file}, headers={"Idempotency-Key": "p1"}
    )
    data = answer.json()["data"]
    assert (answer.status_code, data["stored"]) == (201, 1)
    assert data["findings"][0]["code"] == "products.markets.unknown"
