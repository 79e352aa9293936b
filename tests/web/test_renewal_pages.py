"""The renewal plan: its years add up, its advice has reasons, its decisions are kept."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from desk import HARM, NOON
from django.test import Client

from ipharbor.actions import permits
from ipharbor.fees.plan import plan as fee_plan
from ipharbor.fees.subject import FeeSubject, Reduction, ReductionKind
from ipharbor.queries import renewals as queries
from ipharbor.queries.law import book, calendar
from ipharbor.records.models import (
    FeeReduction,
    Firm,
    OwnerStatement,
    Person,
    RenewalDecision,
    Right,
    RightEvent,
)
from ipharbor.statutes.values import Money

ON = date(2021, 11, 1)  # the newest day of the small region, its usual day
AT = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
PANYU = "440113"
TYPES = ("invention", "utility_model", "design")


@pytest.fixture
def lanterns(firm_person: Any) -> Firm:
    """The firm of the firm's person with nine granted lanterns, one that lapsed, one pending."""
    firm = firm_person.firm
    Right.objects.bulk_create(
        Right(
            firm=firm, key=f"CN20180{row}000001", application_number=f"20180{row}000001.X",
            patent_type=TYPES[row % 3], title=f"走马灯（第{row}型）", holders=firm.name,
            filed_on=date(2013 + row % 6, row, 3 * row), stated_status="in_force",
            granted_on=date(2020, row, 5), stated_on=date(2021, 10, 30), taken_up_at=NOON,
        )
        for row in range(1, 10)
    )  # fmt: skip
    Right.objects.create(
        firm=firm, key="CN2019X0000002", patent_type="invention", filed_on=date(2019, 5, 6),
        title="一种未授权的灯", holders=firm.name, taken_up_at=NOON,
    )  # fmt: skip
    Right.objects.create(
        firm=firm, key="CN2016X0000003", patent_type="design", filed_on=date(2016, 5, 6),
        granted_on=date(2016, 12, 1), title="已终止的灯", holders=firm.name, taken_up_at=NOON,
    )  # fmt: skip
    RightEvent.objects.create(
        key="CN2016X0000003", code="CF01", on=date(2019, 5, 6), known_on=date(2020, 1, 3),
        source="gazette",
    )  # fmt: skip
    return firm


def told(firm: Firm, years: int = 5, on: date = ON) -> queries.Plan:
    return queries.plan(firm, law=book(PANYU), on=on, data_until=ON, years=years)


def key(row: int) -> str:
    return f"CN20180{row}000001"


def pledged(row: int) -> None:
    day = date(2020, 12, 1)
    RightEvent.objects.create(
        key=key(row), code="PE01", on=day, known_on=day, number="Y2020440",
        details={"number": "Y2020440", "pledgee": "番禺灯火银行"}, source="gazette",
    )  # fmt: skip


def says(row: int, *, used: bool | None, worth: int | None, on: date = ON) -> None:
    OwnerStatement.objects.create(
        right=Right.objects.get(key=key(row)), used=used, worth=worth, on=on, by_name="deng", at=AT
    )


def decides(row: int, decision: str, on: date = ON) -> None:
    RenewalDecision.objects.create(
        right=Right.objects.get(key=key(row)), decision=decision, reason="不再生产",
        advice="cannot_tell", on=on, by_name="deng", at=AT,
    )  # fmt: skip


def counsel(firm: Firm, row: int) -> queries.Counsel:
    (line,) = [line for line in told(firm).lines if line.record.key == key(row)]
    return line.counsel


def post(client: Client, **form: Any) -> Any:
    return client.post("/docket/plan/", form)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# What a plan tells


