"""The pages of industries: the list of all, one of them, its landscape, its workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.analysis.industry.figures import FirmRow, LinkRow, UnitRow
from ipharbor.analysis.industry.picture import Brief, Picture
from ipharbor.corpus.query import All, parse
from ipharbor.queries import industries as queries
from ipharbor.settings import current
from ipharbor.vocabulary.chains import STAGES
from ipharbor.vocabulary.places import region
from ipharbor.web import _industry_drawing as drawing
from ipharbor.web import _vega
from ipharbor.web._figures import beside, figures
from ipharbor.web._industry_asking import Opening, asking, named, opening
from ipharbor.web._industry_sheets import sheets
from ipharbor.web._industry_words import LACKS, SIGNS, VERDICTS, Reason, reasons
from ipharbor.web._sending import workbook
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Kind, List, answer, rows_hold

SHOWN = 8  # rows of a table on the page of one industry
GIST = 5  # firms to cultivate there

_PERCENT, _CHANGE = "web/lists/_percent.html", "web/lists/_change.html"


@dataclass(frozen=True)
class IndustryLine:
    """An industry of the list; ``carried`` is what its address carries along."""

    brief: Brief
    carried: str

    @property
    def name(self) -> str:
        return named(self.brief.industry)

    @property
    def address(self) -> str:
        """Its own page."""
        return reverse("industry", args=[self.brief.industry.code]) + self.carried

    @property
    def share(self) -> float | None:
        """The region's share of everybody's documents."""
        return self.brief.home / self.brief.documents if self.brief.documents else None


def _figure(name: str, words: Any, **told: Any) -> Column:
    return Column(name, words, attrgetter(f"brief.{name}"), Kind.NUMBER, **told)


LIST = List(
    name="industries",
    action="industry.read",
    beside=("known",),
    words=gettext_lazy("Industries of the region"),
    columns=(
        Column("industry", gettext_lazy("Name of the industry"), attrgetter("name"),
               link=attrgetter("address")),
        _figure("home", gettext_lazy("Documents of the region")),
        Column("fractional", gettext_lazy("As fractions"),
               lambda line: round(line.brief.fractional), Kind.NUMBER),
        _figure("granted", gettext_lazy("Granted")),
        _figure("inventions", gettext_lazy("Inventions")),
        _figure("applicants", gettext_lazy("Applicants")),
        _figure("recent", gettext_lazy("Last three whole years")),
        _figure("growth", gettext_lazy("Growth"), template=_CHANGE),
        Column("share", gettext_lazy("Share of everybody's"), attrgetter("share"), Kind.NUMBER,
               template=_PERCENT),
        _figure("inferred", gettext_lazy("By their holder"), shown=False),
        _figure("documents", gettext_lazy("Documents of everybody"), shown=False),
    ),
    search=rows_hold(attrgetter("brief.industry.name_zh"), attrgetter("brief.industry.name_en")),
    search_words=gettext_lazy("Name of the industry"),
    usual=gettext_lazy("as the region names them"),
    empty="web/lists/_empty_industries.html",
)  # fmt: skip


@dataclass(frozen=True)
class StageShown:
    """A stage of the chain with its links, each with the address behind it."""

    name: str
    links: tuple[tuple[LinkRow, str], ...]


@dataclass(frozen=True)
class UnitShown:
    """A technology with its drawing, the word for what it says, and where it leads."""

    row: UnitRow
    drawn: drawing.DrawnIndex | None
    verdict: str
    sign: str
    address: str


@dataclass(frozen=True)
class FirmShown:
    """A firm with the address of its documents in the industry and the reasons to look after it."""

    row: FirmRow
    address: str
    reasons: tuple[Reason, ...] = ()


@require_safe
def industries(request: Asked) -> HttpResponse:
    """All industries of the region."""
    caller = may(request, "industry.read")
    asked = asking(request)
    seen = queries.listed(asked)
    shown = {
        "seen": seen,
        "known": asked.day,
        "may_change": permits.ever(caller, "industry.change"),
    }
    lines = [IndustryLine(one, carried(asked)) for one in seen.rows]
    return answer(request, LIST, lines, "web/industries.html", shown)


@require_safe
def industry(request: Asked, code: str) -> HttpResponse:
    """One industry at a glance."""
    may(request, "industry.read")
    asked = asking(request)
    seen = queries.picture(asked, code)
    opens = opening(seen, asked.day)
    position = seen.position("county")
    shown = frame(request, asked, seen) | {
        "opens": opens,
        "years": drawing.years(seen.years.table),
        "size": {"width": drawing.WIDTH, "height": drawing.HEIGHT, "span": drawing.SPAN},
        "stages": _stages(seen, opens),
        "leaders": [FirmShown(one, opens.of_firm(one.name)) for one in _leaders(seen)],
        "entered": _entered(seen, opens),
        "left": _left(seen, opens),
        "position": position,
        "places": drawing.places(position.table[:SHOWN]),
        "own": next((one for one in position.table if one.home), None),
        "units": [unit_shown(one, opens) for one in seen.strengths("field").table[:SHOWN]],
        "gaps": [unit_shown(one, opens) for one in seen.strengths("subclass").table if one.gap],
        "lacks": {name: str(told) for name, told in LACKS.items()},
    }
    if permits.allowed(actor(request), "industry.cultivate"):
        found = queries.to_cultivate(seen)
        shown["cultivated"] = [firm_shown(one, opens) for one in found[:GIST]]
        shown["cultivated_all"] = len(found)
    return render(request, "web/industry.html", shown)


@require_safe
def landscape(request: Asked, code: str) -> HttpResponse:
    """The landscape of an industry: of the region's documents, or of everybody's (``of=all``)."""
    may(request, "industry.read")
    asked = asking(request)
    seen = queries.picture(asked, code)
    home_only = request.GET.get("of", "") != "all"
    told = queries.landscape(asked, code, home_only=home_only)
    base = parse(seen.query) if seen.query else All()
    drawn = figures(told, region(current().region), base, lang())
    shown = frame(request, asked, seen) | {
        "vega": _vega.version(),
        "told": told,
        "home_only": home_only,
        "columns": beside(drawn),
        "vintage": seen.vintage,
    }
    return render(request, "web/industry_landscape.html", shown)


@require_safe
def export(request: Asked, code: str) -> HttpResponse:
    """All tables of an industry as one workbook."""
    caller = may(request, "industry.read")
    asked = asking(request)
    seen = queries.picture(asked, code)
    cultivated: Sequence[FirmRow] = ()
    if permits.allowed(caller, "industry.cultivate"):
        cultivated = queries.to_cultivate(seen)
    return workbook(f"ipharbor-{code}-{seen.on.isoformat()}", sheets(seen, cultivated))


def frame(request: Asked, asked: queries.Asking, seen: Picture) -> dict[str, object]:
    """What the pages of one industry show around their matter."""
    history = queries.versions(asked.region, seen.industry.code)
    day = asked.day
    stands = [one for one in history if one.record is None or day is None or one.record.on <= day]
    return {
        "seen": seen,
        "name": named(seen.industry),
        "known": day,
        "page": request.resolver_match.url_name if request.resolver_match else "",
        "version": stands[0] if stands else None,
        "changed_since": bool(stands) and stands[0] != history[0],
        "may_change": permits.ever(actor(request), "industry.change"),
        "carried": carried(asked),
    }


def carried(asked: queries.Asking) -> str:
    """What the addresses of these pages carry along: the day stated, where one is."""
    return f"?{urlencode({'known': asked.day.isoformat()})}" if asked.day else ""


def unit_shown(row: UnitRow, opens: Opening) -> UnitShown:
    """A technology as tables show it."""
    return UnitShown(
        row, drawing.index(row), str(VERDICTS[row.verdict]), SIGNS[row.verdict],
        opens.search(row.query),
    )  # fmt: skip


def firm_shown(row: FirmRow, opens: Opening) -> FirmShown:
    """A firm with its reasons."""
    return FirmShown(row, opens.of_firm(row.name), tuple(reasons(row)))


def _leaders(seen: Picture) -> list[FirmRow]:
    """The region's firms with most rights in force; by what is granted on an earlier day."""
    rows = sorted(
        seen.firms.home,
        key=lambda one: (
            -(one.granted if one.in_force is None else one.in_force), -one.count, one.name
        ),
    )  # fmt: skip
    return rows[:SHOWN]


def _stages(seen: Picture, opens: Opening) -> list[StageShown]:
    found = []
    for stage in STAGES:
        links = tuple(
            (row, opens.search(row.query, home=True) if row.home else "")
            for row in seen.links.table
            if row.stage == stage
        )
        if links:
            found.append(StageShown(stage, links))
    return found


def _entered(seen: Picture, opens: Opening) -> Mapping[str, object]:
    rows = sorted(
        (one for one in seen.firms.rows if one.entered),
        key=lambda one: (not one.home, -one.count, one.name),
    )
    return {
        "home": sum(one.home for one in rows),
        "others": sum(not one.home for one in rows),
        "rows": [FirmShown(one, opens.of_firm(one.name)) for one in rows[:GIST]],
    }


def _left(seen: Picture, opens: Opening) -> Mapping[str, object]:
    rows = sorted(
        (one for one in seen.firms.home if one.left), key=lambda one: (-one.count, one.name)
    )
    return {
        "home": len(rows),
        "rows": [FirmShown(one, opens.of_firm(one.name)) for one in rows[:GIST]],
    }
