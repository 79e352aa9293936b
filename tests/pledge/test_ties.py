"""What hangs on a right, and which acts that stands against under which rule."""

from __future__ import annotations

from datetime import date

from pledge_world import FIRM, GRANT, NUMBER, ON, PARTNER, book, event, known, lamp, model

from ipharbor.pledge.ties import Act, Block, Case, Force, Sort, Tie, rules, ties

LAW = book().on(ON)
PLEDGE = event("PE01", date(2024, 8, 5), number="Y2024440000012", pledgor=FIRM, pledgee="珠江银行")
HELD = event("PP01", date(2026, 2, 3), number="P1", until="2029-02-02")
SOLE = event("EE01", date(2025, 1, 8), number="X1", licensee="白云风扇厂", licence_kind="独占许可")
PLAIN = event("EE01", date(2025, 1, 8), number="X1", licensee="白云风扇厂", licence_kind="普通许可")


def of(sort: Sort, found: tuple[Tie, ...]) -> Tie:
    (one,) = [tie for tie in found if tie.sort is sort]
    return one


def test_a_right_held_alone_has_its_owner_and_nothing_is_in_the_way() -> None:
    (owner,) = ties(known(), LAW)
    assert (owner.sort, owner.who, owner.free) == (Sort.OWNER, (FIRM,), True)


def test_co_owners_have_a_say_in_a_transfer_and_in_a_pledge() -> None:
    found = ties(known(lamp(holders=(FIRM, PARTNER))), LAW)
    assert [one.who for one in found] == [(FIRM,), (PARTNER,)]
    assert found[0].sort is Sort.CO_OWNER
    assert found[0].blocks == (
        Block(Act.TRANSFER, Force.CONSENT, "transfer_of_right.co_owners_consent"),
        Block(Act.PLEDGE, Force.CONSENT, "pledge.registration.co_owners"),
    )


def test_a_pledge_forbids_another_and_binds_transfer_and_licence_to_the_pledgees_consent() -> None:
    pledge = of(Sort.PLEDGE, ties(known(events=(GRANT, PLEDGE)), LAW))
    assert (pledge.who, pledge.number) == (("珠江银行",), "Y2024440000012")
    consent = [one.act for one in pledge.blocks if one.force is Force.CONSENT]
    assert consent == [Act.TRANSFER, Act.LICENCE, Act.OPEN_LICENCE]
    assert [one.act for one in pledge.blocks if one.force is Force.FORBIDS] == [Act.PLEDGE]
    named = [one.name for one in rules(pledge, LAW)]
    assert named == ["pledge.consent.needed_for", "pledge.refusal"]


def test_a_courts_order_forbids_what_the_law_lists() -> None:
    held = of(Sort.PRESERVATION, ties(known(events=(GRANT, HELD)), LAW))
    assert held.until == date(2029, 2, 2)
    listed = {term.code for term in LAW["suspension.forbids"].terms.items}
    assert {str(one.act) for one in held.blocks} == listed
    assert {one.force for one in held.blocks} == {Force.FORBIDS}


def test_an_exclusive_licence_forbids_an_open_one_and_an_ordinary_one_forbids_nothing() -> None:
    sole = of(Sort.LICENCE, ties(known(events=(GRANT, SOLE)), LAW))
    assert sole.blocks == (Block(Act.OPEN_LICENCE, Force.FORBIDS, "open_licence.bars"),)
    assert of(Sort.LICENCE, ties(known(events=(GRANT, PLAIN)), LAW)).free


def test_an_open_licence_forbids_an_exclusive_one() -> None:
    declared = event("OL01", date(2025, 1, 8), number="K1")
    found = ties(known(events=(GRANT, declared)), LAW)
    (block,) = of(Sort.OPEN_LICENCE, found).blocks
    assert (block.act, block.force) == (Act.EXCLUSIVE, Force.FORBIDS)


def test_a_same_day_invention_lets_a_pledge_pass_only_if_the_parties_insist() -> None:
    twin = of(Sort.TWIN, ties(known(model(declared=True)), LAW))
    assert twin.blocks == (Block(Act.PLEDGE, Force.INSIST, "pledge.refusal"),)
    assert not twin.likely
    assert of(Sort.TWIN, ties(known(model(declared=None)), LAW)).likely


def test_an_open_case_is_told_and_a_closed_one_is_not() -> None:
    cases = [
        Case("穗知（番）2026-3", "infringement", date(2026, 5, 4), (FIRM, "白云风扇厂")),
        Case("穗知（番）2020-1", "mediation", date(2020, 5, 4), open=False),
    ]
    case = of(Sort.CASE, ties(known(), LAW, cases=cases))
    assert (case.number, case.who, case.key) == (cases[0].number, cases[0].parties, NUMBER)
    assert case.free


def test_a_law_without_the_rules_forbids_nothing() -> None:
    early = book().on(date(2015, 5, 4))
    held = of(Sort.PRESERVATION, ties(known(events=(GRANT, HELD)), early))
    assert held.free