def test_the_sums_of_the_years_are_those_of_their_parts(lanterns: Firm) -> None:
    decides(4, "drop")
    for years in (1, 5, 25):
        plan = told(lanterns, years)
        kept = [line for line in plan.lines if not line.dropped]
        fees = [fee for line in kept for fee in plan.fees(line)]
        for place, year in enumerate(plan.totals):
            of_year = [fee.sums for fee in fees if fee.calendar_year == year.year]
            for name in queries.SUM_NAMES:
                assert getattr(year.sums, name) == sum(getattr(one, name) for one in of_year)
            assert year.sums.payable == sum(line.payable[place] for line in kept)
            assert year.rights == len([line for line in kept if line.payable[place]])
        assert plan.payable == sum(line.total for line in kept) > 0


def test_a_plan_costs_what_the_fees_room_reckons(lanterns: Firm) -> None:
    FeeReduction.objects.create(firm=lanterns, since=2021, until=2023)
    plan = told(lanterns)
    subjects = [
        FeeSubject(
            one.key, one.patent_type, one.filed_on, one.granted_on, in_force_as_of=one.stated_on,
            reduction=Reduction(ReductionKind.SINGLE, 2021, 2023),
        )
        for one in Right.objects.filter(firm=lanterns, stated_status="in_force")
        if one.filed_on
    ]  # fmt: skip
    same = fee_plan(subjects, plan.years, on=ON, book=book(PANYU), calendar=calendar())
    assert [year.sums.payable for year in plan.totals] == [
        year.payable.amount for year in same.totals
    ]
    assert [year.sums.reduced for year in plan.totals] == [
        year.reduced.amount for year in same.totals
    ]
    assert plan.totals[1].sums.reduced > 0


def test_a_plan_ends_with_the_last_term(lanterns: Firm) -> None:
    whole = told(lanterns, queries.MOST_YEARS)
    assert len(whole.years) < queries.MOST_YEARS
    assert whole.totals[-1].sums.payable > 0
    assert whole.payable == told(lanterns, len(whole.years)).payable


def test_what_is_pending_or_over_is_counted_and_not_planned(lanterns: Firm) -> None:
    plan = told(lanterns)
    assert {line.record.key for line in plan.lines} == {key(row) for row in range(1, 10)}
    assert (plan.pending, plan.over, plan.undated) == (1, 1, 0)


def test_what_is_late_stands_in_the_first_year_with_its_surcharge(lanterns: Firm) -> None:
    late = [
        fee
        for line in told(lanterns).lines
        for fee in told(lanterns).fees(line)
        if fee.status == "in_grace"
    ]
    assert late
    assert {fee.calendar_year for fee in late} == {ON.year}
    assert all(fee.sums.surcharge > 0 for fee in late if fee.pay_by < date(2021, 9, 1))


def test_a_dropped_right_leaves_the_sums_from_its_day_on_and_stays_listed(lanterns: Firm) -> None:
    before = told(lanterns)
    decides(4, "drop")
    after = told(lanterns)
    (line,) = [line for line in after.lines if line.dropped]
    assert line.record.key == key(4)
    assert line.total == after.saved > 0
    assert after.payable + after.saved == before.payable
    assert told(lanterns, on=date(2021, 10, 31)).saved == 0
    decides(4, "keep")
    assert told(lanterns).payable == before.payable


def test_a_right_that_is_let_go_is_still_paid_for(lanterns: Firm) -> None:
    before = told(lanterns)
    decides(4, "let_go")
    assert told(lanterns).payable == before.payable


# What is advised


def test_nothing_is_advised_of_a_right_the_owner_is_silent_about(lanterns: Firm) -> None:
    plan = told(lanterns)
    assert plan.advice == {"cannot_tell": 9}
    asked = {ground.code for ground in plan.lines[0].counsel.ask}
    assert {"fees.advice.ask_use", "fees.advice.ask_worth"} <= asked


