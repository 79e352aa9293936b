"""A firm's desk at the command line: its tasks, and products from a table."""

from __future__ import annotations

from pathlib import Path

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table


@click.group()
def desk() -> None:
    """A firm's desk."""


@desk.command("tasks")
@click.argument("firm")
@click.option("--all", "every", is_flag=True, help="Those that are done or dropped as well.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def tasks(lang: str, firm: str, every: bool, machine: bool) -> None:
    """What FIRM (its whole name) has set itself to do, what presses first on top."""
    ready()
    from ipharbor import wiring
    from ipharbor.queries import overview
    from ipharbor.queries import tasks as queries
    from ipharbor.records.models import Firm
    from ipharbor.vocabulary.errors import HarborError
    from ipharbor.vocabulary.words import word

    found = Firm.objects.filter(name=firm).first()
    if found is None:
        raise HarborError("firm.unknown", name=firm)
    held = queries.of_firm(found)
    on = overview.usual_day(wiring.corpus(), today=now().date())
    rows = queries.rows(held if every else held.filter(state="open"), lang=lang, on=on)
    if machine:
        as_json(rows)
        return
    names = ("task", "task_state", "due_on", "days_left", "task_owner", "title")
    table(
        [word(name, lang) for name in names],
        [
            [
                row.id,
                word(f"task_{row.state}", lang),
                f"{row.due_on or ''}{'' if row.certain else ' ?'}",
                "" if row.left is None else row.left,
                row.owner,
                row.title[:60],
            ]
            for row in rows
        ],
    )


@desk.command("products")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def products(lang: str, file: Path, machine: bool) -> None:
    """Bring products of firms in from FILE.

    FILE is a table (CSV, XLSX, Parquet or JSON lines) with a row for each product and a column of
    names; the credit code or the firm's name tells whose it is.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.product.import_products import import_products
    from ipharbor.vocabulary.words import word

    done = import_products(
        file, seals=wiring.firm_sealer(), by=permits.operator(), at=now()
    )  # fmt: skip
    if machine:
        as_json(done)
        return
    names = ("read", "stored", "changed", "unchanged", "set_aside")
    table([word(name, lang) for name in names], [[getattr(done, name) for name in names]])
    for finding in done.findings[:20]:
        click.echo(f"{finding.row}: {finding.told(lang).what}")
