"""Standing for values of the law from the command line: ``law verify`` and ``law correct``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready

if TYPE_CHECKING:
    from ipharbor.queries.law import Entry
    from ipharbor.statutes.book import Book
    from ipharbor.statutes.provision import Provision

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_MOST_BYTES = 262_144


def book_of(region: str | None) -> Book:
    """The law of a stated region, or of this installation's own."""
    from ipharbor.queries import law as queries
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region as place

    home = place(current().region).code
    return queries.book(home if region is None else queries.region_code(region), home=home)


def told_of_country(country: Provision, lang: str) -> str:
    """What a regional value stands instead of, in a line."""
    word = "全国" if lang == "zh" else "the country"
    return f"{word}: {country.value.text(lang)}"


def read_text(path: Path, option: str) -> str:
    """The text of a small file in UTF-8; a usage error for anything else."""
    if path.stat().st_size > _MOST_BYTES:
        raise click.BadParameter(f"{path} is larger than {_MOST_BYTES} bytes.", param_hint=option)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.BadParameter(f"{path} is not text in UTF-8.", param_hint=option) from None


@click.command()
@click.argument("name")
@click.option("--reason", required=True, help="What you compared the value with.")
@click.option("--since", type=_DAY, help="First day of the version [default: the one in force].")
@click.pass_obj
def verify(lang: str, name: str, reason: str, since: datetime | None) -> None:
    """Stand for the value of NAME as it is: from then on it counts as certain.

    Your word is kept in the register and in the journal as that of the operator.
    """
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.law.correct import correct as stand_for

    found = _entry(name)
    began = (found.now or found.history[-1]).since
    record = stand_for(
        name, since=since.date() if since else began, reason=reason, law=book_of(None),
        by=permits.operator(), at=now(),
    )  # fmt: skip
    _tell(name, record.since, lang)


@click.command()
@click.argument("name")
@click.argument("value")
@click.option("--since", type=_DAY, help="First day on which it holds [default: today].")
@click.option("--unit", help="Unit of the value [default: that of the value in force].")
@click.option("--reason", required=True, help="Why, and where it is written.")
@click.option("--instrument", default="", help="Key of the instrument, as in the book.")
@click.option("--article", default="", help="The article of the instrument.")
@click.pass_obj
def correct(
    lang: str, name: str, value: str, since: datetime | None, unit: str | None, reason: str,
    instrument: str, article: str,
) -> None:  # fmt: skip
    """Put VALUE in the place of what NAME is worth, from a day on.

    VALUE is a number, true or false; @FILE reads a list or a table from a YAML file. What
    stood before stays in the history.
    """
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.law.correct import correct as put
    from ipharbor.statutes.book import written_value

    found = _entry(name)
    held = (found.now or found.history[-1]).value
    text = read_text(_path(value), "VALUE") if value.startswith("@") else value
    if not text.strip():
        raise click.BadParameter("The value is empty.", param_hint="VALUE")
    record = put(
        name, since=since.date() if since else now().date(), value=text,
        unit=unit or written_value(held)[1], reason=reason, instrument=instrument,
        article=article, law=book_of(None), by=permits.operator(), at=now(),
    )  # fmt: skip
    click.echo(f"- {held.text(lang)}")
    _tell(name, record.since, lang)


def _path(value: str) -> Path:
    path = Path(value[1:])
    if not path.is_file():
        raise click.BadParameter(f"There is no file {path}.", param_hint="VALUE")
    return path


def _entry(name: str) -> Entry:
    from ipharbor.queries import law as queries

    return queries.entry(book_of(None), name, on=now().date())


def _tell(name: str, since: date | None, lang: str) -> None:
    stood = [one for one in book_of(None).history(name) if one.since == since]
    for one in stood[-1:]:
        signed = f"{one.verified.by}, {one.verified.on}" if one.verified else "—"
        click.echo(f"+ {one.value.text(lang)}")
        click.echo(f"  {one.since or '…'} – {one.until or ''} | {one.confidence} | {signed}")
