"""Valuations in the browser: from the docket to a signed report."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from docx import Document

from ipharbor.actions import permits
from ipharbor.actions.disclosure.give import give
from ipharbor.actions.people.create import create
from ipharbor.records.models import (
    Firm,
    Organisation,
    Person,
    Product,
    ProductSale,
    Right,
    Valuation,
)

AT = datetime.now(ZoneInfo("Asia/Shanghai"))
KEY = "CN201910000001"
pytestmark = pytest.mark.django_db


def person(name: str, role: str, firm: str = "") -> Person:
    body = None
    if role == "lender":
        body = Organisation.objects.create(kind="lender", name="番禺农商银行", made_at=AT)
    return create(
        organisation=body,
        username=name, password="correct-horse-battery", role=role, firm=firm,
        email=f"{name}@example.org", by=permits.operator(), at=AT,
    )  # fmt: skip


def client_of(one: Person) -> Client:
    client = Client()
    client.force_login(one)
    return client


@pytest.fixture
def fang() -> Person:
    """Of a firm with a lantern's invention in force and a product of its class."""
    fang = person("fang", "firm", "番禺明灯有限公司")
    firm = fang.firm
    assert firm is not None
    Right.objects.create(
        key=KEY, application_number="201910000001.8", firm=firm, patent_type="invention",
        title="一种走马灯", holders=firm.name, ipc="F21V 21/30", filed_on=date(2019, 1, 2),
        published_on=date(2020, 1, 3), granted_on=date(2021, 1, 5), stated_status="in_force",
        stated_on=AT.date(), taken_up_at=AT,
    )  # fmt: skip
    lamp = Product.objects.create(
        firm=firm, name="走马灯", ipc="F21V 21/30", markets="CN|US", made_at=AT, changed_at=AT
    )
    ProductSale.objects.create(product=lamp, year=AT.year - 1, amount=Decimal("120.5"))
    return fang


def form(client: Client, page: str) -> dict[str, str]:
    """What the form of the page holds, as a browser would send it."""
    text = client.get(page).content.decode()
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', text))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


NEW = f"/valuations/new/?key={KEY}"


def drawn(client: Client, **changed: str) -> Valuation:
    answer = client.post("/valuations/new/", form(client, NEW) | changed)
    assert answer.status_code == 302, answer.content.decode()
    return Valuation.objects.latest("pk")


def test_the_form_begins_with_what_is_known_and_its_sources(fang: Person) -> None:
    client = client_of(fang)
    held = form(client, NEW)
    assert held[f"sales:{KEY}"] == "1205000.00"
    assert held["royalty_likely"] == "3"
    text = client.get(NEW).content.decode()
    assert "走马灯" in text
    assert f'href="/docket/{KEY}/' in text


def test_of_many_rights_those_with_the_words_asked_for_are_offered(fang: Person) -> None:
    page = client_of(fang)
    for words, offered in (("走马", True), ("201910000001", True), ("风筝", False)):
        shown = page.get("/valuations/new/", {"firm": fang.firm.pk, "q": words}).content.decode()
        assert (f'value="{KEY}"' in shown) is offered
        assert f'value="{words}"' in shown
        assert ("台账中没有包含这些文字的权利" in shown) is not offered


def test_a_valuation_is_drawn_up_shown_and_reckoned_again(fang: Person) -> None:
    client = client_of(fang)
    kept = drawn(client)
    assert kept.firm == fang.firm
    assert kept.low < kept.median < kept.high
    assert kept.status == "draft"
    text = client.get(f"/valuations/{kept.pk}/").content.decode()
    assert "各数值分毫不差" in text or "the same figures to the fen" in text
    assert text.count('class="span"') >= 2
    for code in ("relief", "low:", "high:"):
        assert f"（{code}）" not in text
        assert f">{code} " not in text
    listed = client.get("/valuations/").content.decode()
    assert f"/valuations/{kept.pk}/" in listed


def test_what_was_typed_stays_when_a_number_cannot_be_read(fang: Person) -> None:
    client = client_of(fang)
    answer = client.post("/valuations/new/", form(client, NEW) | {"royalty_likely": "三"})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert 'value="三"' in text
    assert 'aria-invalid="true"' in text
    assert not Valuation.objects.exists()


def test_without_anything_to_reckon_from_the_page_says_what_to_bring(fang: Person) -> None:
    client = client_of(fang)
    answer = client.post("/valuations/new/", form(client, NEW) | {f"sales:{KEY}": ""})
    assert answer.status_code == 400
    assert not Valuation.objects.exists()


