"""The workbook of an industry: every table of its pages, and how each figure is meant."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ipharbor.analysis.industry.figures import FirmRow, PlaceRow, UnitRow
from ipharbor.analysis.industry.firms import ENTRY_YEARS, KEPT_YEARS, LEAST, SILENT_YEARS
from ipharbor.analysis.industry.picture import Picture
from ipharbor.analysis.industry.places import LEVELS
from ipharbor.analysis.industry.units import UNITS
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.web._industry_asking import named, town_named
from ipharbor.web._industry_words import CRITERIA, VERDICTS, reasons
from ipharbor.web.templatetags.harbor import said


def sheets(seen: Picture, cultivated: Sequence[FirmRow]) -> list[Sheet]:
    """One sheet a table; firms to cultivate only where there are some to be told."""
    found = [_about(seen), _years(seen), _chain(seen), _firms(seen)]
    if cultivated:
        found.append(_cultivated(cultivated))
    found += [_places(seen.position(level).table, level) for level in LEVELS]
    found += [_units(seen.strengths(unit).table, unit) for unit in UNITS]
    return found


def _about(seen: Picture) -> Sheet:
    rows: list[list[Cell]] = [
        [_("Name of the industry"), named(seen.industry)],
        [_("Known by the day"), seen.on],
        [_("Data vintage"), seen.vintage],
        [_("Documents of everybody"), seen.documents],
        [_("Documents of the region"), seen.brief.home],
        [_("By their holder"), seen.brief.inferred],
        [_("Query"), seen.query],
        [
            _("How it is reckoned"),
            _(
                "A document belongs to an industry when one of its classes lies under a prefix of "
                "the chain, the longest prefix of all chains deciding; one without a class belongs "
                "where most documents of its first applicant do. Entrants have their first filing "
                "within %(entry)s years, leavers none for %(silent)s; figures on a firm rest on "
                "%(least)s documents at least, years kept on rights of %(kept)s years and more."
            )
            % {"entry": ENTRY_YEARS, "silent": SILENT_YEARS, "least": LEAST, "kept": KEPT_YEARS},
        ],
    ]
    return Sheet(_("Explanation"), [_("What"), _("Value")], rows)


def _years(seen: Picture) -> Sheet:
    headings = [_("Year"), _("Documents of everybody"), _("Documents of the region"),
                _("Inventions"), _("Whole year")]  # fmt: skip
    rows: list[list[Cell]] = [
        [one.year, one.count, one.home, one.inventions, _yes(one.complete)]
        for one in seen.years.table
    ]
    return Sheet(_("By year"), headings, rows)


def _chain(seen: Picture) -> Sheet:
    headings = [_("Stage"), _("Link"), _("Classes"), _("Documents of everybody"),
                _("Documents of the region"), _("Share"), _("Growth")]  # fmt: skip
    rows: list[list[Cell]] = [
        [said(one.stage, "stage"), named(one), ", ".join(one.prefixes), one.count, one.home,
         one.share, one.growth]
        for one in seen.links.table
    ]  # fmt: skip
    return Sheet(_("Chain"), headings, rows)


def _firms(seen: Picture) -> Sheet:
    headings = [
        _("Applicant"), _("Of the region"), _("Place"), _("Town"), _("Documents"), _("Granted"),
        _("In force"), _("Filings of three years"), _("Inventions"), _("Share of inventions"),
        _("Last three whole years"), _("Three years before"), _("Growth"), _("First filing"),
        _("Last filing"), _("Entered"), _("Left"), _("Documents elsewhere"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [one.name, _yes(one.home), one.place, town_named(one.town), one.count, one.granted,
         one.in_force, one.filings, one.inventions, one.invention_share, one.recent, one.before,
         one.growth, one.first_on, one.last_on, _yes(one.entered), _yes(one.left), one.elsewhere]
        for one in seen.firms.rows
    ]  # fmt: skip
    return Sheet(_("Firms"), headings, rows)


def _cultivated(rows: Sequence[FirmRow]) -> Sheet:
    names = [str(words) for words in CRITERIA.values()]
    headings = [_("Applicant"), _("Town"), _("Documents"), _("Criteria met"), _("Can be told"),
                *names]  # fmt: skip
    told: list[list[Cell]] = []
    for one in rows:
        by_name = {reason.name: reason for reason in reasons(one)}
        cells = [by_name[name].marked for name in names]
        told.append([one.name, town_named(one.town), one.count, one.met, one.told, *cells])
    return Sheet(_("Firms to cultivate"), headings, told)


def _places(rows: Sequence[PlaceRow], level: str) -> Sheet:
    headings = [_("Rank"), _("Place"), _("Of the region"), _("Documents"), _("Share"),
                _("Applicants"), _("Share of inventions"), _("Last three whole years"),
                _("Three years before"), _("Growth")]  # fmt: skip
    told: list[list[Cell]] = [
        [one.rank, one.name, _yes(one.home), one.count, one.share, one.applicants,
         one.invention_share, one.recent, one.before, one.growth]
        for one in rows
    ]  # fmt: skip
    return Sheet(f"{_('Regions')} {said(level, 'level')}", headings, told)


def _units(rows: Sequence[UnitRow], unit: str) -> Sheet:
    headings = [_("Code"), _("Technology"), _("Documents of the region"), _("of"),
                _("Documents of others"), _("of"), _("Index"), _("Lower bound"),
                _("Upper bound"), _("What it says"), _("Others, last three whole years"),
                _("Others, three years before"), _("Growth of others"),
                _("Region, last three whole years"), _("Gap")]  # fmt: skip
    told: list[list[Cell]] = [
        [one.code, named(one), one.home, one.home_of, one.others, one.others_of, one.index,
         one.low, one.high, str(VERDICTS[one.verdict]), one.recent, one.before, one.growth,
         one.recent_home, _yes(one.gap)]
        for one in rows
    ]  # fmt: skip
    return Sheet(f"{_('Technology')} {said(unit, 'unit')}", headings, told)


def _yes(value: bool) -> str:
    return _("yes") if value else ""
