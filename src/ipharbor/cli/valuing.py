"""What rights are worth, at the terminal: valuations that are kept, and tables of rights valued
together."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.queries.sheets import Sheet
    from ipharbor.queries.valuations import Opened
    from ipharbor.queries.value_batches import Valued
    from ipharbor.records.models import Firm
    from ipharbor.statutes.book import Book

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_MACHINE = click.option("--json", "machine", is_flag=True)
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
SHOWN = 20  # rows and findings that are printed
_SHORT = ("key", "title", "method", "low", "median", "high", "apart", "moves")


@click.group()
def value() -> None:
    """What rights are worth: list, show, table, reckon."""


@value.command(name="list")
@click.option("--firm", default="", help="Of the firm with this whole name.")
@click.option("--status", default="", type=click.Choice(["", "draft", "signed", "superseded"]),
              help="Only those in this state.")  # fmt: skip
@_MACHINE
@click.pass_obj
def list_(lang: str, /, firm: str, status: str, machine: bool) -> None:
    """Valuations that are kept, the newest first."""
    ready()
    from ipharbor.queries import valuations
    from ipharbor.queries.value_batches import heading
    from ipharbor.records.models import Firm
    from ipharbor.vocabulary.words import word

    firms = Firm.objects.filter(pk=_firm(firm).pk) if firm else Firm.objects.all()
    found = valuations.of_firms(firms)
    if status:
        found = found.filter(status=status)
    rows = valuations.rows(found)
    if machine:
        as_json([row.__dict__ for row in rows])
        return
    heads = [word(one, lang) for one in
             ("value_number", "loan_firm", "loan_rights", "value_day")]  # fmt: skip
    heads += [heading(one, lang) for one in ("low", "median", "high")]
    heads += [word("value_status", lang), word("value_signed_by", lang)]
    table(heads, [
        [row.id, row.firm, row.rights, row.valued_on, f"{row.low:,}", f"{row.median:,}",
         f"{row.high:,}", word(f"value_{row.status}", lang), row.signed_by or "–"]
        for row in rows
    ])  # fmt: skip


@value.command()
@click.argument("number", type=int)
@_MACHINE
@click.pass_obj
def show(lang: str, /, number: int, machine: bool) -> None:
    """One valuation reckoned again: range, methods, sensitivity, what is missing.

    Ends with 1 where what it rests on does not give the figures that are kept.
    """
    ready()
    from ipharbor.queries import valuations
    from ipharbor.vocabulary.errors import HarborError

    held = valuations.one(number)
    if held is None:
        raise HarborError("valuation.unknown", id=number)
    told = valuations.opened(held)
    if machine:
        (row,) = valuations.rows([held])
        as_json(row.__dict__ | {
            "seed": told.basis.seed, "draws": told.basis.draws, "stands": told.stands,
            "hash": held.hash, "result": held.result,
        })  # fmt: skip
    else:
        _print(told, lang)
    if not told.stands:
        raise SystemExit(1)


@value.command(name="table")
@click.argument("firm")
@click.option("--out", type=_OUT, required=True, help="The file to write: .csv or .xlsx.")
@click.option("--on", type=_DAY, help="The day [default: today].")
@click.pass_obj
def table_(lang: str, /, firm: str, out: Path, on: datetime | None) -> None:
    """Write the rights of FIRM (its whole name) as a table to be filled in for reckon.

    Rights in force, with the life that is left, and the sales of products where a right is the
    firm's only one in their class. Columns that are left empty take the numbers of the law book.
    """
    ready()
    from ipharbor.intake.valuing import COLUMNS
    from ipharbor.queries import value_batches
    from ipharbor.queries.sheets import Sheet
    from ipharbor.vocabulary.words import word

    law, day = _law(), on.date() if on else now().date()
    found = value_batches.of_firm(_firm(firm), law=law, on=day, data_until=_data_until())
    heads = [names[1 if lang == "zh" else 0] for names in COLUMNS.values()]
    rows = [
        [one.key, one.title, *(one.numbers.get(name) for name in list(COLUMNS)[2:])]
        for one in found
    ]
    _write(out, [Sheet(word("value_values", lang), heads, rows)])
    click.echo(f"{out}: {len(rows)}")


@value.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=_OUT, help="Write the values there: .csv or .xlsx.")
@click.option("--lead", type=click.Choice(["relief", "profit_share", "excess_earnings", "cost"]),
              help="The method that decides where it gives a value.")  # fmt: skip
@click.option("--draws", default=1_000, show_default=True, type=click.IntRange(100, 100_000),
              help="Draws for the range.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0),
              help="The same seed gives the same figures.")  # fmt: skip
@click.option("--on", type=_DAY, help="The day [default: today].")
@_MACHINE
@click.pass_obj
def reckon(
    lang: str, /, file: Path, out: Path | None, lead: str | None, draws: int, seed: int,
    on: datetime | None, machine: bool,
) -> None:  # fmt: skip
    """Value the rights of FILE together; nothing is kept.

    FILE is a table (CSV, XLSX, Parquet or JSON lines) with a row for each right and a column of
    keys; rates stand in per cent, amounts in CNY. A row with a cell that cannot be read is set
    aside. A life that is not stated is that of the register.
    """
    ready()
    from ipharbor.intake.valuing import read_rights
    from ipharbor.queries import value_batches
    from ipharbor.valuation.methods import Method

    if out is not None:
        _fit(out)
    asked = value_batches.Asked(
        on.date() if on else now().date(), Method(lead) if lead else None, draws, seed
    )
    told = value_batches.value(read_rights(file), asked, law=_law(), data_until=_data_until())
    if out is not None:
        _write(out, value_batches.sheets(told, lang))
    if machine:
        as_json({
            "summary": value_batches.summary(told),
            "rights": value_batches.records(told, lang),
            "findings": [
                {"row": one.row, "column": one.column, "value": one.value, "code": one.code,
                 "severity": one.severity, "what": one.told(lang).what}
                for one in told.findings
            ],
        })  # fmt: skip
    else:
        _print_batch(told, lang, brief=out is not None)


def _print_batch(told: Valued, lang: str, *, brief: bool) -> None:
    """The first rows, the sums, and what is to be said of rows."""
    from ipharbor.queries.value_batches import heading, records, summary
    from ipharbor.vocabulary.findings import Severity

    if not brief:
        rows = records(told, lang)[:SHOWN]
        table([heading(one, lang) for one in _SHORT],
              [[_cell(row[one]) for one in _SHORT] for row in rows])  # fmt: skip
        click.echo("")
    for name, cell in summary(told).items():
        click.echo(f"{heading(name, lang)}: {_cell(cell)}")
    faults_first = sorted(told.findings, key=lambda one: one.severity is not Severity.FAULT)
    for finding in faults_first[:SHOWN]:
        place = " ".join(one for one in (str(finding.row or ""), finding.column) if one)
        click.echo(f"{place}: {finding.told(lang).what}", err=True)
    if len(told.findings) > SHOWN:
        click.echo(f"… {len(told.findings)}", err=True)


def _print(told: Opened, lang: str) -> None:
    from ipharbor.queries.valuation_rests import finding_told
    from ipharbor.vocabulary.messages import message
    from ipharbor.vocabulary.words import word

    def say(name: str) -> str:
        return message(f"valuation.{name}", lang, {}).what

    held, made = told.held, told.made
    click.echo(f"{held.firm.name} · {held.valued_on} · {word(f'value_{held.status}', lang)} "
               f"{held.signed_by_name}".rstrip())  # fmt: skip
    click.echo(f"{word('value_draws', lang)}: {told.basis.draws:,} · "
               f"{word('value_seed', lang)}: {told.basis.seed}")  # fmt: skip
    heads = [say(f"report.head_{one}") for one in ("right", "method", "low", "median", "high")]
    rows = []
    for subject, one in told.pairs:
        ends = (one.range.low, one.range.median, one.range.high) if one.range else ()
        lead = say(f"method.{one.lead}") if one.lead else say("report.none")
        rows.append([subject.key, lead, *(f"{end:,}" for end in ends or ("", "", ""))])
    if made.whole is not None and len(rows) > 1:
        whole = made.whole.range
        rows.append(["", word("value_whole", lang), *(f"{end:,}" for end in
                     (whole.low, whole.median, whole.high))])  # fmt: skip
    table(heads, rows)
    for one in made.rights:
        click.echo(f"\n{one.key}")
        for valued in one.valued:
            click.echo(f"  {say(f'method.{valued.method}')}: {valued.value:,}")
        if one.agreement is not None and one.agreement.apart is not None:
            click.echo(f"  {word('value_apart', lang)}: {one.agreement.apart}")
        for bar in one.tornado:
            click.echo(f"  {say(f'factor.{bar.factor}')}: {bar.at_least:,} – {bar.at_most:,}")
        for gap in one.missing:
            click.echo(f"  {say(f'method.{gap.method}')}: {message(gap.code, lang, {}).what}")
        for finding in one.findings:
            click.echo(f"  {finding_told(finding, lang).what}")
    key = "stands" if told.stands else "altered"
    click.echo(f"\n{say(f'report.{key}')}")


def _cell(cell: object) -> str:
    if cell is None:
        return "–"
    return f"{cell:,.2f}" if isinstance(cell, float) else str(cell)


def _fit(out: Path) -> None:
    from ipharbor.vocabulary.errors import HarborError

    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise HarborError("value.out", fields=("out",), name=out.name)


def _write(out: Path, sheets: Sequence[Sheet]) -> None:
    """The sheets as a workbook; as CSV the first, with the mark by which Excel knows UTF-8."""
    from ipharbor.queries.sheets import xlsx

    _fit(out)
    if out.suffix.lower() == ".xlsx":
        out.write_bytes(xlsx(sheets))
        return
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheets[0].headings)
    writer.writerows(sheets[0].rows)
    out.write_text(text.getvalue(), encoding="utf-8-sig", newline="")


def _firm(name: str) -> Firm:
    from ipharbor.records.models import Firm
    from ipharbor.vocabulary.errors import HarborError

    found = Firm.objects.filter(name=name).first()
    if found is None:
        raise HarborError("firm.unknown", name=name)
    return found


def _law() -> Book:
    from ipharbor.queries.law import book
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region

    return book(region(current().region).code)


def _data_until() -> date:
    from ipharbor import wiring
    from ipharbor.queries.overview import newest_day

    return newest_day(wiring.corpus()) or date.min
