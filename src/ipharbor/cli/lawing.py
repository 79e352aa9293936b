"""The law of a day, and deadlines under it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.statutes.book import Book
    from ipharbor.statutes.provision import Provision

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("name", default="")
@click.option("--on", type=_DAY, help="The day [default: today].")
@click.option("--find", "text", default="", help="Only provisions whose wording holds this.")
@click.option("--unverified", is_flag=True, help="Only those that nobody stands for yet.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def law(
    lang: str, name: str, on: datetime | None, text: str, unverified: bool, machine: bool
) -> None:
    """List the provisions in force on a day, or the history of NAME.

    A provision that was not read in the primary text, and that no officer has verified, is
    marked with a question mark.
    """
    ready()
    from ipharbor.queries import law as queries

    day = on.date() if on else now().date()
    book = _book()
    if name:
        found = queries.entry(book, name, on=day)
        if machine:
            as_json(found)
            return
        for version in found.history:
            _version(version, lang, held=version == found.now)
        return
    shown = queries.listing(book, on=day, text=text, unverified=unverified)
    if machine:
        as_json(shown)
        return
    table(
        ["", "name", "value", "source"],
        [
            ["" if one.certain else "?", one.name, one.value.text(lang)[:60],
             one.source.short if one.source else ""]
            for one in shown.provisions
        ],
    )  # fmt: skip
    click.echo(f"{len(shown.provisions)} provisions on {day}, {shown.unverified} unverified in all")


@click.command()
@click.argument("rule", default="")
@click.option("--from", "start", type=_DAY, help="Day of the event that starts the period.")
@click.option(
    "--service",
    type=click.Choice(["electronic", "post", "hand", "public_notice"]),
    help="How the paper was sent.",
)
@click.option("--received", type=_DAY, help="Proven day of receipt.")
@click.option(
    "--event",
    "events",
    multiple=True,
    metavar="NAME=DAY",
    help="Day of another event the rule counts from.",
)
@click.option("--times", default=1, show_default=True, help="For rules that repeat.")
@click.option("--extended-by", default=0, help="Units by which the period was extended.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def deadline(
    lang: str, rule: str, start: datetime | None, service: str | None, received: datetime | None,
    events: tuple[str, ...], times: int, extended_by: int, machine: bool,
) -> None:  # fmt: skip
    """The last day under RULE, with each step and its article; without RULE, the rules."""
    ready()
    from ipharbor.queries import law as queries
    from ipharbor.vocabulary.messages import message

    if rule and start is None:
        raise click.UsageError("Say from which day: --from YYYY-MM-DD.")
    if not rule or start is None:
        table(
            ["rule", "what"],
            [[code, told.title(lang)] for code, told in queries.rules().items()],
        )
        return
    found = queries.reckon(
        rule,
        law=_book(),
        start=start.date(),
        served_by=service or "",
        received=received.date() if received else None,
        others={name: date.fromisoformat(day) for name, day in map(_named, events)},
        times=times,
        extended_by=extended_by,
    )
    if machine:
        as_json(found)
        return
    click.echo(found.rule.title(lang))
    for step in found.deadline.steps:
        click.echo(f"  {step.ends}  {step.told(lang)}")
    doubt = "" if found.deadline.certain else f"  ({message('deadline.uncertain', lang, {}).what})"
    click.echo(f"{found.deadline.day}{doubt}")
    if found.rule.missed(lang):
        click.echo(f"→ {found.rule.missed(lang)}")


def _book() -> Book:
    from ipharbor.queries import law as queries
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region

    return queries.book(region(current().region).code)


def _named(text: str) -> tuple[str, str]:
    name, _, day = text.partition("=")
    return name, day


def _version(version: Provision, lang: str, *, held: bool) -> None:
    mark = "*" if held else " "
    span = f"{version.since or '…'} – {version.until or ''}"
    click.echo(f"{mark} {span}  {version.value.text(lang)}")
    source = version.source.cited(lang) if version.source else "—"
    signed = f"{version.verified.by}, {version.verified.on}" if version.verified else "—"
    click.echo(f"    {version.title(lang)} | {source} | {version.confidence} | {signed}")
