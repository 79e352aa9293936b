"""How much of what rights and holders should have is there."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from region_world import DALONG, MING, Place, document, holder

from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.cuts import LACKS, Cut, count
from ipharbor.analysis.region.quality import HOLDER_LACKS, Filled, of_holders, of_rights

NOW = date(2021, 11, 30)
LAMP, MODEL, SHADE = "CN201910000001", "CN201910000002", "CN201910000003"


def invention(key: str = LAMP, **told: object) -> dict[str, object]:
    usual = {"published_on": date(2020, 3, 3)}
    return document(key, "invention", date(2019, 3, 1), **usual | told)


def parts(asked: Asked) -> dict[str, Filled]:
    return {one.name: one for one in of_rights(asked)}


def test_every_part_says_how_many_rights_have_it_and_opens_those_that_have_not() -> None:
    place = Place([
        invention(),
        document(MODEL, "utility_model", date(2019, 3, 1), granted_on=date(2019, 9, 3), town=None,
                 agency=None, inventors=[]),
    ])  # fmt: skip
    asked = place.asked(NOW)
    told = parts(asked)
    assert list(told) == list(LACKS)
    assert (told["town"].told, told["town"].of, told["town"].lacking) == (1, 2, 1)
    assert (told["agency"].told, told["agency"].needed) == (1, False)
    assert told["inventors"].share == 0.5
    for name, one in told.items():
        assert count(asked, Cut(lacks=name)) == one.lacking, name


def test_designs_are_not_asked_for_claims_abstract_and_classes() -> None:
    design = document(SHADE, "design", date(2019, 3, 1), granted_on=date(2019, 9, 3), ipc=[])
    told = parts(Place([invention(ipc=[]), design]).asked(NOW))
    for name in ("ipc", "abstract", "first_claim"):
        assert told[name].of == 1, name
    assert told["ipc"].lacking == 1
    assert told["filed"].of == 2


def test_long_texts_are_told_by_the_corpus_beside_the_columns() -> None:
    place = Place([invention(), invention(MODEL, cites=["CN1A"], address="番禺区南村镇")])
    texts = pa.table({"serial": [1, 2], "abstract": [True, False], "first_claim": [False, True]})
    told = parts(place.asked(NOW, texts=texts))
    assert [told[one].told for one in ("abstract", "first_claim", "cites", "address")] == [1] * 4
    assert told["priority_numbers"].told == 0


def test_what_was_not_known_on_the_day_is_not_asked_for() -> None:
    place = Place([invention(), invention(MODEL, published_on=date(2021, 5, 4), town=None)])
    assert parts(place.asked(date(2020, 12, 31)))["town"].lacking == 0
    assert parts(place.asked(NOW))["town"].lacking == 1


def test_a_town_asks_for_its_own_rights_alone() -> None:
    place = Place([invention(), invention(MODEL, town=DALONG, agency=None)])
    assert parts(place.asked(NOW, town=DALONG))["agency"].of == 1


def test_holders_are_asked_for_what_their_kind_has() -> None:
    place = Place(
        [invention()],
        holders=[
            holder(1, MING, credit_code="", trade="", size="", industry="3872"),
            holder(2, "番禺大学", kind="university", credit_code="1", size=""),
            holder(3, "陈光", kind="individual", trade="", size=""),
        ],
    )
    ledger = place.ledger()
    told = {one.name: one for one in of_holders(ledger, np.ones(3, dtype=np.bool_))}
    assert list(told) == list(HOLDER_LACKS)
    assert {name: one.of for name, one in told.items()} == {
        "register": 3, "town": 3, "credit_code": 2, "trade": 2, "industry": 2, "size": 1,
    }  # fmt: skip
    assert {name: one.lacking for name, one in told.items()} == {
        "register": 0, "town": 0, "credit_code": 1, "trade": 1, "industry": 1, "size": 1,
    }  # fmt: skip


def test_a_holder_who_is_not_in_the_register_lacks_that_and_is_asked_for_nothing_else() -> None:
    ledger = Place([invention(applicants=["番禺新有限公司"])], holders=[holder(1, MING)]).ledger()
    told = {one.name: one for one in of_holders(ledger, np.array([False, True]))}
    assert (told["register"].of, told["register"].lacking) == (1, 1)
    assert told["trade"].of == 0
    assert told["trade"].share is None
