"""High-value inventions by the five classes, and what the year will reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from region_world import BOOK, NANCUN, Place, document

from ipharbor.analysis.region import counting
from ipharbor.analysis.region.aiming import Aim, Standing, Wanted, aims
from ipharbor.analysis.region.asking import Asked, Frame
from ipharbor.analysis.region.cuts import ANY, Cut, count
from ipharbor.analysis.region.expecting import usual_share
from ipharbor.analysis.region.high_value import by_class, proofs, rules, untold_pledges
from ipharbor.analysis.region.layout import ABROAD, day_number
from ipharbor.analysis.region.ledger import Ledger, levels
from ipharbor.analysis.region.standards import Award, Rules, Standards
from ipharbor.register.events import Event
from ipharbor.vocabulary.chains import Chains, industries

NOW = date(2021, 11, 30)
KEY = "CN201910000001"


def rule() -> Rules:
    found = rules(BOOK, NOW)
    assert found is not None
    return found


def invention(key: str = KEY, filed: date = date(2019, 3, 1), **told: object) -> dict[str, object]:
    usual = {
        "published_on": date(2020, 3, 3),
        "granted_on": date(2021, 3, 2),
        "ipc": ["F21V 29/83"],
    }
    return document(key, "invention", filed, **usual | told)


def asked(place: Place, known: date = NOW, **by: object) -> Asked:
    standards = Standards("x", rule=rule(), chains=Chains(industries()), **by)  # type: ignore[arg-type]
    return Asked(place.ledger(), Frame(known, known), standards)


def classes(told: Asked) -> set[str]:
    return {code for code, mask in by_class(told).items() if mask.any()}


def test_a_lamp_alone_is_of_no_class() -> None:
    told = asked(Place([invention()]))
    assert classes(told) == set()
    assert counting.high_value_count(told).value == 0


def test_a_class_of_the_table_makes_an_emerging_one_by_any_of_its_symbols() -> None:
    told = asked(Place([invention(ipc=["F21V 29/83", "H02J 7/00"])]))
    assert classes(told) == {"emerging"}
    (one,) = proofs(told, 0)
    assert (one.told["symbol"], one.since) == ("H02J 7/00", date(2020, 3, 3))
    assert one.provision is not None
    assert not one.provision.certain
    assert classes(asked(Place([invention(ipc=["H02J 70/00"])]))) == set()


def test_only_inventions_in_force_count() -> None:
    lapse = Event("CF01", date(2021, 10, 1), date(2021, 10, 1))
    emerging = invention(ipc=["H01M 10/05"])
    assert classes(asked(Place([emerging], events={KEY: [lapse]}))) == set()
    model = document(KEY, "utility_model", date(2019, 3, 1), granted_on=date(2019, 9, 3),
                     ipc=["H01M 10/05"])  # fmt: skip
    assert classes(asked(Place([model]))) == set()


def test_more_than_ten_years_are_counted_from_filing_and_ten_are_not_more() -> None:
    old = invention(filed=date(2011, 11, 30))
    assert classes(asked(Place([old]), date(2021, 11, 30))) == set()
    told = asked(Place([old]), date(2021, 12, 1))
    assert classes(told) == {"maintained"}
    assert proofs(told, 0)[0].since == date(2021, 11, 30)
    from_grant = replace(rule(), from_filing=False)
    other = Asked(told.ledger, told.frame, Standards("y", rule=from_grant))
    assert classes(other) == set()


@pytest.mark.parametrize(
    ("amount", "found"), [("1000000", {"pledge"}), ("999999.99", set()), ("", set())]
)
def test_a_pledge_counts_from_the_threshold_on(amount: str, found: set[str]) -> None:
    details = {"number": "Y1"} | ({"amount": amount} if amount else {})
    pledge = Event("PE01", date(2021, 6, 1), date(2021, 6, 8), details)
    place = Place([invention()], events={KEY: [pledge]})
    told = asked(place)
    assert classes(told) == found
    assert untold_pledges(told) == (0 if amount else 1)
    assert classes(asked(place, date(2021, 6, 7))) == set(), "nobody knew of it yet"
    generous = Asked(told.ledger, told.frame, Standards("z", rule=replace(rule(), untold=True)))
    assert ("pledge" in classes(generous)) is (amount != "999999.99")


def test_a_granted_member_of_the_family_abroad_counts_once_it_is_known() -> None:
    ledger = Place([invention()]).ledger()
    day = day_number(date(2021, 5, 4))
    abroad = pa.Table.from_pylist(
        [{"right": 0, "office": "US", "number": "US19000001B2", "granted": day, "known": day}],
        ABROAD,
    )
    ledger = Ledger(ledger.manifest, {**ledger.tables, "abroad": abroad})
    standards = Standards("x", rule=rule())
    told = Asked(ledger, Frame(NOW, NOW), standards)
    assert classes(told) == {"overseas"}
    assert proofs(told, 0)[0].told == {"office": "US", "number": "US19000001B2"}
    before = Frame(date(2021, 5, 3), date(2021, 5, 3))
    assert classes(Asked(ledger, before, standards)) == set()


def test_an_award_counts_when_it_was_given_and_entered() -> None:
    award = Award(KEY, "中国专利奖", date(2021, 6, 1), date(2021, 9, 1))
    place = Place([invention()])
    assert classes(asked(place, awards=(award,))) == {"award"}
    assert classes(asked(place, date(2021, 8, 31), awards=(award,))) == set()


def test_one_of_several_classes_counts_once_and_opens_a_list_of_that_length() -> None:
    old = invention(filed=date(2005, 1, 4), ipc=["H01M 10/05"], granted_on=date(2009, 3, 3),
                    published_on=date(2006, 3, 3))  # fmt: skip
    told = asked(Place([old, invention("CN201910000002")]))
    figure = counting.high_value_count(told)
    assert classes(told) == {"emerging", "maintained"}
    assert figure.value == 1
    assert figure.cut is not None
    assert count(told, figure.cut) == 1
    assert count(told, Cut("in_force", type="invention", high="maintained")) == 1
    assert count(told, Cut("in_force", high=ANY)) == 1
    assert [row.counts["high"] for row in counting.by_class_of_value(told).rows] == [1, 0, 1, 0, 0]


def test_without_a_rule_there_is_no_figure() -> None:
    told = Asked(Place([invention()]).ledger(), Frame(NOW, NOW))
    assert counting.high_value_count(told).value is None
    assert counting.by_class_of_value(told).rows == ()


def test_a_right_counts_with_every_industry_of_its_classes_and_a_design_with_its_holders() -> None:
    lamps = [invention(f"CN2019100000{n:02d}") for n in range(3)]
    mixed = invention("CN201910000009", ipc=["F21V 29/83", "H01M 10/05"])
    design = document("CN201930000001", "design", date(2020, 3, 1), granted_on=date(2021, 3, 2),
                      ipc=[])  # fmt: skip
    told = asked(Place([*lamps, mixed, design]))
    rows = {row.code: row.counts["in_force"] for row in counting.by_industry(told).rows}
    assert rows["lighting"] == 5
    assert rows["vehicles"] == 1
    assert count(told, Cut("in_force", chain="lighting")) == 5
    assert count(told, Cut("in_force", chain="nowhere")) == 0


def test_a_symbol_lies_under_its_group_its_subclass_its_class_and_its_section() -> None:
    assert levels("F21V 29/83") == ("F21V 29/83", "F21V 29", "F21V", "F21", "F")


def grants(*years: int, monthly: int = 4) -> Place:
    told, number = [], 0
    for year in years:
        for month in range(1, 13):
            for _ in range(monthly + (year + month) % 2):
                number += 1
                on = date(year, month, 15)
                told.append(
                    document(f"CN2010{number:08d}", "design", on - timedelta(200), granted_on=on)
                )
    return Place(told)


def test_at_the_end_of_november_eleven_twelfths_of_a_year_have_usually_come() -> None:
    told = Asked(grants(2016, 2017, 2018, 2019, 2020, 2021).ledger(), Frame(NOW, NOW))
    assert usual_share(told) == pytest.approx(11 / 12, abs=0.02)
    assert usual_share(told, Cut("granted", type="design")) == usual_share(told)


def test_without_grants_nothing_is_usual() -> None:
    told = Asked(Place().ledger(), Frame(NOW, NOW))
    assert usual_share(told) is None


def test_family_members_are_found_by_the_number_of_their_first_filing() -> None:
    import ibis

    from ipharbor.analysis.region import _abroad
    from ipharbor.corpus.documents import DOCUMENT

    ledger = Place([invention()]).ledger()
    foreign = document("US2020000001", "invention", date(2020, 2, 1), office="US",
                       granted_on=date(2021, 5, 4), publication_numbers=["US20210000001A1",
                       "US19000001B2"])  # fmt: skip
    told = pa.Table.from_pylist([foreign], DOCUMENT)
    if "priority_numbers" in told.column_names:
        told = told.drop_columns(["priority_numbers"])
    lists = pa.array([[f"{KEY}.8"]], pa.list_(pa.string()))
    engine = ibis.duckdb.connect()
    engine.con.register("documents", told.append_column("priority_numbers", lists))
    found = _abroad.granted(engine.table("documents"), ledger.tables["rights"]).to_pylist()
    day = day_number(date(2021, 5, 4))
    assert found == [
        {"right": 0, "office": "US", "number": "US19000001B2", "granted": day, "known": day}
    ]
    assert np.all(ledger.column("abroad", "right") == 0)
    assert NANCUN in ledger.manifest.towns


def aimed(told: Asked, *wanted: tuple[str, str, float], **others: float) -> list[Aim]:
    year = told.frame.on.year
    found = aims(
        told,
        [Wanted(year, figure, town, value) for figure, town, value in wanted],
        {(name, ""): value for name, value in others.items()},
    )
    return list(found)


def test_who_is_behind_is_told_by_the_usual_course_of_the_grants() -> None:
    ledger = grants(2017, 2018, 2019, 2020, 2021).ledger()
    told = Asked(ledger, Frame(date(2021, 6, 30), date(2021, 6, 30)))
    reached = counting.granted(told).value
    assert reached is not None
    high, low = aimed(told, ("granted", "", 100), ("granted", NANCUN, 54))
    assert (high.standing, high.by) == (Standing.BEHIND, "grants")
    assert high.lacking == pytest.approx(50 - reached, abs=1)
    assert low.standing is Standing.ON_COURSE
    assert low.so_far == reached
    done = aimed(told, ("granted", "", reached))
    assert done[0].standing is Standing.REACHED
    over = Asked(ledger, Frame(date(2021, 12, 31), date(2021, 12, 31)))
    assert aimed(over, ("granted", "", 100))[0].standing is Standing.MISSED


def test_a_state_is_measured_from_where_the_year_began() -> None:
    ledger = grants(2019, 2020, 2021).ledger()
    told = Asked(ledger, Frame(date(2021, 6, 30), date(2021, 6, 30)))
    begun = told.at_end_of_year_before().in_force.sum()
    now = told.in_force.sum()
    (aim,) = aimed(told, ("in_force", "", float(begun + 2 * (now - begun))))
    assert aim.by == "growth"
    assert aim.usual == pytest.approx(now, abs=1)


def test_counts_of_others_go_by_the_days_and_shares_by_the_level() -> None:
    told = Asked(grants(2020, 2021).ledger(), Frame(date(2021, 7, 2), date(2021, 7, 2)))
    cases, share, trainings = aimed(
        told, ("cases", "", 100), ("invention_share", "", 0.3), ("trainings", "", 5), cases=49.0
    )
    assert (cases.by, cases.standing) == ("days", Standing.BEHIND)
    assert cases.usual == pytest.approx(50, abs=0.3)
    assert (share.by, share.so_far, share.standing) == ("level", 0.0, Standing.BEHIND)
    assert trainings.standing is Standing.UNTOLD


def test_targets_of_another_year_are_left_out() -> None:
    told = Asked(grants(2020, 2021).ledger(), Frame(NOW, NOW))
    assert aims(told, [Wanted(2020, "granted", "", 9)], {}) == ()
