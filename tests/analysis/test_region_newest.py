"""What has happened last in the region, for a wall that anybody can read."""

from __future__ import annotations

from datetime import date

from region_world import CAI, FAR_OFF, MING, Place, document

from ipharbor.queries.newest import OF_EACH, newest
from ipharbor.register.events import Event

BANK = "番禺银行股份有限公司"
NOW = date(2021, 11, 30)
KEYS = tuple(f"CN2019100000{number:02d}" for number in range(1, 7))


def model(key: str, granted: date, kind: str = "utility_model") -> dict[str, object]:
    return document(key, kind, date(2019, 3, 1), granted_on=granted)


def transfer(on: date, giver: str, taker: str) -> Event:
    return Event("TR01", on, on, {"before": giver, "after": taker})


def pledge(on: date, number: str) -> Event:
    return Event("PE01", on, on, {"number": number, "pledgor": MING, "pledgee": BANK})


def test_the_last_days_of_grants_come_first_and_no_more_than_two_of_them() -> None:
    days = [date(2021, month, 5) for month in (3, 6, 9, 9)]
    place = Place([model(key, day) for key, day in zip(KEYS, days, strict=False)])
    found = newest(place.asked(NOW), 9)
    assert [(one.on.month, one.kind, one.count) for one in found] == [
        (9, "granted", 2), (6, "granted", 1),
    ]  # fmt: skip
    assert len(found) == OF_EACH
    assert newest(place.asked(date(2021, 7, 1)), 9)[0].on.month == 6


def test_rights_pledged_under_one_number_are_one_piece_of_news() -> None:
    old = date(2020, 5, 5)
    place = Place(
        [model(key, old) for key in KEYS],
        events={key: [pledge(date(2021, 5, 4), "Y1" if n < 4 else "Y2")]
                for n, key in enumerate(KEYS)},
    )  # fmt: skip
    found = newest(place.asked(NOW), 9)
    assert sorted((one.kind, one.count, one.giver, one.taker) for one in found) == [
        ("pledge", 2, MING, BANK), ("pledge", 4, MING, BANK),
    ]  # fmt: skip


def test_persons_are_not_named() -> None:
    place = Place(
        [model(KEYS[0], date(2020, 5, 5)), model(KEYS[1], date(2020, 5, 5))],
        events={
            KEYS[0]: [transfer(date(2021, 5, 4), MING, "陈光")],
            KEYS[1]: [transfer(date(2021, 4, 4), MING, f"{CAI};{FAR_OFF}")],
        },
    )
    found = newest(place.asked(NOW), 9)
    assert [(one.giver, one.taker) for one in found] == [(MING, ""), (MING, "")]


def test_no_more_are_told_than_fit() -> None:
    place = Place(
        [model(key, date(2021, 3, 2)) for key in KEYS],
        events={KEYS[0]: [pledge(date(2021, 6, 1), "Y1")],
                KEYS[1]: [transfer(date(2021, 7, 1), MING, CAI)]},
    )  # fmt: skip
    assert [one.kind for one in newest(place.asked(NOW), 2)] == ["transfer", "pledge"]
