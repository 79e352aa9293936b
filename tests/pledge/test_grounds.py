"""The twelve grounds on which a pledge is refused, each with its three answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pledge_world import (
    FIRM,
    GRANT,
    NUMBER,
    OFFER,
    ON,
    PAID,
    PARTNER,
    SAID,
    WHOLE,
    book,
    checked,
    event,
    known,
    lamp,
    model,
)

from ipharbor.pledge.facts import Facts
from ipharbor.pledge.grounds import GROUNDS, PAPERS, Outcome
from ipharbor.pledge.offer import EVERY, Contract, Offer, Said
from ipharbor.register.events import Event
from ipharbor.register.verdict import Verdict
from ipharbor.vocabulary.messages import catalogue
from ipharbor.vocabulary.words import words

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
BOTH = lamp(holders=(FIRM, PARTNER))
TRANSFER = event("TR01", date(2023, 5, 9), before=FIRM, after=PARTNER)
UNTOLD = event("TR01", date(2023, 5, 9), before=FIRM)
GAP = event("TR01", date(2023, 5, 9), before="白云风扇厂", after=PARTNER)
LAPSED = event("CF01", date(2026, 5, 12), ended_on="2026-03-04", text="未缴年费专利权终止")
PLEDGE = event("PE01", date(2024, 8, 5), number="Y2024440000012", pledgor=FIRM, pledgee="珠江银行")
HELD = event("PP01", date(2026, 2, 3), number="P1", until="2029-02-02")
OLD_HOLD = event("PP01", date(2022, 2, 3), number="P1")
LONGER = event("TG01", date(2021, 6, 1))


def offer(**changed: object) -> Offer:
    return replace(OFFER, **changed)  # type: ignore[arg-type]


def said(**changed: object) -> Offer:
    return offer(said={EVERY: replace(SAID, **changed)})  # type: ignore[arg-type]


def clauses(told: dict[str, Verdict], listed: tuple[str, ...] = (NUMBER,)) -> Offer:
    return offer(contract=Contract({**WHOLE.clauses, **told}, frozenset(listed)))


Case = tuple[str, str, Verdict, str, Facts, Offer]
CASES: list[Case] = [
    ("not_owner", "the owner of record pledges", NO, "owner.is", known(), OFFER),
    ("not_owner", "one bracket wide or narrow is the same name", NO, "owner.is",
     known(lamp(holders=("广州（番禺）灯厂",))), offer(pledgors=("广州(番禺)灯厂",))),
    ("not_owner", "the right was sold before", YES, "owner.other", known(events=(GRANT, TRANSFER)),
     OFFER),
    ("not_owner", "a transfer does not tell to whom", UNKNOWN, "owner.untold",
     known(events=(GRANT, UNTOLD)), OFFER),
    ("not_owner", "the chain of title has a gap", UNKNOWN, "owner.gap",
     known(events=(GRANT, GAP)), OFFER),
    ("not_owner", "nobody says who pledges", UNKNOWN, "owner.no_pledgor", known(),
     offer(pledgors=())),
    ("ended", "the right stands", NO, "ended.presumed", known(), OFFER),
    ("ended", "it lapsed for an annuity", YES, "ended.over", known(events=(GRANT, LAPSED)), OFFER),
    ("ended", "it was declared invalid", YES, "ended.over",
     known(events=(GRANT, event("IW01", date(2025, 1, 7)))), OFFER),
    ("ended", "its term is over", YES, "ended.over",
     known(model_old := lamp("utility_model", filed_on=date(2016, 3, 4)),
           (event("GR01", date(2016, 11, 1)),), granted_on=date(2016, 11, 1)), OFFER),
    ("ended", "records leave open whether it was declared invalid", UNKNOWN, "ended.doubtful",
     known(events=(GRANT, event("C35", date(2025, 1, 7)))), OFFER),
    ("ended", "an annuity long due is not known to be paid", UNKNOWN, "ended.unpaid",
     known(paid=()), OFFER),
    ("not_granted", "the grant was announced", NO, "grant.announced", known(), OFFER),
    ("not_granted", "it is still in examination", YES, "grant.pending",
     known(events=(event("PB01", date(2020, 9, 1)), event("SE01", date(2020, 9, 22))),
           granted_on=None), OFFER),
    ("not_granted", "the application was withdrawn", YES, "grant.dead",
     known(events=(event("PB01", date(2020, 9, 1)), event("WW01", date(2022, 9, 22))),
           granted_on=None), OFFER),
    ("not_granted", "nothing but the filing is known", UNKNOWN, "grant.untold",
     known(events=(), granted_on=None), OFFER),
    ("annuity", "all are paid", NO, "annuity.in_order", known(), OFFER),
    ("annuity", "the register says that it lapsed for one", YES, "annuity.ended",
     known(events=(GRANT, LAPSED)), OFFER),
    ("annuity", "the last one is late while others are on record", YES, "annuity.in_grace",
     known(paid=PAID[:-1], on=date(2026, 5, 20)), OFFER),
    ("annuity", "one is missing among those paid", YES, "annuity.lapsed",
     known(paid=PAID[:-1]), OFFER),
    ("annuity", "one is late and no payment was ever told", UNKNOWN, "annuity.in_grace_untold",
     known(lamp(filed_on=date(2021, 3, 4)), (event("GR01", date(2025, 6, 1)),), paid=(),
           granted_on=date(2025, 6, 1), on=date(2026, 5, 20)), OFFER),
    ("annuity", "one could no longer be paid and no payment was ever told", UNKNOWN,
     "annuity.lapsed_untold", known(paid=()), OFFER),
    ("annuity", "the day of grant is not known", UNKNOWN, "annuity.no_day",
     known(granted_on=None), OFFER),
    ("annuity", "a court's order stops the end for an unpaid one", YES, "annuity.stayed",
     known(events=(GRANT, HELD), paid=PAID[:-1]), OFFER),
    ("suspended", "no order is on record", NO, "freeze.none", known(), OFFER),
    ("suspended", "a court holds it", YES, "freeze.preservation", known(events=(GRANT, HELD)),
     OFFER),
    ("suspended", "an order has outlasted what one may", UNKNOWN, "freeze.run_out",
     known(events=(GRANT, OLD_HOLD)), OFFER),
    ("suspended", "a code does not tell whether an order began", UNKNOWN, "freeze.unclear",
     known(events=(GRANT, event("RINS", date(2024, 1, 2)))), OFFER),
    ("debt_outlasts", "the debt ends within the term", NO, "term.covers", known(), OFFER),
    ("debt_outlasts", "the debt ends on the last day of the term", NO, "term.covers", known(),
     offer(debt_until=date(2039, 3, 3))),
    ("debt_outlasts", "the debt ends a day later", YES, "term.outlasts", known(),
     offer(debt_until=date(2039, 3, 4))),
    ("debt_outlasts", "nobody says how long the debt runs", UNKNOWN, "term.no_debt", known(),
     offer(debt_until=None)),
    ("debt_outlasts", "the term is not known", UNKNOWN, "term.unknown", known(lamp("")), OFFER),
    ("debt_outlasts", "the term was lengthened and nobody tells by how much", UNKNOWN, "term.open",
     known(events=(GRANT, LONGER)), offer(debt_until=date(2039, 3, 4))),
    ("contract", "it has all that is required", NO, "contract_read.complete", known(), OFFER),
    ("contract", "the scope is missing", YES, "contract_read.lacks", known(),
     clauses({"scope": NO})),
    ("contract", "it does not name this right", YES, "contract_read.right_absent", known(),
     clauses({}, listed=("201910000002.2",))),
    ("contract", "the term of the debt is left blank", UNKNOWN, "contract_read.unclear", known(),
     clauses({"performance": UNKNOWN})),
    ("contract", "nobody has read it", UNKNOWN, "contract_read.unread", known(),
     offer(contract=None)),
    ("co_owners", "there is one owner", NO, "co_owners.sole", known(), OFFER),
    ("co_owners", "all of them pledge", NO, "co_owners.all", known(BOTH),
     offer(pledgors=(FIRM, PARTNER))),
    ("co_owners", "the other consents", NO, "co_owners.consent", known(BOTH),
     offer(consents={PARTNER: True})),
    ("co_owners", "they agreed that each may pledge alone", NO, "co_owners.agreed", known(BOTH),
     offer(agreed_otherwise=True)),
    ("co_owners", "the other refuses", YES, "co_owners.refused", known(BOTH),
     offer(consents={PARTNER: False})),
    ("co_owners", "nobody asked the other", UNKNOWN, "co_owners.unasked", known(BOTH), OFFER),
    ("co_owners", "the owners are not known", UNKNOWN, "co_owners.unknown",
     known(events=(GRANT, UNTOLD)), OFFER),
    ("pledged", "no pledge is on record", NO, "pledged.none", known(), OFFER),
    ("pledged", "the last pledge was cancelled", NO, "pledged.none",
     known(events=(GRANT, PLEDGE, event("PC01", date(2025, 8, 5), number="Y2024440000012"))),
     OFFER),
    ("pledged", "a bank holds a pledge on it", YES, "pledged.stands", known(events=(GRANT, PLEDGE)),
     OFFER),
    ("pledged", "a code does not tell whether one began or ended", UNKNOWN, "pledged.unclear",
     known(events=(GRANT, event("PLDC", date(2024, 1, 2)))), OFFER),
    ("double_filing", "an invention is none", NO, "twin.other_kind", known(), OFFER),
    ("double_filing", "the applicant declared the invention of that day", YES, "twin.on_record",
     known(model(declared=True)), OFFER),
    ("double_filing", "the parties say so", YES, "twin.stated", known(model()),
     said(double_filing=True)),
    ("double_filing", "the parties declare that there is none", NO, "twin.denied", known(model()),
     OFFER),
    ("double_filing", "one of that day looks alike", UNKNOWN, "twin.likely",
     known(model(declared=None)), said(double_filing=None)),
    ("double_filing", "an invention of that day may still be unpublished", UNKNOWN,
     "twin.unpublished",
     known(lamp("utility_model", filed_on=date(2025, 9, 1)), (event("GR01", date(2026, 3, 3)),),
           granted_on=date(2026, 3, 3), paid=()), said(double_filing=None)),
    ("double_filing", "none is on record long after publication", NO, "twin.none", known(model()),
     said(double_filing=None)),
    ("invalidation_pending", "the parties say so", YES, "invalidity.stated", known(),
     said(invalidation=True)),
    ("invalidation_pending", "the parties say that none is", NO, "invalidity.denied", known(),
     OFFER),
    ("invalidation_pending", "nobody says, and the gazette tells no requests", UNKNOWN,
     "invalidity.untold", known(), said(invalidation=None)),
    ("invalidation_pending", "what is not granted cannot be attacked", NO, "invalidity.no_right",
     known(events=(event("PB01", date(2020, 9, 1)),), granted_on=None), said(invalidation=None)),
    ("other", "something is stated", YES, "other.stated", known(),
     said(other=True, words="出质人正在破产程序中")),
    ("other", "the person in charge found nothing", NO, "other.denied", known(), OFFER),
    ("other", "nobody says", UNKNOWN, "other.untold", known(), said(other=None)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("ground", "verdict", "code", "right", "offered"),
    [(ground, verdict, code, right, offered) for ground, _, verdict, code, right, offered in CASES],
    ids=[f"{ground}, {verdict}: {sentence}" for ground, sentence, verdict, *_ in CASES],
)
def test_the_ground_is_answered(
    ground: str, verdict: Verdict, code: str, right: Facts, offered: Offer
) -> None:
    answer = checked(right, offered).answer(ground)
    assert (answer.verdict, answer.code) == (verdict, f"pledge.{code}")


def test_every_ground_has_all_three_answers_among_the_cases() -> None:
    assert {(ground, verdict) for ground, _, verdict, *_ in CASES} == {
        (ground, verdict) for ground in GROUNDS for verdict in Verdict
    }


def test_the_grounds_are_those_of_the_law_in_its_order() -> None:
    listed = book().on(ON)["pledge.refusal"].terms.items
    assert [term.code for term in listed] == [one.ground for one in checked().answers]
    soft = {"double_filing", "invalidation_pending"}
    assert {one.ground for one in checked().answers if one.soft} == soft
    assert set(GROUNDS) == {term.code for term in listed}


def test_a_lamp_without_fault_is_clear() -> None:
    found = checked()
    assert found.outcome is Outcome.CLEAR
    assert (found.hard, found.soft, found.unknown, found.papers) == ((), (), (), ())


def test_a_soft_ground_gives_way_once_the_parties_insist_and_a_hard_one_never_does() -> None:
    attacked, pledged = said(invalidation=True), known(events=(GRANT, PLEDGE))
    assert checked(offer=attacked).outcome is Outcome.SOFT
    insisting = frozenset({(EVERY, "invalidation_pending"), (EVERY, "pledged")})
    told = checked(pledged, replace(attacked, acknowledged=insisting))
    assert [one.ground for one in told.acknowledged] == ["invalidation_pending"]
    assert told.soft == ()
    assert [one.ground for one in told.hard] == ["pledged"]
    assert told.outcome is Outcome.REFUSED
    alone = checked(
        offer=replace(attacked, acknowledged=frozenset({(NUMBER, "invalidation_pending")}))
    )
    assert alone.outcome is Outcome.CLEAR
    other = frozenset({("201910000002.2", "invalidation_pending")})
    assert checked(offer=replace(attacked, acknowledged=other)).outcome is Outcome.SOFT


def test_what_nobody_can_tell_is_neither_clear_nor_refused() -> None:
    found = checked(offer=said(invalidation=None))
    assert [one.ground for one in found.unknown] == ["invalidation_pending"]
    assert found.outcome is Outcome.CANNOT_TELL
    assert found.papers == ("statement",)


def test_what_is_said_of_one_right_goes_before_what_is_said_of_all() -> None:
    attacked = offer(said={EVERY: SAID, NUMBER: Said(invalidation=True)})
    found = checked(offer=attacked)
    assert found.answer("invalidation_pending").verdict is YES
    assert found.answer("other").verdict is NO


def test_what_became_known_later_does_not_change_the_check_of_that_day() -> None:
    day = date(2024, 8, 20)
    late = Event("PE01", date(2024, 8, 5), date(2024, 9, 3), {"number": "Y2024440000012"})
    then = known(events=(GRANT, late), on=day, known_on=day)
    now = known(events=(GRANT, late), on=day, known_on=ON)
    assert checked(then, on=day).answer("pledged").verdict is NO
    assert checked(now, on=day).answer("pledged").verdict is YES


def test_each_answer_names_the_day_of_the_fact_behind_it() -> None:
    pledged = checked(known(events=(GRANT, PLEDGE))).answer("pledged")
    assert pledged.on == PLEDGE.on
    told = pledged.told("zh", book(), ON)
    assert "珠江银行" in told.what
    assert "Y2024440000012" in told.what
    assert "2024-08-05" in told.what
    assert "注销" in told.next
    assert pledged.papers == ("cancellation_notice",)


def test_a_missing_clause_is_named_as_the_law_words_it() -> None:
    lacks = checked(offer=clauses({"scope": NO, "parties": NO})).answer("contract")
    assert "当事人名称、地址；担保范围" in lacks.told("zh", book(), ON).what
    assert "scope of the security" in lacks.told("en", book(), ON).what


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_is_told_in_full(lang: str) -> None:
    for ground, _, _, _, right, offered in CASES:
        answer = checked(right, offered).answer(ground)
        told = answer.told(lang, book(), ON)
        assert answer.code in catalogue()
        assert "{" not in told.what + told.next
        assert answer.code not in told.what
        if answer.verdict is not NO:
            assert told.next, answer.code


def test_papers_belong_to_answers_there_are_and_have_names() -> None:
    assert set(PAPERS) <= set(catalogue())
    for papers in PAPERS.values():
        for paper in papers:
            assert {f"pledge_paper_{paper}"} <= words("zh").keys() & words("en").keys(), paper


def test_a_lender_is_advised_though_the_office_refuses_nothing() -> None:
    licensed = event("EE01", date(2025, 1, 8), number="X2025440000007", licensee="白云风扇厂")
    found = checked(known(model(), (GRANT, licensed, event("IP01", date(2024, 1, 7)))))
    assert found.hard == ()
    assert [one.code for one in found.advice] == [
        "pledge.advice.evaluation_report", "pledge.advice.limited", "pledge.advice.licensed",
        "pledge.advice.annuity_ahead",
    ]  # fmt: skip
    for one in found.advice:
        for lang in ("zh", "en"):
            assert "{" not in one.told(lang).what + one.told(lang).next
    assert "白云风扇厂" in found.advice[2].told("zh").what
    assert checked().advice[0].code == "pledge.advice.annuity_ahead"
    assert checked(offer=offer(debt_until=date(2026, 12, 1))).advice == ()
