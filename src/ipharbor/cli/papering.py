"""Official forms, filled from the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready
from ipharbor.papers.kinds import forms

if TYPE_CHECKING:
    from ipharbor.papers.paper import Paper
    from ipharbor.records.models import Firm
    from ipharbor.statutes.book import Book

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_WORKBOOK = ".xlsx"


@click.command()
@click.argument("kind", type=click.Choice(list(forms())))
@click.argument("firm")
@click.option("--right", "numbers", multiple=True, metavar="N", help="Application number; repeat.")
@click.option("--on", type=_DAY, help="The day [default: today].")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    help="What only a person knows; repeat.",
)
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .docx; .zip for several; .xlsx for a fee list's payment workbook.",
)
@click.pass_obj
def form(
    lang: str, kind: str, firm: str, numbers: tuple[str, ...], on: datetime | None,
    fields: tuple[str, ...], path: Path,
) -> None:  # fmt: skip
    """Fill the official form KIND for FIRM (its whole name).

    A fee list without --right takes all that is late or due within 90 days. What nobody knows
    is left as a named blank and listed.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.papers.kinds import form as form_of
    from ipharbor.queries import papers as queries
    from ipharbor.queries.docket import docket
    from ipharbor.queries.overview import newest_day

    day = on.date() if on else now().date()
    told, until = form_of(kind), newest_day(wiring.corpus()) or date.min
    law, found = _book(), _firm(firm)
    keys = queries.keys_of(found, numbers)
    if kind == "fee_list" and not keys:
        keys = queries.due_keys(docket(found, law=law, on=day, data_until=until))
    typed = dict(map(_named, fields))
    made = queries.papers(told, found, keys, typed=typed, law=law, on=day, data_until=until)
    path.write_bytes(_file(path, made))
    click.echo(f"{path}  {told.title(lang)}")
    for paper in made:
        for blank in paper.blanks:
            click.echo(f"  ＿ {paper.subject} {blank.name}: {blank.label(lang)}")
        for note in paper.notes:
            click.echo(f"  ! {note.told(lang)}")


def _file(path: Path, made: Sequence[Paper]) -> bytes:
    """What is to be written under ``path``, whose suffix says which of the files it is."""
    from ipharbor.papers.drawing import drawn
    from ipharbor.queries.papers import payment_sheets
    from ipharbor.queries.sheets import xlsx
    from ipharbor.settings import current
    from ipharbor.vocabulary.errors import HarborError

    if made[0].form.code == "fee_list" and path.suffix == _WORKBOOK:
        return xlsx(payment_sheets(made[0]))
    file = drawn(made, current().home / "forms")
    wanted = Path(file.name).suffix
    if path.suffix != wanted:
        raise HarborError("papers.output.suffix", path=str(path), wanted=wanted)
    return file.data


def _book() -> Book:
    from ipharbor.queries import law as queries
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region

    return queries.book(region(current().region).code)


def _firm(name: str) -> Firm:
    from ipharbor.records.models import Firm
    from ipharbor.vocabulary.errors import HarborError

    found = Firm.objects.filter(name=name).first()
    if found is None:
        raise HarborError("firm.unknown", name=name)
    return found


def _named(text: str) -> tuple[str, str]:
    from ipharbor.vocabulary.errors import HarborError

    name, parted, value = text.partition("=")
    if not parted or not name.strip():
        raise HarborError("papers.field.unreadable", text=text)
    return name.strip(), value
