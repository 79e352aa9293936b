"""What the pages of the cockpit need: figures in words and written as their unit is."""

from __future__ import annotations

import calendar

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipharbor.analysis.answers import Coverage
from ipharbor.analysis.region.aiming import Aim
from ipharbor.analysis.region.figures import Figure, Ground, Row, Table
from ipharbor.forecasting.nowcast import Nowcast, method_told
from ipharbor.vocabulary.figures import figure_words
from ipharbor.vocabulary.targets import FIGURES
from ipharbor.web.cockpit.addresses import Ways
from ipharbor.web.cockpit.framing import town_name
from ipharbor.web.language import lang
from ipharbor.web.templatetags.harbor import counted, percent, said

register = template.Library()

_LACKING = {
    "without_type": gettext_lazy("the others have no type"),
    "without_town": gettext_lazy("the others name no town"),
    "without_agency": gettext_lazy("the others name no agency"),
    "without_kind": gettext_lazy("the holders of the others are not in the register"),
    "without_trade": gettext_lazy("the holders of the others have no trade in the register"),
    "without_size": gettext_lazy("the holders of the others have no size in the register"),
    "without_industry": gettext_lazy("the others lie in none of the region's industries"),
    "without_grade": gettext_lazy("the holders of the others have no grade in the register"),
}
_GROUNDS = {
    "population": gettext_lazy("residents"),
    "untold_pledges": gettext_lazy("inventions under a pledge whose amount nobody tells:"),
    "awards": gettext_lazy("awards entered:"),
}
_KINDS = {"kinds": "holder", "sizes": "size", "grades": "grade_of_firm"}


@register.filter
def title(name: str) -> str:
    """What a figure is called."""
    return figure_words(lang())[name].title


@register.filter
def method(name: str) -> str:
    """How a figure is reckoned."""
    return figure_words(lang())[name].method


@register.filter
def value(figure: Figure) -> str:
    """A figure's value as its unit is written."""
    return written(figure.value, figure.unit)


@register.filter
def before(figure: Figure) -> str:
    """The same a year earlier."""
    return written(figure.before, figure.unit)


@register.filter
def aimed(figure: Figure) -> str:
    """The target of a figure."""
    return written(figure.target, figure.unit)


@register.filter
def change(figure: Figure) -> str:
    """The change against the year before, signed: a tenth more is +10%, a share in points."""
    if figure.change is not None:
        return f"{100 * figure.change:+.1f}%"
    if figure.points is not None:
        return _("%(points)s points") % {"points": f"{figure.points:+.1f}"}
    return ""


@register.filter
def way(figure: Figure) -> str:
    """Whether a figure went up, down or stayed, as a sign that is no colour."""
    moved = figure.change if figure.change is not None else figure.points
    return "" if moved is None else "▲" if moved > 0 else "▼" if moved < 0 else "＝"


@register.filter
def lacking(coverage: Coverage) -> str:
    """What those lack that could not answer; empty where all could."""
    if coverage.answered == coverage.asked:
        return ""
    return str(_LACKING.get(coverage.note, ""))


@register.filter
def ground(one: Ground) -> str:
    """Something a figure rests on, in a line."""
    if one.provision:
        return one.provision
    name = str(_GROUNDS.get(one.name, one.name))
    return f"{name} {counted(int(float(one.value)))}"


@register.filter
def ground_source(one: Ground) -> str:
    """Who says so."""
    return one.source_zh if lang() == "zh" else one.source_en


@register.filter
def row_name(row: Row, table: Table) -> str:
    """What a row of a table is called."""
    if not row.code:
        return _("not told")
    if table.by == "town":
        return town_name(row.code)
    if row.code in table.names:
        return table.names[row.code][0 if lang() == "zh" else 1]
    kind = _KINDS.get(table.name)
    return said(row.code, kind) if kind else row.code


@register.filter
def town(code: str) -> str:
    """A town in the page's language."""
    return town_name(code)


@register.simple_tag
def aim_value(aim: Aim, number: float | None) -> str:
    """A number of a target in its figure's unit."""
    return written(number, FIGURES[aim.wanted.figure])


@register.filter
def aim_far(aim: Aim) -> str:
    """How far a target is reached, of 100 and no further."""
    return f"{100 * min(1.0, aim.share or 0.0):.1f}"


@register.filter
def aim_usual(aim: Aim) -> str:
    """Where the usual course would be, of 100."""
    usual = (aim.usual or 0.0) / aim.wanted.value if aim.wanted.value else 0.0
    return f"{100 * min(0.992, max(0.0, usual)):.1f}"


@register.simple_tag
def opens(ways: Ways, figure: Figure) -> str:
    """The address of the list behind a figure."""
    return ways.figure(figure)


@register.simple_tag
def row_opens(ways: Ways, table: Table, row: Row) -> str:
    """The page of what a row is about: a town has one."""
    return ways.town(row.code) if table.by == "town" and row.code else ""


@register.simple_tag
def cell_opens(ways: Ways, table: Table, row: Row, column: str) -> str:
    """The address of the list behind one number of a table."""
    return ways.cell(table, row, column)


@register.simple_tag
def cockpit_page(ways: Ways, name: str, *args: str) -> str:
    """Another page of the cockpit in the same frame."""
    return ways.page(name, args)


@register.filter
def month_name(month: int) -> str:
    """A month as an axis names it: 3 月, Mar."""
    return f"{month} 月" if lang() == "zh" else calendar.month_abbr[month]


@register.filter
def rounded(number: float | None) -> str:
    """An expected count as a whole number; a dash for none."""
    return "–" if number is None else counted(round(number))


@register.filter
def whole_percent(share: float) -> str:
    """A level of 0 to 1 in whole per cent."""
    return f"{100 * share:.0f}%"


@register.filter
def reason(said_of: Nowcast) -> str:
    """Why it is a forecast or none."""
    return said_of.reason.told(lang())


@register.filter
def method_name(said_of: Nowcast) -> str:
    """The method of a forecast in words."""
    return method_told(said_of.method, lang())


@register.simple_tag
def share_of(part: int | None, whole: int | None) -> str:
    """A part of a whole in per cent; a dash where there is none."""
    return percent(part / whole if part is not None and whole else None)


def written(number: float | None, unit: str) -> str:
    """A number as its unit is written; a dash for none."""
    if number is None:
        return "–"
    if unit == "share":
        return percent(number)
    if unit == "per_10000":
        return str(number_format(number, 2))
    return counted(round(number))
