"""Moving the register from one store to another."""

from __future__ import annotations

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import Bar, as_json, table


@click.command("migrate-store")
@click.argument("target")
@click.option("--json", "machine", is_flag=True)
def migrate_store(target: str, machine: bool) -> None:
    """Copy the register into the empty store at TARGET and compare both.

    TARGET is a postgresql:// address, or the path of a new SQLite file. Stop the server and the
    worker first; when it is done, set database_url to TARGET and start them again.
    """
    ready()
    from pathlib import Path

    from django.db import connections

    from ipharbor.actions import permits
    from ipharbor.actions.installation.move_store import move_store
    from ipharbor.settings.stores import store

    of_server = "://" in target
    place = store(target if of_server else "", Path(target).absolute())
    connections.settings["target"] = connections.settings["default"] | {"OPTIONS": {}} | place
    bar = Bar()
    moved = move_store(
        source="default", target="target", by=permits.operator(), at=now(), progress=bar
    )
    bar.close()
    rows = [[one.table, one.rows, one.digest[:16]] for one in moved.tables]
    if machine:
        as_json([{"table": one.table, "rows": one.rows, "sha256": one.digest}
                 for one in moved.tables])  # fmt: skip
        return
    table(["table", "rows", "sha256"], rows)
    click.echo(f"{len(rows)} tables, {moved.rows} rows: the same in both stores.")
