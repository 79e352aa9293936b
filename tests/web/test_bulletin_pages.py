"""Bulletins on pages: issued by the office, read and acknowledged by a firm's people."""

from __future__ import annotations

from typing import Any

import pytest
from desk import HARM
from django.test import Client
from list_worlds import client_of

from ipharbor.records.models import Bulletin, Firm

FORM = {
    "audience": "trade", "trade": "灯具", "title_zh": "灯具行业预警", "text_zh": "同类申请激增。",
    "evidence": "灯具全景 | /landscape/?q=ipc:F21V",
}  # fmt: skip


@pytest.fixture
def office_desk(office: Any, corpus: Any) -> Client:
    """A browser of its own, for the firm's people sit at another."""
    return client_of(office)


@pytest.fixture
def trade(firm_person: Any) -> Firm:
    Firm.objects.filter(pk=firm_person.firm_id).update(trade="灯具")
    return Firm.objects.get(pk=firm_person.firm_id)


def test_a_bulletin_goes_from_the_form_into_a_firms_inbox(
    trade: Firm, office_desk: Client, at_firm: Client
) -> None:
    page = office_desk.post("/bulletins/new/", FORM, follow=True).content.decode()
    made = Bulletin.objects.get()
    assert "灯具行业预警" in page and "送达情况" in page
    inbox = at_firm.get("/inbox/").content.decode()
    assert "有 1 份区局通报待阅" in inbox
    page = at_firm.get(f"/bulletins/{made.pk}/").content.decode()
    assert 'href="/landscape/?q=ipc:F21V"' in page and "发布替代通报" not in page
    page = at_firm.post(f"/bulletins/{made.pk}/acknowledge/", follow=True).content.decode()
    assert "已标记为已阅" in page
    assert "区局通报待阅" not in at_firm.get("/inbox/").content.decode()


def test_a_mistake_is_told_and_what_was_typed_is_kept(trade: Firm, office_desk: Client) -> None:
    answer = office_desk.post("/bulletins/new/", FORM | {"evidence": "远 | https://x.example/"})
    page = answer.content.decode()
    assert (answer.status_code, 'aria-invalid="true"' in page) == (400, True)
    assert "灯具行业预警" in page and "https://x.example/" in page


def test_it_is_superseded_and_withdrawn(trade: Firm, office_desk: Client) -> None:
    office_desk.post("/bulletins/new/", FORM)
    first = Bulletin.objects.get()
    form = office_desk.get(f"/bulletins/new/?supersedes={first.pk}").content.decode()
    assert "将替代“灯具行业预警”" in form and "灯具全景 | /landscape/" in form
    office_desk.post("/bulletins/new/", FORM | {"supersedes": str(first.pk), "title_zh": "预警二"})
    assert "已有更新的通报替代" in office_desk.get(f"/bulletins/{first.pk}/").content.decode()
    second = Bulletin.objects.latest("pk")
    assert office_desk.post(f"/bulletins/{second.pk}/withdraw/", {"why": ""}).status_code == 400
    page = office_desk.post(f"/bulletins/{second.pk}/withdraw/", {"why": "数据有误"}, follow=True)
    assert "数据有误" in page.content.decode()


def test_a_firm_issues_nothing_and_does_not_read_others(
    trade: Firm, office_desk: Client, at_firm: Client
) -> None:
    Firm.objects.create(name="番禺皮具厂", trade="皮具")
    office_desk.post("/bulletins/new/", FORM | {"trade": "皮具"})
    made = Bulletin.objects.get()
    assert at_firm.get("/bulletins/new/").status_code == 403
    assert at_firm.get(f"/bulletins/{made.pk}/").status_code == 404


def test_a_bulletin_that_means_harm_is_shown_as_text(trade: Firm, office_desk: Client) -> None:
    office_desk.post("/bulletins/new/", FORM | {"text_zh": HARM})
    page = office_desk.get(f"/bulletins/{Bulletin.objects.get().pk}/").content.decode()
    assert HARM not in page
