"""The lists behind the figures: rights, holders, and what was done with rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.analysis.region.asking import Asked as LedgerAsked
from ipharbor.analysis.region.cuts import ANY, LACKS, WHATS, Cut
from ipharbor.analysis.region.high_value import CLASSES, proofs
from ipharbor.analysis.region.layout import TYPES
from ipharbor.analysis.region.quality import HOLDER_LACKS
from ipharbor.queries.ledger_rows import (
    FAMILY_LISTS,
    ActRows,
    HolderRow,
    HolderRows,
    RightRows,
)
from ipharbor.records.industries import standing
from ipharbor.register.moves import OVER
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.holders import GRADES, HOLDER_KINDS, SIZES
from ipharbor.vocabulary.words import word
from ipharbor.web._days import read_day
from ipharbor.web.caller import Asked
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import READ, asked_or_usual, home_region, stated, town_name
from ipharbor.web.cockpit.page import frame_shown
from ipharbor.web.cockpit.proving import class_name, told
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer
from ipharbor.web.templatetags.harbor import said


def _words(code: str) -> str:
    return word(code, lang()) if code else ""


def _together(words: Iterable[str]) -> str:
    return ("；" if lang() == "zh" else "; ").join(words)


def _towns() -> list[tuple[str, str]]:
    return [(one.code, town_name(one.code)) for one in home_region().towns]


def _known(rows: Any, value: str) -> Any:
    """The frame has it already; what cannot be read is told at its field."""
    read_day(value, "known")
    return rows


def _on(rows: Any, value: str) -> Any:
    on, known = read_day(value, "on"), rows.asked.frame.known
    if on > known:
        raise HarborError("cockpit.on_after_known", fields=("on",), on=on, known=known)
    return rows


KNOWN = Filter("known", gettext_lazy("As known on"), _known, form="day")
ON = Filter("on", gettext_lazy("State on"), _on, form="tag")
TOWN = Filter("town", gettext_lazy("Town"), lambda rows, value: rows, options=_towns)


def _day(name: str) -> Callable[[RightRows, str], RightRows]:
    return lambda rows, value: rows.narrowed(**{name: read_day(value, name)})


def _cut(name: str) -> Callable[[RightRows, str], RightRows]:
    return lambda rows, value: rows.narrowed(**{name: value})


def _attribute(name: str) -> Callable[[HolderRows, str], HolderRows]:
    return lambda rows, value: rows.with_attribute(name, value)


def _what() -> list[tuple[str, str]]:
    return [(one, said(one, "cut")) for one in WHATS]


def _classes() -> list[tuple[str, str]]:
    return [(ANY, said(ANY, "high")), *((one, class_name(one)) for one in CLASSES)]


def _industries() -> list[tuple[str, str]]:
    zh = lang() == "zh"
    return [(one.code, one.name_zh if zh else one.name_en) for one in standing(current().region)]


def _coded(codes: Sequence[str], kind: str) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(one, said(one, kind)) for one in codes]


RIGHTS = List(
    name="cockpit_rights",
    action=READ,
    words=gettext_lazy("Rights of the region"),
    columns=(
        Column("number", gettext_lazy("Application number"), attrgetter("number"), Kind.CODE,
               order=("number",), link=lambda one: reverse("patent", args=[one.key])),
        Column("title", gettext_lazy("Title"), attrgetter("title"), sortable=False, wide=True),
        Column("type", gettext_lazy("Type"), lambda one: _words(one.type), order=("type",)),
        Column("holder", gettext_lazy("Holder"), attrgetter("holder"), order=("holder",)),
        Column("applicant", gettext_lazy("First applicant"), attrgetter("applicant"),
               sortable=False, shown=False),
        Column("town", gettext_lazy("Town"), lambda one: town_name(one.town), order=("town",)),
        Column("filed", gettext_lazy("Filed"), attrgetter("filed_on"), Kind.DAY, order=("filed",)),
        Column("published", gettext_lazy("Published"), attrgetter("published_on"), Kind.DAY,
               order=("published",), shown=False),
        Column("granted", gettext_lazy("Granted"), attrgetter("granted_on"), Kind.DAY,
               order=("granted",)),
        Column("state", gettext_lazy("Standing"), lambda one: _words(f"state_{one.state}"),
               order=("state",)),
        Column("ipc", gettext_lazy("Main class"), attrgetter("ipc"), Kind.CODE, sortable=False,
               shown=False),
        Column("agency", gettext_lazy("Agency"), attrgetter("agency"), sortable=False,
               shown=False),
        Column("cited_by", gettext_lazy("Cited by"), attrgetter("cited_by"), Kind.NUMBER,
               order=("cited_by",), shown=False),
        Column("docket", gettext_lazy("In a docket"), attrgetter("docket"), sortable=False,
               shown=False),
    ),
    filters=(
        Filter("what", gettext_lazy("Which rights"), _cut("what"), options=_what, usual="all",
               every=""),
        Filter("type", gettext_lazy("Type"), _cut("type"),
               options=lambda: [(one, _words(one)) for one in TYPES]),
        Filter("first", gettext_lazy("from"), _day("first"), form="day"),
        Filter("last", gettext_lazy("to"), _day("last"), form="day"),
        TOWN,
        KNOWN,
        ON,
        Filter("high", gettext_lazy("High-value inventions"), _cut("high"), form="tag",
               options=_classes),
        Filter("chain", gettext_lazy("Industry"), _cut("chain"), form="tag", options=_industries),
        Filter("ipc", gettext_lazy("Class"), _cut("ipc"), form="tag"),
        Filter("holder", gettext_lazy("Holder"), _cut("holder"), form="tag"),
        Filter("kind", gettext_lazy("Kind of holder"), _cut("kind"), form="tag",
               options=_coded(HOLDER_KINDS, "holder")),
        Filter("trade", gettext_lazy("Trade"), _cut("trade"), form="tag"),
        Filter("size", gettext_lazy("Size of firm"), _cut("size"), form="tag",
               options=_coded(SIZES, "size")),
        Filter("grade", gettext_lazy("Grade of firm"), _cut("grade"), form="tag",
               options=_coded(GRADES, "grade_of_firm")),
        Filter("agency", gettext_lazy("Agency"), _cut("agency"), form="tag"),
        Filter("state", gettext_lazy("Standing"), _cut("state"), form="tag",
               options=lambda: [(str(one), _words(f"state_{one}")) for one in OVER]),
        Filter("lacks", gettext_lazy("What is missing"), _cut("lacks"), form="tag",
               options=_coded(LACKS, "lack")),
    ),
    search=lambda rows, text: rows.narrowed(text=text),
    search_words=gettext_lazy("Title, number or applicant"),
    usual=gettext_lazy("latest grant first"),
)  # fmt: skip
HOLDERS = List(
    name="cockpit_holders",
    action=READ,
    words=gettext_lazy("Holders of the region"),
    columns=(
        Column("name", gettext_lazy("Name"), attrgetter("name"), order=("name",)),
        Column("kind", gettext_lazy("Kind"), lambda one: said(one.kind, "holder"), sortable=False),
        Column("town", gettext_lazy("Town"), lambda one: town_name(one.town), order=("town",)),
        Column("trade", gettext_lazy("Trade"), attrgetter("trade"), sortable=False),
        Column("size", gettext_lazy("Size of firm"), lambda one: said(one.size, "size"),
               sortable=False),
        Column("grades", gettext_lazy("Grades of firm"),
               lambda one: _together(said(each, "grade_of_firm") for each in one.grades),
               sortable=False),
        Column("in_force", gettext_lazy("Rights in force"), attrgetter("in_force"), Kind.NUMBER,
               order=("in_force",)),
        Column("inventions", gettext_lazy("Inventions"), attrgetter("inventions"), Kind.NUMBER,
               order=("inventions",)),
        Column("granted", gettext_lazy("Granted this year"), attrgetter("granted"), Kind.NUMBER,
               order=("granted",)),
    ),
    filters=(
        Filter("kind", gettext_lazy("Kind"), _attribute("kind"),
               options=_coded(HOLDER_KINDS, "holder")),
        Filter("size", gettext_lazy("Size of firm"), _attribute("size"),
               options=_coded(SIZES, "size")),
        Filter("grade", gettext_lazy("Grade of firm"), _attribute("grade"),
               options=_coded(GRADES, "grade_of_firm")),
        TOWN,
        KNOWN,
        ON,
        Filter("trade", gettext_lazy("Trade"), _attribute("trade"),
               form="tag"),
        Filter("lacks", gettext_lazy("What is missing"), lambda rows, value: rows.lacking(value),
               form="tag", options=_coded(HOLDER_LACKS, "holder_lack")),
    ),
    search=lambda rows, text: rows.named(text),
    search_words=gettext_lazy("Name or credit code"),
    usual=gettext_lazy("most rights in force first"),
)  # fmt: skip


def _acts_from(rows: ActRows, value: str) -> ActRows:
    return ActRows(rows.asked, rows.family, read_day(value, "first"), rows.last)


def _acts_to(rows: ActRows, value: str) -> ActRows:
    return ActRows(rows.asked, rows.family, rows.first, read_day(value, "last"))


ACTS = List(
    name="cockpit_acts",
    action=READ,
    words=gettext_lazy("Transfers, licences and pledges"),
    columns=(
        Column("since", gettext_lazy("Registered on"), attrgetter("since"), Kind.DAY,
               order=("since",)),
        Column("number", gettext_lazy("Registration number"), attrgetter("number"), Kind.CODE,
               sortable=False),
        Column("key", gettext_lazy("Right"), attrgetter("key"), Kind.CODE, order=("number",),
               link=lambda one: reverse("patent", args=[one.key])),
        Column("title", gettext_lazy("Title"), attrgetter("title"), sortable=False, wide=True),
        Column("type", gettext_lazy("Type"), lambda one: _words(one.type), sortable=False),
        Column("giver", gettext_lazy("From whom"), attrgetter("giver"), sortable=False),
        Column("taker", gettext_lazy("To whom"), attrgetter("taker"), sortable=False),
        Column("until", gettext_lazy("Until"), attrgetter("until"), Kind.DAY, sortable=False),
        Column("running", gettext_lazy("Still on record"), attrgetter("running"), sortable=False),
        Column("known", gettext_lazy("Known on"), attrgetter("known_on"), Kind.DAY,
               order=("known",)),
    ),
    filters=(
        Filter("family", gettext_lazy("Kind"), lambda rows, value: rows, form="chips",
               options=_coded(FAMILY_LISTS, "family"), usual="pledge", every=""),
        Filter("first", gettext_lazy("from"), _acts_from, form="day"),
        Filter("last", gettext_lazy("to"), _acts_to, form="day"),
        TOWN,
        KNOWN,
        ON,
    ),
    usual=gettext_lazy("latest first"),
)  # fmt: skip


@require_safe
def rights(request: Asked) -> HttpResponse:
    """The region's rights, or those of a cut."""
    asked, _wrong = asked_or_usual(request)  # the list's filters tell what is wrong
    declared = RIGHTS
    if request.GET.get("high"):
        ways = Ways(stated(request, asked.frame))
        proof = Column(
            "proof", gettext_lazy("Why it counts"), lambda one: told(proofs(asked, one.place)),
            sortable=False, wide=True,
            link=lambda one: ways.page("cockpit_proof", args=(one.key,)),
        )  # fmt: skip
        declared = replace(RIGHTS, columns=(*RIGHTS.columns, proof))
    return _answered(request, asked, declared, RightRows(asked), _("Rights of the region"))