def test_the_firm_does_not_sign_its_own_valuation_and_a_bank_that_was_told_does(
    fang: Person,
) -> None:
    kept = drawn(client_of(fang))
    assert client_of(fang).post(f"/valuations/{kept.pk}/sign/").status_code == 403
    lin = person("lin", "lender")
    bank = client_of(lin)
    assert bank.get(f"/valuations/{kept.pk}/").status_code == 404
    assert fang.firm is not None
    assert lin.organisation is not None
    give(
        fang.firm, lin.organisation, purpose="质押贷款", sales=True,
        until=AT.date() + timedelta(days=30), by=permits.of(fang), at=AT,
    )  # fmt: skip
    assert bank.post(f"/valuations/{kept.pk}/sign/").status_code == 302
    kept.refresh_from_db()
    assert (kept.status, kept.signed_by, kept.signed_by_name) == ("signed", lin, "lin")
    assert bank.post(f"/valuations/{kept.pk}/sign/").status_code in (400, 409)


def test_a_figure_altered_behind_the_back_is_seen_and_not_signed(fang: Person) -> None:
    kept = drawn(client_of(fang))
    inputs = kept.inputs
    inputs["subjects"][0]["sales"] = "9205000.00"
    Valuation.objects.filter(pk=kept.pk).update(inputs=inputs)
    assert 'role="alert"' in client_of(fang).get(f"/valuations/{kept.pk}/").content.decode()
    olivia = person("olivia", "office")
    assert fang.firm is not None
    assert olivia.organisation is not None
    give(
        fang.firm, olivia.organisation, purpose="估值", sales=True,
        until=AT.date() + timedelta(days=30), by=permits.of(fang), at=AT,
    )  # fmt: skip
    assert client_of(olivia).post(f"/valuations/{kept.pk}/sign/").status_code >= 400
    kept.refresh_from_db()
    assert kept.status == "draft"


def test_a_later_version_takes_over_what_was_stated_and_supersedes_when_signed(
    fang: Person,
) -> None:
    client = client_of(fang)
    first = drawn(client, royalty_likely="4")
    page = f"/valuations/new/?after={first.pk}"
    held = form(client, page)
    assert held["royalty_likely"] == "4"
    assert client.post("/valuations/new/", held).status_code == 302
    second = Valuation.objects.latest("pk")
    assert (second.version, second.supersedes_id) == (2, first.pk)
    assert client.post("/valuations/new/", held).status_code >= 400  # one follows already


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_report_comes_as_docx_and_as_pdf(fang: Person, lang: str) -> None:
    client = client_of(fang)
    client.cookies["django_language"] = lang
    fang.lang = "zh" if lang == "zh-hans" else "en"
    fang.save()
    kept = drawn(client)
    paper = client.get(f"/valuations/{kept.pk}/report.docx")
    told = Document(BytesIO(paper.content))
    text = "\n".join(p.text for p in told.paragraphs)
    assert kept.hash in text
    assert f"{kept.median:,.2f}" in text
    assert client.get(f"/valuations/{kept.pk}/report.pdf").content.startswith(b"%PDF")


def test_nobody_reads_the_valuation_of_another_firm(fang: Person) -> None:
    kept = drawn(client_of(fang))
    other = client_of(person("xin", "firm", "佛山远光有限公司"))
    assert other.get(f"/valuations/{kept.pk}/").status_code == 404
    assert other.get(f"/valuations/{kept.pk}/report.pdf").status_code == 404
    assert other.get(f"/valuations/new/?after={kept.pk}&key={KEY}").status_code >= 400
    assert str(kept.median) not in other.get("/valuations/").content.decode()
    assert Firm.objects.count() == 2


def test_every_figure_that_a_value_rests_on_opens_where_it_comes_from(fang: Person) -> None:
    client = client_of(fang)
    kept = drawn(client, royalty_likely="4")
    text = client.get(f"/valuations/{kept.pk}/").content.decode()
    rests = re.search(r'<table class="rests">(.*?)</table>', text, re.S)
    assert rests is not None
    rows = re.findall(r"<tr>(.*?)</tr>", rests.group(1), re.S)[1:]
    told = {re.sub("<[^>]*>", "", row.split("</th>")[0]): row for row in rows}
    royalty = next(row for name, row in told.items() if "许可费率" in name or "Royalty" in name)
    assert "href" not in royalty
    assert "fang" in royalty
    assert sum("/law/valuation.decay/" in row for row in rows) == 1
    assert sum("/desk/products/" in row for row in rows) == 1
    for one in re.findall(r'href="(/law/[^"]+)"', rests.group(1)):
        assert client.get(one).status_code == 200
    usual = drawn(client)
    text = client.get(f"/valuations/{usual.pk}/").content.decode()
    assert "/law/valuation.royalty/" in text


def test_what_is_missing_stands_open_with_the_way_to_bring_it(fang: Person) -> None:
    client = client_of(fang)
    kept = drawn(client)
    text = client.get(f"/valuations/{kept.pk}/").content.decode()
    missing = re.search(r'<ul class="missing">(.*?)</ul>(.*?)<details', text, re.S)
    assert missing is not None
    assert missing.group(1).count("<li>") >= 3
    assert f"after={kept.pk}" in missing.group(2)
