"""The journal on the command line: read, verified, signed, proved, exported, done again."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

import click

from ipharbor.cli._journal_checks import Verified, verified
from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import Bar, as_json, table
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message

_FILE = click.Path(dir_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_OLD = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def journal() -> None:
    """The journal of all changes."""


@journal.command("verify")
@click.option("--against", type=_OLD, multiple=True, help="A signed head kept elsewhere.")
@click.option("--key", "keys", multiple=True, metavar="KEY", help="Public key, or its file.")
@click.option("--tsa-root", type=_OLD, multiple=True, help="Root certificates of time stamps, PEM.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def verify(
    lang: str,
    against: Sequence[Path],
    keys: Sequence[str],
    tsa_root: Sequence[Path],
    machine: bool,
) -> None:
    """Walk all lines; exit code 1 at the first that is not as it was written.

    Every signed head that is kept is held against the lines as well. Lines cut off at the end
    show only against a head that was kept elsewhere: give it with --against.
    """
    ready()
    from ipharbor.settings import current

    bar = Bar(quiet=machine)
    found = verified(
        current().home,
        against=against,
        keys=keys,
        roots=[path.read_bytes() for path in tsa_root],
        progress=lambda done, of: bar("verify", done, of),
    )
    bar.close()
    if machine:
        as_json(found)
    elif found.broken is not None:
        click.echo(f"{found.broken.seq}: {message(found.broken.why, lang, {}).what}", err=True)
    else:
        _tell(found)
    if found.broken is not None:
        sys.exit(1)


def _tell(found: Verified) -> None:
    click.echo(f"{found.lines} lines, head {found.last if found.lines else '-'}")
    click.echo(f"root {found.root}")
    if found.heads:
        click.echo(f"{found.heads} signed heads agree, {found.stamped} of them time-stamped")
    if found.strangers:
        click.echo(f"{found.strangers} of them signed with a key that is not known here (--key)")


@journal.command("sign")
@click.option("-o", "--output", type=_FILE, help="Write the signed head to this file as well.")
@click.option("--json", "machine", is_flag=True)
def sign(output: Path | None, machine: bool) -> None:
    """Sign the journal as it stands, and keep the signed head.

    With the setting timestamp_url an authority stamps it; the stamp is written beside FILE as
    FILE.tsr.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.installation.sign import sign as make
    from ipharbor.settings import current

    if output is not None and output.exists():
        raise HarborError("journal.export.exists", path=str(output))
    made = make(
        home=current().home, timestamper=wiring.timestamper(), by=permits.operator(), at=now()
    )
    _give_head(made.pk, output, machine)


@journal.command("head")
@click.option("-o", "--output", type=_FILE, help="Write the signed head to this file.")
@click.option("--json", "machine", is_flag=True)
def head(output: Path | None, machine: bool) -> None:
    """The head that was signed last."""
    ready()
    from ipharbor.journal import heads

    held = heads.latest()
    if held is None:
        raise HarborError("journal.unsigned")
    if output is not None and output.exists():
        raise HarborError("journal.export.exists", path=str(output))
    _give_head(held.pk, output, machine)


def _give_head(key: int, output: Path | None, machine: bool) -> None:
    from ipharbor.gateways import timestamp
    from ipharbor.journal import heads, notes
    from ipharbor.journal.models import Head

    held = Head.objects.get(pk=key)
    note = heads.note(held)
    digests = notes.digests(note)
    stamped = timestamp.read(bytes(held.timestamp)).at if held.timestamp else None
    if output is not None:
        output.write_bytes(note.text().encode("utf-8"))
        if held.timestamp:
            output.with_name(output.name + ".tsr").write_bytes(bytes(held.timestamp))
    if machine:
        as_json({"size": held.size, "root": held.root, "last": held.last, "at": held.at,
                 "note": note.text(), "sha256": digests.sha256, "sm3": digests.sm3,
                 "stamped": stamped, "why": held.timestamp_why})  # fmt: skip
        return
    click.echo(note.text(), nl=False)
    click.echo(f"SHA-256 {digests.sha256}\nSM3     {digests.sm3}")
    if stamped is not None:
        click.echo(f"time stamp {stamped.isoformat()}")
    elif held.timestamp_why:
        click.echo(f"no time stamp: {held.timestamp_why}", err=True)


@journal.command("key")
@click.option("--pem", is_flag=True, help="As PEM, for openssl.")
def key(pem: bool) -> None:
    """The public key that heads are signed with, for those who keep heads."""
    ready()
    from ipharbor.journal import heads, keys, notes
    from ipharbor.settings import current

    public = keys.public_key(current().home)
    if public is None:
        raise HarborError("journal.unsigned")
    told = keys.pem(public).rstrip() if pem else notes.key_text(heads.origin(), public)
    click.echo(told)


