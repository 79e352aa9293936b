"""Watches from setting up to ending, warnings from reading to closing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from desk import warn
from django.test import Client

from ipharbor.records.models import Watch

FORM = {
    "kind": "query",
    "name": "散热",
    "applicant": "",
    "query": "灯 散热",
    "raise_from": "yellow",
    "since": "",
}


def test_a_watch_is_set_up_from_the_form_and_listed(at_desk: Client) -> None:
    page = at_desk.post("/watches/", FORM, follow=True).content.decode()
    assert "监视“散热”已设立" in page
    assert Watch.objects.get().kind == "query"
    assert "尚未查看" in page


def test_of_two_filled_subjects_the_chosen_kind_counts(at_desk: Client) -> None:
    at_desk.post("/watches/", FORM | {"kind": "applicant", "applicant": "广州彩虹灯光有限公司"})
    watch = Watch.objects.get()
    assert (watch.kind, watch.applicant) == ("applicant", "广州彩虹灯光有限公司")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": "  "}, "name-fault"),
        ({"query": ""}, "query-fault"),
        ({"query": "title:("}, "query-fault"),
        ({"kind": "applicant"}, "applicant-fault"),
        ({"since": "gestern"}, "since-fault"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_everything_typed_is_kept(
    at_desk: Client, change: dict[str, str], fault: str
) -> None:
    typed = FORM | {"raise_from": "orange"} | change
    answer = at_desk.post("/watches/", typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="{fault}"' in page
    assert re.search(r'value="orange" selected', page)
    assert f">{typed['query']}</textarea>" in page
    assert not Watch.objects.exists()


def test_a_second_watch_of_the_same_name_is_told_at_the_name(at_desk: Client) -> None:
    at_desk.post("/watches/", FORM)
    page = at_desk.post("/watches/", FORM).content.decode()
    assert 'id="name-fault"' in page
    assert "您已有名为“散热”的监视" in page


def test_the_subject_being_typed_is_counted_or_corrected(at_desk: Client) -> None:
    counted = at_desk.get("/watches/count/", {"kind": "query", "query": "type:design"})
    assert "20 件" in counted.content.decode()
    wrong = at_desk.get("/watches/count/", {"kind": "query", "query": "title:("})
    assert (wrong.status_code, 'class="fault"' in wrong.content.decode()) == (200, True)
    nothing = at_desk.get("/watches/count/", {"kind": "applicant", "applicant": "无此公司"})
    assert "没有符合的文献" in nothing.content.decode()


def test_applicants_are_suggested_by_a_piece_of_their_name(at_desk: Client) -> None:
    page = at_desk.get("/watches/applicants/", {"applicant": "彩虹"}).content.decode()
    assert re.findall(r'value="([^"]+)"', page) == ["广州彩虹灯光有限公司"]
    assert at_desk.get("/watches/applicants/", {"applicant": '"('}).status_code == 200


def test_ending_asks_first_and_then_ends(warned: Any, at_desk: Client) -> None:
    asked = at_desk.get(f"/watches/{warned.watch_id}/end/").content.decode()
    assert "结束监视“舞台灯”" in asked
    assert Watch.objects.get().ended_at is None
    page = at_desk.post(f"/watches/{warned.watch_id}/end/", follow=True).content.decode()
    assert "已结束" in page
    assert Watch.objects.get().ended_at is not None


def test_a_warning_tells_signals_advice_documents_points_and_proof(
    warned: Any, at_desk: Client
) -> None:
    page = at_desk.get(f"/inbox/{warned.pk}/").content.decode()
    first = warned.evidence["documents"][0]
    assert f'href="/patent/{first["key"]}/"' in page
    assert "您监视的对象" in page
    assert (
        f"{warned.evidence['grade']['probability']} × {warned.evidence['grade']['impact']}" in page
    )
    assert warned.evidence_sha256 in page
    assert warned.evidence["vintage"] in page
    assert "发出预警" in page
    assert page.count("advice") == len(warned.evidence["signals"])


def test_a_warning_goes_from_new_through_read_and_in_hand_to_closed(
    warned: Any, at_desk: Client
) -> None:
    at = f"/inbox/{warned.pk}/"
    assert "已标记为已阅" in at_desk.post(at + "acknowledge/", follow=True).content.decode()
    taken = {"step": "请代理人比对权利要求", "due_on": "2021-12-20"}
    page = at_desk.post(at + "act/", taken, follow=True).content.decode()
    assert "请代理人比对权利要求" in page and "2021-12-20" in page
    page = at_desk.post(at + "close/", {"verdict": "useful", "note": "已比对"}, follow=True)
    told = page.content.decode()
    assert "已办结" in told and "有用" in told and "已比对" in told
    assert 'id="act"' not in told and 'id="close"' not in told
    for done in ("发出预警", "标记为已阅", "着手处理", "办结"):
        assert done in told


@pytest.mark.parametrize(
    ("verb", "typed", "fault"),
    [
        ("act", {"step": " ", "due_on": ""}, "step-fault"),
        ("act", {"step": "比对", "due_on": "morgen"}, "due-fault"),
        ("close", {"verdict": "", "note": "我的备注"}, "verdict-fault"),
    ],
)
def test_a_mistake_on_a_warning_is_told_at_its_field(
    warned: Any, at_desk: Client, verb: str, typed: dict[str, str], fault: str
) -> None:
    answer = at_desk.post(f"/inbox/{warned.pk}/{verb}/", typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="{fault}"' in page
    assert all(text in page for text in typed.values())
    warned.refresh_from_db()
    assert warned.state == "new"


def test_a_move_that_came_too_late_is_told_on_the_page(warned: Any, at_desk: Client) -> None:
    at_desk.post(f"/inbox/{warned.pk}/close/", {"verdict": "useful"})
    answer = at_desk.post(f"/inbox/{warned.pk}/acknowledge/")
    assert answer.status_code == 400
    assert "不能再执行" in answer.content.decode()


def test_the_inbox_filters_by_state_grade_and_decision(warned: Any, at_desk: Client) -> None:
    other = next(g for g in ("red", "orange", "yellow", "blue") if g != warned.grade)
    there = {"grade": warned.grade, "state": "new", "decision": "raised"}
    assert "舞台灯" in at_desk.get("/inbox/", there).content.decode()
    for change in ({"grade": other}, {"state": "closed"}, {"decision": "held"}):
        page = at_desk.get("/inbox/", there | change).content.decode()
        assert "这里没有预警" in page, change


def test_open_warnings_stand_before_closed_ones(warned: Any, at_desk: Client, office: Any) -> None:
    from ipharbor import wiring

    second = warn(office, wiring.corpus(), "音箱", name="音箱")
    at_desk.post(f"/inbox/{second.pk}/close/", {"verdict": "useful"})
    page = at_desk.get("/inbox/").content.decode()
    assert page.index("舞台灯</a>") < page.index("音箱</a>")


def test_the_navigation_counts_what_has_not_been_read(warned: Any, at_desk: Client) -> None:
    badge = '<span class="unread" title="未读预警">1</span>'
    assert badge in at_desk.get("/").content.decode()
    at_desk.post(f"/inbox/{warned.pk}/acknowledge/")
    assert "unread" not in at_desk.get("/").content.decode()


def test_more_watches_and_warnings_do_not_cost_more_questions(
    warned: Any, at_desk: Client, office: Any, django_assert_max_num_queries: Any
) -> None:
    from ipharbor import wiring

    for number in range(5):
        warn(office, wiring.corpus(), f"灯 NOT qq{number}", name=f"监视{number}")
    at_desk.get("/account/")  # a session is entered at its first request, once
    for path, most in (("/", 8), ("/watches/", 8), ("/inbox/", 9), (f"/inbox/{warned.pk}/", 6)):
        with django_assert_max_num_queries(most):
            at_desk.get(path)


def test_the_sheet_of_the_inbox_holds_the_filtered_warnings(warned: Any, at_desk: Client) -> None:
    import io

    import openpyxl

    answer = at_desk.get("/inbox/export/", {"grade": warned.grade})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows())
    assert [cell.value for cell in rows[1]][:2] == [warned.pk, "舞台灯"]
