"""The list of a docket: a firm's rights, where they stand, and what has to be done next."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipharbor.queries.docket import HORIZONS, Line
from ipharbor.queries.outlook import chances
from ipharbor.register.moves import STATES
from ipharbor.register.names import name
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.settings import current
from ipharbor.vocabulary.words import word
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, only, rows_hold
from ipharbor.web.lists.declaring import Value

_ORDER = {str(state): place for place, state in enumerate(STATES)}


def _due(column: str) -> Any:
    """A cell of what is due, empty where nothing is."""
    return lambda line: getattr(line.due, column) if line.due else None


def _act(line: Line) -> Value:
    if line.due is None:
        return _("payment not known") if line.untold else ""
    return _("Pay the annuity of year %(year)s") % {"year": line.due.year}


def _burdens(line: Line) -> str:
    told = ((line.pledged, _("pledged")), (line.licensed, _("licensed")),
            (line.preserved, _("preserved")))  # fmt: skip
    return ", ".join(words for bears, words in told if bears)


def _chance(line: Line) -> Value:
    """What the model says as of its own day; empty where it says nothing or may not be shown."""
    found = chances(current().outlook, 3).get(line.record.key) if line.alive else None
    return None if found is None else round(100 * found)


def _money(column: str, words: Promise, *, shown: bool = False) -> Column:
    return Column(column, words, _due(column), Kind.MONEY, shown=shown)


def _fee_status(status: str) -> str:
    return word(f"fee_{status}", lang())


LIST = List(
    name="docket",
    action="docket.read",
    words=gettext_lazy("Rights"),
    columns=(
        Column("right", gettext_lazy("Right"), lambda line: line.record.title or str(line.record),
               template="web/lists/_right_name.html"),
        Column("number", gettext_lazy("Application number"), lambda line: str(line.record),
               Kind.CODE, shown=False),
        Column("type", gettext_lazy("Type"), attrgetter("record.patent_type"), shown=False,
               said=lambda code: word(code, lang())),
        Column("state", gettext_lazy("Standing"), attrgetter("state"),
               said=lambda code: name(code, lang()), rank=lambda line: _ORDER[line.state],
               alike=attrgetter("state", "certainty"),
               template="web/lists/_right_standing.html"),
        Column("certainty", gettext_lazy("Certainty"), attrgetter("certainty"), shown=False,
               said=lambda code: name(code, lang())),
        Column("since", gettext_lazy("In this state since"), attrgetter("since"), Kind.DAY,
               shown=False),
        Column("filed", gettext_lazy("Filed"), attrgetter("record.filed_on"), Kind.DAY,
               shown=False),
        Column("granted", gettext_lazy("Granted"), attrgetter("record.granted_on"), Kind.DAY,
               shown=False),
        Column("term_ends", gettext_lazy("Term ends"), attrgetter("term_ends"), Kind.DAY),
        Column("act", gettext_lazy("Next act"), _act, rank=_due("year"),
               alike=lambda line: (_due("year")(line), _due("status")(line), line.untold),
               template="web/lists/_right_act.html"),
        Column("act_by", gettext_lazy("Last day"), _due("act_by"), Kind.DAY,
               alike=_due("act_by"), template="web/lists/_right_act_by.html"),
        Column("payable", gettext_lazy("Payable"), _due("payable"), Kind.MONEY,
               alike=lambda line: (_due("payable")(line), _due("certain")(line)),
               template="web/lists/_right_payable.html"),
        _money("full", gettext_lazy("In full")),
        _money("fee", gettext_lazy("Fee after reduction")),
        _money("surcharge", gettext_lazy("Surcharge")),
        Column("fee_status", gettext_lazy("State of the fee"), _due("status"), shown=False,
               said=_fee_status),
        Column("burdens", gettext_lazy("On it"), _burdens,
               alike=attrgetter("pledged", "licensed", "preserved"),
               template="web/lists/_right_burdens.html"),
        Column("chance_3", gettext_lazy("Chance to be in force in 3 years, %"), _chance,
               Kind.NUMBER, shown=False),
        Column("ipc", gettext_lazy("Class"), attrgetter("record.ipc"), Kind.CODE, shown=False),
        Column("holders", gettext_lazy("Holders"), attrgetter("record.holders"), shown=False,
               wide=True),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), only(attrgetter("state")), form="chips",
               counted=attrgetter("state"), parted=attrgetter("certainty"),
               parts="web/lists/_sure_parts.html", only_there=True,
               options=lambda: [(str(one), name(str(one), lang())) for one in STATES]),
        Filter("type", gettext_lazy("Type"), only(attrgetter("record.patent_type")),
               counted=attrgetter("record.patent_type"),
               options=lambda: [(one, word(one, lang())) for one in PATENT_KINDS]),
        Filter("within", gettext_lazy("Due"), every=gettext_lazy("at any time"),
               keep=lambda lines, days: [one for one in lines if one.near(int(days))],
               options=lambda: [(str(days), _("late or within %(n)s days") % {"n": days})
                                for days in HORIZONS]),
    ),
    search=rows_hold(
        lambda line: " ".join((line.record.key, line.record.application_number,
                               line.record.title, line.record.ipc))
    ),
    search_words=gettext_lazy("Number, title or class"),
    usual=gettext_lazy("Next act first"),
    empty="web/lists/_empty_docket.html",
    row_class=lambda line: "late-row" if line.due and line.due.status == "in_grace" else "",
    beside=("firm", "on"),
    per=50,
)  # fmt: skip
