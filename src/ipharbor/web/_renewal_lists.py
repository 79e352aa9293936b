"""The lists of renewal plans: a firm's rights, and the firms of the district."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipharbor.actions.rights.decide import DECISIONS
from ipharbor.queries.renewals import ADVICE, MOST_YEARS, District, FirmPlan, Line
from ipharbor.register.moves import STATES
from ipharbor.register.names import name
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.vocabulary.words import word
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, only, rows_hold

UNDECIDED = "undecided"
_STATES = {str(state): place for place, state in enumerate(STATES)}


def _advice_word(code: str) -> str:
    return word(f"advice_{code}", lang())


def _decision(line: Line) -> str:
    return line.decided.decision if line.decided else UNDECIDED


def _decided(part: str) -> Callable[[Line], Any]:
    return lambda line: getattr(line.decided, part) if line.decided else None


def _used(line: Line) -> str:
    if line.said is None or line.said.used is None:
        return ""
    return _("yes") if line.said.used else _("no")


def _type_word(code: str) -> str:
    return word(code, lang())


def _named(code: str) -> str:
    return name(code, lang())


RIGHTS = List(
    name="renewals",
    action="docket.read",
    words=gettext_lazy("Rights"),
    columns=(
        Column("right", gettext_lazy("Right"), lambda line: line.record.title or str(line.record),
               template="web/lists/_plan_name.html"),
        Column("number", gettext_lazy("Application number"), lambda line: str(line.record),
               Kind.CODE, shown=False),
        Column("type", gettext_lazy("Type"), attrgetter("record.patent_type"), shown=False,
               said=_type_word),
        Column("filed", gettext_lazy("Filed"), attrgetter("record.filed_on"), Kind.DAY,
               shown=False),
        Column("state", gettext_lazy("Standing"), lambda line: line.standing["state"],
               said=_named, rank=lambda line: _STATES[line.standing["state"]],
               template="web/lists/_plan_standing.html"),
        Column("certainty", gettext_lazy("Certainty"), lambda line: line.standing["certainty"],
               said=_named, shown=False),
        Column("term_ends", gettext_lazy("Term ends"), lambda line: line.standing["term_ends"],
               Kind.DAY, shown=False),
        Column("next_fee", gettext_lazy("Next annuity"), attrgetter("next_fee"), Kind.MONEY,
               alike=lambda line: (line.next_fee, line.unpaid),
               template="web/lists/_plan_next.html"),
        Column("total", gettext_lazy("Sum of the years"), attrgetter("total"), Kind.MONEY,
               template="web/lists/_plan_total.html"),
        Column("advice", gettext_lazy("Advice"), attrgetter("counsel.word"), said=_advice_word,
               rank=lambda line: ADVICE.index(line.counsel.word),
               alike=lambda line: (id(line.counsel), line.said),
               template="web/lists/_plan_advice.html"),
        Column("reasons", gettext_lazy("Reasons"), sortable=False, shown=False, wide=True,
               cell=lambda line: " ".join(one.told(lang()) for one in line.counsel.reasons)),
        Column("ask", gettext_lazy("To be asked"), sortable=False, shown=False, wide=True,
               cell=lambda line: " ".join(one.told(lang()) for one in line.counsel.ask)),
        Column("used", gettext_lazy("Used in a product"), _used, shown=False),
        Column("worth", gettext_lazy("Worth of a year"), kind=Kind.MONEY, shown=False,
               cell=lambda line: line.said.worth if line.said else None),
        Column("decision", gettext_lazy("Decision"), _decided("decision"), said=_advice_word,
               alike=attrgetter("decided"), template="web/lists/_plan_decision.html"),
        Column("reason", gettext_lazy("Reason of the decision"), _decided("reason"), shown=False,
               wide=True),
        Column("by", gettext_lazy("Decided by"), _decided("by"), shown=False),
        Column("from", gettext_lazy("Decided from"), _decided("on"), Kind.DAY, shown=False),
    ),
    filters=(
        Filter("advice", gettext_lazy("Advice"), only(attrgetter("counsel.word")),
               counted=attrgetter("counsel.word"),
               options=lambda: [(one, _advice_word(one)) for one in ADVICE]),
        Filter("decision", gettext_lazy("Decision"), only(_decision), counted=_decision,
               options=lambda: [*((one, _advice_word(one)) for one in DECISIONS),
                                (UNDECIDED, _("not decided"))]),
        Filter("type", gettext_lazy("Type"), only(attrgetter("record.patent_type")),
               counted=attrgetter("record.patent_type"),
               options=lambda: [(one, _type_word(one)) for one in PATENT_KINDS]),
    ),
    search=rows_hold(
        lambda line: " ".join((line.record.key, line.record.application_number,
                               line.record.title, line.record.ipc))
    ),
    search_words=gettext_lazy("Number, title or class"),
    usual=gettext_lazy("Dearest first"),
    empty="web/lists/_empty_renewals.html",
    row_class=lambda line: "dropped" if line.dropped else "",
    lead="web/lists/_plan_tick.html",
    foot="web/lists/_plan_foot.html",
    beside=("firm", "on", "years"),
    per=50,
)  # fmt: skip


def _payable(place: int) -> Callable[[FirmPlan], Any]:
    return lambda plan: plan.payable[place] if place < len(plan.payable) else None


def _advised(advice: str) -> Column:
    return Column(f"advice_{advice}", _ADVICE_WORDS[advice], kind=Kind.NUMBER, shown=False,
                  cell=lambda plan: plan.advice.get(advice, 0))  # fmt: skip


_ADVICE_WORDS = {
    "keep": gettext_lazy("Advised to keep"),
    "drop": gettext_lazy("Advised to drop"),
    "let_go": gettext_lazy("Advised to let go"),
    "cannot_tell": gettext_lazy("Advice cannot be told"),
}
_YEARS = tuple(
    Column(f"y{place}", str(place + 1), _payable(place), Kind.MONEY, shown=place < 5)
    for place in range(MOST_YEARS)
)
_OF_FIRMS = (
    Column("firm", gettext_lazy("Firm"), attrgetter("firm.name")),
    Column("rights", gettext_lazy("Rights"), attrgetter("rights"), Kind.NUMBER),
    Column("dropped", gettext_lazy("Dropped"), attrgetter("dropped"), Kind.NUMBER, shown=False),
)
_SUMS = (
    Column("total", gettext_lazy("To pay"), attrgetter("total"), Kind.MONEY),
    Column("saved", gettext_lazy("Saved by dropping"), attrgetter("saved"), Kind.MONEY),
    *(_advised(one) for one in ADVICE),
)
FIRMS = List(
    name="renewals_district",
    action="docket.read",
    words=gettext_lazy("By firm"),
    columns=(*_OF_FIRMS, *_YEARS, *_SUMS),
    search=rows_hold(attrgetter("firm.name")),
    search_words=gettext_lazy("Firm"),
    usual=gettext_lazy("Dearest first"),
    beside=("on", "years"),
)


def of_rights(*, may_decide: bool) -> List:
    """The list of a firm's rights; rights are ticked, and decided on, by who may."""
    return RIGHTS if may_decide else replace(RIGHTS, lead="", foot="")


def of_firms(told: District, *, years: int) -> List:
    """The list of firms with a column for each year of the plan, under the year's number."""

    def plan_of(row: FirmPlan) -> str:
        asked: dict[str, str | int] = {
            "firm": row.firm.pk,
            "on": told.on.isoformat(),
            "years": years,
        }
        return f"{reverse('renewals')}?{urlencode(asked)}"

    dated = tuple(
        replace(column, words=str(year), shown=True)
        for column, year in zip(_YEARS, told.years, strict=False)
    )
    firm, *rest = _OF_FIRMS
    columns = (replace(firm, link=plan_of), *rest, *dated, *_SUMS)
    return replace(FIRMS, columns=columns)
