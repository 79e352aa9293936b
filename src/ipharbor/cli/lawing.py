"""The law of a day, and deadlines under it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from ipharbor.cli._lawing_desk import book_of, correct, told_of_country, verify
from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.statutes.provision import Provision

_DAY = click.DateTime(formats=["%Y-%m-%d"])


class Desk(click.Group):
    """``verify`` and ``correct``, and a command for every provision: its history."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = super().get_command(ctx, cmd_name)
        return _shown(cmd_name) if known is None and "." in cmd_name else known

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(
                f"{args[0]!r} is neither a provision nor a command "
                f"({', '.join(self.list_commands(ctx))}). Look for words with --find."
            )
        return super().resolve_command(ctx, args)


_REGION = click.option(
    "--region",
    metavar="CODE",
    help="Whose rules: an administrative code such as 44, 4401, 440115, or national "
    "[default: this installation's].",
)


@click.group(cls=Desk, invoke_without_command=True, subcommand_metavar="[NAME | COMMAND [ARGS]...]")
@click.option("--on", type=_DAY, help="The day [default: today].")
@click.option("--find", "text", default="", help="Only provisions whose wording holds this.")
@click.option("--unverified", is_flag=True, help="Only those that nobody stands for yet.")
@_REGION
@click.option("--json", "machine", is_flag=True)
@click.pass_context
def law(
    ctx: click.Context,
    on: datetime | None,
    text: str,
    unverified: bool,
    region: str | None,
    machine: bool,
) -> None:
    """List the provisions in force on a day, or the history of NAME.

    A provision that was not read in the primary text, and that no officer has verified, is
    marked with a question mark. After NAME the options --on, --region and --json may stand too.
    """
    if ctx.invoked_subcommand is not None:
        return
    ready()
    from ipharbor.queries import law as queries

    day, lang = on.date() if on else now().date(), ctx.obj
    shown = queries.listing(book_of(region), on=day, text=text, unverified=unverified)
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


law.add_command(verify)
law.add_command(correct)


def _shown(name: str) -> click.Command:
    """The command that tells the history of the provision ``name``."""

    @click.command(name, help=f"The history of {name}.")
    @click.option("--on", type=_DAY, help="The day [default: today].")
    @_REGION
    @click.option("--json", "machine", is_flag=True)
    @click.pass_context
    def history(ctx: click.Context, on: datetime | None, region: str | None, machine: bool) -> None:
        ready()
        from ipharbor.queries import law as queries

        before = ctx.parent.params if ctx.parent else {}
        on, region = on or before.get("on"), region or before.get("region")
        day = on.date() if on else now().date()
        found = queries.entry(book_of(region), name, on=day)
        if machine or before.get("machine"):
            as_json(found)
            return
        for version in found.history:
            _version(version, ctx.obj, held=version == found.now)
        country = queries.beside(found.now, book_of(queries.NATIONAL), on=day)
        if country is not None:
            click.echo("  " + told_of_country(country, ctx.obj))

    return history


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
        law=book_of(None),
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
