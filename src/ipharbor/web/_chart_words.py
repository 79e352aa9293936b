"""The words of charts and of the tables under them, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: Mapping[str, str | Promise] = {
    "type.invention": _("Invention"),
    "type.utility_model": _("Utility model"),
    "type.design": _("Design"),
    "type.unknown": _("Type unknown"),
    "axis.filing_year": _("Filing year"),
    "axis.publication_year": _("Publication year"),
    "axis.grant_year": _("Year of grant"),
    "axis.documents": _("Documents"),
    "axis.share": _("Share"),
    "axis.growth": _("Growth"),
    "axis.invention_share": _("Share of inventions"),
    "axis.hhi": _("HHI"),
    "axis.cr4": _("CR4"),
    "axis.applicants": _("Applicants"),
    "axis.applicant": _("Applicant"),
    "axis.subclass": _("IPC subclass"),
    "axis.field": _("Technology field"),
    "axis.sector": _("Sector"),
    "axis.town": _("Town"),
    "axis.type": _("Type"),
    "axis.entrants": _("Entrants"),
    "axis.leavers": _("Leavers"),
    "chart.not_whole": _("* not a whole year, or filings still unpublished"),
    "chart.earlier": _("Earlier years stand in the table."),
    "title.filings": _("Filings by year and type"),
    "title.publications": _("Publications by year and type"),
    "title.grants": _("Grants by year and type"),
    "title.invention-share": _("Inventions among filings"),
    "title.applicants": _("Largest applicants"),
    "title.subclasses": _("Largest IPC subclasses"),
    "title.fields": _("Technology fields"),
    "title.concentration": _("Concentration"),
    "title.turnover": _("Entrants and leavers"),
    "title.towns": _("Map by town"),
    "title.outlook": _("The next quarters"),
    "axis.quarter": _("Quarter of publication"),
    "outlook.came": _("Came"),
    "outlook.expected": _("Forecast"),
    "outlook.narrow": _("80 % range"),
    "outlook.wide": _("95 % range"),
    "outlook.low_narrow": _("80 % from"),
    "outlook.high_narrow": _("80 % to"),
    "outlook.low_wide": _("95 % from"),
    "outlook.high_wide": _("95 % to"),
    "outlook.signs": _("◇ forecast; thick line: 80 % range; thin line: 95 % range"),
    "outlook.signs_past": _("thin line behind ●: 95 % range given when the quarter began"),
    "column.year": _("Year"),
    "column.patent_type": _("Type"),
    "column.count": _("Documents"),
    "column.complete": _("Whole year"),
    "column.truncated": _("Filings still unpublished"),
    "column.inventions": _("Inventions"),
    "column.of": _("Of known type"),
    "column.share": _("Share"),
    "column.name": _("Name"),
    "column.recent": _("Last three whole years"),
    "column.before": _("Three years before"),
    "column.growth": _("Growth"),
    "column.invention_share": _("Share of inventions"),
    "column.code": _("Code"),
    "column.number": _("No."),
    "column.sector": _("Sector"),
    "column.applicants": _("Applicants"),
    "column.documents": _("Documents"),
    "column.cr4": _("CR4"),
    "column.hhi": _("HHI"),
    "column.active": _("Active applicants"),
    "column.entrants": _("Entrants"),
    "column.entrants_censored": _("May have been there before"),
    "column.leavers": _("Leavers"),
    "column.town": _("Town"),
    "column.invention": _("Invention"),
    "column.utility_model": _("Utility model"),
    "column.design": _("Design"),
    "column.untyped": _("Type unknown"),
}
METHODS: Mapping[str, str | Promise] = {
    "filings": _("One document per application, by the year it was filed in."),
    "publications": _("One document per application, by the year of its first publication."),
    "grants": _("Documents whose grant is announced, by the year of the announcement."),
    "invention-share": _("Inventions among the filings of a year whose type is known."),
    "applicants": _(
        "By first applicant. Growth compares the last three whole years with the three before."
    ),
    "subclasses": _("By the subclass of the main IPC symbol; the link finds any symbol."),
    "fields": _("WIPO's 35 technology fields, by the main IPC symbol (Schmoch 2008)."),
    "concentration": _(
        "CR4: share of the four largest applicants. HHI: sum of squared shares, 0 to 10,000."
    ),
    "turnover": _(
        "An applicant enters in its first year of publication here and leaves after its last,"
        " told three years later."
    ),
    "outlook": _(
        "One document per application, by the quarter of its first publication. Mean of seven"
        " methods; ranges from their past errors."
    ),
    "towns": _("By the town in the first applicant's address, where it is known."),
}
LACKS: Mapping[str, str | Promise] = {
    "without_filing_year": _("the others state no filing year"),
    "without_publication_day": _("the others state no day of publication"),
    "outside_quarters": _(
        "the others state no day of publication, or lie outside the whole quarters shown"
    ),
    "without_grant_stage": _("the others do not say whether they are granted"),
    "without_type": _("the others state no type"),
    "without_applicant": _("the others name no applicant"),
    "without_ipc": _("the others have no IPC symbol"),
    "without_field": _("the others fall into no field"),
    "without_town": _("the others have no known town"),
}


def words() -> dict[str, str]:
    """Every word of the charts, as text."""
    return {name: str(text) for name, text in _WORDS.items()}
