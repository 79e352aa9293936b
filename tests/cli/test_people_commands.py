"""What an operator does for people at the command line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from ipharbor.actions.token.make import bearer
from ipharbor.cli.app import ipharbor
from ipharbor.records.models import Organisation, Person, Watch
from ipharbor.vocabulary.errors import HarborError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
PASSWORD = "correct-horse-battery"


def run(*words: str) -> str:
    done = CliRunner().invoke(ipharbor, [*words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refused(*words: str) -> str:
    with pytest.raises(HarborError) as wrong:
        CliRunner().invoke(ipharbor, [*words], catch_exceptions=False)
    return wrong.value.code


def bank() -> None:
    run("organisation", "open", "lender", "番禺农商银行")


def clerk(name: str = "lin") -> Person:
    run("person", "add", name, "--role", "lender", "--organisation", "番禺农商银行",
        "--password", PASSWORD)  # fmt: skip
    return Person.objects.get(username=name)


def test_an_organisation_is_opened_listed_manned_and_closed() -> None:
    bank()
    assert clerk().organisation == Organisation.objects.get()
    assert refused("organisation", "close", "番禺农商银行") == "organisation.has_people"
    listed = json.loads(run("organisation", "list", "--json"))
    assert [(one["name"], one["people"]) for one in listed] == [("番禺农商银行", 1)]
    run("person", "leave", "lin")
    run("organisation", "close", str(Organisation.objects.get().pk))
    assert json.loads(run("organisation", "list", "--json")) == []
    assert refused("organisation", "close", "没有这家") == "organisation.unknown"


def test_an_invitation_is_printed_with_its_link() -> None:
    bank()
    told = run("person", "invite", "lin@example.org", "--organisation", "番禺农商银行")
    assert re.search(r"http://127\.0\.0\.1:8080/accept/[\w-]{43}/", told)


def test_who_leaves_hands_over_to_the_named_person() -> None:
    from django.utils import timezone

    bank()
    clerk(), clerk("mei")
    Watch.objects.create(
        owner=Person.objects.get(username="mei"), name="灯", kind="query", query="灯",
        created_at=timezone.now(), since=timezone.localdate(),
    )  # fmt: skip
    assert refused("person", "leave", "mei") == "handover.successor.missing"
    assert "1 watches" in run("person", "leave", "mei", "--successor", "lin")
    assert Watch.objects.get().owner.username == "lin"
    assert refused("person", "leave", "mei") == "membership.unknown"


def test_a_person_is_locked_out_and_let_in_again() -> None:
    bank()
    clerk()
    run("person", "lock", "lin")
    assert not Person.objects.get().is_active
    assert "lin" in run("person", "list", "--locked")
    run("person", "unlock", "lin")
    assert Person.objects.get().is_active
    assert refused("person", "lock", "nobody") == "person.unknown"


def test_a_token_is_made_listed_and_taken_back() -> None:
    from django.utils import timezone

    bank()
    clerk()
    key = run("token", "make", "lin", "--name", "报表", "--scope", "docket.read").strip()
    assert bearer(key, at=timezone.now()).scopes == {"docket.read"}
    listed: list[dict[str, Any]] = json.loads(run("token", "list", "lin", "--json"))
    assert listed[0]["name"] == "报表"
    assert key not in json.dumps(listed)
    run("token", "revoke", "lin", str(listed[0]["id"]))
    with pytest.raises(HarborError):
        bearer(key, at=timezone.now())
    assert refused("token", "revoke", "lin", "7777") == "token.unknown"
    assert refused("token", "make", "lin", "--name", "x", "--scope", "rule.all") == (
        "token.scope.unknown"
    )