@journal.command("proof")
@click.argument("seq", type=int)
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def proof(lang: str, seq: int, machine: bool) -> None:
    """Prove that line SEQ is in the journal: under the first signed head that covers it, or
    under the journal as it stands. Exit code 1 if the proof does not hold."""
    ready()
    from ipharbor.journal import heads
    from ipharbor.queries.journal import account

    found = account(seq, lang=lang)
    path = [step.hex() for step in found.proof.path]
    note = heads.note(found.head).text() if found.head else ""
    if machine:
        as_json({"line": found.text, "seq": seq, "size": found.proof.size, "path": path,
                 "leaf": found.proof.leaf.hex(), "root": found.proof.root.hex(), "head": note,
                 "holds": found.agrees})  # fmt: skip
    else:
        click.echo(found.text)
        click.echo(f"leaf {found.proof.leaf.hex()}, {seq} of {found.proof.size}")
        for step in path:
            click.echo(f"  {step}")
        click.echo(f"root {found.proof.root.hex()}")
        click.echo(note or "no signed head covers it yet", nl=not note)
        click.echo("holds" if found.agrees else "does not hold")
    if not found.agrees:
        sys.exit(1)


@journal.command("show")
@click.option("--about", default="", metavar="OBJECT", help="firm:12, right:KEY, a firm's name …")
@click.option("--who", default="", help="User name.")
@click.option("--what", default="", metavar="ACTION", help="Such as rights.take_up.")
@click.option("--since", type=_DAY, help="First day.")
@click.option("--until", type=_DAY, help="Last day.")
@click.option("--last", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def show(
    lang: str,
    about: str,
    who: str,
    what: str,
    since: datetime | None,
    until: datetime | None,
    last: int,
    machine: bool,
) -> None:
    """The newest lines in words."""
    ready()
    from django.utils import timezone

    from ipharbor.queries.journal import Wanted, listed, read_about

    wanted = Wanted(
        who=who,
        what=what,
        about=read_about(about) if about else "",
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    rows, _total = listed(wanted, lang=lang, before=None, limit=last)
    if machine:
        as_json(rows)
        return
    shown = [
        (
            row.seq,
            timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
            row.who,
            row.about,
            row.told,
        )
        for row in rows
    ]
    table(("seq", "at", "who", "about", "what"), shown)


@journal.command("export")
@click.argument("file", type=_FILE)
@click.option("--from", "first", default=1, show_default=True, type=click.IntRange(1))
def export(file: Path, first: int) -> None:
    """Write the lines from N on to FILE (.jsonl or .jsonl.gz), one line of JSON each.

    What stands in FILE are the very bytes that are hashed.
    """
    ready()
    from ipharbor.journal import exporting

    if file.exists():
        raise HarborError("journal.export.exists", path=str(file))
    aside, count = file.with_name(file.name + ".part"), 0
    with _opened(aside, packed=file.suffix == ".gz") as written:
        for line in exporting.lines(first):
            written.write(line + b"\n")
            count += 1
    aside.rename(file)
    click.echo(f"{count} lines: {file}")


def _opened(path: Path, *, packed: bool) -> IO[bytes]:
    return gzip.open(path, "wb") if packed else path.open("wb")  # type: ignore[return-value]


@journal.command("replay")
@click.option("--json", "machine", is_flag=True)
def replay(machine: bool) -> None:
    """Do the whole journal again in an empty scratch register and compare table by table.

    Exit code 1 if anything differs: then something was changed past the journal.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.actions.replaying.comparing import compare
    from ipharbor.actions.replaying.replay import replay as do_again
    from ipharbor.actions.replaying.scratch import scratch
    from ipharbor.settings import current

    with scratch(current().home) as beside:
        done = do_again(into=beside, seals=wiring.firm_sealer())
        tallies = compare(into=beside)
    found = [difference for tally in tallies for difference in tally.differences]
    if machine:
        as_json({"done": done.done, "left": done.left, "tables": tallies})
    else:
        click.echo(f"{done.done} lines done again, {done.left} left out")
        table(
            ("table", "register", "replayed", "differences"),
            [(one.table, one.here, one.replayed, len(one.differences)) for one in tallies],
        )
        for one in found:
            click.echo(json.dumps([one.table, one.row, one.column, one.here, one.replayed],
                                  ensure_ascii=False))  # fmt: skip
    if found:
        sys.exit(1)
