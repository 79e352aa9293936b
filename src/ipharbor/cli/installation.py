"""The installation itself: set up, checked, kept safe, brought back."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from ipharbor.cli.ready import now, ready, start
from ipharbor.cli.showing import Bar, as_json, table


@click.command()
def setup() -> None:
    """Make or bring up to date the home folder and the register."""
    ready()
    from ipharbor.settings import current

    click.echo(f"Ready: {current().home}")


@click.command()
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def doctor(lang: str, machine: bool) -> None:
    """Check this installation and say how to mend what is wrong. Exit code 1 if anything is."""
    start()
    from ipharbor import wiring
    from ipharbor.queries.health import checks
    from ipharbor.settings import current

    made = list(checks(wiring.corpus(), current().home, lang))
    if machine:
        as_json(made)
    else:
        for check in made:
            click.echo(f"{'✓' if check.ok else '✗'} {check.what}")
            if check.mend:
                click.echo(f"  → {check.mend}")
    if not all(check.ok for check in made):
        sys.exit(1)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole installation into FILE (a tar archive) while it goes on running."""
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.installation.backup import backup as write
    from ipharbor.settings import current

    made = write(
        file,
        home=current().home,
        timestamper=wiring.timestamper(),
        by=permits.operator(),
        at=now(),
    )
    click.echo(f"{made.path}: {made.files} files, {made.size / 2**20:.1f} MB, {made.vintage}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    help="FILE is a folder of backups; take the last one made before this moment.",
)
def restore(file: Path, as_of: datetime | None) -> None:
    """Bring the backup FILE back into an empty home (choose it with --home DIR)."""
    start()
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.installation.restore import newest
    from ipharbor.actions.installation.restore import restore as bring_back
    from ipharbor.settings import default_home

    if as_of is not None:
        file = newest(file, until=timezone.make_aware(as_of))
        click.echo(str(file))
    count = bring_back(file, home=default_home(), by=permits.operator(), at=now())
    click.echo(f"{count} files restored into {default_home()}")


@click.command()
def reindex() -> None:
    """Build the full-text index anew from the volumes; the old one serves meanwhile."""
    ready()
    from ipharbor import wiring
    from ipharbor.corpus.reindexing import reindex as build

    corpus = wiring.corpus()
    total, bar = corpus.manifest.documents, Bar()
    count = build(corpus.folder, progress=lambda done: bar("index", done, total))
    bar.close()
    click.echo(f"{count} documents indexed")


@click.command()
@click.option("--digest", is_flag=True, help="Also reckon the digest over every document.")
@click.option("--json", "machine", is_flag=True)
def corpus(digest: bool, machine: bool) -> None:
    """What the corpus holds: vintage, volumes, documents."""
    ready()
    from ipharbor import wiring

    held = wiring.corpus()
    names = ("id", "source_name", "source_format", "imported_on", "statements", "documents")
    volumes = [{name: getattr(volume, name) for name in names} for volume in held.manifest.volumes]
    told = {"vintage": held.vintage, "documents": held.manifest.documents}
    if digest:
        told["digest"] = held.digest()
    if machine:
        as_json(told | {"volumes": volumes})
        return
    click.echo("  ".join(str(value) for value in told.values()))
    if volumes:
        table(names, [list(volume.values()) for volume in volumes])