@pytest.mark.parametrize(
    ("row", "used", "worth", "advice"),
    [
        (1, True, None, "keep"),
        (1, False, 100_000, "keep"),
        (3, False, 1, "let_go"),  # an invention of 2016
        (7, False, 1, "drop"),  # a utility model of 2014: two whole years are left
        (7, None, None, "cannot_tell"),
    ],
)
def test_advice_follows_what_the_owner_says(
    lanterns: Firm, row: int, used: bool | None, worth: int | None, advice: str
) -> None:
    says(row, used=used, worth=worth)
    told_of = counsel(lanterns, row)
    assert told_of.word == advice
    assert told_of.reasons
    assert told_of.facts.used is used


def test_a_right_whose_payment_nobody_told_of_is_kept_until_that_is_clear(lanterns: Firm) -> None:
    says(4, used=False, worth=0)
    Right.objects.filter(key=key(4)).update(stated_on=date(2021, 10, 8))
    (line,) = [line for line in told(lanterns).lines if line.unpaid]
    assert line.record.key == key(4)
    assert (line.counsel.word, line.total) == ("keep", 0)
    assert line.counsel.reasons[0].code == "fees.advice.unpaid"


def test_a_statement_counts_from_its_day_and_the_newest_does(lanterns: Firm) -> None:
    says(7, used=True, worth=None, on=date(2021, 12, 1))
    assert counsel(lanterns, 7).word == "cannot_tell"
    says(7, used=True, worth=None)
    says(7, used=False, worth=0)
    assert counsel(lanterns, 7).word == "drop"


def test_a_pledged_right_is_to_be_kept_whatever_its_owner_says(lanterns: Firm) -> None:
    says(7, used=False, worth=0)
    pledged(7)
    told_of = counsel(lanterns, 7)
    assert (told_of.word, told_of.bound) == ("keep", True)
    assert told_of.reasons[0].code == "fees.advice.pledged"


def test_a_right_is_not_advised_away_while_an_encumbrance_is_unclear(lanterns: Firm) -> None:
    says(7, used=False, worth=0)
    assert counsel(lanterns, 7).word == "drop"
    day = date(2020, 12, 1)
    RightEvent.objects.create(key=key(7), code="LICC", on=day, known_on=day, source="gazette")
    told_of = counsel(lanterns, 7)
    assert (told_of.word, told_of.facts.licensed) == ("cannot_tell", False)
    assert "renewals.ask_encumbrances" in {ground.code for ground in told_of.ask}


def test_following_the_advice_to_drop_saves_what_the_plan_says(lanterns: Firm) -> None:
    says(7, used=False, worth=0)
    before = told(lanterns)
    assert before.could_save > 0
    decides(7, "drop")
    after = told(lanterns)
    assert after.saved == before.could_save
    assert after.could_save == 0


# All firms together


def test_firms_together_cost_what_they_cost_apart(lanterns: Firm, other_lanterns: Firm) -> None:
    both = queries.district(Firm.objects.all(), law=book(PANYU), on=ON, data_until=ON)
    apart = {plan.firm.pk: plan for plan in (told(lanterns), told(other_lanterns))}
    assert {one.firm.pk: one.total for one in both.firms} == {
        pk: plan.payable for pk, plan in apart.items()
    }
    shared = [line for line in apart[other_lanterns.pk].lines if line.record.key == key(1)]
    assert (both.shared, both.shared_payable) == (1, shared[0].total)
    assert both.payable + both.shared_payable == sum(one.total for one in both.firms)
    assert both.advice == {"cannot_tell": 10}


def test_a_shared_right_costs_until_all_its_firms_have_dropped_it(
    lanterns: Firm, other_lanterns: Firm
) -> None:
    def payable() -> Decimal:
        return queries.district(
            Firm.objects.all(), law=book(PANYU), on=ON, data_until=ON
        ).payable  # fmt: skip

    before = payable()
    for firm in (lanterns, other_lanterns):
        assert payable() == before
        RenewalDecision.objects.create(
            right=Right.objects.get(key=key(1), firm=firm), decision="drop", reason="不再生产",
            advice="cannot_tell", on=ON, by_name="deng", at=AT,
        )  # fmt: skip
    assert payable() < before


