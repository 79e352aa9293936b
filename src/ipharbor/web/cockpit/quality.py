"""The quality of the data: what is missing, how old, from which source; and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.analysis.region.asking import Frame
from ipharbor.analysis.region.cuts import Cut
from ipharbor.analysis.region.quality import Filled
from ipharbor.queries import ledger as ledgers
from ipharbor.queries.quality import OfCode, Quality, Source, by_code, quality
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.records.models import FindingClosing
from ipharbor.settings import current
from ipharbor.vocabulary.figures import figure_words
from ipharbor.vocabulary.words import word
from ipharbor.web._sending import workbook
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import READ, asked_or_usual, home_region, stated
from ipharbor.web.cockpit.map import outlined, outlines_file
from ipharbor.web.cockpit.page import fault, frame_shown, without
from ipharbor.web.language import lang
from ipharbor.web.templatetags.harbor import said

NAMES = {"rights": "part", "holders": "holder_part"}
"""The kinds of words that name what can be lacking."""


@dataclass(frozen=True)
class Part:
    """A row: what can be lacking, how far it is there, and the list of those that lack it."""

    filled: Filled
    name: str
    address: str

    @property
    def width(self) -> float:
        """How much of a bar of 100."""
        return round(100 * (self.filled.share or 0.0), 1)


@dataclass(frozen=True)
class Origin:
    """A source with its name in the page's language, its age and the page of its import."""

    source: Source
    kind: str
    name: str
    age: int | None
    address: str


@require_safe
def page(request: Asked) -> HttpResponse:
    """What is missing, source by source and column by column; ``as=xlsx`` for the workbook."""
    caller = may(request, READ)
    if ledgers.ledger(current().ledger) is None:
        return without(request, caller)
    asked, wrong = asked_or_usual(request)
    told = quality(asked, region=home_region())
    if not permits.allowed(caller, "cases.read"):
        told = told.without("cases")
    reads = bool(permits.ever(actor(request), "imports.read"))
    found = by_code(told, home=current().home) if reads else ()
    if request.GET.get("as") == "xlsx" and wrong is None:
        return workbook(f"ipharbor-quality-{asked.frame.known}", sheets(told, asked.frame, found))
    ways = Ways(stated(request, asked.frame))
    drawn, lacking = outlined()
    shown = {
        **frame_shown(request, asked, ways),
        **fault(wrong),
        "outlines": outlines_file().name,
        "outlined": drawn,
        "without_outline": lacking,
        "told": told,
        "origins": _origins(told, asked.frame, reads),
        "open_codes": [one for one in found if one.count.open],
        "may_close": permits.allowed(caller, "finding.close"),
        "reasons": FindingClosing.Reason.values,
        "rights": _of_rights(told, ways),
        "holders": _of_holders(told, ways),
        "left_out": [(said(name, "left_out"), n) for name, n in told.left_out.items() if n],
        "excel": ways.page("cockpit_quality", (), **{"as": "xlsx"}),
    }
    return render(request, "web/cockpit/quality.html", shown, status=400 if wrong else 200)


def _origins(told: Quality, frame: Frame, may_import: bool) -> list[Origin]:
    return [
        Origin(
            one, said(one.kind, "source"), one.named(lang()), one.age(frame.known),
            reverse("import_run", args=[one.run]) if one.run and may_import else "",
        )
        for one in told.sources
    ]  # fmt: skip


def _of_rights(told: Quality, ways: Ways) -> list[Part]:
    return [
        Part(one, said(one.name, NAMES["rights"]), ways.rights(Cut(lacks=one.name)))
        for one in told.rights
    ]


def _of_holders(told: Quality, ways: Ways) -> list[Part]:
    return [
        Part(one, said(one.name, NAMES["holders"]), ways.page("cockpit_holders", lacks=one.name))
        for one in told.holders
    ]


def sheets(told: Quality, frame: Frame, found: Sequence[OfCode]) -> list[Sheet]:
    """The tables of the page, and how they are meant."""
    return [
        _sources(told, frame),
        *([_codes(found)] if found else ()),
        _parts(_("Rights of the region"), "rights", told.rights),
        _parts(_("Holders of the region"), "holders", told.holders),
        Sheet(
            _("Explanation"),
            [_("What"), _("Value")],
            [
                [_("As known on"), frame.known],
                [_("State on"), frame.on],
                [_("How it is reckoned"), figure_words(lang())["quality"].method],
            ],
        ),
    ]


def _sources(told: Quality, frame: Frame) -> Sheet:
    headings = [_("Source"), _("File or office"), _("Records"), _("Newest day"),
                _("Age in days"), _("Brought in"), _("Set aside"), _("Findings"),
                _("Open findings")]  # fmt: skip
    rows: list[list[Cell]] = [
        [said(one.kind, "source"), one.named(lang()), one.records, one.newest, one.age(frame.known),
         one.brought, one.aside, one.findings, one.open]
        for one in told.sources
    ]  # fmt: skip
    return Sheet(_("Sources"), headings, rows)


def _codes(found: Sequence[OfCode]) -> Sheet:
    headings = [_("File or office"), _("Code"), _("Severity"), _("Findings"), _("Open findings")]
    rows: list[list[Cell]] = [
        [one.source.named(lang()), one.count.code, word(one.count.severity, lang()),
         one.count.count, one.count.open]
        for one in found
    ]  # fmt: skip
    return Sheet(_("Findings"), headings, rows)


def _parts(title: str, of: str, rows: Sequence[Filled]) -> Sheet:
    headings = [
        _("What"),
        _("There"),
        _("Of"),
        _("share"),
        _("Missing"),
        _("May rightly be missing"),
    ]
    told: list[list[Cell]] = [
        [said(one.name, NAMES[of]), one.told, one.of, one.share, one.lacking,
         "" if one.needed else _("yes")]
        for one in rows
    ]  # fmt: skip
    return Sheet(title, headings, told)
