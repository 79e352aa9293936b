"""Watches and warnings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from ipharbor.cli.ready import now, person_named, ready
from ipharbor.cli.showing import Bar, as_json, table

if TYPE_CHECKING:
    from ipharbor.records.models import Person

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_PACE = click.Choice(["at_once", "daily", "weekly", "monthly"])


@click.group()
def watch() -> None:
    """Watches say what a person wants to be warned about."""


@watch.command("add")
@click.option("--name", required=True)
@click.option("--applicant", default="", help="The applicant's whole name.")
@click.option("--query", default="", help="A query; see ipharbor search --help.")
@click.option(
    "--kind",
    default="",
    help="own_rights, product, right, field, industry, town, region, collateral, law, family, "
    "standard or disclosed.",
)
@click.option("--subject", default="", help="What a watch of that kind is about.")
@click.option(
    "--owner", default="", help="User name [default: the only account, else the operator]."
)
@click.option("--since", type=_DAY, help="Look at what became known after this day.")
@click.option(
    "--raise-from",
    default="yellow",
    show_default=True,
    type=click.Choice(["blue", "yellow", "orange", "red"]),
)
@click.option("--json", "machine", is_flag=True)
def add(
    name: str, applicant: str, query: str, kind: str, subject: str, owner: str,
    since: datetime | None, raise_from: str, machine: bool,
) -> None:  # fmt: skip
    """Set up a watch: on an applicant, on a query, or of another kind."""
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.watch.add import add as set_up
    from ipharbor.corpus.query import parse
    from ipharbor.settings import current

    corpus = wiring.corpus()
    made = set_up(
        owner=_owner(owner),
        name=name,
        applicant=applicant,
        query=query,
        kind=kind,
        subject=subject,
        region=current().region,
        since=since.date() if since else None,
        raise_from=raise_from,
        vintage=corpus.manifest.number,
        corpus=corpus,
        by=permits.operator(),
        at=now(),
    )
    told: dict[str, object] = {"watch": made.pk, "name": made.name}
    if made.query:
        told |= {"query": made.query, "documents": corpus.index.count(parse(made.query))}
    else:
        told |= {"kind": made.kind, "subject": made.subject}
    if machine:
        as_json(told)
    else:
        table(list(told), [list(told.values())])


@watch.command("list")
@click.option("--json", "machine", is_flag=True)
def list_(machine: bool) -> None:
    """List running watches."""
    ready()
    from ipharbor.records.models import Watch

    rows = [
        {
            "watch": found.pk,
            "owner": found.owner.username,
            "name": found.name,
            "kind": found.kind,
            "about": found.query or found.subject,
            "raise_from": found.raise_from,
            "seen_through": found.seen_through,
        }
        for found in Watch.objects.filter(ended_at=None).select_related("owner").order_by("pk")
    ]
    if machine:
        as_json(rows)
    elif rows:
        table(list(rows[0]), [list(row.values()) for row in rows])
    else:
        click.echo("No watches yet. Add one: ipharbor watch add --name … --applicant …")


@watch.command("end")
@click.argument("watch_id", type=int)
def end(watch_id: int) -> None:
    """End a watch; its warnings stay."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.watch.end import end as finish

    finish(watch_id, by=permits.operator(), at=now())


@click.group()
def warn() -> None:
    """Warnings come out of rounds over all watches."""


@warn.command("run")
@click.option("--as-of", type=_DAY, help="Judge as the world knew it on this day [default: today].")
@click.option("--json", "machine", is_flag=True)
def run(as_of: datetime | None, machine: bool) -> None:
    """Let every watch look at what became known since it last looked."""
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.warning.round import run as go_round
    from ipharbor.queries.law import working
    from ipharbor.queries.law_effects import effects
    from ipharbor.queries.swept import known
    from ipharbor.settings import current

    at = now()
    on = as_of.date() if as_of else at.date()
    bar = Bar(quiet=machine)
    done = go_round(
        corpus=wiring.corpus(),
        mailer=wiring.mailer(),
        as_of=on,
        base_url=current().base_url,
        by=permits.operator(),
        at=at,
        known=known(wiring.corpus(), region=current().region, outlook=current().outlook),
        region=current().region,
        progress=lambda count, of: bar("watches", count, of),
        works=working,
        effects=effects(wiring.corpus(), current().region, on=on),
    )
    bar.close()
    if machine:
        as_json(done)
        return
    names = ("as_of", "vintage", "watches", "documents", "raised", "held", "mails", "unsent")
    table(names, [[getattr(done, name) for name in names]])
    if done.newest and not done.documents and (done.as_of - done.newest).days > 30:
        click.echo(f"Nothing became known after {done.newest}; try --as-of {done.newest}.")
    if done.mails and current().mail == "folder":
        click.echo(f"Mails were written to {current().mails}.")


