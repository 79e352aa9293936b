"""Who decides what on a right, with which reason, and what is kept of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.rights.decide import Advised, Bond, Receipt, decide
from ipharbor.actions.rights.state_use import state_use
from ipharbor.fees.advice import Ground
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, OwnerStatement, Person, RenewalDecision, Right
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
UNUSED = (Ground("fees.advice.unused"), Ground("fees.advice.few_years_left", (("years", "2"),)))
PLEDGE = Bond("LAMP-1|pledge|Y1", "pledge", "Y1", ("pledge.consent.needed_for",))
pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    firm = Firm.objects.create(name="番禺走马灯有限公司")
    Right.objects.bulk_create(
        Right(
            firm=firm, key=f"LAMP-{row}", patent_type="utility_model", title=f"走马灯{row}",
            filed_on=date(2020, row, 3), granted_on=date(2020, 12, 1), taken_up_at=AT,
        )
        for row in range(1, 6)
    )  # fmt: skip
    return firm


@pytest.fixture
def owner(firm: Firm) -> permits.Actor:
    person = Person.objects.create(username="deng", role="firm", firm=firm)
    return permits.Actor(person.username, "firm", person, ON)


def told(*rows: int, advice: str = "drop", bonds: tuple[Bond, ...] = ()) -> list[Advised]:
    return [Advised(f"LAMP-{row}", advice, UNUSED, bonds) for row in rows]


def test_a_decision_keeps_who_took_it_when_and_what_was_advised(
    firm: Firm, owner: permits.Actor
) -> None:
    receipt = decide(firm, told(1, 2), decision="drop", on=ON, by=owner, at=AT)
    assert receipt == Receipt(decided=2, against=0, unchanged=0)
    made = RenewalDecision.objects.get(right__key="LAMP-1")
    assert (made.by, made.by_name, made.at, made.on) == (owner.person, "deng", AT, ON)
    assert (made.decision, made.advice, made.reason) == ("drop", "drop", "")
    assert made.grounds == [
        ["fees.advice.unused", {}],
        ["fees.advice.few_years_left", {"years": "2"}],
    ]


def test_many_rights_are_decided_in_one_line_of_the_journal(
    firm: Firm, owner: permits.Actor
) -> None:
    decide(firm, told(1, 2, 3, 4, 5), decision="drop", on=ON, by=owner, at=AT)
    (line,) = Line.objects.all()
    assert (line.action, line.subject, line.actor) == ("rights.decide", f"firm:{firm.pk}", "deng")
    assert line.details["rights"] == {f"LAMP-{row}": "drop" for row in range(1, 6)}


def test_a_decision_other_than_the_advice_wants_a_reason(firm: Firm, owner: permits.Actor) -> None:
    for advice in ("drop", "cannot_tell"):
        with pytest.raises(HarborError) as refused:
            decide(firm, told(1, advice=advice), decision="keep", reason="  ", on=ON, by=owner,
                   at=AT)  # fmt: skip
        assert (refused.value.code, refused.value.fields) == ("rights.decide.reason", ("reason",))
    receipt = decide(
        firm, told(1), decision="keep", reason="  2027 年展会\n还要用 ", on=ON, by=owner, at=AT
    )
    assert receipt.against == 1
    assert RenewalDecision.objects.get().reason == "2027 年展会 还要用"


def test_the_register_itself_refuses_a_decision_against_the_advice_without_reason(
    firm: Firm,
) -> None:
    right = Right.objects.get(key="LAMP-1")
    for wrong in ({"decision": "keep"}, {"decision": "burn"}, {"advice": "sell"}):
        given = {"decision": "drop", "advice": "drop", "by_name": "x", "at": AT, "on": ON} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            RenewalDecision.objects.create(right=right, **given)


def test_the_newest_decision_counts_and_the_older_ones_stay(
    firm: Firm, owner: permits.Actor
) -> None:
    decide(firm, told(1), decision="drop", on=ON, by=owner, at=AT)
    decide(firm, told(1), decision="keep", reason="客户来问", on=ON, by=owner, at=AT)
    rows = RenewalDecision.objects.order_by("pk").values_list("decision", flat=True)
    assert list(rows) == ["drop", "keep"]


def test_the_same_decision_taken_again_changes_nothing(firm: Firm, owner: permits.Actor) -> None:
    decide(firm, told(1), decision="drop", on=ON, by=owner, at=AT)
    again = decide(firm, told(1, 2), decision="drop", on=ON, by=owner, at=AT)
    assert again == Receipt(decided=1, against=0, unchanged=1)
    nothing = decide(firm, told(1, 2), decision="drop", on=ON, by=owner, at=AT)
    assert nothing == Receipt(decided=0, against=0, unchanged=2)
    assert Line.objects.count() == 2


@pytest.mark.parametrize("decision", ["drop", "let_go"])
def test_a_pledged_right_is_not_given_up_before_the_pledge_was_named(
    firm: Firm, owner: permits.Actor, decision: str
) -> None:
    bound = [*told(1, advice="keep", bonds=(PLEDGE,)), *told(2)]
    given = {"decision": decision, "reason": "不再生产", "on": ON, "by": owner, "at": AT}
    for shown in (frozenset(), frozenset({"LAMP-2|pledge|Y1"})):
        with pytest.raises(HarborError) as refused:
            decide(firm, bound, named=shown, **given)
        assert (refused.value.code, refused.value.fields) == ("rights.decide.bound", ("named",))
        assert not RenewalDecision.objects.exists()
    decide(firm, bound, named=frozenset({PLEDGE.id}), **given)
    pledged = RenewalDecision.objects.get(right__key="LAMP-1")
    assert pledged.despite == [
        {"family": "pledge", "number": "Y1", "rules": ["pledge.consent.needed_for"]}
    ]
    assert RenewalDecision.objects.get(right__key="LAMP-2").despite == []


def test_a_pledged_right_is_kept_without_further_ado(firm: Firm, owner: permits.Actor) -> None:
    decide(firm, told(1, advice="keep", bonds=(PLEDGE,)), decision="keep", on=ON, by=owner, at=AT)
    assert RenewalDecision.objects.get().despite == []


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"decision": "burn"}, "rights.decide.word"),
        ({"decision": ""}, "rights.decide.word"),
        ({"advised": []}, "rights.decide.nothing"),
        ({"reason": "灯" * 501}, "rights.decide.long"),
        ({"advised": [Advised("OTHER", "drop", ())]}, "docket.right.unknown"),
    ],
)
def test_what_cannot_be_decided_leaves_no_trace(
    firm: Firm, owner: permits.Actor, form: dict[str, object], code: str
) -> None:
    given = {"advised": told(1, 2), "decision": "drop", "reason": ""} | form
    with pytest.raises(HarborError) as refused:
        decide(firm, given.pop("advised"), on=ON, by=owner, at=AT, **given)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not RenewalDecision.objects.exists()
    assert not Line.objects.exists()


def test_one_firm_does_not_decide_on_the_rights_of_another(
    firm: Firm, owner: permits.Actor
) -> None:
    other = Firm.objects.create(name="佛山远光有限公司")
    Right.objects.create(firm=other, key="FAR-1", patent_type="design", taken_up_at=AT)
    for act in (
        lambda: decide(other, [Advised("FAR-1", "drop", ())], decision="drop", on=ON, by=owner,
                       at=AT),
        lambda: state_use(other, ["FAR-1"], used=True, worth=None, on=ON, by=owner, at=AT),
    ):  # fmt: skip
        with pytest.raises(HarborError) as refused:
            act()
        assert refused.value.code == "permit.denied"
    with pytest.raises(HarborError) as unknown:
        decide(firm, [Advised("FAR-1", "drop", ())], decision="drop", on=ON, by=owner, at=AT)
    assert unknown.value.code == "docket.right.unknown"


def test_what_the_owner_says_is_added_and_can_be_taken_back(
    firm: Firm, owner: permits.Actor
) -> None:
    given = {"on": ON, "by": owner, "at": AT}
    keys = ["LAMP-1", "LAMP-2"]
    assert state_use(firm, keys, used=False, worth=Decimal("1200.50"), **given) == 2
    assert state_use(firm, keys, used=False, worth=Decimal("1200.50"), **given) == 0
    assert state_use(firm, keys[:1], used=None, worth=None, **given) == 1
    rows = OwnerStatement.objects.filter(right__key="LAMP-1").order_by("pk")
    assert [(row.used, row.worth) for row in rows] == [(False, Decimal("1200.50")), (None, None)]
    assert [line.action for line in Line.objects.all()] == ["rights.state_use"] * 2


@pytest.mark.parametrize("worth", ["-0.01", "1000000000.01"])
def test_a_worth_out_of_range_is_told_at_its_field(
    firm: Firm, owner: permits.Actor, worth: str
) -> None:
    with pytest.raises(HarborError) as refused:
        state_use(firm, ["LAMP-1"], used=None, worth=Decimal(worth), on=ON, by=owner, at=AT)
    assert (refused.value.code, refused.value.fields) == ("rights.state.worth", ("worth",))
    assert not OwnerStatement.objects.exists()
