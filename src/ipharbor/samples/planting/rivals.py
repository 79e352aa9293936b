"""Competitors outside: one that enters a firm's field, one to which a key inventor goes."""

from __future__ import annotations

from datetime import date, timedelta

from ipharbor.samples._drawing import INVENTION, MODEL
from ipharbor.samples._holders import Workshop, firm_as_holder, workshop
from ipharbor.samples._making_names import person
from ipharbor.samples.planting.garden import (
    ENTRANT,
    INVENTOR,
    Draft,
    Garden,
    Plant,
    counted,
    workday,
)
from ipharbor.samples.vocabularies import trades

_TELLING = 3  # documents by which an entry, or a move, can be known


def plant_entrants(garden: Garden) -> None:
    """Applicants who had filed nothing, and file one after another in a firm's own field."""
    for at in garden.moments(counted(ENTRANT, garden.scale)):
        firm, shop = garden.firm()
        trade = garden.workshops[shop].trade
        thing, way = garden.subject(trade)
        rival = garden.stranger(trade)
        told = trades()[trade]
        garden.begin(
            Plant(
                ENTRANT,
                garden.workshops[rival].holder.name,
                known=("entry", _TELLING),
                facts={
                    "firm": garden.named(shop),
                    "competitor": garden.named(rival),
                    "trade": told.code,
                    "thing": told.things[thing].names[0],
                    "ipc": list(told.solutions[way].ipc),
                },
                warning_zh=f"{garden.workshops[rival].holder.name}此前没有专利，近月在{firm.name}的"
                f"{told.things[thing].names[0]}方向连续公开，建议纳入监视并比对产品。",
                warning_en="An applicant without earlier documents publishes one after another in "
                "the firm's own field; watch it and compare products.",
            )
        )
        garden.add(*_history(garden, shop, thing, way, at), *_entry(garden, rival, thing, way, at))


def plant_moves(garden: Garden) -> None:
    """Inventors who led a firm's line of work and turn up in a competitor's filings on it."""
    rng = garden.rng
    for at in garden.moments(counted(INVENTOR, garden.scale)):
        firm, shop = garden.firm()
        trade = garden.workshops[shop].trade
        thing, way = garden.subject(trade)
        name, known = person(rng), {each for one in garden.workshops for each in one.team}
        while name in known:
            name = person(rng)
        left = at - timedelta(rng.randrange(420, 560))
        own = garden.shop(_led(garden, shop, name, 3))
        rival = garden.stranger(trade)
        other = garden.shop(_led(garden, rival, name, 2))
        told = trades()[trade]
        garden.begin(
            Plant(
                INVENTOR,
                name,
                known=("after", 1),
                facts={
                    "inventor": name,
                    "firm": garden.named(shop),
                    "competitor": garden.named(rival),
                    "left_about": left.isoformat(),
                    "trade": told.code,
                    "thing": told.things[thing].names[0],
                },
                warning_zh=f"{firm.name}的核心发明人{name}出现在{garden.workshops[rival].holder.name}"
                "同一方向的申请中，建议核查竞业限制、商业秘密与发明归属。",
                warning_en="A key inventor of the firm is named in a competitor's filings on the "
                "same thing; check secrets, non-compete and who owns the inventions.",
            )
        )
        garden.add(*_moving(garden, own, other, rival, (thing, way), left, at))


def _moving(
    garden: Garden, own: int, other: int, rival: int, about: tuple[int, int], left: date, at: date
) -> list[Draft]:
    """What is filed with the inventor before he left and after, and beside it without him."""
    trade = garden.workshops[own].trade
    before = [
        Draft("before", garden.between(left - timedelta(1300), left - timedelta(30)),
              garden.technical(trade), own, *about)
        for _ in range(garden.size(10, 3))
    ]  # fmt: skip
    after = [
        Draft("after", _before_publication(garden, at, n), MODEL if n % 3 else INVENTION,
              other, *about, garden.other_way(trade, *about), quick=True)
        for n in range(garden.size(6, 2))
    ]  # fmt: skip
    beside = [
        Draft("beside", garden.between(left - timedelta(700), at), garden.technical(trade), rival)
        for _ in range(garden.size(5, 1))
    ]
    return [*before, *after, *beside]


def _history(garden: Garden, shop: int, thing: int, way: int, at: date) -> list[Draft]:
    """What the firm filed on the thing in the years before, so that the field is its own."""
    trade = garden.workshops[shop].trade
    made = []
    for n in range(garden.size(9, 3)):
        filed = garden.between(at - timedelta(2200), at - timedelta(500))
        second = garden.other_way(trade, thing, way)
        made.append(
            Draft("field", filed, garden.technical(trade), shop, thing, way, second,
                  fate="kept" if n < 2 else "")
        )  # fmt: skip
    return made


def _entry(garden: Garden, rival: int, thing: int, way: int, at: date) -> list[Draft]:
    """A row of filings whose publications come within some months from ``at`` on."""
    trade = garden.workshops[rival].trade
    made = []
    for n in range(garden.size(16, 5)):
        day = at + timedelta(round(garden.rng.triangular(0, 230, 120)) if n >= _TELLING else n * 9)
        kind = MODEL if trades()[trade].types[1] and n % 4 else INVENTION
        second = garden.other_way(trade, thing, way)
        made.append(
            Draft("entry", _filed_for(garden, day), kind, rival, thing, way, second, quick=True)
        )
    return made


def _before_publication(garden: Garden, at: date, n: int) -> date:
    """The day of filing of what is first published about ``at`` and then on."""
    return _filed_for(garden, at + timedelta(n * garden.rng.randrange(15, 40)))


def _filed_for(garden: Garden, opened: date) -> date:
    return workday(opened - timedelta(garden.rng.randrange(152, 212)))


def _led(garden: Garden, shop: int, name: str, others: int) -> Workshop:
    """A workshop of the same holder whose team is led by ``name``."""
    base = garden.workshops[shop]
    own = next((firm for firm, at in garden.home if at == shop), None)
    holder = firm_as_holder(own) if own else base.holder
    made = workshop(holder, base.trade, 0.0, base.since, 1, 3, garden.rng)
    team = (name, *[each for each in base.team if each != name][:others])
    return Workshop(
        made.holder, made.trade, 0.0, base.since, base.till, team, made.lines, base.motifs,
        base.prefix, base.agency, led=True,
    )  # fmt: skip
