"""The law page, the history of a provision, and the deadline calculator."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from ipharbor.records.models import Person


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _listed(client: Client, **asked: str) -> list[str]:
    """The names of all provisions that the list finds, from page to page."""
    pages = client.get("/law/", asked).context["found"].pages
    shown = [client.get("/law/", asked | {"page": str(n + 1)}) for n in range(pages)]
    return [name for page in shown for name in _names(page)]


def _names(answer: Any) -> list[str]:
    return re.findall(r'class="mono faint">([\w.]+)</span></th>', answer.content.decode())


def test_every_provision_of_a_day_is_listed_with_its_source(at_desk: Client) -> None:
    from ipharbor.web.law import book

    held = [one.name for one in book().on(date(2026, 3, 2))]
    assert _listed(at_desk, on="2026-03-02") == held
    assert len(held) > 100
    assert "专利法实施细则" in _text(at_desk.get("/law/", {"on": "2026-03-02", "per": "100"}))


def test_what_nobody_verified_is_marked_by_sign_and_word(at_desk: Client) -> None:
    from ipharbor.web.law import book

    law = book().on(date(2026, 3, 2))
    open_ones = [one.name for one in law if not one.certain]
    assert _listed(at_desk, on="2026-03-02", unverified="1") == open_ones
    answer = at_desk.get("/law/", {"on": "2026-03-02", "unverified": "1"})
    rows = re.findall(r'<tr class="open-row">.*?</tr>', answer.content.decode(), flags=re.S)
    assert len(rows) == min(50, len(open_ones)) > 0
    assert all('sureness-open">? ' in row for row in rows)
    certain = at_desk.get("/law/", {"on": "2026-03-02", "q": "service.electronic"})
    assert "sureness-open" not in certain.content.decode() or "service.electronic" in open_ones


def test_words_and_subject_narrow_the_list(at_desk: Client) -> None:
    found = _names(at_desk.get("/law/", {"q": "年费"}))
    assert 0 < len(found) < 40
    service = _listed(at_desk, subject="service")
    assert service
    assert all(name.startswith("service.") for name in service)
    nothing = at_desk.get("/law/", {"q": "走马灯"})
    assert "没有符合的条目" in _text(nothing)


def test_electronic_service_before_and_after_the_change(at_desk: Client) -> None:
    def value(day: str) -> str:
        page = at_desk.get("/law/service.electronic/", {"on": day}).content.decode()
        (told,) = re.findall(r'class="lead law-value">([^<]*)<', page)
        return str(told)

    assert (value("2024-01-19"), value("2024-01-20")) == ("15 日", "0 日")


def test_the_versions_of_a_provision_stand_newest_first(at_desk: Client) -> None:
    page = at_desk.get("/law/service.electronic/").content.decode()
    begun = re.findall(r"<p><b>(\S+) – ", page)
    assert len(begun) >= 2
    assert begun[0] == "2024-01-20"
    assert page.count('aria-current="true"') == 1


def test_every_provision_has_its_page(at_desk: Client) -> None:
    from ipharbor.web.law import book

    for name in book().names()[::9]:
        assert at_desk.get(f"/law/{name}/").status_code == 200, name
    assert at_desk.get("/law/no.such.thing/").status_code == 404


def test_every_subject_has_a_name_in_words(db: None) -> None:
    from ipharbor.web.law import SUBJECTS, book

    assert {name.partition(".")[0] for name in book().names()} <= set(SUBJECTS)


def test_a_deadline_is_told_with_steps_articles_and_provisions(at_desk: Client) -> None:
    from ipharbor.queries.law import reckon
    from ipharbor.web.law import book

    asked = {
        "rule": "filing_fee",
        "from": "2024-02-01",
        "event_acceptance": "2024-02-20",
        "service": "electronic",
    }
    expected = reckon(
        "filing_fee",
        law=book(),
        start=date(2024, 2, 1),
        served_by="electronic",
        others={"acceptance": date(2024, 2, 20)},
    )
    page = at_desk.get("/deadline/", asked).content.decode()
    assert f">{expected.deadline.day}</p>" in page
    assert page.count('<a class="provision"') == sum(
        bool(step.provision) for step in expected.deadline.steps
    )
    for step in expected.deadline.steps:
        if step.provision:
            assert f'href="/law/{step.provision}/"' in page


def test_an_event_that_is_not_told_leaves_the_answer_visibly_uncertain(at_desk: Client) -> None:
    page = at_desk.get("/deadline/", {"rule": "filing_fee", "from": "2024-02-01"})
    assert "answer-day unsure" in page.content.decode()
    assert "? 不确定" in _text(page)


def test_a_period_of_hours_runs_from_a_minute(at_desk: Client) -> None:
    asked = {"rule": "fair.answer", "from": "2024-05-01T12:30"}
    assert "2024-05-02 12:30" in _text(at_desk.get("/deadline/", asked))


@pytest.mark.parametrize(
    "asked",
    [
        {"rule": "filing_fee", "from": "morgen"},
        {"rule": "filing_fee", "from": "2999-01-01"},
        {"rule": "filing_fee", "from": "2024-01-01", "service": "pigeon"},
        {"rule": "filing_fee", "from": "2024-01-01", "received": "2024-01-03"},
        {"rule": "fair.answer", "from": "noon"},
    ],
)
def test_a_mistake_is_told_and_the_form_stays(at_desk: Client, asked: dict[str, str]) -> None:
    answer = at_desk.get("/deadline/", asked)
    assert answer.status_code == 400
    assert 'class="fault"' in answer.content.decode()
    assert f'value="{asked["from"]}"' in answer.content.decode()


def test_every_rule_has_a_form_and_reckons_something(at_desk: Client) -> None:
    from ipharbor.queries.law import rules

    for code, rule in rules().items():
        page = at_desk.get("/deadline/", {"rule": code}).content.decode()
        assert rule.zh in page
        moment = "datetime-local" in page
        start = "2025-06-03T10:00" if moment else "2025-06-03"
        answer = at_desk.get("/deadline/", {"rule": code, "from": start})
        assert answer.status_code == 200, code
        assert re.search(r'class="answer-day[^"]*">20\d\d-', answer.content.decode()), code
    assert at_desk.get("/deadline/", {"rule": "nonesuch"}).status_code == 404


def test_a_firms_person_reads_the_law_too(at_firm: Client) -> None:
    for path in ("/law/", "/law/service.post/", "/deadline/"):
        assert at_firm.get(path).status_code == 200


def test_no_law_page_says_anything_in_the_other_language(at_desk: Client, office: Any) -> None:
    from test_language_of_pages import catalogue, texts, visible

    paths = [
        "/law/?q=service", "/law/?q=qqzz", "/law/service.post/", "/deadline/",
        "/deadline/?rule=filing_fee&from=2024-02-01",
    ]  # fmt: skip
    english = [t for _, t in texts() if "%" not in t and "<" not in t and len(t.split()) > 1]
    for path in paths:
        shown = visible(at_desk.get(path).content.decode())
        assert [text for text in english if text in shown] == [], path
    Person.objects.filter(pk=office.pk).update(lang="en")
    strings = [m.string if isinstance(m.string, str) else m.string[0] for m in catalogue() if m.id]
    chinese = [text for text in strings if len(text) >= 6 and "%" not in text]
    for path in paths:
        shown = visible(at_desk.get(path).content.decode())
        assert [text for text in chinese if text in shown] == [], path


def test_an_officer_verifies_a_value_on_its_page_and_a_firm_cannot(
    office: Any, firm_person: Any
) -> None:
    from ipharbor.records.models import LawCorrection

    desk, firm = Client(), Client()
    desk.force_login(office)
    firm.force_login(firm_person)
    name = "reduction.open_licence.rate"
    form = {"act": "verify", "since": "2024-08-06", "reason": "对照公告第594号"}
    assert firm.post(f"/law/{name}/", form).status_code == 403
    assert "核实或更正" not in firm.get(f"/law/{name}/").content.decode()
    assert not LawCorrection.objects.exists()
    page = desk.post(f"/law/{name}/", form, follow=True).content.decode()
    assert "已写入法条库" in page
    assert LawCorrection.objects.get().reason == "对照公告第594号"


def test_a_correction_the_book_would_not_take_keeps_what_was_typed(at_desk: Client) -> None:
    name = "reduction.open_licence.rate"
    form = {"act": "correct", "since": "2026-07-01", "value": "许多", "unit": "share",
            "reason": "新公告"}  # fmt: skip
    answer = at_desk.post(f"/law/{name}/", form)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "许多" in page
    assert "不是单位" in page
