"""Two firms with rights that lived through whatever codes can tell, drawn by lot."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from ipharbor.records.models import FeeReduction, Firm, Payment, Right, RightEvent
from ipharbor.register.codes import codes

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
KINDS = ("invention", "utility_model", "design")
TITLES = ("一种散热灯", "散热灯", "扬声器", "充电桩", "")
DETAILS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {"number": "Y2019440000012"}, {"licence_kind": "开放许可"},
    {"licence_kind": "普通许可", "number": "X2018440000007"}, {"until": "2021-03-04"},
    {"ended_on": "2018-02-01"}, {"text": "视为撤回", "registered_on": "20190304"},
    {"days": "120"}, {"notice_on": "2020-01-09"}, {"decision": "全部无效"},
)  # fmt: skip


def day(drawn: random.Random, first: int = 2008, last: int = 2023) -> date:
    return date(first, 1, 1) + timedelta(days=drawn.randrange(366 * (last - first)))


def register(seed: int) -> list[Firm]:
    """Two firms whose rights lived through everything that codes can tell."""
    drawn = random.Random(seed)
    firms = [Firm.objects.create(name=f"广州第{n}灯具有限公司") for n in (1, 2)]
    days = [day(drawn) for _ in range(6)]  # few, so that pairs of one day come about
    rights = [a_right(drawn, number, firms, days) for number in range(90)]
    Right.objects.bulk_create(rights)
    again = rights[0]
    Right.objects.create(
        firm=firms[1], key=again.key, patent_type=again.patent_type, taken_up_at=NOON,
        filed_on=again.filed_on, granted_on=again.granted_on, holders=again.holders,
    )  # fmt: skip
    for right in rights:
        lived(drawn, right, rights)
    FeeReduction.objects.create(firm=firms[0], since=2012, until=2020)
    if seed % 2:
        FeeReduction.objects.create(firm=firms[1], since=2013, until=2022)
    return firms


def a_right(drawn: random.Random, number: int, firms: list[Firm], days: list[date]) -> Right:
    filed = drawn.choice([*days, *days, day(drawn), None])
    granted = filed and drawn.choice([None, *[filed + timedelta(days=400 + number)] * 3])
    status = drawn.choice(["", "", "in_force", "lapsed_fee", "expired", "dead_application"])
    holders = drawn.choice([firms[:1], firms[:1], firms])
    return Right(
        firm=firms[number == 0 or number % 5 == 0] if number else firms[0],
        key=f"CN2015{number:08d}", application_number=f"2015{number:08d}.X",
        patent_type=drawn.choice(KINDS), title=drawn.choice(TITLES),
        holders=" | ".join(firm.name for firm in holders), filed_on=filed,
        published_on=filed and filed + timedelta(days=200), granted_on=granted,
        stated_status=status, stated_on=day(drawn, 2019) if status else None, taken_up_at=NOON,
    )  # fmt: skip


def lived(drawn: random.Random, right: Right, rights: list[Right]) -> None:
    longest = RightEvent._meta.get_field("code").max_length or 0
    known = sorted(code for code in codes() if len(code) <= longest)
    for place in range(drawn.choice([0, 1, 3, 6])):
        on = day(drawn, 2016)
        details = dict(drawn.choice(DETAILS))
        if drawn.random() < 0.2:
            details["twin"] = drawn.choice(rights).application_number
        RightEvent.objects.get_or_create(
            key=right.key, code=drawn.choice(known), on=on, number=str(place),
            defaults={
                "known_on": on + timedelta(days=drawn.choice([0, 0, 30, 900])),
                "details": details, "source": "gazette",
            },
        )  # fmt: skip
    for year in drawn.sample(range(2, 14), drawn.choice([0, 2, 5, 9])):
        paid_on = (right.filed_on or date(2012, 1, 1)) + timedelta(days=365 * (year - 1) - 20)
        amount = drawn.choice([None, Decimal("900"), Decimal("135.00"), Decimal("90.5")])
        Payment.objects.create(
            key=right.key, patent_year=year, paid_on=paid_on, amount=amount, known_on=paid_on,
            source="list",
        )  # fmt: skip
