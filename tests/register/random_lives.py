"""Invented rights by the thousand: plausible lives, disturbed ones, and pure noise."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import strategies as st

from ipharbor.register.codes import codes
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, Twin

CODES = [*codes(), "ZZ99"]
FIRST = date(2000, 1, 1)
WORDS = [
    "",
    "全部无效",
    "部分无效",
    "视为放弃",
    "备案的注销",
    "质押登记的变更",
    "保全解除",
    "discharge",
]

few_days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=211 * n))
maybe_day = st.none() | few_days


def _details(told: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in told.items() if value not in (None, "")}


details = st.fixed_dictionaries(
    {
        "number": st.sampled_from(["", "", "N1", "N2", "登记3"]),
        "text": st.sampled_from(WORDS),
        "ended_on": maybe_day,
        "days": st.none() | st.integers(0, 900),
        "term_ends_on": st.none() | few_days.map(lambda day: day + timedelta(days=7300)),
        "registered_on": maybe_day,
        "until": maybe_day,
        "notice_on": maybe_day,
        "obstacle_ended_on": maybe_day,
        "licence_kind": st.sampled_from(["", "普通许可", "开放许可"]),
        "before": st.sampled_from(["", "甲", "甲;乙"]),
        "after": st.sampled_from(["", "乙", "丙;丁"]),
    }
).map(_details)
events = st.lists(
    st.builds(Event, st.sampled_from(CODES), few_days, few_days, details), max_size=14
)
CROWDED = ["GR01", "CF01", "C19", "RR01", "PE01", "PC01", "PM01", "PLDC", "EE01", "EC01", "PP01",
           "PD01", "TG01", "TP01", "IW01", "IP01", "EXPY", "CX01"]  # fmt: skip
few = st.integers(1, 6).map(lambda n: FIRST + timedelta(days=400 * n))
crowded = st.lists(
    st.builds(
        Event,
        st.sampled_from(CROWDED),
        few,
        st.just(FIRST),
        st.fixed_dictionaries(
            {
                "number": st.sampled_from(["", "N1", "N2"]),
                "ended_on": st.none() | few,
                "days": st.none() | st.sampled_from([10, 900]),
                "until": st.none() | few,
                "notice_on": st.none() | few,
            }
        ).map(_details),
    ),
    min_size=3,
    max_size=12,
).map(lambda told: [Event("GR01", FIRST + timedelta(days=10), FIRST), *told])
"""Events of few kinds on few days, so that repetitions, cancellations and ties are common."""
twins = st.none() | st.builds(Twin, st.just("T"), st.none() | st.booleans(), maybe_day, maybe_day)
rights = st.builds(
    Right,
    st.just("K"),
    st.sampled_from(["invention", "utility_model", "design", ""]),
    st.none() | st.just(FIRST) | few_days,
    st.just(("甲",)),
    twins,
    twins,
)


def region(n: int, seed: int) -> tuple[list[Right], dict[str, list[Event]]]:
    """``n`` rights filed 1996-2022 with plausible events; one in twenty is disturbed."""
    dice = random.Random(seed)
    made: list[Right] = []
    told: dict[str, list[Event]] = {}
    for place in range(n):
        kind = dice.choice(["invention", "invention", "utility_model", "design"])
        filed = date(1996, 1, 1) + timedelta(days=dice.randrange(9800))
        key = f"R{place:06}"
        twin = None
        if kind == "utility_model" and dice.random() < 0.05:
            granted = filed + timedelta(days=dice.randrange(700, 1500))
            twin = Twin(key + "T", dice.random() < 0.8, granted, granted)
        made.append(Right(key, kind, filed, ("甲",), twin))
        told[key] = _life(dice, kind, filed)
    return made, told


def _life(dice: random.Random, kind: str, filed: date) -> list[Event]:
    day = filed
    life: list[Event] = []

    def happens(code: str, within: int, **told: object) -> None:
        nonlocal day
        day = day + timedelta(days=dice.randrange(1, within))
        life.append(Event(code, day, day + timedelta(days=dice.randrange(30)), _details(told)))

    if kind == "invention":
        happens("PB01", 540)
        happens("SE01", 200)
        if dice.random() < 0.3:
            happens(dice.choice(["WD01", "WW01", "RJ01"]), 900)
            return life
        happens("GR01", 900)
    else:
        happens("GR01", 400)
    for number in range(dice.randrange(5)):
        code = dice.choice(["TR01", "PE01", "EE01", "PP01", "CP01", "PM01", "PC01", "EC01", "PD01",
                            "LICC", "OL01", "CB03"])  # fmt: skip
        happens(code, 500, number=dice.choice(["", f"N{number // 2}"]), before="甲", after="乙")
    if dice.random() < 0.6:
        due = day + timedelta(days=dice.randrange(300))
        told = dice.choice([None, None, due + timedelta(days=200)])
        happens("CF01", 700, ended_on=dice.choice([None, due]), notice_on=told)
        if dice.random() < 0.1:
            happens("RR01", 300)
    if dice.random() < 0.05:
        happens(dice.choice(["IW01", "IP01", "C35", "TG01", "CX01"]), 900, days=120)
    if dice.random() < 0.05:
        dice.shuffle(life)
        spoilt = [Event(e.code, life[0].on, e.known_on, e.details) for e in life[:2]]
        return [*life, *spoilt]
    return life