@pytest.fixture
def other_lanterns(lanterns: Firm) -> Firm:
    """Another firm that holds the first lantern too, and one of its own."""
    other = Firm.objects.create(name="佛山远光有限公司")
    shared = Right.objects.get(key=key(1), firm=lanterns)
    for own in (key(1), "CN20180X000099"):
        shared.pk, shared.firm, shared.key = None, other, own
        shared.application_number = own[2:]
        shared.save()
    return other


# The page


def test_the_page_shows_the_plan_its_chart_and_every_right(at_firm: Client, lanterns: Firm) -> None:
    answer = at_firm.get("/docket/plan/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('name="right"') == 9
    assert 'id="spec-renewals"' in page
    assert Money(told(lanterns).payable).text("zh") in text(answer)
    assert 'href="/docket/plan/' in at_firm.get("/docket/").content.decode()


def test_an_empty_plan_says_what_to_do(at_firm: Client) -> None:
    assert "请纳入企业的专利" in text(at_firm.get("/docket/plan/"))


def test_the_rights_can_be_filtered_and_ordered(at_firm: Client, lanterns: Firm) -> None:
    says(7, used=False, worth=0)
    decides(4, "let_go")

    def shown(**asked: Any) -> list[str]:
        page = at_firm.get("/docket/plan/", asked).content.decode()
        return re.findall(r'name="right" [^>]*id="right-\d+" value="([^"]+)"', page)

    assert shown(advice="drop") == [key(7)]
    assert shown(decision="let_go") == [key(4)]
    assert len(shown(decision="undecided")) == 8
    assert shown(q="第3型") == [key(3)]
    assert len(shown(type="design")) == 3
    lines = {line.record.key: line for line in told(lanterns).lines}
    dearest = [lines[one].total for one in shown(sort="-total")]
    assert dearest == sorted(dearest, reverse=True)
    filed = [lines[one].record.filed_on for one in shown(sort="filed")]
    assert filed == sorted(filed)
    assert "没有符合的专利" in text(at_firm.get("/docket/plan/", {"q": "无此灯"})) or (
        shown(q="无此灯") == []
    )


@pytest.mark.parametrize("years", ["0", "26", "five", "-1", "1.5"])
def test_a_span_that_is_none_is_told(at_firm: Client, lanterns: Firm, years: str) -> None:
    answer = at_firm.get("/docket/plan/", {"years": years})
    assert answer.status_code == 400
    assert years in text(answer)


def test_ticked_rights_are_decided_at_once(at_firm: Client, lanterns: Firm) -> None:
    answer = post(at_firm, act="decide", right=[key(1), key(2)], decision="drop", reason="停产")
    assert answer.status_code == 302
    assert RenewalDecision.objects.filter(decision="drop", on=ON).count() == 2
    page = text(at_firm.get("/docket/plan/"))
    assert "不计入合计" in page
    assert "停产" in page


def test_all_that_the_filter_leaves_is_decided_on_every_page(
    at_firm: Client, lanterns: Firm
) -> None:
    form = {"act": "decide", "every": "yes", "decision": "keep", "reason": "都要"}
    assert at_firm.post("/docket/plan/?type=design", form).status_code == 302
    decided = RenewalDecision.objects.values_list("right__patent_type", flat=True)
    assert list(decided) == ["design"] * 3


def test_a_mistake_is_told_at_its_field_and_keeps_what_was_typed(
    at_firm: Client, lanterns: Firm
) -> None:
    answer = post(at_firm, act="decide", right=[key(2)], decision="drop", worth="12")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="reason-fault"' in page
    assert re.search(rf'value="{key(2)}" checked', page)
    assert re.search(r'value="drop" checked', page)
    assert 'name="worth" inputmode="decimal" value="12"' in page
    for form, fault in (
        ({"act": "decide", "decision": "keep"}, "right"),
        ({"act": "decide", "right": [key(2)], "reason": "x"}, "decision"),
        ({"act": "state", "right": [key(2)], "worth": "viel"}, "worth"),
        ({"act": "state", "right": [key(2)], "worth": "-1"}, "worth"),
        ({"act": "state", "right": [key(2)], "worth": "NaN"}, "worth"),
    ):
        answer = post(at_firm, **form)
        assert answer.status_code == 400
        assert f'id="{fault}-fault"' in answer.content.decode(), form
    assert not RenewalDecision.objects.exists()
    assert not OwnerStatement.objects.exists()


def test_a_pledge_is_named_with_its_rule_before_the_right_is_dropped(
    at_firm: Client, lanterns: Firm
) -> None:
    pledged(7)
    form = {"act": "decide", "right": [key(7), key(1)], "decision": "drop", "reason": "停产"}
    answer = post(at_firm, **form)
    page = answer.content.decode()
    assert answer.status_code == 400
    bound = page.split('id="bound"')[1].split("</section>")[0]
    assert "Y2020440" in bound
    assert "番禺灯火银行" in bound
    assert 'href="/law/pledge.contract.optional/' in bound
    assert re.findall(r'name="bond" form="plan-form" value="([^"]+)"', page) == [
        f"{key(7)}|pledge|Y2020440"
    ]
    assert not RenewalDecision.objects.exists()
    bond = f"{key(7)}|pledge|Y2020440"
    assert post(at_firm, **form, bond=bond).status_code == 400
    assert post(at_firm, **form, despite="yes").status_code == 400
    assert post(at_firm, **form, bond=bond, despite="yes").status_code == 302
    despite = RenewalDecision.objects.get(right__key=key(7)).despite
    assert [one["number"] for one in despite] == ["Y2020440"]


def test_what_the_owner_says_changes_the_advice_on_the_page(
    at_firm: Client, lanterns: Firm
) -> None:
    answer = post(at_firm, act="state", right=[key(7)], used="no", worth="1,200.50")
    assert answer.status_code == 302
    made = OwnerStatement.objects.get()
    assert (made.used, made.worth, made.on) == (False, Decimal("1200.50"), ON)
    assert "一年值 1,200.50 元" in text(at_firm.get("/docket/plan/", {"q": "第7型"}))


def test_decisions_are_taken_on_the_plan_of_the_day_alone(at_firm: Client, lanterns: Firm) -> None:
    answer = at_firm.get("/docket/plan/", {"on": "2021-06-01"})
    assert 'name="act"' not in answer.content.decode()
    assert "决定须在 2021-11-01 的计划上作出" in text(answer)
    at_firm.post(
        "/docket/plan/?on=2021-06-01",
        {"act": "decide", "right": [key(1)], "decision": "keep", "reason": "要用"},
    )
    assert RenewalDecision.objects.get().on == ON


def test_an_office_reads_the_plans_and_decides_nothing(
    client: Client, office: Any, lanterns: Firm
) -> None:
    client.force_login(office)
    both = client.get("/docket/plan/")
    assert lanterns.name in text(both)
    one = client.get("/docket/plan/", {"firm": lanterns.pk})
    assert one.status_code == 200
    assert 'name="act"' not in one.content.decode()
    form = {"act": "decide", "right": [key(1)], "decision": "keep", "reason": "要用"}
    answer = client.post(f"/docket/plan/?firm={lanterns.pk}", form)
    assert answer.status_code == 403
    assert not RenewalDecision.objects.exists()


def test_a_firms_person_sees_no_plan_but_its_own(
    at_firm: Client, lanterns: Firm, other_lanterns: Firm
) -> None:
    answer = at_firm.get("/docket/plan/", {"firm": other_lanterns.pk})
    assert lanterns.name in text(answer)
    assert other_lanterns.name not in text(answer)
    strange = post(at_firm, act="decide", right=["CN20180X000099"], decision="keep", reason="x")
    assert strange.status_code == 404
    assert post(at_firm, act="burn").status_code == 404


def test_the_sheets_add_up_to_the_page(at_firm: Client, lanterns: Firm) -> None:
    decides(4, "drop")
    answer = at_firm.get("/docket/plan/export/", {"years": 10})
    years, rights, annuities = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    plan = told(lanterns, 10)
    *rows, last = years.iter_rows(min_row=2, values_only=True)
    assert [row[0] for row in rows] == list(plan.years)
    assert last[6] == sum(row[6] for row in rows) == float(plan.payable)
    assert last[8] == float(plan.saved)
    headings = [cell.value for cell in annuities[1]]
    payable, dropped = headings.index("应付合计"), headings.index("不再续费")
    details = list(annuities.iter_rows(min_row=2, values_only=True))
    assert sum(row[payable] for row in details if row[dropped] == "否") == last[6]
    assert rights.max_row == 1 + 9
    assert all(isinstance(row[headings.index("缴费期限")], datetime) for row in details)


def test_the_sheets_of_all_firms_open(client: Client, office: Any, lanterns: Firm) -> None:
    client.force_login(office)
    answer = client.get("/docket/plan/export/")
    years, firms = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    assert firms.max_row == 2
    assert years.max_row == 1 + 5 + 1


def test_harmful_names_do_no_harm_in_a_plan(at_firm: Client, lanterns: Firm) -> None:
    Right.objects.filter(key=key(1)).update(title=HARM)
    form = {"act": "decide", "right": [key(1)], "decision": "drop", "reason": HARM}
    assert post(at_firm, **form).status_code == 302
    assert HARM not in at_firm.get("/docket/plan/").content.decode()
    kept = post(at_firm, act="decide", right=[key(1)], reason=HARM).content.decode()
    assert HARM not in kept
    assert at_firm.get("/docket/plan/export/").status_code == 200


def test_no_page_of_the_plan_says_anything_in_the_other_language(
    at_firm: Client, firm_person: Any, lanterns: Firm
) -> None:
    from test_language_of_pages import catalogue, texts, visible

    pledged(7)
    says(7, used=False, worth=3)
    decides(4, "drop")
    form = {"act": "decide", "right": [key(7)], "decision": "drop", "reason": "停产"}
    english = [t for _, t in texts() if "%" not in t and "<" not in t and len(t.split()) > 1]
    strings = [m.string if isinstance(m.string, str) else m.string[0] for m in catalogue() if m.id]
    chinese = [one for one in strings if len(one) >= 6 and "%" not in one]
    for lang, foreign in (("zh", english), ("en", chinese)):
        Person.objects.filter(pk=firm_person.pk).update(lang=lang)
        for answer in (at_firm.get("/docket/plan/"), post(at_firm, **form)):
            shown = visible(answer.content.decode())
            assert [one for one in foreign if one in shown] == [], lang


def test_the_plan_asks_for_a_signed_in_person(client: Client, db: None) -> None:
    for path in ("/docket/plan/", "/docket/plan/export/"):
        assert client.get(path)["Location"][:7] == "/login/"


def test_no_question_of_a_plan_grows_with_the_rights(
    lanterns: Firm, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(25):
        told(lanterns)


def test_the_firms_own_line_is_a_permit() -> None:
    assert permits.TABLE["rights.decide"].keys() == {permits.OPERATOR, "firm"}


def test_a_chart_is_drawn_of_what_is_to_be_paid_and_of_nothing_else(lanterns: Firm) -> None:
    from ipharbor.web._renewal_chart import by_year

    decides(4, "drop")
    plan = told(lanterns)
    values = by_year(plan.totals)["layer"][0]["data"]["values"]
    assert sum(one["amount"] for one in values if not one["saved"]) == float(plan.payable)
    assert sum(one["amount"] for one in values if one["saved"]) == float(plan.saved) > 0
    assert all(one["part"].startswith(one["sign"]) for one in values)
    Right.objects.filter(firm=lanterns).update(granted_on=None)
    assert by_year(told(lanterns).totals) == {}
