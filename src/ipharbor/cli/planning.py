"""The renewal plan of a firm."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.queries.renewals import Line, Plan

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("firm")
@click.option(
    "--years", default=5, show_default=True, type=click.IntRange(1, 25),
    help="Calendar years, or to the end of the terms if sooner.",
)  # fmt: skip
@click.option("--on", type=_DAY, help="The day [default: today].")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def plan(lang: str, firm: str, years: int, on: datetime | None, machine: bool) -> None:
    """What the rights of FIRM (its whole name) will cost, year by year.

    Dropped rights are not in the sums. The page shows the rights with their advice and takes
    decisions; --json has them all.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.queries import renewals
    from ipharbor.queries.law import book
    from ipharbor.queries.overview import newest_day
    from ipharbor.records.models import Firm
    from ipharbor.settings import current
    from ipharbor.vocabulary.errors import HarborError
    from ipharbor.vocabulary.places import region

    found = Firm.objects.filter(name=firm).first()
    if found is None:
        raise HarborError("firm.unknown", name=firm)
    told = renewals.plan(
        found,
        law=book(region(current().region).code),
        on=on.date() if on else now().date(),
        data_until=newest_day(wiring.corpus()) or date.min,
        years=years,
    )
    if machine:
        as_json(_for_machines(told))
    else:
        _for_people(told, lang)


def _for_people(told: Plan, lang: str) -> None:
    from ipharbor.vocabulary.words import word

    names = (
        "calendar_year", "rights_to_pay", "full_fee", "fee_reduced", "surcharge", "payable",
        "saved",
    )  # fmt: skip
    rows = [
        [year.year, year.rights, year.sums.full, year.sums.reduced, year.sums.surcharge,
         year.sums.payable, year.saved]
        for year in told.totals
    ]  # fmt: skip
    sums = ["", "", "", "", "", told.payable, told.saved]
    table([word(name, lang) for name in names], [*rows, sums])
    counts = (f"{word(f'advice_{one}', lang)} {n}" for one, n in told.advice.items())
    click.echo(f"{word('renewal_advice', lang)}: {', '.join(counts) or '-'}")


def _for_machines(told: Plan) -> dict[str, Any]:
    return {
        "firm": told.firm.name,
        "on": told.on,
        "years": told.totals,
        "payable": told.payable,
        "saved": told.saved,
        "could_save": told.could_save,
        "pending": told.pending,
        "over": told.over,
        "undated": told.undated,
        "rights": [_right(told, line) for line in told.lines],
    }


def _right(told: Plan, line: Line) -> dict[str, Any]:
    return {
        "key": line.record.key,
        "application_number": line.record.application_number,
        "title": line.record.title,
        "type": line.record.patent_type,
        "standing": line.standing["state"],
        "certainty": line.standing["certainty"],
        "term_ends": line.standing["term_ends"],
        "unpaid": line.unpaid,
        "fees": told.fees(line),
        "total": line.total,
        "advice": line.counsel.word,
        "reasons": line.counsel.reasons,
        "ask": line.counsel.ask,
        "said": line.said,
        "decided": line.decided,
    }
