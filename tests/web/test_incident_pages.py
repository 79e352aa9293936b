"""Pages of watches on incidents: the form, the proposals, and a warning that tells of incidents."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from desk import HARM, NOON, Silent
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.warning import round as rounds
from ipharbor.actions.warning.round import run
from ipharbor.actions.watch.add import add
from ipharbor.queries.swept import known
from ipharbor.records.models import IssuedWarning, Person, Watch
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Element, Incident
from ipharbor.warning.signals import Signal

FORM = {"name": "光源", "applicant": "", "query": "", "raise_from": "yellow", "since": ""}


def found(**told: Any) -> Incident:
    facts = (("count", "9"), ("usual", "1.0"), ("windows", "12"), ("chance", "0.01 %"))
    points = (Points("probability", 4, "grade.watched"), Points("impact", 4, "grade.watched"))
    day = date(2021, 11, 20)
    return Incident("surge:1", Signal("signal.surge", facts), day, day, points, **told)


def warned(
    person: Person, corpus: Any, monkeypatch: pytest.MonkeyPatch, *incidents: Incident
) -> IssuedWarning:
    add(owner=person, name="全区", kind="region", since=date(2021, 10, 31), vintage=1,
        by=permits.of(person), at=NOON)  # fmt: skip
    monkeypatch.setattr(rounds, "SWEEPS", {"test": lambda shown, span: incidents})
    run(
        corpus=corpus, mailer=Silent(), as_of=NOON.date(), base_url="http://harbor.example",
        by=permits.operator(), at=NOON, known=known(corpus, region="panyu"),
    )  # fmt: skip
    return IssuedWarning.objects.get()


def test_a_field_is_watched_from_the_form(at_desk: Client) -> None:
    page = at_desk.post("/watches/", FORM | {"kind": "field", "field": "f21v, H02J7"}, follow=True)
    watch = Watch.objects.get()
    assert (watch.kind, watch.subject, watch.query) == ("field", "F21V|H02J 7", "")
    assert "F21V、H02J 7" in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        ("field", "F21V 29/83", "field-fault"),
        ("right", "202110685031.5", "right-fault"),
        ("own_rights", "", "kind-fault"),
        ("collateral", "", "kind-fault"),
    ],
)
def test_a_subject_that_cannot_be_is_told_at_its_field_and_kept(
    at_desk: Client, kind: str, typed: str, fault: str
) -> None:
    answer = at_desk.post("/watches/", FORM | {"kind": kind, kind: typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="{fault}"' in page
    if typed:
        assert f'value="{typed}"' in page
    assert not Watch.objects.exists()


def test_the_form_offers_what_the_desk_may_watch(at_desk: Client) -> None:
    page = at_desk.get("/watches/").content.decode()
    offered = set(re.findall(r'name="kind" value="(\w+)"', page))
    assert offered == {
        "applicant", "query", "right", "field", "industry", "town", "region", "law", "family",
        "standard",
    }  # fmt: skip


def test_what_is_proposed_and_ticked_is_set_up(at_desk: Client) -> None:
    page = at_desk.get("/watches/proposed/", {"industry": "lighting"}).content.decode()
    tokens = re.findall(r'name="watch" value="([^"]+)"', page)
    assert "region|||" in tokens
    assert any(token.startswith("field|||F21K") for token in tokens)
    chosen = ["region|||", "law|||"]
    told = at_desk.post("/watches/proposed/", {"watch": chosen, "industry": ""}, follow=True)
    assert "已设立 2 个监视" in told.content.decode()
    assert set(Watch.objects.values_list("kind", flat=True)) == {"region", "law"}
    again = at_desk.get("/watches/proposed/").content.decode()
    assert 'value="region|||"' not in again


def test_nothing_ticked_is_told_and_nothing_is_set_up(at_desk: Client) -> None:
    answer = at_desk.post("/watches/proposed/", {"industry": ""})
    assert answer.status_code == 400
    assert "没有勾选任何监视" in answer.content.decode()
    assert not Watch.objects.exists()


def test_a_warning_tells_each_incident_with_its_parties_and_its_chart(
    at_desk: Client, office: Person, corpus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = (Element("灯体与散热片连接", HARM, "literal", 0.93),)
    seen = found(firms=(HARM,), others=("佛山远光有限公司",), symbols=("F21V 29/83",), chart=chart)
    warning = warned(office, corpus, monkeypatch, seen)
    page = at_desk.get(f"/inbox/{warning.pk}/").content.decode()
    assert "1 件动态" in page
    assert "佛山远光有限公司" in page
    assert "灯体与散热片连接" in page
    assert "字面相同" in page
    assert "93.0%" in page
    assert HARM not in page
    assert "与平常相比" not in page
    inbox = at_desk.get("/inbox/").content.decode()
    assert "1 件动态" in inbox
    assert at_desk.get(f"/watches/{warning.watch_id}/").status_code == 200


def test_a_warning_about_incidents_is_asked_for_in_few_questions(
    at_desk: Client, office: Person, corpus: Any, monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    warning = warned(office, corpus, monkeypatch, found(firms=("甲",)))
    at_desk.get(f"/inbox/{warning.pk}/")
    with django_assert_max_num_queries(14):
        at_desk.get(f"/inbox/{warning.pk}/")
