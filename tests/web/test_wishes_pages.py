"""A reader says how to be warned, and looks at what was held."""

from __future__ import annotations

from typing import Any

import pytest
from desk import warn
from django.test import Client

from ipharbor.journal.models import Line
from ipharbor.records.models import IssuedWarning, Person
from ipharbor.records.wishes import wishes_of

FORM = {
    "red": "at_once", "orange": "daily", "yellow": "weekly", "blue": "monthly", "budget": "3",
    "least": "0.50", "quiet_from": "22", "quiet_until": "7", "quiet_days": "1", "lang": "en",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(client: Client, office: Person) -> Client:
    client.force_login(office)
    return client


def test_wishes_are_kept_shown_and_written_down_once(
    corpus: Any, at_desk: Client, office: Person
) -> None:
    assert at_desk.post("/account/warnings/", FORM).status_code == 302
    kept = wishes_of(office)
    assert kept.paces == {
        "red": "at_once", "orange": "daily", "yellow": "weekly", "blue": "monthly",
    }  # fmt: skip
    assert (kept.budget, kept.least, kept.quiet_from, kept.quiet_until) == (3, 0.5, 22, 7)
    assert kept.quiet_days and kept.lang == "en"
    at_desk.post("/account/warnings/", FORM)
    assert Line.objects.filter(action="warning.wish").count() == 1
    page = at_desk.get("/account/warnings/").content.decode()
    assert 'value="0.50"' in page and '<option value="weekly" selected>' in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [("budget", "51"), ("budget", "-1"), ("budget", "三"), ("least", "6"), ("least", "nan"),
     ("least", "x"), ("quiet_from", "24"), ("red", "never"), ("lang", "fr")],
)  # fmt: skip
def test_a_mistake_is_told_at_its_field_and_what_was_typed_is_kept(
    corpus: Any, at_desk: Client, office: Person, field: str, typed: str
) -> None:
    answer = at_desk.post("/account/warnings/", FORM | {field: typed})
    assert answer.status_code == 400
    assert answer.context["at_fault"] == field
    assert answer.context["typed"]["budget"] == (typed if field == "budget" else "3")
    assert wishes_of(office).budget == 0


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_the_pages_speak_both_languages(
    corpus: Any, at_desk: Client, office: Person, tongue: str
) -> None:
    Person.objects.filter(pk=office.pk).update(lang=tongue)
    words = {"zh": ("我的预警方式", "暂存的预警"), "en": ("How I am warned", "Held warnings")}
    for path, word in zip(("/account/warnings/", "/inbox/held/"), words[tongue], strict=True):
        assert word in at_desk.get(path).content.decode(), path


def test_what_was_held_is_raised_after_all_and_counts_as_wrongly_held(
    corpus: Any, at_desk: Client, office: Person
) -> None:
    warning = warn(office, corpus, "ipc:F21V")
    IssuedWarning.objects.filter(pk=warning.pk).update(
        decision="held", reason="decision.over_budget", mailed_as=""
    )
    page = at_desk.get("/inbox/held/").content.decode()
    assert "已达到您所设的每周条数" in page
    assert f"/inbox/{warning.pk}/reconsider/" in page
    assert 'id="reconsider"' in at_desk.get(f"/inbox/{warning.pk}/").content.decode()
    assert at_desk.post(f"/inbox/{warning.pk}/reconsider/").status_code == 302
    warning.refresh_from_db()
    assert (warning.decision, warning.reason) == ("raised", "decision.at_readers_wish")
    assert at_desk.get("/inbox/held/").context["record"].missed == 1
    assert at_desk.post(f"/inbox/{warning.pk}/reconsider/").status_code == 400
    told = at_desk.get(f"/inbox/{warning.pk}/").content.decode()
    assert "要求发出" in told
    assert Line.objects.filter(action="warning.reconsider").count() == 1


def test_nobody_raises_what_was_held_for_another(
    corpus: Any, at_desk: Client, office: Person, firm_person: Person
) -> None:
    warning = warn(firm_person, corpus, "ipc:F21V")
    IssuedWarning.objects.filter(pk=warning.pk).update(decision="held")
    assert at_desk.post(f"/inbox/{warning.pk}/reconsider/").status_code == 404


def test_the_page_tells_what_the_wishes_would_have_meant(
    corpus: Any, at_desk: Client, office: Person
) -> None:
    assert "监视还没有发现什么" in at_desk.get("/account/warnings/").content.decode()
    warn(office, corpus, "ipc:F21V")
    warn(office, corpus, "ipc:H04R", "音箱")
    for path, field, value in (("budget", "budget", "1"), ("least", "least", "5")):
        at_desk.post("/account/warnings/", FORM | {"budget": "1", "least": "0", field: value})
        looking = at_desk.get("/account/warnings/").context["looking"]
        red = sum(one.grade == "red" for one in IssuedWarning.objects.all())
        assert looking.candidates == 2
        assert looking.now.raised == (max(1, red) if path == "budget" else red)
        assert looking.now.raised + looking.now.held == 2
