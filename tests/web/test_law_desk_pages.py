"""The officers' side of the law pages: sheets of cells, regions, the working calendar."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from ipharbor.journal.models import Line
from ipharbor.records.models import LawCorrection, Person
from ipharbor.statutes.values import Money, Terms

ANNUITY = "/law/fees.annuity/"
CALENDAR = "/law/calendar/"
NOTICE = {
    "year": "2027", "notice": "国办发明电〔2026〕9 号", "rest-rows": "5", "work-rows": "2",
    "rest-0-festival": "new_year", "rest-0-from": "2027-01-01", "rest-0-to": "2027-01-03",
    "rest-1-festival": "spring_festival", "rest-1-from": "2027-02-05", "rest-1-to": "2027-02-11",
    "rest-2-festival": "labour_day", "rest-2-from": "2027-05-01", "rest-2-to": "2027-05-05",
    "rest-3-festival": "national_day", "rest-3-from": "2027-10-01", "rest-3-to": "2027-10-07",
    "rest-4-festival": "qingming", "rest-4-from": "", "rest-4-to": "",
    "work-0-from": "2027-02-14", "work-0-to": "", "work-1-from": "", "work-1-to": "",
}  # fmt: skip


def text(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def form_of(page: str) -> dict[str, str]:
    """The fields of the page's sheet, as a browser would send them."""
    found = re.findall(r'name="(c-\d+-\w+|rows)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def sheet(at_desk: Client, path: str = ANNUITY, **typed: str) -> dict[str, str]:
    fields = form_of(at_desk.get(path).content.decode())
    said = {"act": "compare", "since": "2027-01-01", "reason": "新标准"}
    return fields | said | {name.replace("_", "-"): value for name, value in typed.items()}


def hidden(page: str) -> dict[str, str]:
    """What the page would save: the hidden fields of its comparison."""
    part = page.split('aria-labelledby="compare"')[1].split("</form>", maxsplit=1)[0]
    told = dict(re.findall(r'name="(\w+)" value="([^"]*)"', part))
    told["value"] = unescape(re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", part, re.DOTALL)[0])
    return told


def test_a_table_is_compared_before_it_is_saved_and_then_stands(at_desk: Client) -> None:
    from ipharbor.web.law import book

    page = at_desk.post(ANNUITY, sheet(at_desk, c_0_value="950")).content.decode()
    assert re.search(r'class="line-changed"><th scope="row">invention 1–3</th>'
                     r"<td>900 元</td><td>950 元</td>", page)  # fmt: skip
    assert page.count('class="line-same"') == 14
    assert not LawCorrection.objects.exists()
    saved = at_desk.post(ANNUITY, hidden(page), follow=True)
    assert "已写入法条库" in text(saved)
    law = book()
    assert law.on(date(2027, 1, 1))["fees.annuity"].table.at("invention", 2) == Money(Decimal(950))
    assert law.on(date(2026, 12, 31))["fees.annuity"].table.at("invention", 2) == Money(
        Decimal(900)
    )
    (line,) = Line.objects.filter(action="law.correct")
    assert line.details["reason"] == "新标准"


def test_a_faulty_cell_is_marked_and_everything_typed_stays(at_desk: Client) -> None:
    typed = sheet(at_desk, c_1_to="2", c_2_value="许多", reason="只是试试")
    answer = at_desk.post(ANNUITY, typed)
    assert answer.status_code == 400
    page = answer.content.decode()
    marked = re.findall(r'<input name="(c-\d+-\w+)" value="([^"]*)"[^>]*aria-invalid="true"', page)
    assert marked == [("c-1-to", "2"), ("c-2-value", "许多")]
    assert page.count('class="cell-fault"') == 2
    assert 'value="只是试试"' in page
    assert not LawCorrection.objects.exists()


def test_rows_are_added_and_removed_without_losing_what_was_typed(at_desk: Client) -> None:
    typed = sheet(at_desk, c_0_value="950", act="add", reason="")
    page = at_desk.post(ANNUITY, typed).content.decode()
    assert form_of(page)["rows"] == "16"
    assert (form_of(page)["c-0-value"], form_of(page)["c-15-kind"]) == ("950", "")
    removed = at_desk.post(ANNUITY, form_of(page) | {"act": "remove-1"}).content.decode()
    assert form_of(removed)["rows"] == "15"
    assert (form_of(removed)["c-0-value"], form_of(removed)["c-1-from"]) == ("950", "7")


@pytest.mark.parametrize(
    "change", [{"rows": "99999"}, {"rows": "900"}, {"rows": "-1"}, {"act": "remove-abc"},
               {"unit": "shells"}, {"since": "soon"}, {"reason": ""}, {"instrument": "ALADDIN"}]
)  # fmt: skip
def test_a_form_that_no_page_would_send_breaks_nothing(
    at_desk: Client, change: dict[str, str]
) -> None:
    answer = at_desk.post(ANNUITY, sheet(at_desk) | change)
    assert answer.status_code in (200, 400)
    assert not LawCorrection.objects.exists()


def test_a_list_is_corrected_on_its_page(at_desk: Client) -> None:
    from ipharbor.web.law import book

    path = "/law/pledge.refusal/"
    page = at_desk.post(
        path, sheet(at_desk, path, c_0_zh="出质人并非登记的权利人")
    ).content.decode()
    assert page.count('class="line-changed"') == 1
    at_desk.post(path, hidden(page))
    value = book().on(date(2027, 1, 1))["pledge.refusal"].value
    assert isinstance(value, Terms)
    assert value.items[0].zh == "出质人并非登记的权利人"
    assert len(value.items) == 12


def test_a_version_before_the_first_one_is_all_new(at_desk: Client) -> None:
    form = {
        "act": "compare",
        "value": "4",
        "unit": "month",
        "since": "2020-01-01",
        "reason": "旧法",
    }
    page = at_desk.post("/law/adjudication.closing/", form).content.decode()
    assert '<tr class="line-added"><th scope="row"></th><td></td><td>4 个月</td>' in page
    assert "将新增一个版本" in page


def test_every_provision_can_be_compared_with_itself(at_desk: Client) -> None:
    from ipharbor.web.law import book

    kinds = {}
    for name in book().names():
        kinds.setdefault(type(book().history(name)[-1].value), name)
    assert len(kinds) == 8
    for name in kinds.values():
        page = at_desk.get(f"/law/{name}/").content.decode()
        fields = form_of(page) or {"value": re.findall(
            r'(?:id="value" name="value" maxlength="60" required value="([^"]*)"'
            r'|<option value="(?:true|false)" selected)', page)[0] or "true"}  # fmt: skip
        units = re.findall(r'<option value="(\w+)" selected', page.split('name="unit"')[-1])
        unit = re.findall(r'name="unit" value="(\w+)"', page) or units or [""]
        latest = book().history(name)[-1]
        since = (latest.since or date(2026, 1, 1)).isoformat()
        said = {"act": "compare", "unit": unit[0], "since": since, "reason": "核对"}
        answer = at_desk.post(f"/law/{name}/", fields | said)
        assert answer.status_code == 200, name
        assert 'class="line-changed"' not in answer.content.decode(), name


def test_an_older_version_can_be_verified_by_itself(at_desk: Client) -> None:
    from ipharbor.web.law import book

    form = {"act": "verify", "since": "", "reason": "对照 2010 年细则"}
    at_desk.post("/law/service.electronic/", form)
    old, new = book().history("service.electronic")
    assert old.verified is not None and old.verified.by == "olivia"
    assert new.verified is None


def test_a_region_is_chosen_and_its_overlays_are_named(at_desk: Client) -> None:
    shenzhen = text(at_desk.get("/law/", {"region": "4403", "q": "pledge.pool"}))
    assert "广东省 → 深圳市" in shenzhen and "5,000,000,000 元" in shenzhen
    country = text(at_desk.get("/law/", {"region": "national", "q": "pledge.pool"}))
    assert "没有符合的条目" in country
    home = text(at_desk.get("/law/", {"q": "pledge.pool.fund"}))
    assert "40,000,000 元" in home and "番禺区（本安装）" in home
    assert at_desk.get("/law/", {"region": "Atlantis"}).status_code == 404


def test_a_regional_value_shows_the_countrys_beside_it(
    at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipharbor.queries import law as queries
    from ipharbor.statutes import book as books

    overlay = books.overlay(
        'region: {code: "4403", zh: 深圳市, en: Shenzhen}\nentries:\n'
        "- {name: fees.copy, zh: 副本费, en: copy, versions: "
        "[{since: 2010-01-01, value: 40, unit: CNY, source: {instrument: GD}, mark: S}]}"
    )
    monkeypatch.setattr(books, "regional", lambda code: (overlay,) if code == "4403" else ())
    queries._laid.cache_clear()
    try:
        for path in ("/law/?q=fees.copy&region=4403", "/law/fees.copy/?region=4403"):
            shown = text(at_desk.get(path))
            assert "40 元" in shown and "代替全国规定的 30 元" in shown, path
    finally:
        queries._laid.cache_clear()


def test_values_of_another_region_are_only_read(at_desk: Client) -> None:
    page = at_desk.get("/law/pledge.pool.fund/", {"region": "4403"})
    assert "核实或更正" not in text(page).replace("核实和更正", "")
    assert "5,000,000,000 元" in text(page)
    assert at_desk.get("/law/pledge.pool.loss/").status_code == 404


def test_the_year_is_shown_as_a_picture_with_signs_and_not_by_colour_alone(
    at_desk: Client,
) -> None:
    page = at_desk.get(CALENDAR, {"year": "2026"}).content.decode()
    assert page.count('class="month"') == 12
    assert page.count('class="day-off"') == 33
    assert page.count('class="day-make_up"') == 6
    assert page.count(">○</span>") == 33
    assert page.count(">●</span>") == 6
    assert "春节" in page
    assert "尚无 2031 年的放假通知" in text(at_desk.get(CALENDAR, {"year": "2031"}))


def test_a_year_is_looked_at_then_entered_and_deadlines_become_certain(at_desk: Client) -> None:
    asked = {"rule": "first_action_reply", "from": "2026-10-13"}
    assert "? 不确定" in text(at_desk.get("/deadline/", asked))
    checked = at_desk.post(CALENDAR, NOTICE | {"act": "check"})
    assert checked.status_code == 200
    assert checked.content.decode().count('class="month"') == 24
    assert not LawCorrection.objects.exists()
    entered = at_desk.post(CALENDAR, NOTICE | {"act": "enter"}, follow=True)
    assert "该年已录入" in text(entered) and "国办发明电〔2026〕9 号" in text(entered)
    answer = text(at_desk.get("/deadline/", asked))
    assert "2027-02-14" in answer and "? 不确定" not in answer


def test_a_mistake_in_a_notice_is_told_beside_its_row_and_the_rows_stay(at_desk: Client) -> None:
    wrong = NOTICE | {"act": "enter", "work-0-from": "2027-02-15", "rest-0-to": "2026-01-01"}
    answer = at_desk.post(CALENDAR, wrong)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert page.count('class="cell-fault"') == 2
    assert 'value="2027-02-15"' in page and 'value="国办发明电〔2026〕9 号"' in page
    assert not LawCorrection.objects.exists()
    more = at_desk.post(CALENDAR, NOTICE | {"act": "add-work"}).content.decode()
    assert 'name="work-2-from"' in more and 'value="2027-02-14"' in more
    for year in ("", "twenty", "2031"):
        answer = at_desk.post(CALENDAR, NOTICE | {"act": "enter", "year": year})
        assert answer.status_code == 400


def test_a_held_year_comes_back_into_the_form_for_correction(at_desk: Client) -> None:
    page = at_desk.get(CALENDAR, {"edit": "2026"}).content.decode()
    assert 'name="year" inputmode="numeric" maxlength="4" required value="2026"' in page
    assert 'name="work-5-from" value="2026-10-10"' in page


def test_a_firm_sees_the_calendar_and_cannot_enter_a_year(at_firm: Client) -> None:
    page = at_firm.get(CALENDAR)
    assert page.status_code == 200
    assert "录入某年的放假通知" not in text(page)
    assert at_firm.post(CALENDAR, NOTICE | {"act": "enter"}).status_code == 403
    assert not LawCorrection.objects.exists()


def test_a_correction_that_is_not_applied_is_told_to_officers(at_desk: Client) -> None:
    LawCorrection.objects.create(
        name="no.such.provision", value="1", unit="day", by_name="lin", on=date(2026, 1, 1),
        reason="?",
    )  # fmt: skip
    shown = at_desk.get("/law/")
    assert shown.status_code == 200
    assert "no.such.provision" in text(shown)


def test_the_desk_speaks_one_language_at_a_time(at_desk: Client, office: Any) -> None:
    from test_language_of_pages import catalogue, texts, visible

    def pages() -> list[str]:
        compared = at_desk.post(ANNUITY, sheet(at_desk, c_0_value="950"))
        checked = at_desk.post(CALENDAR, NOTICE | {"act": "check"})
        faulty = at_desk.post(CALENDAR, NOTICE | {"act": "check", "work-0-from": "2027-02-15"})
        return [one.content.decode() for one in (compared, checked, faulty)]

    english = [t for _, t in texts() if "%" not in t and "<" not in t and len(t.split()) > 1]
    for page in pages():
        assert [one for one in english if one in visible(page)] == []
    Person.objects.filter(pk=office.pk).update(lang="en")
    strings = [m.string if isinstance(m.string, str) else m.string[0] for m in catalogue() if m.id]
    chinese = [one for one in strings if len(one) >= 6 and "%" not in one]
    for page in pages():
        assert [one for one in chinese if one in visible(page)] == []
