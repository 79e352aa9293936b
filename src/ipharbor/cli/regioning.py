"""The region's ledger and the figures of its cockpit."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json

if TYPE_CHECKING:
    from ipharbor.queries.region_figures import YearEnd

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def region() -> None:
    """The region's ledger, which the district's cockpit asks, and its figures."""


@region.command("ledger")
@click.option("--anew", is_flag=True, help="Also where it is up to date.")
@click.option("--json", "machine", is_flag=True)
def ledger(anew: bool, machine: bool) -> None:
    """Make the ledger of all rights of the region from corpus and register."""
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.region.make_ledger import make_ledger
    from ipharbor.queries.law import book
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region as region_named

    here = region_named(current().region)
    receipt = make_ledger(
        current().ledger,
        corpus=wiring.corpus(),
        region=here,
        law=book(here.code),
        by=permits.operator(),
        at=now(),
        anew=anew,
    )
    made = receipt.manifest
    if machine:
        as_json({"made": receipt.made, "ledger": made})
        return
    click.echo(
        f"{made.name}: {made.rows['rights']} rights, known up to {made.until}"
        + (f", made in {made.seconds} s" if receipt.made else ", up to date")
    )


@region.command("learn")
@click.option("--json", "machine", is_flag=True)
def learn(machine: bool) -> None:
    """Learn from the ledger how long rights are kept, and look back how good that is."""
    ready()
    from ipharbor.actions import permits
    from ipharbor.actions.region.learn import learn as learn_anew
    from ipharbor.settings import current

    learnt = learn_anew(current().outlook, ledger=current().ledger, by=permits.operator(), at=now())
    if machine:
        as_json(learnt.manifest | {"rights": learnt.rights})
        return
    told = learnt.manifest
    click.echo(
        f"{told['on']}: {told['lives']} lives, {told['ended']} ended, {learnt.rights} rights"
    )
    picked = learnt.choice
    if not picked.taken:
        click.echo(
            f"The model learnt on {told['learnt_on']} stays: what it said and what was seen lie "
            f"{picked.old:.3f} apart, of the new one {picked.new:.3f}."
        )
    for look in told["looks"]:
        click.echo(
            f"{look['horizon']} years from {look['origin']}: C {look['c']:.3f}, "
            f"IBS {look['ibs']:.4f}, Kaplan-Meier {look['plain']:.4f}, "
            f"calibration off by {look['error']:.3f}, {look['lives']} rights, "
            f"{look['ended']} ended: " + ("shown" if look["shown"] else "not shown")
        )


@region.command("report")
@click.option("--month", required=True, metavar="YYYY-MM", help="The month.")
@click.option("--known", type=_DAY, help="As known on this day [default: today].")
@click.option(
    "--out",
    "path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .pdf or .docx.",
)
@click.pass_obj
def report(lang: str, month: str, known: datetime | None, path: Path) -> None:
    """Make the report of a month, keep it, and write it to a file.

    In the language of the messages (--lang before the command).
    """
    ready()
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.region.make_report import make_report, maker_of, month_of
    from ipharbor.queries import month_reports as queries
    from ipharbor.queries.law import book
    from ipharbor.queries.overview import invented
    from ipharbor.settings import current
    from ipharbor.vocabulary.errors import HarborError
    from ipharbor.vocabulary.places import region as region_named

    suffix = path.suffix.removeprefix(".")
    if suffix not in ("pdf", "docx"):
        raise HarborError("papers.output.suffix", path=str(path), wanted=".pdf, .docx")
    here, by, at = region_named(current().region), permits.operator(), now()
    today = timezone.localdate(at)
    day = known.date() if known else today
    year, number = month_of(month)
    told = queries.of_month(
        current().ledger, year, number, known=day, region=current().region, law=book(here.code)
    )
    drawn = make_report(
        told.report(
            lang,
            region=here,
            maker=maker_of(by),
            day=today,
            invented=invented(wiring.corpus().manifest),
        ),
        year=year,
        month=number,
        known_on=day,
        ledger=told.ledger,
        vault=wiring.vault(),
        by=by,
        at=at,
    )
    kept = drawn.kept
    sha256 = kept.pdf_sha256 if suffix == "pdf" else kept.docx_sha256
    path.write_bytes(b"".join(wiring.vault().chunks(sha256)))
    click.echo(f"{path}  {queries.file_name(kept, here, suffix)}  {sha256}")


@region.command("figures")
@click.argument("names", nargs=-1, metavar="[FIGURE]...")
@click.option("--known", type=_DAY, help="As known on this day [default: today].")
@click.option("--on", type=_DAY, help="How things stood on this day [default: as --known].")
@click.option("--town", default="", metavar="CODE", help="Of one town of the region.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def figures(
    lang: str, names: tuple[str, ...], known: datetime | None, on: datetime | None, town: str,
    machine: bool,
) -> None:  # fmt: skip
    """Show the figures of the region's cockpit, each with its method.

    Without a FIGURE all of them, and what the year will reach; an invented region is asked as
    of its last day.
    """
    ready()
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.queries import region_figures as queries
    from ipharbor.queries.law import book
    from ipharbor.queries.overview import invented
    from ipharbor.queries.standards import standards
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region as region_named

    here = region_named(current().region)
    law = book(here.code)
    asked = queries.framed(
        current().ledger,
        lambda day: standards(current().region, law, day),
        region=here,
        today=timezone.localdate(now()),
        invented=invented(wiring.corpus().manifest),
        known=known.date() if known else None,
        on=on.date() if on else None,
        town=town,
    )
    rows = queries.figures(asked, region=here, lang=lang, wanted=names, cases_too=True)
    ends = () if names else queries.year_ends(asked, region=here, lang=lang)
    if machine:
        told = {"ledger": asked.ledger.manifest.name, "figures": rows}
        as_json(told if names else told | {"year_end": ends})
        return
    for one in ends:
        _show_year_end(one, lang)
    for row in rows:
        click.echo(
            f"{row.title}  {_written(row.value, row.unit)}  ({_written(row.before, row.unit)})"
        )
        click.echo(f"    {row.name}  {row.known_on}  {row.method}")


def _show_year_end(one: YearEnd, lang: str) -> None:
    from ipharbor.vocabulary.words import word

    told = _written(one.expected, "count")
    if one.intervals:
        first = one.intervals[0]
        told += f"  {100 * first.level:.0f}%: {first.low:,}-{first.high:,}"
    what = word(one.type or "year_end", lang)
    click.echo(f"{one.year} {what}  {one.so_far:,} → {told}")
    click.echo(f"    {one.known_on}  {one.reason}")


def _written(number: float | None, unit: str) -> str:
    """A figure as its unit is written; a dash for none."""
    if number is None:
        return "–"
    if unit == "share":
        return f"{100 * number:.1f}%"
    return f"{number:,.2f}" if unit == "per_10000" else f"{number:,.0f}"
