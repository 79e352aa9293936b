"""The journal's pages: every change in words, found again, and proved."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from desk import NOON
from django.test import Client
from test_language_of_pages import catalogue, texts, visible

from ipharbor.actions import permits
from ipharbor.actions.installation.sign import sign
from ipharbor.actions.law.correct import correct
from ipharbor.actions.rights.take_up import take_up
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, Right
from ipharbor.statutes.book import load

MAKER = "广州市番禺明灯有限公司"
RATE = "reduction.open_licence.rate"


@pytest.fixture
def lived(corpus: Any, office: Any) -> Firm:
    """A docket taken up, a provision verified."""
    take_up(MAKER, corpus=corpus, by=permits.of(office), at=NOON)
    law = load()
    correct(RATE, since=law.history(RATE)[-1].since, reason="对照公告核实", law=law,
            by=permits.of(office), at=NOON)  # fmt: skip
    return Firm.objects.get(name=MAKER)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_every_change_stands_on_the_page_in_words(at_desk: Client, lived: Firm) -> None:
    shown = page(at_desk, "/journal/")
    assert f"将 {MAKER} 的权利收入台账" in shown
    assert "核实规定" in shown
    assert f'href="/docket/?firm={lived.pk}"' in shown
    assert f'href="/law/{RATE}/"' in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("who=olivia", 2),
        ("who=eve", 0),
        ("what=rights.take_up", 1),
        ("about=" + MAKER, 1),
        ("about=law:" + RATE, 1),
        ("since=2021-11-30&until=2021-11-30&what=law.verify", 1),
        ("since=2021-12-01", 0),
        ("until=2021-11-29", 0),
    ],
)
def test_lines_are_found_by_who_what_about_what_and_when(
    at_desk: Client, lived: Firm, asked: str, found: int
) -> None:
    answer = at_desk.get(f"/journal/?{asked}")
    assert answer.context["found"].total == found
    assert len(answer.context["found"].rows) == found


def test_a_line_is_found_by_each_right_it_concerns(at_desk: Client, lived: Firm) -> None:
    right = Right.objects.filter(firm=lived).first()
    assert right is not None
    for name in (right.application_number, f"right:{right.key}", f"right:{right.pk}"):
        found = at_desk.get("/journal/", {"about": name}).context["found"]
        assert [row.what for row in found.rows] == ["收入台账"]


def test_what_names_no_object_is_told_at_its_field_and_kept(at_desk: Client, lived: Firm) -> None:
    shown = page(at_desk, "/journal/?about=没有这家公司&who=olivia", 400)
    assert "无法识别的对象：没有这家公司" in shown
    assert 'value="没有这家公司"' in shown
    assert 'value="olivia"' in shown
    assert "将 " + MAKER not in shown
    assert "form.day" not in page(at_desk, "/journal/?since=morgen", 400)


def test_a_line_shows_its_proof_under_the_signed_head(
    at_desk: Client, lived: Firm, home: Any
) -> None:
    line = Line.objects.get(action="rights.take_up")
    assert "尚无签名头覆盖它" in page(at_desk, f"/journal/{line.seq}/")
    head = sign(home=home, timestamper=None, by=permits.operator(), at=NOON)
    shown = page(at_desk, f"/journal/{line.seq}/")
    assert f"就前 {head.size} 行签名时一致" in shown
    assert line.hash in shown
    assert head.root in shown
    assert "证明不成立" not in shown
    assert head.key_id in page(at_desk, "/journal/")


def test_a_line_edited_in_the_store_shows_it(at_desk: Client, lived: Firm, home: Any) -> None:
    sign(home=home, timestamper=None, by=permits.operator(), at=NOON)
    line = Line.objects.get(action="rights.take_up")
    Line.objects.filter(seq=line.seq).update(actor="eve")
    assert "证明不成立" in page(at_desk, f"/journal/{line.seq}/")
    assert "证明不成立" in page(at_desk, f"/journal/{line.seq - 1}/")


def test_a_line_there_is_not_says_so(at_desk: Client, lived: Firm) -> None:
    assert "日志没有第 9999 行" in at_desk.get("/journal/9999/").content.decode()
    assert at_desk.get("/journal/9999/").status_code in (400, 404)


def test_the_workbook_holds_the_wanted_lines(at_desk: Client, lived: Firm) -> None:
    answer = at_desk.get("/journal/export/?who=olivia")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.active.values)
    assert rows[0] == ("行号", "时间", "操作人", "动作", "对象", "所做的事")
    assert [row[3] for row in rows[1:]] == ["核实规定", "收入台账"]
    assert rows[2][1] == "2021-11-30 12:00:00"


def test_the_right_and_the_provision_tell_their_history(at_desk: Client, lived: Firm) -> None:
    right = Right.objects.filter(firm=lived).first()
    assert right is not None
    shown = page(at_desk, f"/docket/{right.key}/?firm={lived.pk}")
    assert "日志中的历史" in shown
    assert "权利收入台账" in shown
    assert "对照公告核实" in page(at_desk, f"/law/{RATE}/")
    assert "日志中还没有它的记录" in page(at_desk, "/law/fees.annuity/")


def test_a_firms_person_reads_no_journal(at_firm: Client) -> None:
    for path in ("/journal/", "/journal/1/", "/journal/export/"):
        assert at_firm.get(path).status_code == 403
    assert "日志中的历史" not in page(at_firm, "/law/fees.annuity/")


def test_an_empty_journal_says_what_will_be_there(at_desk: Client) -> None:
    Line.objects.all().delete()
    assert "第一次改动会写下第一行" in page(at_desk, "/journal/")


def test_hostile_text_stays_text(at_desk: Client, office: Any, corpus: Any) -> None:
    from ipharbor.actions.watch.add import add

    add(owner=office, name="<script>alert(1)</script>", query="灯", vintage=0,
        by=permits.of(office), at=NOON)  # fmt: skip
    assert "<script>alert(1)" not in page(at_desk, "/journal/")
    seq = Line.objects.get(action="watch.add").seq
    assert "<script>alert(1)" not in page(at_desk, f"/journal/{seq}/")


def test_no_journal_page_says_anything_in_the_other_language(
    at_desk: Client, lived: Firm, home: Any
) -> None:
    sign(home=home, timestamper=None, by=permits.operator(), at=NOON)
    seq = Line.objects.get(action="rights.take_up").seq
    own = {t for name, t in texts() if name.startswith(("journal", "_history"))}
    english = [t for t in own if "%" not in t and "<" not in t and len(t.split()) > 1]
    for path in ("/journal/", "/journal/?who=nobody", f"/journal/{seq}/"):
        shown = visible(at_desk.get(path).content.decode())
        assert [text for text in english if text in shown] == [], path
    assert all(str(catalogue()[text].string) for text in english)


def test_a_page_of_the_journal_takes_a_bounded_number_of_questions(
    at_desk: Client, lived: Firm, django_assert_max_num_queries: Any
) -> None:
    page(at_desk, "/journal/")
    with django_assert_max_num_queries(30):
        page(at_desk, "/journal/")