@require_safe
def holders(request: Asked) -> HttpResponse:
    """Who holds rights in force, or was granted some this year."""
    asked, _wrong = asked_or_usual(request)  # the list's filters tell what is wrong
    rows = HolderRows(asked).of_town()
    ways = Ways(stated(request, asked.frame))

    def rights_of(row: HolderRow) -> str:
        return ways.rights(Cut("in_force", holder=row.name))

    columns = (replace(HOLDERS.columns[0], link=rights_of), *HOLDERS.columns[1:])
    declared = replace(HOLDERS, columns=columns)
    return _answered(request, asked, declared, rows, _("Holders of the region"))


@require_safe
def acts(request: Asked) -> HttpResponse:
    """Transfers, or records of a family, made in some days."""
    asked, _wrong = asked_or_usual(request)  # the list's filters tell what is wrong
    family = request.GET.get("family", "")
    rows = ActRows(asked, family if family in FAMILY_LISTS else "pledge")
    return _answered(request, asked, ACTS, rows, _("Transfers, licences and pledges"))


def _answered(
    request: Asked, asked: LedgerAsked, declared: List, rows: Sequence[Any], title: str
) -> HttpResponse:
    ways = Ways(stated(request, asked.frame))
    shown = {**frame_shown(request, asked, ways), "title": title}
    return answer(request, declared, rows, "web/cockpit/list.html", shown)
