"""Claims that something falls under: later rights, products, and rights in export markets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ipharbor.samples import wording
from ipharbor.samples._drawing import INVENTION
from ipharbor.samples.parameters import parameters
from ipharbor.samples.planting.garden import (
    EXPORT,
    INFRINGED,
    READS_ON,
    Draft,
    Garden,
    Plant,
    PlantedProduct,
    counted,
    shops_of,
)
from ipharbor.samples.vocabularies import trades
from ipharbor.samples.wording import Subject

_OFFICES = {"US": "US", "DE": "EP", "GB": "EP", "FR": "EP", "IT": "EP", "JP": "JP", "KR": "KR"}
_TRIES = 200


def plant_pairs(garden: Garden) -> None:
    """A firm's right in force, and a later right of an outsider that has all its features and
    says them in other words."""
    for at in garden.moments(counted(INFRINGED, garden.scale), date(2016, 6, 1)):
        firm, shop = garden.firm()
        trade = garden.workshops[shop].trade
        thing, way = garden.subject(trade)
        rival = garden.stranger(trade)
        picks = garden.picks()
        kind = garden.technical(trade)
        early = Subject(trade, kind, thing, way, -1)
        # A granted invention has a feature more, which the later one then has to have too.
        granted = wording.features(early, picks).parts[-1] if kind == INVENTION else ""
        second = -1 if granted else garden.other_way(trade, thing, way)
        late = Subject(trade, garden.technical(trade), thing, way, second)
        word = _broad(garden, early, picks)
        other = _apart(garden, late, picks, wording.title(early, word), granted)
        filed = at - timedelta(garden.rng.randrange(165, 220))
        first = filed - timedelta(garden.rng.randrange(900, 1700))
        told = trades()[trade]
        garden.begin(
            Plant(
                INFRINGED,
                firm.name,
                known=("later", 1),
                facts={
                    "firm": garden.named(shop),
                    "competitor": garden.named(rival),
                    "trade": told.code,
                    "thing": told.things[thing].names[0],
                    "features": _features(early, picks),
                },
                warning_zh=f"{garden.workshops[rival].holder.name}的在后文献包含{firm.name}有效专利"
                "首项权利要求的全部技术特征，建议做侵权比对并固定证据。",
                warning_en="A later document of a competitor has all features of the first claim "
                "of the firm's right in force; compare and secure evidence.",
            )
        )
        garden.add(
            Draft("earlier", first, kind, shop, thing, way, -1, picks, word, granted=True,
                  fate="kept"),
            Draft("later", filed, late.kind, rival, thing, way, second, picks, other, voice=1,
                  quick=True, granted=True, fate="kept"),
        )  # fmt: skip


def plant_products(garden: Garden) -> None:
    """A firm's product that has all features of a competitor's Chinese right in force."""
    for at in garden.moments(counted(READS_ON, garden.scale), date(2019, 1, 1)):
        firm, shop = garden.firm()
        trade = garden.workshops[shop].trade
        thing, way = garden.subject(trade)
        rival = garden.rng.choice(shops_of(garden, trade, ("outside",))[:15])
        picks, kind = garden.picks(), garden.technical(trade)
        about = Subject(trade, kind, thing, way, -1)
        word = _broad(garden, about, picks)
        told = trades()[trade]
        garden.begin(
            Plant(
                READS_ON,
                firm.name,
                known=("granted", "CN"),
                facts={
                    "firm": garden.named(shop),
                    "competitor": garden.named(rival),
                    "trade": told.code,
                    "features": _features(about, picks),
                    "product": _product(garden, firm, about, picks, at, ("CN",), granted=True),
                },
                warning_zh=f"{firm.name}的产品具备{garden.workshops[rival].holder.name}有效专利首项"
                "权利要求的全部技术特征，建议在扩产前规避设计或取得许可。",
                warning_en="The firm's product has all features of the first claim of a "
                "competitor's right in force; design around it or take a licence.",
            )
        )
        ago = (900, 1150) if kind == INVENTION else (160, 230)
        filed = at - timedelta(garden.rng.randrange(*ago))
        garden.add(
            Draft("right", filed, kind, rival, thing, way, -1, picks, word, granted=True,
                  fate="kept", quick=True)
        )  # fmt: skip


def plant_export(garden: Garden) -> None:
    """A foreign right in a market to which a firm sells a product that has all its features."""
    rng = garden.rng
    for at in garden.moments(counted(EXPORT, garden.scale), date(2018, 1, 1)):
        trade = _with_foreigners(garden)
        firm, shop = garden.firm(trade)
        trade = garden.workshops[shop].trade
        foreign = shops_of(garden, trade, ("foreign",))
        if not foreign:
            continue
        able = [land for land in trades()[trade].markets if land in _OFFICES] or ["US"]
        land = rng.choice(able)
        thing, way = garden.subject(trade, english=True)
        picks = garden.picks()
        about = Subject(trade, INVENTION, thing, way, -1)
        owner = rng.choice(foreign)
        told = trades()[trade]
        garden.begin(
            Plant(
                EXPORT,
                firm.name,
                known=("granted", _OFFICES[land]),
                facts={
                    "firm": garden.named(shop),
                    "competitor": garden.named(owner),
                    "market": land,
                    "office": _OFFICES[land],
                    "trade": told.code,
                    "features": _features(about, picks),
                    "product": _product(garden, firm, about, picks, at, ("CN", land)),
                },
                warning_zh=f"{firm.name}销往{land}的产品落入{garden.workshops[owner].holder.name}在当地"
                "授权专利的保护范围的可能性高，出货前应作自由实施分析。",
                warning_en="A product sold to this market has the features of a right granted "
                "there; have freedom to operate checked before shipping.",
            )
        )
        garden.add(
            Draft("right", at - timedelta(rng.randrange(1100, 1500)), INVENTION, owner, thing, way,
                  -1, picks, granted=True, fate="kept", abroad=(_OFFICES[land],))
        )  # fmt: skip


def _with_foreigners(garden: Garden) -> int:
    """A trade in which foreign applicants file and things can be told in English."""
    able = [
        at
        for at in range(len(trades()))
        if shops_of(garden, at, ("foreign",)) and trades()[at].types[1]
    ]
    return garden.rng.choice(able)


def _broad(garden: Garden, about: Subject, picks: wording.Picks) -> int:
    """A word with which the first claim has the thing and one solution, and no more."""
    detail = wording.features(about, picks).parts[-1]
    for _ in range(_TRIES):
        word = garden.rng.getrandbits(62)
        if detail not in wording.claim(about, picks, word, narrow=False):
            return word
    raise AssertionError("every claim has a detail")


def _apart(garden: Garden, about: Subject, picks: wording.Picks, title: str, feature: str) -> int:
    """A word that gives another title than ``title``, and a first claim that has the feature."""
    word = garden.rng.getrandbits(62)
    for _ in range(_TRIES):
        apart = not set(wording.title(about, word)[2:8]) & set(title[2:8])
        if apart and feature in wording.claim(about, picks, word, narrow=False):
            return word
        word = garden.rng.getrandbits(62)
    if feature not in wording.claim(about, picks, word, narrow=False):
        return _apart(garden, about, picks, "", feature)
    return word


def _features(about: Subject, picks: wording.Picks) -> list[str]:
    told = wording.features(about, picks, 1)
    return [told.base, *told.parts]


def _product(
    garden: Garden, firm: Any, about: Subject, picks: wording.Picks, at: date,
    markets: tuple[str, ...], granted: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The product to be told of, by the name under which the truth knows it; with ``granted`` it
    has all features of the claim as granted at home, which for an invention are more."""
    told = trades()[about.trade].things[about.thing]
    name = f"{garden.rng.choice(told.names)} ZX-{garden.rng.randrange(100, 999)}"
    most = 3 if granted and about.kind == INVENTION else 1
    clauses = wording.clauses(wording.features(about, picks, most), voice=1)
    extra = wording.clauses(wording.features(about, garden.picks()), voice=0)[-2:]
    since = min(at.year - garden.rng.randrange(1, 4), parameters().last_day.year - 2)
    listed = (*clauses, *extra)[: wording.MOST_CLAUSES]
    garden.products.append(
        PlantedProduct(firm, about.trade, about.thing, listed, markets, since, name)
    )
    return {"name": name, "credit_code": firm.credit_code, "features": list(clauses)}