@warn.command("backtest")
@click.option("--first", type=_DAY, help="First month [default: 60 months before the last].")
@click.option("--last", type=_DAY, help="Last month [default: a year before the newest day].")
@click.option("--json", "machine", is_flag=True)
def backtest(first: datetime | None, last: datetime | None, machine: bool) -> None:
    """Replay the watches month by month over the past, and judge by what came in the year after.

    Every running watch on documents is replayed as it stands, each month with what was known by
    then; beside them a sample of applicants and fields of the corpus. The track record shows what
    came of it.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.warning.backtest import backtest as go_back
    from ipharbor.queries.backtests import replay
    from ipharbor.settings import current

    bar = Bar(quiet=machine)
    go_back(
        current().home,
        corpus=wiring.corpus(),
        by=permits.operator(),
        at=now(),
        first=first.date() if first else None,
        last=last.date() if last else None,
        told=lambda count, of: bar("watches", count, of),
    )
    bar.close()
    seen = replay(current().home)
    assert seen is not None
    if machine:
        as_json(seen)
        return
    from ipharbor.cli._replayed import show

    show(seen)


@warn.command("wishes")
@click.option(
    "--owner", default="", help="User name [default: the only account, else the operator]."
)
@click.option("--budget", type=click.IntRange(0, 50), help="Warnings a week at most; 0: no bound.")
@click.option("--least", type=click.FloatRange(0, 5), help="Least expected value; 0: none.")
@click.option("--red", type=_PACE, help="How soon red warnings are mailed.")
@click.option("--orange", type=_PACE, help="How soon orange warnings are mailed.")
@click.option("--yellow", type=_PACE, help="How soon yellow warnings are mailed.")
@click.option("--blue", type=_PACE, help="How soon blue warnings are mailed.")
@click.option("--quiet-from", type=click.IntRange(0, 23), help="Hour from which no mail goes.")
@click.option("--quiet-until", type=click.IntRange(0, 23), help="Hour from which mails go again.")
@click.option("--quiet-days/--all-days", default=None, help="No mails on rest days, except red.")
@click.option("--letters", "lang", type=click.Choice(["zh", "en"]), help="Language of the letters.")
@click.option("--json", "machine", is_flag=True)
def wishes(owner: str, machine: bool, **stated: Any) -> None:
    """Show, or change, how a person is warned."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.warning.wish import wish
    from ipharbor.records.wishes import wishes_of
    from ipharbor.warning.grading import GRADES

    person = _owner(owner)
    held = wishes_of(person)
    said = {name: value for name, value in stated.items() if value is not None}
    if said:
        paces = dict(held.paces) | {name: said.pop(name) for name in GRADES if name in said}
        held = replace(held, paces=paces, **said)
        wish(person, held, by=permits.operator(), at=now())
    if machine:
        as_json(held)
        return
    told = dict(held.paces) | {
        name: getattr(held, name)
        for name in ("budget", "least", "quiet_from", "quiet_until", "quiet_days", "lang")
    }
    table(("wish", "value"), list(told.items()))


@warn.command("list")
@click.option("--held", is_flag=True, help="Also those that were held.")
@click.option("--json", "machine", is_flag=True)
def listed(held: bool, machine: bool) -> None:
    """List warnings, newest first."""
    ready()
    from ipharbor.records.models import IssuedWarning

    found = IssuedWarning.objects.select_related("watch", "person").order_by("-pk")
    rows = [
        {
            "warning": one.pk,
            "person": one.person.username,
            "watch": one.watch.name,
            "as_of": one.as_of,
            "grade": one.grade,
            "decision": one.decision,
            "reason": one.reason,
            "new": one.evidence["new"],
            "state": one.state,
        }
        for one in (found if held else found.filter(decision="raised"))[:200]
    ]
    if machine:
        as_json(rows)
    elif rows:
        table(list(rows[0]), [list(row.values()) for row in rows])
    else:
        click.echo("No warnings.")


def _owner(username: str) -> Person:
    """The person named; else the only one there is; else the operator's own account."""
    from ipharbor.actions.people.create import at_the_machine
    from ipharbor.records.models import Person

    if username:
        return person_named(username)
    people = list(Person.objects.filter(is_active=True)[:2])
    return people[0] if len(people) == 1 else at_the_machine(at=now())
