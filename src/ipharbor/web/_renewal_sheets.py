"""A renewal plan as sheets: the years with their sums, the rights, and every annuity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from ipharbor.queries.renewals import SUM_NAMES, District, Line, Plan, YearPlan
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.register.names import name
from ipharbor.vocabulary.words import word


def of_plan(told: Plan, lines: Sequence[Line], *, lang: str) -> list[Sheet]:
    """Three sheets: the whole plan by year, the wanted rights, and the annuities of these.

    The last row of the years is their sum; the annuities of rights that are not dropped add up
    to it when no right is left out.
    """
    return [
        _years(told.totals, told.on, lang),
        _rights(told, lines, lang),
        _annuities(told, lines, lang),
    ]


def of_district(told: District, *, lang: str) -> list[Sheet]:
    """Two sheets: the district's plan by year, and what each firm has to pay in each."""
    headings = [_("Firm"), _("Rights"), _("Dropped")]
    headings += [str(year) for year in told.years]
    headings += [word("payable", lang), _("Saved by dropping")]
    headings += [word(f"advice_{one}", lang) for one in told.advice]
    rows: list[list[Cell]] = [
        [
            one.firm.name,
            one.rights,
            one.dropped,
            *map(float, one.payable),
            float(one.total),
            float(one.saved),
            *(one.advice.get(advice, 0) for advice in told.advice),
        ]
        for one in told.firms
    ]
    return [_years(told.totals, told.on, lang), Sheet(_("Firms"), headings, rows)]


def _years(totals: Sequence[YearPlan], on: date, lang: str) -> Sheet:
    headings = [_("Calendar year"), _("Rights to be paid for")]
    headings += [word("full_fee", lang), _("Reduction"), word("surcharge", lang)]
    headings += [_("Paid already"), word("payable", lang), _("Dropped rights")]
    headings += [_("Saved by dropping"), _("Could be saved by the advice"), _("Certain")]
    rows: list[list[Cell]] = [
        [
            year.year,
            year.rights,
            *(float(getattr(year.sums, one)) for one in SUM_NAMES),
            year.dropped,
            float(year.saved),
            float(year.could_save),
            _("yes") if year.certain else _("no"),
        ]
        for year in totals
    ]
    if totals:
        rows.append(
            [
                _("Sum"),
                None,
                *(_summed([getattr(year.sums, one) for year in totals]) for one in SUM_NAMES),
                None,
                _summed([year.saved for year in totals]),
                _summed([year.could_save for year in totals]),
                None,
            ]
        )
    return Sheet(_("Renewal plan") + f" {on.isoformat()}", headings, rows)


def _summed(parts: Sequence[Decimal]) -> float:
    return float(sum(parts, Decimal(0)))


def _rights(told: Plan, lines: Sequence[Line], lang: str) -> Sheet:
    headings = [
        word(one, lang)
        for one in ("application_number", "title", "patent_type", "standing", "certainty")
    ]
    headings += [_("Term ends"), _("Next annuity"), *(str(year) for year in told.years)]
    headings += [
        _("Sum of the years"),
        word("renewal_advice", lang),
        _("Reasons"),
        _("To be asked"),
    ]
    headings += [_("Used in a product"), _("Worth of a year"), word("renewal_decision", lang)]
    headings += [_("Reason of the decision"), _("Decided by"), _("Decided from")]
    return Sheet(_("Rights"), headings, [_right(line, lang) for line in lines])


def _right(line: Line, lang: str) -> list[Cell]:
    record, said, decided = line.record, line.said, line.decided
    used = None if said is None or said.used is None else _("yes") if said.used else _("no")
    return [
        str(record),
        record.title,
        word(record.patent_type, lang),
        name(line.standing["state"], lang),
        name(line.standing["certainty"], lang),
        line.standing["term_ends"],
        None if line.next_fee is None else float(line.next_fee),
        *map(float, line.payable),
        float(line.total),
        word(f"advice_{line.counsel.word}", lang),
        "\n".join(ground.told(lang) for ground in line.counsel.reasons),
        "\n".join(ground.told(lang) for ground in line.counsel.ask),
        used,
        None if said is None or said.worth is None else float(said.worth),
        word(f"advice_{decided.decision}", lang) if decided else None,
        decided.reason if decided else None,
        decided.by if decided else None,
        decided.on if decided else None,
    ]


def _annuities(told: Plan, lines: Sequence[Line], lang: str) -> Sheet:
    headings = [word(one, lang) for one in ("application_number", "title")]
    headings += [_("Calendar year"), word("patent_year", lang), word("pay_by", lang)]
    headings += [word("grace_pay_by", lang), word("full_fee", lang), _("Reduction")]
    headings += [word("surcharge", lang), _("Paid already"), word("payable", lang)]
    headings += [word("fee_status", lang), _("Dropped"), _("Certain")]
    rows: list[list[Cell]] = [
        [
            str(line.record),
            line.record.title,
            fee.calendar_year,
            fee.patent_year,
            fee.pay_by,
            fee.grace_pay_by,
            *(float(getattr(fee.sums, one)) for one in SUM_NAMES),
            word(f"fee_{fee.status}", lang),
            _("yes") if line.dropped else _("no"),
            _("yes") if fee.certain else _("no"),
        ]
        for line in lines
        for fee in told.fees(line)
    ]
    return Sheet(_("Annuities"), headings, rows)
