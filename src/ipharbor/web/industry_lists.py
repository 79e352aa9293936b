"""The lists of one industry: its firms, its regions, its technologies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.analysis.industry.figures import Criterion, FirmRow, PlaceRow, UnitRow
from ipharbor.analysis.industry.places import LEVELS
from ipharbor.analysis.industry.units import UNITS
from ipharbor.queries import industries as queries
from ipharbor.web._industry_asking import Opening, asking, named, opening, town_named, towns
from ipharbor.web._industry_words import CRITERIA, LACKS, VERDICTS, Reason, reasons
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.industries import UnitShown, frame, unit_shown
from ipharbor.web.lists import Column, Filter, Kind, List, answer, only, rows_hold
from ipharbor.web.templatetags.harbor import said

_PERCENT, _CHANGE = "web/lists/_percent.html", "web/lists/_change.html"
_RATIO = "web/lists/_ratio.html"
WHICH = ("home", "cultivate", "entered", "left", "all")


@dataclass(frozen=True)
class FirmLine:
    """A firm of the list; where it leads and its reasons are made when they are shown."""

    row: FirmRow
    opens: Opening
    reasoned: bool

    @property
    def address(self) -> str:
        """The search for its documents in the industry."""
        return self.opens.of_firm(self.row.name)

    @cached_property
    def reasons(self) -> dict[Criterion, Reason]:
        """The reasons by criterion; none for who may not see them."""
        if not self.reasoned or not self.row.criteria:
            return {}
        by_name = {one.name: one for one in reasons(self.row)}
        return {criterion: by_name[str(words)] for criterion, words in CRITERIA.items()}


def _of_row(name: str) -> Callable[[Any], Any]:
    return attrgetter(f"row.{name}")


def _figure(name: str, words: Promise, **told: Any) -> Column:
    return Column(name, words, _of_row(name), Kind.NUMBER, **told)


def _reason(criterion: Criterion) -> Column:
    """A criterion with its reason, sorted by what its value is."""
    return Column(
        f"why_{criterion}",
        CRITERIA[criterion],
        lambda line: line.reasons[criterion].marked if line.reasons else None,
        rank=lambda line: _rank(line, criterion),
        shown=False,
        wide=True,
    )


def _rank(line: FirmLine, criterion: Criterion) -> tuple[int, float] | None:
    met = next((one for one in line.row.criteria if one.criterion is criterion), None)
    return None if met is None or met.met is None else (int(met.met), met.value or 0.0)


def _which(rows: Sequence[FirmLine], value: str) -> Sequence[FirmLine]:
    """Cultivated firms are chosen by the view, which knows who may see them."""
    if value == "entered":
        return [one for one in rows if one.row.entered]
    if value == "left":
        return [one for one in rows if one.row.left and one.row.home]
    return rows if value in ("all", "cultivate") else [one for one in rows if one.row.home]


def _met(line: FirmLine) -> int | None:
    return line.row.met if line.row.criteria else None


FIRMS = List(
    name="industry_firms",
    action="industry.read",
    beside=("known",),
    words=gettext_lazy("Firms of the industry"),
    columns=(
        Column("name", gettext_lazy("Applicant"), _of_row("name"), link=attrgetter("address")),
        Column("town", gettext_lazy("Town"), lambda line: town_named(line.row.town)),
        Column("place", gettext_lazy("Place"), _of_row("place"), shown=False),
        _figure("count", gettext_lazy("Documents")),
        _figure("in_force", gettext_lazy("In force")),
        _figure("granted", gettext_lazy("Granted"), shown=False),
        _figure("filings", gettext_lazy("Filings of three years")),
        _figure("inventions", gettext_lazy("Inventions")),
        _figure("growth", gettext_lazy("Growth"), template=_CHANGE),
        Column("met", gettext_lazy("Criteria met"), _met, Kind.NUMBER,
               template="web/lists/_criteria.html"),
        Column("first_on", gettext_lazy("First filing"), _of_row("first_on"), Kind.DAY),
        Column("last_on", gettext_lazy("Last filing"), _of_row("last_on"), Kind.DAY, shown=False),
        _figure("elsewhere", gettext_lazy("Documents elsewhere"), shown=False),
        _figure("cited", gettext_lazy("Cited, to the average"), template=_RATIO, shown=False),
        _figure("claims", gettext_lazy("Claims, to the average"), template=_RATIO, shown=False),
        _figure("invention_share", gettext_lazy("Share of inventions"), template=_PERCENT,
                shown=False),
        _figure("recent", gettext_lazy("Last three whole years"), shown=False),
        _figure("before", gettext_lazy("Three years before"), shown=False),
        *(_reason(criterion) for criterion in Criterion),
    ),
    filters=(
        Filter("which", gettext_lazy("Which"), _which, form="chips", usual="home", every="",
               options=lambda: [(one, said(one, "which")) for one in WHICH]),
        Filter("town", gettext_lazy("Town"), only(_of_row("town")), options=towns),
    ),
    search=rows_hold(_of_row("name")),
    search_words=gettext_lazy("Name of the firm"),
    usual=gettext_lazy("most documents first"),
)  # fmt: skip


def _place_figure(name: str, words: Promise, **told: Any) -> Column:
    return Column(name, words, attrgetter(name), Kind.NUMBER, **told)


REGIONS = List(
    name="industry_regions",
    action="industry.read",
    beside=("known",),
    words=gettext_lazy("Regions of the industry"),
    columns=(
        _place_figure("rank", gettext_lazy("Rank")),
        Column("name", gettext_lazy("Place"), attrgetter("name"),
               template="web/lists/_place.html"),
        _place_figure("count", gettext_lazy("Documents")),
        _place_figure("share", gettext_lazy("Share"), template=_PERCENT),
        _place_figure("applicants", gettext_lazy("Applicants")),
        _place_figure("invention_share", gettext_lazy("Share of inventions"), template=_PERCENT),
        _place_figure("recent", gettext_lazy("Last three whole years")),
        _place_figure("before", gettext_lazy("Three years before")),
        _place_figure("growth", gettext_lazy("Growth"), template=_CHANGE),
    ),
    filters=(
        Filter("level", gettext_lazy("Compared"), lambda rows, _value: rows, form="chips",
               usual=LEVELS[0], every="",
               options=lambda: [(one, said(one, "level")) for one in LEVELS]),
    ),
    search=rows_hold(attrgetter("name")),
    search_words=gettext_lazy("Name of the place"),
    usual=gettext_lazy("most documents first"),
)  # fmt: skip

FIELDS = List(
    name="industry_fields",
    action="industry.read",
    beside=("known",),
    words=gettext_lazy("Technologies of the industry"),
    columns=(
        Column("technology", gettext_lazy("Technology"), lambda line: named(line.row),
               link=attrgetter("address")),
        Column("code", gettext_lazy("Code"), _of_row("code"), Kind.CODE),
        _figure("home", gettext_lazy("Region")),
        _figure("others", gettext_lazy("Everybody else")),
        _figure("index", gettext_lazy("Index"), template="web/lists/_index.html"),
        Column("verdict", gettext_lazy("What it says"), attrgetter("verdict"),
               template="web/lists/_verdict.html"),
        _figure("recent_home", gettext_lazy("Region lately")),
        _figure("recent", gettext_lazy("Others lately")),
        _figure("growth", gettext_lazy("Growth of others"), template=_CHANGE),
        Column("gap", gettext_lazy("Gap"), lambda line: line.row.gap or None,
               template="web/lists/_gap.html"),
        _figure("low", gettext_lazy("Lower bound"), template=_RATIO, shown=False),
        _figure("high", gettext_lazy("Upper bound"), template=_RATIO, shown=False),
        _figure("before", gettext_lazy("Others, three years before"), shown=False),
    ),
    filters=(
        Filter("unit", gettext_lazy("Cut by"), lambda rows, _value: rows, form="chips",
               usual=UNITS[0], every="",
               options=lambda: [(one, said(one, "unit")) for one in UNITS]),
        Filter("says", gettext_lazy("What it says"), only(lambda line: str(line.row.verdict)),
               options=lambda: [(str(one), str(told)) for one, told in VERDICTS.items()]),
        Filter("gap", gettext_lazy("Gaps alone"), lambda rows, _value:
               [one for one in rows if one.row.gap], form="tick"),
    ),
    search=rows_hold(_of_row("code"), _of_row("name_zh"), _of_row("name_en")),
    search_words=gettext_lazy("Code or name"),
    usual=gettext_lazy("most documents of the region first"),
)  # fmt: skip


@require_safe
def firms(request: Asked, code: str) -> HttpResponse:
    """The firms of an industry; those to cultivate for who may see them."""
    may(request, "industry.read")
    asked = asking(request)
    seen = queries.picture(asked, code)
    opens = opening(seen, asked.day)
    rows: Sequence[FirmRow] = seen.firms.rows
    cultivates = permits.allowed(actor(request), "industry.cultivate")
    if request.GET.get("which") == "cultivate":
        permits.require(actor(request), "industry.cultivate")
        rows = queries.to_cultivate(seen)
    shown = frame(request, asked, seen) | {
        "cultivates": cultivates,
        "bars": seen.firms.bars,
        "criteria": CRITERIA.values(),
    }
    lines = [FirmLine(one, opens, cultivates) for one in rows]
    declared = FIRMS if cultivates else _for_everybody(FIRMS)
    return answer(request, declared, lines, "web/industry_firms.html", shown)


@require_safe
def regions(request: Asked, code: str) -> HttpResponse:
    """An industry's regions beside one another."""
    may(request, "industry.read")
    asked = asking(request)
    seen = queries.picture(asked, code)
    level = request.GET.get("level", LEVELS[0])
    found = seen.position(level if level in LEVELS else LEVELS[0])
    rows: Sequence[PlaceRow] = found.table
    shown = frame(request, asked, seen) | _covered(found.coverage)
    return answer(request, REGIONS, list(rows), "web/industry_regions.html", shown)


@require_safe
def fields(request: Asked, code: str) -> HttpResponse:
    """The region's strengths and gaps in an industry, technology by technology."""
    may(request, "industry.read")
    asked = asking(request)
    seen = queries.picture(asked, code)
    opens = opening(seen, asked.day)
    unit = request.GET.get("unit", UNITS[0])
    found = seen.strengths(unit if unit in UNITS else UNITS[0])
    rows: Sequence[UnitRow] = found.table
    shown = frame(request, asked, seen) | _covered(found.coverage)
    lines: list[UnitShown] = [unit_shown(one, opens) for one in rows]
    return answer(request, FIELDS, lines, "web/industry_fields.html", shown)


def _for_everybody(declared: List) -> List:
    """The list without what only those see who look after firms."""
    which = replace(
        declared.filters[0],
        options=lambda: [(one, said(one, "which")) for one in WHICH if one != "cultivate"],
    )
    hidden = ("met", *(f"why_{one}" for one in Criterion))
    columns = tuple(one for one in declared.columns if one.name not in hidden)
    return replace(declared, columns=columns, filters=(which, *declared.filters[1:]))


def _covered(coverage: Any) -> dict[str, object]:
    return {"coverage": coverage, "lack": str(LACKS.get(coverage.note, ""))}
