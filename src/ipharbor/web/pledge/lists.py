"""The lists of the check: firms, the rights of one with the answer of each ground, their ties."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ipharbor.pledge.grounds import GROUNDS, Outcome
from ipharbor.pledge.ties import Act, Force, Sort
from ipharbor.queries.pledge_checks import Row, TieRow
from ipharbor.register.moves import STATES
from ipharbor.register.names import name
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.register.verdict import Verdict
from ipharbor.vocabulary.words import word
from ipharbor.web.language import lang
from ipharbor.web.law import book
from ipharbor.web.lists import Column, Filter, Kind, List, fields_hold, only, rows_hold
from ipharbor.web.pledge.asking import BESIDE, PERMIT
from ipharbor.web.templatetags.harbor import said

HEADS = {
    "not_owner": gettext_lazy("Owner"),
    "ended": gettext_lazy("Right over"),
    "not_granted": gettext_lazy("Not granted"),
    "annuity": gettext_lazy("Annuity"),
    "suspended": gettext_lazy("Frozen"),
    "debt_outlasts": gettext_lazy("Term"),
    "contract": gettext_lazy("Contract"),
    "co_owners": gettext_lazy("Co-owners"),
    "pledged": gettext_lazy("Pledge"),
    "double_filing": gettext_lazy("Same-day filing"),
    "invalidation_pending": gettext_lazy("Invalidation"),
    "other": gettext_lazy("Other grounds"),
}
"""What a ground is called over its column."""
_WORST = {str(one): place for place, one in enumerate((Verdict.YES, Verdict.UNKNOWN, Verdict.NO))}
_OUTCOMES = {str(one): place for place, one in enumerate(Outcome)}
_STATES = {str(state): place for place, state in enumerate(STATES)}


def _verdict(ground: str) -> Callable[[Row], str | None]:
    def told(row: Row) -> str | None:
        return next((str(one.verdict) for one in row.checked.answers if one.ground == ground), None)

    return told


def _rank(ground: str) -> Callable[[Row], int]:
    told = _verdict(ground)
    return lambda row: _WORST.get(told(row) or "", len(_WORST))


def _stands(code: str) -> str:
    return said(code, "stands")


def _ground(code: str) -> str:
    return said(code, "pledge_ground")


def _type(code: str) -> str:
    return word(code, lang())


def _state(code: str) -> str:
    return name(code, lang())


def _to_mend(row: Row) -> str:
    law = book()
    open_ones = (*row.checked.hard, *row.checked.soft, *row.checked.unknown)
    told = (one.told(lang(), law, row.checked.on) for one in open_ones)
    return " ".join(f"{one.what}{one.next}" for one in told)


def _papers(row: Row) -> str:
    between = "；" if lang() == "zh" else "; "
    return between.join(word(f"pledge_paper_{one}", lang()) for one in row.checked.papers)


def _by_ground(rows: Any, value: str) -> Any:
    return [row for row in rows if _verdict(value)(row) != str(Verdict.NO)]


CHECKS = List(
    name="pledge_check",
    action=PERMIT,
    words=gettext_lazy("Rights offered"),
    columns=(
        Column("right", gettext_lazy("Right"), lambda row: row.record.title or str(row.record),
               template="web/lists/_check_right.html"),
        Column("number", gettext_lazy("Application number"), lambda row: str(row.record),
               Kind.CODE, shown=False),
        Column("type", gettext_lazy("Type"), attrgetter("record.patent_type"), shown=False,
               said=_type),
        Column("state", gettext_lazy("Standing"), attrgetter("facts.state"), said=_state,
               rank=lambda row: _STATES[row.facts.state], shown=False),
        Column("term_ends", gettext_lazy("Term ends"), attrgetter("facts.term_ends"), Kind.DAY,
               shown=False),
        Column("outcome", gettext_lazy("Comes to"), lambda row: str(row.checked.outcome),
               said=lambda code: said(code, "pledge_outcome"),
               rank=lambda row: _OUTCOMES[row.checked.outcome],
               template="web/lists/_check_outcome.html"),
        *(
            Column(ground, words, _verdict(ground), said=_stands, rank=_rank(ground),
                   template="web/lists/_check_answer.html")
            for ground, words in HEADS.items()
        ),
        Column("mend", gettext_lazy("What stands against it and what to do"), _to_mend,
               sortable=False, shown=False, wide=True),
        Column("papers", gettext_lazy("Papers needed"), _papers, sortable=False, shown=False,
               wide=True),
    ),
    filters=(
        Filter("outcome", gettext_lazy("Comes to"), only(lambda row: str(row.checked.outcome)),
               form="chips", counted=lambda row: str(row.checked.outcome),
               options=lambda: [(one, said(one, "pledge_outcome")) for one in _OUTCOMES]),
        Filter("ground", gettext_lazy("Ground that stands or is open"), _by_ground,
               options=lambda: [(one, _ground(one)) for one in GROUNDS]),
        Filter("type", gettext_lazy("Type"), only(attrgetter("record.patent_type")),
               counted=attrgetter("record.patent_type"),
               options=lambda: [(one, _type(one)) for one in PATENT_KINDS]),
    ),
    search=rows_hold(
        lambda row: " ".join((row.record.key, row.record.application_number, row.record.title,
                              row.record.ipc))
    ),
    search_words=gettext_lazy("Number, title or class"),
    usual=gettext_lazy("Fittest first"),
    empty="web/lists/_empty_check.html",
    lead="web/lists/_check_tick.html",
    beside=BESIDE,
    per=50,
)  # fmt: skip

FIRMS = List(
    name="pledge_firms",
    action=PERMIT,
    words=gettext_lazy("Firms whose rights can be checked"),
    columns=(
        Column("name", gettext_lazy("Firm"), attrgetter("name"), order=("name",),
               link=lambda firm: f"{reverse('pledge_check')}?firm={firm.pk}"),
        Column("town", gettext_lazy("Town"), attrgetter("town"), order=("town", "name"),
               said="town"),
        Column("trade", gettext_lazy("Trade"), attrgetter("trade"), order=("trade", "name")),
        Column("held", gettext_lazy("Rights and applications"), attrgetter("held"), Kind.NUMBER,
               order=("held", "name")),
    ),
    search=fields_hold("name", "trade"),
    search_words=gettext_lazy("Name or trade"),
    usual=gettext_lazy("By name"),
    empty="web/lists/_empty_docket_firms.html",
)  # fmt: skip


def _act_words(row: TieRow) -> str:
    between = "；" if lang() == "zh" else "; "
    colon = "：" if lang() == "zh" else ": "
    return between.join(
        colon.join(
            part for part in (said(one.act, "act"), said(one.force, "force"), one.whom) if part
        )
        for one in row.tie.blocks
    )


def _rule_words(row: TieRow) -> str:
    between = "；" if lang() == "zh" else "; "
    return between.join(one.zh if lang() == "zh" else one.en for one in row.rules)


def _acting(rows: Any, value: str) -> Any:
    return [row for row in rows if any(str(one.act) == value for one in row.tie.blocks)]


def _forced(rows: Any, value: str) -> Any:
    if value == "free":
        return [row for row in rows if row.tie.free]
    return [row for row in rows if any(str(one.force) == value for one in row.tie.blocks)]


TIES = List(
    name="pledge_ties",
    action=PERMIT,
    words=gettext_lazy("What hangs on the rights"),
    columns=(
        Column("right", gettext_lazy("Right"), lambda row: row.record.title or str(row.record),
               template="web/lists/_tie_right.html"),
        Column("number", gettext_lazy("Application number"), lambda row: str(row.record),
               Kind.CODE, shown=False),
        Column("sort", gettext_lazy("What it is"), lambda row: str(row.tie.sort),
               said=lambda code: said(code, "tie"),
               rank=lambda row: list(Sort).index(row.tie.sort)),
        Column("who", gettext_lazy("With whom"), lambda row: "；".join(row.tie.who), wide=True),
        Column("record", gettext_lazy("Number on record"), attrgetter("tie.number"), Kind.CODE),
        Column("since", gettext_lazy("Begins on"), attrgetter("tie.since"), Kind.DAY),
        Column("until", gettext_lazy("Ends on"), attrgetter("tie.until"), Kind.DAY),
        Column("blocks", gettext_lazy("Stands against"), _act_words, sortable=False, wide=True,
               template="web/lists/_tie_blocks.html"),
        Column("rules", gettext_lazy("Rules"), _rule_words, sortable=False, shown=False, wide=True),
    ),
    filters=(
        Filter("sort_of", gettext_lazy("What it is"), only(lambda row: str(row.tie.sort)),
               counted=lambda row: str(row.tie.sort), only_there=True,
               options=lambda: [(str(one), said(one, "tie")) for one in Sort]),
        Filter("act", gettext_lazy("Act"), _acting,
               options=lambda: [(str(one), said(one, "act")) for one in Act]),
        Filter("force", gettext_lazy("How"), _forced,
               options=lambda: [*((str(one), said(one, "force")) for one in Force),
                                ("free", said("free", "force"))]),
    ),
    search=rows_hold(
        lambda row: " ".join((row.record.key, row.record.application_number, row.record.title,
                              row.tie.number, *row.tie.who))
    ),
    search_words=gettext_lazy("Number, title or name"),
    usual=gettext_lazy("By right"),
    beside=("firm", "on"),
    per=50,
)  # fmt: skip
