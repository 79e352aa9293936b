"""Bringing files in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import Bar, as_json, table

if TYPE_CHECKING:
    from ipharbor.actions.corpus.import_file import Receipt
    from ipharbor.intake.mapping import Mapping

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--mapping", "mapping_file", type=_FILE, help="How to read an unknown table (YAML).")
@click.option(
    "--findings",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write findings and set-aside rows to this XLSX file.",
)
@click.option("--json", "machine", is_flag=True, help="Print receipts as JSON.")
@click.pass_obj
def import_(
    lang: str,
    files: tuple[Path, ...],
    mapping_file: Path | None,
    findings: Path | None,
    machine: bool,
) -> None:  # fmt: skip
    """Bring FILES into the corpus.

    CSV (also .gz), XLSX, Parquet and JSON lines with the headings of IPHarbor's exchange table, of
    PatSnap or of incoPat. Each file is stored whole or not at all; importing it again
    stores nothing new. The receipt adds up: read = stored + merged + unchanged + set aside.
    """
    ready()
    from ipharbor.intake import mapping as mappings
    from ipharbor.queries import imports, sheets
    from ipharbor.settings import current

    chosen = mappings.load(mapping_file) if mapping_file else None
    receipts = []
    for path in files:
        receipts.append(_import_one(path, chosen, quiet=machine))
        if not machine:
            _show(receipts[-1], lang)
    if findings:
        made = [
            sheet
            for receipt in receipts
            for sheet in imports.findings_sheets(current().home, receipt.run, lang=lang)
        ]
        findings.write_bytes(sheets.xlsx(made))
    if machine:
        as_json(receipts if len(receipts) > 1 else receipts[0])


def _import_one(path: Path, mapping: Mapping | None, *, quiet: bool) -> Receipt:
    from ipharbor.actions import permits
    from ipharbor.actions.corpus.alive import giving_signs
    from ipharbor.actions.corpus.import_file import announce, import_file
    from ipharbor.settings import current

    bar, by = Bar(quiet=quiet), permits.operator()
    run = announce(path.name, by=by, at=now())
    try:
        with giving_signs(run, now):
            return import_file(
                path,
                home=current().home,
                memory_mb=current().memory_mb,
                region=current().region,
                by=by,
                at=now(),
                mapping=mapping,
                run=run,
                progress=bar,
            )
    finally:
        bar.close()


@click.group()
def mapping() -> None:
    """Mappings tell how to read a table whose headings are not known."""


@mapping.command("draft")
@click.argument("file", type=_FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def draft(file: Path, out: Path | None) -> None:
    """Write a first version of a mapping for FILE; look it over, then import with it."""
    from ipharbor.intake import mapping as mappings

    text = mappings.draft(file)
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        click.echo(text)


def _show(receipt: Receipt, lang: str) -> None:
    from ipharbor.vocabulary.messages import message
    from ipharbor.vocabulary.words import word

    names = ("read", "stored", "merged", "unchanged", "set_aside", "findings")
    click.echo(f"{receipt.file}  [{receipt.format}]  {receipt.vintage}")
    if receipt.already:
        click.echo(message("import.already", lang, {"run": receipt.already}).what)
    table([word(name, lang) for name in names], [[getattr(receipt, name) for name in names]])
