"""The docket: whose it is, what it tells, its forms, its sheets, and its calendar."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from desk import HARM, MAKERS, NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.records.models import FeeReduction, Firm, Payment, Person, Right, RightEvent
from ipharbor.web._ical import AllDay, calendar, escaped, folded

RAINBOW = "广州彩虹灯光有限公司"


@pytest.fixture
def lamp_firm(corpus: Any, db: None) -> Firm:
    """A lamp maker whose rights have been taken up."""
    return _taken_up(MAKERS[0], corpus)


@pytest.fixture
def other_firm(corpus: Any, db: None) -> Firm:
    return _taken_up(RAINBOW, corpus)


def _taken_up(name: str, corpus: Any) -> Firm:
    from ipharbor.actions import permits
    from ipharbor.actions.rights.take_up import take_up

    take_up(name, corpus=corpus, by=permits.operator(), at=NOON)
    return Firm.objects.get(name=name)


def _granted(firm: Firm) -> Right:
    return Right.objects.filter(firm=firm, granted_on__year=2019).order_by("key")[0]


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_an_office_without_dockets_is_told_how_to_begin(at_desk: Client) -> None:
    answer = at_desk.get("/docket/")
    assert answer.status_code == 200
    assert "尚无企业建立台账" in _text(answer)


def test_an_office_takes_up_a_firm_by_its_whole_name(at_desk: Client) -> None:
    answer = at_desk.post("/docket/", {"act": "take_up", "firm": MAKERS[0]}, follow=True)
    held = Right.objects.filter(firm__name=MAKERS[0]).count()
    assert held > 20
    assert f"新纳入 {held} 件" in _text(answer)
    assert f"<h1>{MAKERS[0]}</h1>" in answer.content.decode()


@pytest.mark.parametrize("name", ["", "番禺", "无此公司"])
def test_a_name_no_document_carries_makes_no_firm(at_desk: Client, name: str) -> None:
    answer = at_desk.post("/docket/", {"act": "take_up", "firm": name})
    assert answer.status_code == 400
    assert 'id="firm-fault"' in answer.content.decode()
    assert f'value="{name}"' in answer.content.decode()
    assert not Firm.objects.exists()


def test_firms_are_suggested_by_a_piece_of_their_name(at_desk: Client) -> None:
    page = at_desk.get("/docket/applicants/", {"firm": "彩虹"}).content.decode()
    assert re.findall(r'value="([^"]+)"', page) == [RAINBOW]


def test_a_firms_person_sees_its_own_docket_whatever_firm_is_stated(
    at_firm: Client, firm_person: Any, other_firm: Firm
) -> None:
    page = at_firm.get("/docket/", {"firm": other_firm.pk}).content.decode()
    assert f"<h1>{firm_person.firm.name}</h1>" in page
    assert other_firm.name not in page


def test_a_firms_person_takes_up_its_own_rights_alone(at_firm: Client, firm_person: Any) -> None:
    assert "台账为空" in _text(at_firm.get("/docket/"))
    at_firm.post("/docket/", {"act": "take_up", "firm": RAINBOW})
    assert {right.firm for right in Right.objects.all()} == {firm_person.firm}


def test_a_right_of_another_firm_is_not_there_for_a_firms_person(
    at_firm: Client, other_firm: Firm
) -> None:
    key = Right.objects.filter(firm=other_firm)[0].key
    assert at_firm.get(f"/docket/{key}/", {"firm": other_firm.pk}).status_code == 404


def test_a_state_never_stands_without_its_certainty(at_desk: Client, lamp_firm: Firm) -> None:
    page = at_desk.get("/docket/", {"firm": lamp_firm.pk}).content.decode()
    rows = re.findall(r"<tr.*?</tr>", page.split("<tbody>")[1], flags=re.S)
    assert len(rows) == Right.objects.filter(firm=lamp_firm).count()
    for row in rows:
        state = re.search(r'badge right-\w+">[^<]+</span>\s*<span class="nobreak certainty', row)
        assert state, row
        assert re.search(r"[●◐○]</span> (确定|推定|不明)", row)


def test_counts_by_state_tell_how_sure_they_are(at_desk: Client, lamp_firm: Firm) -> None:
    page = at_desk.get("/docket/", {"firm": lamp_firm.pk}).content.decode()
    chips = re.findall(
        r'<a id="f-docket-state[^"]*" href="/docket/[^"]*state=(\w+)[^>]*>(.*?)</a>',
        page,
        flags=re.S,
    )
    assert chips
    for state, told in chips:
        counts = [int(one) for one in re.findall(r"(?:确定|推定|不明) (\d+)<", told)]
        (whole,) = re.findall(r'faint">(\d+)<', told)
        assert sum(counts) == int(whole), state


def test_an_invented_docket_is_asked_on_its_newest_day_and_on_any_other(
    at_desk: Client, lamp_firm: Firm
) -> None:
    usual = _text(at_desk.get("/docket/", {"firm": lamp_firm.pk}))
    assert "以 2021-11-01 的状态为准" in usual
    assert "数据截至 2021-11-01；" in usual
    earlier = _text(at_desk.get("/docket/", {"firm": lamp_firm.pk, "on": "2018-01-05"}))
    assert "以 2018-01-05 的状态为准" in earlier
    assert "尚未申请" in earlier


@pytest.mark.parametrize("day", ["gestern", "1949-10-01", "2100-01-01"])
def test_a_day_that_cannot_be_asked_is_told(at_desk: Client, lamp_firm: Firm, day: str) -> None:
    answer = at_desk.get("/docket/", {"firm": lamp_firm.pk, "on": day})
    assert answer.status_code == 400
    assert day in _text(answer)


def test_filters_leave_what_they_name(at_desk: Client, lamp_firm: Firm) -> None:
    def rows(**asked: Any) -> int:
        page = at_desk.get("/docket/", {"firm": lamp_firm.pk, **asked}).content.decode()
        return page.count('<th scope="row">')

    rights = Right.objects.filter(firm=lamp_firm)
    designs = rights.filter(patent_type="design").count()
    assert rows(type="design") == designs > 0
    assert rows(q="第10型") == 1
    assert rows(q="没有这样的名称") == 0
    assert 0 < rows(within=90) < rights.count()
    assert rows(within=7) == rights.count()
    assert rows(state="published") == rights.filter(patent_type="invention").count()


def test_the_next_act_comes_first_and_filing_days_can_be_ordered(
    at_desk: Client, lamp_firm: Firm
) -> None:
    page = at_desk.get("/docket/", {"firm": lamp_firm.pk, "sort": "act_by"}).content.decode()
    days = re.findall(r'<td class="nobreak">(\d{4}-\d\d-\d\d)<br>', page)
    assert days == sorted(days)
    assert len(days) > 5
    page = at_desk.get("/docket/", {"firm": lamp_firm.pk, "sort": "-filed"}).content.decode()
    keys = re.findall(r'href="/docket/(CN[^/"]+)/\?', page)
    filed = [Right.objects.get(key=key).filed_on for key in keys]
    assert filed == sorted(filed, reverse=True)


def test_a_docket_of_many_rights_is_shown_by_pages(at_desk: Client, lamp_firm: Firm) -> None:
    _many(lamp_firm, 120)
    total = Right.objects.filter(firm=lamp_firm).count()
    first = at_desk.get("/docket/", {"firm": lamp_firm.pk}).content.decode()
    assert first.count('<th scope="row">') == 50
    last = at_desk.get("/docket/", {"firm": lamp_firm.pk, "page": 99}).content.decode()
    assert last.count('<th scope="row">') == total % 50


def _many(firm: Firm, count: int) -> None:
    Right.objects.bulk_create(
        Right(
            firm=firm,
            key=f"CN2015200{row:05d}.X",
            application_number=f"2015200{row:05d}.X",
            patent_type="utility_model",
            title=f"一种走马灯（第{row}型）",
            filed_on=date(2015, row % 12 + 1, row % 28 + 1),
            granted_on=date(2016, row % 12 + 1, row % 28 + 1),
            taken_up_at=NOON,
        )
        for row in range(count)
    )


def test_the_sheets_hold_what_wants_paying_and_the_wanted_rights(
    at_desk: Client, lamp_firm: Firm
) -> None:
    answer = at_desk.get("/docket/export/", {"firm": lamp_firm.pk, "type": "design"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    fees, whole = book.worksheets
    assert fees.title == "缴费清单"
    assert fees.max_row > 1
    assert {row[2].value for row in whole.iter_rows(min_row=2)} == {"外观设计"}
    assert whole.max_row - 1 == Right.objects.filter(firm=lamp_firm, patent_type="design").count()


def test_a_reduction_lowers_what_is_payable(at_desk: Client, lamp_firm: Firm) -> None:
    key, on = _granted(lamp_firm).key, {"on": "2020-08-01"}
    before = at_desk.get(f"/docket/{key}/", on).content.decode()
    address = f"/docket/?firm={lamp_firm.pk}"
    answer = at_desk.post(address, {"act": "reduction", "since": "2019", "until": "2022"})
    assert answer.status_code == 302
    made = FeeReduction.objects.get()
    assert (made.firm, made.since, made.until) == (lamp_firm, 2019, 2022)
    after = at_desk.get(f"/docket/{key}/", on).content.decode()
    assert "<dt>减缴</dt>" in after
    assert "<dt>减缴</dt>" not in before


@pytest.mark.parametrize(
    ("since", "until", "fault"),
    [("2022", "2019", "until"), ("bald", "2022", "since"), ("2020", "99999999", "until")],
)
def test_years_that_make_no_reduction_are_told_at_their_field(
    at_desk: Client, lamp_firm: Firm, since: str, until: str, fault: str
) -> None:
    address = f"/docket/?firm={lamp_firm.pk}"
    answer = at_desk.post(address, {"act": "reduction", "since": since, "until": until})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="{fault}-fault"' in page
    assert f'value="{since}"' in page
    assert not FeeReduction.objects.exists()


def test_the_receipt_of_an_event_table_adds_up(at_desk: Client, lamp_firm: Firm) -> None:
    right = _granted(lamp_firm)
    number = right.application_number
    table = (
        "application_number,event_code,event_date,details\n"
        f"{number},PLDC,2020-02-03,number=Y1\n"
        f"{number},FEE,2020-03-04,year=3;amount=600\n"
        "not a number,GR01,2020-01-01,\n"
        f"{number},FEE,2020-03-04,year=99\n"
    )
    file = SimpleUploadedFile("灯.csv", table.encode())
    answer = at_desk.post(f"/docket/?firm={lamp_firm.pk}", {"act": "events", "file": file})
    figures = [int(one) for one in re.findall(r"<dd>(\d+)</dd>", answer.content.decode())]
    assert answer.status_code == 200
    assert figures == [4, 2, 0, 2]
    assert Payment.objects.get().amount == Decimal(600)
    assert RightEvent.objects.get().source == "灯.csv"
    assert answer.content.decode().count('class="severity severity-') == 2


def test_a_table_that_cannot_be_read_is_told_under_its_own_name(
    at_desk: Client, lamp_firm: Firm
) -> None:
    file = SimpleUploadedFile("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00")
    answer = at_desk.post(f"/docket/?firm={lamp_firm.pk}", {"act": "events", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="file-fault"' in page
    assert "ipharbor-events-" not in page


def test_a_firms_person_brings_in_no_events(at_firm: Client, firm_person: Any) -> None:
    page = at_firm.get("/docket/").content.decode()
    assert 'name="file"' not in page
    answer = at_firm.post("/docket/", {"act": "events"})
    assert answer.status_code == 403


def test_an_act_the_page_does_not_know_is_refused(at_desk: Client, lamp_firm: Firm) -> None:
    assert at_desk.post("/docket/", {"act": "burn"}).status_code == 404
    assert at_desk.post("/docket/", {"act": "reduction"}).status_code == 400


def test_a_rights_page_explains_its_standing_and_every_year(
    at_desk: Client, lamp_firm: Firm
) -> None:
    right = _granted(lamp_firm)
    answer = at_desk.get(f"/docket/{right.key}/", {"on": "2019-12-31"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('<details class="due') >= 8
    assert 'href="/law/' in page
    assert f'href="/patent/{right.key}/"' in page
    assert f"{right.granted_on}" in page.split("<svg")[2]
    assert "期限届满" in page


def test_a_pledge_and_a_lapse_show_on_the_day_they_are_true(
    at_desk: Client, lamp_firm: Firm
) -> None:
    right = _granted(lamp_firm)
    held = {"key": right.key, "source": "gazette"}
    pledged, lapsed = date(2020, 2, 3), date(2021, 3, 4)
    RightEvent.objects.create(
        code="PE01", on=pledged, known_on=pledged, details={"number": "Y2020440"}, **held
    )
    RightEvent.objects.create(code="CF01", on=lapsed, known_on=lapsed, **held)
    before = at_desk.get(f"/docket/{right.key}/", {"on": "2020-12-31"}).content.decode()
    assert "badge right-in_force" in before
    assert "Y2020440" in before.split('id="burdens"')[1].split("</section>")[0]
    assert "在所问之日以后" in before
    after = at_desk.get(f"/docket/{right.key}/", {"on": "2021-06-30"}).content.decode()
    assert "badge right-lapsed_fee" in after
    assert "badge right-in_force" not in after


def test_a_year_that_was_never_paid_is_not_passed_over(at_desk: Client, lamp_firm: Firm) -> None:
    page = at_desk.get(f"/docket/{_granted(lamp_firm).key}/", {"on": "2025-01-01"})
    assert "请先核对缴费记录" in _text(page).split("生命历程")[0]


def test_harmful_names_do_no_harm_in_a_docket(client: Client, office: Any, harmful: Any) -> None:
    from desk import VILLAIN

    client.force_login(office)
    firm = _taken_up(VILLAIN, harmful)
    page = client.get("/docket/", {"firm": firm.pk}).content.decode()
    key = Right.objects.filter(title__contains=HARM)[0].key
    page += client.get(f"/docket/{key}/").content.decode()
    page += client.get("/docket/").content.decode()
    assert HARM not in page
    assert "<img src=x" not in page
    assert client.get("/docket/export/", {"firm": firm.pk}).status_code == 200


def _feed(client: Client, firm: Firm) -> str:
    page = client.get("/docket/", {"firm": firm.pk}).content.decode()
    (address,) = re.findall(r'value="http://testserver(/feeds/docket/[^"]+\.ics)"', page)
    return address


def test_a_calendar_program_subscribes_without_signing_in(at_desk: Client, lamp_firm: Firm) -> None:
    answer = Client().get(_feed(at_desk, lamp_firm))
    told = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert told.count("BEGIN:VEVENT") == told.count("TRIGGER:-P30D") > 5
    assert "年度年费" in told.replace("\r\n ", "")
    assert _uids(told) == _uids(at_desk.get(f"/docket/calendar.ics?firm={lamp_firm.pk}"))


def _uids(told: Any) -> list[str]:
    text = told if isinstance(told, str) else told.content.decode()
    found = re.findall(r"^UID:.*$", text.replace("\r\n ", ""), flags=re.M)
    assert len(found) == len(set(found))
    return found


def test_a_feed_ends_with_the_account_and_with_the_password(
    at_desk: Client, office: Any, lamp_firm: Firm
) -> None:
    address = _feed(at_desk, lamp_firm)
    Person.objects.filter(pk=office.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
    Person.objects.filter(pk=office.pk).update(is_active=True)
    assert Client().get(address).status_code == 200
    office.set_password("another-horse-battery")
    office.save()
    assert Client().get(address).status_code == 404


def test_a_feed_of_a_firm_is_not_good_for_one_who_left_it(
    at_firm: Client, firm_person: Any, other_firm: Firm
) -> None:
    at_firm.post("/docket/", {"act": "take_up"})
    address = _feed(at_firm, firm_person.firm)
    assert Client().get(address).status_code == 200
    Person.objects.filter(pk=firm_person.pk).update(firm=other_firm)
    assert Client().get(address).status_code == 404


def test_a_forged_feed_address_leads_nowhere(at_desk: Client, lamp_firm: Firm) -> None:
    address = _feed(at_desk, lamp_firm)
    assert Client().get(address.replace(".ics", "x.ics")).status_code == 404
    assert Client().get("/feeds/docket/nothing.ics").status_code == 404


def test_the_docket_asks_for_a_signed_in_person(client: Client, lamp_firm: Firm) -> None:
    for path in ("/docket/", "/docket/calendar.ics", "/docket/export/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"][:7]) == (302, "/login/")


def test_no_docket_page_says_anything_in_the_other_language(
    at_desk: Client, office: Any, lamp_firm: Firm
) -> None:
    from test_language_of_pages import catalogue, texts, visible

    paths = [
        "/docket/", f"/docket/?firm={lamp_firm.pk}", f"/docket/?firm={lamp_firm.pk}&q=qqzz",
        f"/docket/{_granted(lamp_firm).key}/?on=2020-01-31",
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


AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def test_a_calendar_is_written_as_the_standard_wants_it() -> None:
    told = calendar("灯；甲", [AllDay("a@b", date(2026, 12, 31), "缴费, 灯", "一\n二")], at=AT)
    lines = told.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTAMP:20260301T083000Z" in lines
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "SUMMARY:缴费\\, 灯" in lines
    assert "DESCRIPTION:一\\n二" in lines
    assert not any(line.startswith("URL") for line in lines)


def test_text_is_escaped_and_keeps_no_line_of_its_own() -> None:
    assert escaped("a;b,c\\d\r\ne\rf\x00\x07") == "a\\;b\\,c\\\\d\\ne\\nf"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n")))
def test_folded_lines_are_short_and_unfold_to_what_they_were(line: str) -> None:
    parts = list(folded(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])


@given(st.text(), st.text())
def test_no_text_breaks_out_of_its_line(summary: str, description: str) -> None:
    told = calendar("x", [AllDay("u", date(2026, 1, 1), summary, description)], at=AT)
    whole = told.decode().replace("\r\n ", "")
    names = [re.split("[:;]", line)[0] for line in whole.split("\r\n")]
    assert names.count("SUMMARY") == 1
    assert names.count("DESCRIPTION") == 2
    assert "\n" not in whole.replace("\r\n", "")


def test_a_firm_finds_its_docket_in_the_navigation(at_firm: Client) -> None:
    assert 'href="/docket/"' in at_firm.get("/").content.decode()
