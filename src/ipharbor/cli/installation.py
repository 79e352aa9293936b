"""The installation itself: set up, checked, kept safe, brought back."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready, start
from ipharbor.cli.showing import Bar, as_json, table
from ipharbor.vocabulary.errors import HarborError

if TYPE_CHECKING:
    from ipharbor.actions.installation.restore import Restored


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
    """Check this installation and say how to mend what is wrong. Exit code 1 if anything is.

    What is marked ! is advice and leaves the exit code as it is.
    """
    start()
    from ipharbor import wiring
    from ipharbor.queries.advice import Asked
    from ipharbor.queries.health import checks
    from ipharbor.settings import current

    asked = Asked(wiring.corpus(), current().home, wiring.stated(), now())
    made = list(checks(asked, lang))
    if machine:
        as_json(made)
    else:
        for check in made:
            click.echo(f"{'✓' if check.ok else '✗' if check.grave else '!'} {check.what}")
            if check.mend:
                click.echo(f"  → {check.mend}")
    if not all(check.ok or not check.grave for check in made):
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


_MOMENT = click.DateTime(
    formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=_MOMENT,
    help="FILE is a folder of backups; restore the state of this moment, with what is kept there.",
)
@click.option(
    "--journal",
    default="",
    metavar="REGISTER",
    help="With --to: go on by the journal of this register (a file, or a postgresql:// address).",
)
@click.option(
    "--as-of",
    type=_MOMENT,
    help="FILE is a folder of backups; take the last one made before this moment as it is.",
)
def restore(file: Path, to: datetime | None, journal: str, as_of: datetime | None) -> None:
    """Bring the backup FILE back into an empty home (choose it with --home DIR)."""
    start()
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.installation.restore import Onward, newest
    from ipharbor.actions.installation.restore import restore as bring_back
    from ipharbor.settings import default_home

    onward = None
    moment = to or as_of
    if moment is not None:
        folder, until = file, timezone.make_aware(moment)
        file = newest(folder, until=until)
        click.echo(str(file))
        if to is not None:
            onward = Onward(until, folder, _beside(journal), wiring.firm_sealer)
    done = bring_back(file, home=default_home(), onward=onward, by=permits.operator(), at=now())
    click.echo(f"{done.files} files restored into {default_home()}")
    if done.forward is not None:
        _tell_forward(done)


def _beside(stated: str) -> str:
    """The name of a connection to the register stated; empty where none is."""
    if not stated:
        return ""
    from django.db import connections

    from ipharbor.settings.stores import store

    if "://" not in stated and not Path(stated).is_file():
        raise HarborError("file.missing", path=stated)
    place = store(stated if "://" in stated else "", Path(stated).absolute())
    connections.settings["beside"] = connections.settings["default"] | {"OPTIONS": {}} | place
    return "beside"


def _tell_forward(done: Restored) -> None:
    forward = done.forward
    assert forward is not None
    last = f", to line {forward.through} of {forward.at:%Y-%m-%d %H:%M:%S %Z}" if forward.at else ""
    click.echo(f"{forward.lines} lines of the journal done again{last}")
    for action, count in sorted(forward.left.items()):
        click.echo(f"  not done again: {action} ({count})")
    if not done.corpus:
        click.echo(f"  the corpus of {forward.vintage} is not kept: import its files again")


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
