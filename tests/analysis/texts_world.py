"""A small invented region in which claims, products and designs can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import pyarrow as pa
from sweeping_world import LAMP, RIVAL, Shelf

from ipharbor.analysis.sweeping.known import CASES, EVENTS, PRODUCTS, RIGHTS, Known
from ipharbor.corpus.reading import Corpus
from ipharbor.statutes import book as books

CLAIM = (
    "1.一种舞台摇头灯，其特征在于，包括灯体、支臂、底座以及驱动所述灯体俯仰转动的步进电机；所述灯体内设有环形散热翅片，"
    "所述散热翅片通过热管与光源基板连接，底座的底部固定有减振胶垫。"
)
REWORDED = (
    "1.一种演出用电脑灯，包括灯体、支臂、底座和用来驱动该灯体俯仰转动的步进电机，其特征在于：该灯体内配置有环形散热翅片，"
    "该散热翅片经由热管连接于光源基板，底座之底部粘固有减振胶垫，还包括一个遥控接收模块。"
)
LACKING = (
    "1.一种演出用电脑灯，包括灯体、支臂、底座和用来驱动该灯体俯仰转动的步进电机，其特征在于：该灯体内配置有环形散热翅片，"
    "底座之底部粘固有减振胶垫。"
)
SHEET = (
    "灯体、支臂、底座，灯体由步进电机驱动俯仰转动", "灯体内配置环形散热翅片",
    "散热翅片经热管连接光源基板", "底座的底部粘固减振胶垫", "无线遥控",
)  # fmt: skip
FILED, GRANTED = date(2014, 3, 3), date(2014, 9, 10)
_OTHERS = (
    "1.一种音箱，包括箱体、低音扬声器以及倒相管，箱体内设有分频器和功放模块，所述箱体前侧盖设有防护网罩。",
    "1.一种提升机，其特征在于：包括机架、减速电机以及链条，机架的侧壁开设有检修窗口，链条上间隔设有料斗。",
    "1.一种话筒，包括话筒座、鹅颈管以及咪头，其特征在于：话筒座内设有主控板，主控板通过排线与按键连接。",
)


@dataclass
class Region(Shelf):
    """A shelf with rights, products and cases."""

    rights_told: list[dict[str, Any]] = field(default_factory=list)
    events_told: list[dict[str, Any]] = field(default_factory=list)
    products_told: list[dict[str, Any]] = field(default_factory=list)
    cases_told: list[dict[str, Any]] = field(default_factory=list)

    def right(self, firm: str, claim: str = CLAIM, **told: Any) -> str:
        """A right of a firm, in its docket; its key."""
        granted = told.get("granted_on", GRANTED)
        title = told.pop("title", "一种舞台摇头灯")
        facts = {"filed_on": FILED, "granted_on": granted, "first_claim": claim, "abstract": ""}
        day = told.pop("known_on", granted)
        key = self.put(told.pop("applicants", firm), day, title, **(facts | told))
        row = self.rows[-1]
        self.rights_told.append(
            {"key": key, "application_number": key[2:], "firm": firm, "title": row["title"],
             "patent_type": row["patent_type"], "ipc": row["ipc"][0] if row["ipc"] else "",
             "filed_on": row["filed_on"], "granted_on": granted}
        )  # fmt: skip
        return key

    def event(self, key: str, code: str, on: date) -> None:
        self.events_told.append(
            {"key": key, "code": code, "on": on, "known_on": on, "number": "", "details": "{}"}
        )

    def product(self, firm: str = LAMP, **told: Any) -> None:
        facts = {
            "firm": firm, "name": "摇头灯 ZX-1", "features": SHEET, "markets": ["CN"],
            "ipc": ["F21V 29/50"], "since": 2012, "ended_on": None, "share": 0.4,
        }  # fmt: skip
        self.products_told.append(facts | told)

    def case(self, complainant: str, respondent: str, on: date) -> None:
        self.cases_told.append(
            {"number": str(len(self.cases_told)), "kind": "infringement", "received_on": on,
             "right": "", "complainant": complainant, "respondent": respondent}
        )  # fmt: skip

    def _of(self, told: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
        return pa.Table.from_pylist(told, schema)

    rights = property(lambda self: self._of(self.rights_told, RIGHTS))
    events = property(
        lambda self: self._of(sorted(self.events_told, key=lambda one: one["key"]), EVENTS)
    )
    products = property(lambda self: self._of(self.products_told, PRODUCTS))
    cases = property(lambda self: self._of(self.cases_told, CASES))

    @property
    def known(self) -> Known:
        return Known(cast(Corpus, self), self, books.load())


def region(*, stock: bool = False) -> Region:
    """A region of a lamp maker with claims of other trades about it, from which is learned what
    words carry. With ``stock`` others have the lamp's claim word for word."""
    made = Region()
    made.firm(LAMP)
    for n in range(420):
        made.put(f"外地{n % 7}厂", date(2012, 1, 3), "一种装置", ("B66B 11/02",),
                 first_claim=_OTHERS[n % 3], abstract="")  # fmt: skip
    if stock:
        for n in range(60):
            made.put(f"外地{n}灯厂", date(2012, 1, 3), "一种灯", first_claim=CLAIM, abstract="")
    return made


def later(made: Region, claim: str = REWORDED, who: str = RIVAL, **told: Any) -> str:
    """A document of another that became known in 2016."""
    facts = {"filed_on": date(2015, 9, 1), "first_claim": claim, "abstract": ""}
    return made.put(who, date(2016, 4, 6), "一种演出用电脑灯", **(facts | told))
