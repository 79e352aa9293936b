"""Webhooks, organisations, reductions and disclosures as programs change them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from api_world import YEAR_END, furnished
from django.test import Client

from ipharbor.records.models import Delivery, Disclosure, FeeReduction, Organisation, Webhook

_numbers = itertools.count(1)


@pytest.fixture
def manager(db: None, corpus: Any) -> tuple[Any, Any, Any]:
    """A program of somebody who looks after an organisation's people, with both sides' things."""
    return caller("office")


def caller(role: str) -> tuple[Any, Any, Any]:
    made, related, unrelated = furnished(role)
    client = Client()
    client.force_login(made.by.person)

    def ask(method: str, path: str, told: Any = None, **headers: str) -> Any:
        given = {} if method == "get" else {"data": told or {}, "content_type": "application/json"}
        sent = {"Idempotency-Key": f"w-{next(_numbers)}"} | headers
        return getattr(client, method)("/api/v1" + path, headers=sent, **given)

    return ask, related, unrelated


def test_a_webhook_is_added_read_changed_tried_and_ended(
    manager: tuple[Any, Any, Any],
) -> None:
    ask, mine, _ = manager
    where = f"/organisations/{mine.ids['organisation_id']}/webhooks"
    stated = {"name": "灯塔", "address": "https://lamp.example/told", "events": ["job.dead"]}
    made = ask("post", where, stated)
    assert made.status_code == 201, made.content
    told = made.json()["data"]
    assert told["secret"].startswith("whsec_")
    assert told["address"] == Webhook.objects.get(pk=told["id"]).shown
    listed = ask("get", where).json()["data"]
    assert {one["name"] for one in listed} >= {"灯塔"}
    assert "secret" not in listed[0]
    own = f"/webhooks/{told['id']}"
    changed = ask("patch", own, {"events": ["law.corrected"]}).json()["data"]
    assert (changed["events"], changed["name"]) == (["law.corrected"], "灯塔")
    assert ask("post", f"{own}/test").json()["data"] == {"asked": True}
    (delivery,) = ask("get", f"{own}/deliveries").json()["data"]
    assert (delivery["event"], delivery["state"]) == ("webhook.test", "waiting")
    assert ask("delete", own).status_code == 200
    assert ask("get", own).status_code == 404
    assert Webhook.objects.get(pk=told["id"]).ended_at is not None


def test_a_mistake_in_an_address_is_told_at_its_field(manager: tuple[Any, Any, Any]) -> None:
    ask, mine, _ = manager
    where = f"/organisations/{mine.ids['organisation_id']}/webhooks"
    stated = {"name": "灯塔", "address": "lamp", "events": ["job.dead"]}
    refused = ask("post", where, stated)
    assert refused.status_code == 422
    assert refused.json()["error"]["fields"] == ["address"]
    assert ask("post", where, stated | {"events": ["moon.rises"]}).status_code == 422


def test_what_was_given_up_is_sent_again(manager: tuple[Any, Any, Any]) -> None:
    ask, mine, theirs = manager
    own = f"/webhooks/{mine.ids['webhook_id']}/deliveries"
    done = ask("post", f"{own}/{mine.ids['delivery_id']}/redeliver")
    assert done.json()["data"]["state"] == "waiting"
    assert Delivery.objects.get(pk=mine.ids["delivery_id"]).state == "waiting"
    strange = ask("post", f"{own}/{theirs.ids['delivery_id']}/redeliver")
    assert strange.status_code == 404
    assert ask("get", f"/webhooks/{theirs.ids['webhook_id']}").status_code == 404


@pytest.mark.parametrize("thing", ["webhook", "disclosure", "organisation", "reduction"])
def test_a_thing_is_changed_only_as_it_was_when_it_was_read(
    thing: str, db: None, corpus: Any
) -> None:
    role = {"webhook": "office", "organisation": "administrator"}.get(thing, "firm")
    ask, mine, _ = caller(role)
    ids = mine.ids
    empty = Organisation.objects.create(
        kind="alliance", name="灯会", made_at=mine.things.owner.date_joined
    )
    path, method, change, told = {
        "webhook": (f"/webhooks/{ids['webhook_id']}", "patch", "", {"active": False}),
        "disclosure": (f"/disclosures/{ids['disclosure_id']}", "delete", "", None),
        "organisation": (f"/organisations/{empty.pk}", "post", "/close", None),
        "reduction": (f"/firms/{ids['firm_id']}/reductions", "post", "",
                      {"since": 2020, "until": 2021}),
    }[thing]  # fmt: skip
    read = ask("get", path)
    tag = read["ETag"]
    _changed_by_another(thing, ids, empty)
    stale = ask(method, path + change, told, **{"If-Match": tag})
    assert stale.status_code == 412, stale.content
    assert stale.json()["error"]["code"] == "api.changed"
    now = ask("get", path)["ETag"]
    assert now != tag
    done = ask(method, path + change, told, **{"If-Match": now})
    assert done.status_code in (200, 201), done.content


def _changed_by_another(thing: str, ids: Any, empty: Organisation) -> None:
    if thing == "webhook":
        Webhook.objects.filter(pk=ids["webhook_id"]).update(name="新灯塔")
    elif thing == "disclosure":
        Disclosure.objects.filter(pk=ids["disclosure_id"]).update(purpose="另一用途")
    elif thing == "organisation":
        Organisation.objects.filter(pk=empty.pk).update(name="新灯会")
    else:
        FeeReduction.objects.create(firm_id=ids["firm_id"], since=2018, until=2019)


def test_one_disclosure_is_read_by_its_number(db: None, corpus: Any) -> None:
    ask, mine, theirs = caller("firm")
    told = ask("get", f"/disclosures/{mine.ids['disclosure_id']}").json()["data"]
    assert told["until"] == str(YEAR_END)
    assert ask("get", f"/disclosures/{theirs.ids['disclosure_id']}").status_code == 404


def test_a_cursor_of_a_search_says_so_when_the_corpus_has_moved_on(
    office_program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipharbor.corpus.reading import Corpus

    cursor = office_program.get("/search?q=ipc:F21V&limit=2").json()["next"]
    monkeypatch.setattr(Corpus, "vintage", property(lambda self: "v000099"))
    stale = office_program.get(f"/search?q=ipc:F21V&limit=2&cursor={cursor}")
    assert stale.json()["error"]["code"] == "api.cursor.stale"
