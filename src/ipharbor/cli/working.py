"""The worker, and the jobs it works off."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table
from ipharbor.vocabulary.errors import HarborError

if TYPE_CHECKING:
    from ipharbor.queries.jobs import JobShown, ScheduleShown

_STATES = click.Choice(["waiting", "running", "failed", "dead", "done", "cancelled"])
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option(
    "--threads",
    default=2,
    show_default=True,
    type=click.IntRange(1, 32),
    help="How many jobs at a time.",
)
@click.option(
    "--lease",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0.2, 3600),
    help="Seconds without a sign of life after which another worker takes over.",
)
def worker(once: bool, threads: int, lease: float) -> None:
    """Work off jobs: imports, rounds, mails, what the schedule says.

    Runs until it is stopped (Ctrl-C, SIGTERM); what it was doing is given back and begun anew by
    the next. Several workers may run, also on several machines with PostgreSQL.
    """
    ready()
    from ipharbor.gateways.worker import become

    options = ["--threads", str(threads), "--lease", str(lease)]
    become([*options, "--once"] if once else options)


@click.group()
def jobs() -> None:
    """Long and nightly work: what runs, what waits, what was given up."""


@jobs.command("list")
@click.option("--state", type=_STATES, help="Those in this state alone.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def list_(lang: str, state: str | None, limit: int, machine: bool) -> None:
    """List jobs, newest first."""
    ready()
    from ipharbor.queries.jobs import jobs as ask
    from ipharbor.vocabulary.words import word

    found = ask(None, lang=lang, state=state or "", limit=limit)
    if machine:
        as_json({"total": found.total, "by_state": found.by_state, "jobs": found.jobs})
        return
    if not found.jobs:
        click.echo("No jobs.")
        return
    names = ("job", "job_kind", "job_about", "job_state", "job_by", "job_outcome")
    rows = [
        [one.id, one.kind_name, one.about, word(f"job_{one.state}", lang), one.by, _outcome(one)]
        for one in found.jobs
    ]
    table([word(name, lang) for name in names], rows)


@jobs.command("show")
@click.argument("job_id", type=int)
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def show(lang: str, job_id: int, machine: bool) -> None:
    """Show one job: its state, progress, result or error."""
    ready()
    _show(job_id, lang, machine)


@jobs.command("cancel")
@click.argument("job_id", type=int)
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def cancel(lang: str, job_id: int, machine: bool) -> None:
    """Cancel a job; one that runs stops at its next sign of progress."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.jobs.cancel import cancel as call_off

    call_off(job_id, by=permits.operator(), at=now())
    _show(job_id, lang, machine)


@jobs.command("run-again")
@click.argument("job_id", type=int)
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def run_again(lang: str, job_id: int, machine: bool) -> None:
    """Let a job that failed or was given up wait for a worker again."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.jobs.run_again import run_again as revive

    revive(job_id, by=permits.operator(), at=now())
    _show(job_id, lang, machine)


@jobs.command("now")
@click.argument("kind")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def now_(lang: str, kind: str, machine: bool) -> None:
    """Ask for the scheduled work KIND at once, such as warning.round."""
    ready()
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.jobs.fire import lay_out, run_now

    lay_out(zone=timezone.get_default_timezone(), at=now())
    made = run_now(kind, once=secrets.token_hex(8), by=permits.operator(), at=now())
    _show(made.pk, lang, machine)


@jobs.command("schedule")
@click.argument("kind", required=False)
@click.option("--every", type=click.Choice(["minute", "hour", "day", "week", "month"]))
@click.option("--at", "clock", metavar="HH:MM", help="Time of day.")
@click.option("--weekday", type=click.Choice(_DAYS), help="With --every week.")
@click.option("--day", type=click.IntRange(1, 31), help="With --every month.")
@click.option("--on/--off", "enabled", default=None, help="Whether it is due at all.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def schedule(
    lang: str,
    kind: str | None,
    every: str | None,
    clock: str | None,
    weekday: str | None,
    day: int | None,
    enabled: bool | None,
    machine: bool,
) -> None:  # fmt: skip
    """Show the schedule, or change that of KIND; what is not stated stays as it is."""
    ready()
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.jobs.change_schedule import change_schedule
    from ipharbor.actions.jobs.fire import lay_out
    from ipharbor.actions.jobs.recurrence import stated
    from ipharbor.queries import jobs as queries

    zone = timezone.get_default_timezone()
    lay_out(zone=zone, at=now())
    if kind is not None:
        held = queries.schedule(kind, lang=lang)
        if held is None:
            raise HarborError("schedule.unknown", kind=kind)
        if (every, clock, weekday, day, enabled) != (None,) * 5:
            rule = stated(
                every or held.every,
                clock or held.at,
                str(held.weekday if weekday is None else _DAYS.index(weekday)),
                str(held.day if day is None else day),
            )
            on = held.enabled if enabled is None else enabled
            change_schedule(kind, rule, enabled=on, zone=zone, by=permits.operator(), at=now())
    shown = [one for one in queries.schedules(lang=lang) if kind in (None, one.kind)]
    if machine:
        as_json(shown)
    else:
        table(["kind", "", "when", "next", "last"], [_line(one) for one in shown])


def _line(one: ScheduleShown) -> list[object]:
    from django.utils import timezone

    def minute(moment: object) -> str:
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "-"  # type: ignore[arg-type]

    ahead = minute(one.next_at) if one.enabled else "off"
    return [one.kind, one.kind_name, one.told, ahead, minute(one.last_at)]


def _show(job_id: int, lang: str, machine: bool) -> None:
    from ipharbor.queries.jobs import job as ask
    from ipharbor.vocabulary.words import word

    found = ask(None, job_id, lang=lang)
    if found is None:
        raise HarborError("job.unknown", id=job_id)
    if machine:
        as_json(found)
        return
    click.echo(
        f"{found.id}  {found.kind_name}  {found.about}  {word(f'job_{found.state}', lang)}"
        f"  ({found.kind}, {word('job_attempts', lang)} {found.attempts})"
    )
    outcome = _outcome(found)
    if outcome:
        click.echo(outcome)


def _outcome(one: JobShown) -> str:
    told = one.error or one.result or one.said
    percent = f" {one.percent} %" if one.state == "running" and one.percent is not None else ""
    return f"{told.what}{percent}" if told else ""
