"""The command's frame: options for all, commands by name, errors in words."""

from __future__ import annotations

import importlib
import os
import sys
from gettext import gettext
from pathlib import Path
from typing import Any

import click

from ipharbor import __version__
from ipharbor.cli.speaking import LOCALE, Said, speak, translated
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import LANGUAGES

# name: (module, attribute, the line shown by --help); in the order a newcomer meets them
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("demo", "demo", "Make an invented region, find warnings in it, and show it."),
    "setup": ("installation", "setup", "Make or bring up to date the home folder and register."),
    "person": ("people", "person", "Accounts: add, invite, list, password, lock, leave."),
    "organisation": ("organising", "organisation", "Organisations: open, list, close."),
    "token": ("tokens", "token", "Keys for programs: make, list, revoke."),
    "serve": ("serving", "serve", "Serve the pages."),
    "worker": ("working", "worker", "Work off jobs: imports, rounds, mails, the schedule."),
    "jobs": ("working", "jobs", "Jobs: list, show, cancel, run again; the schedule."),
    "import": ("importing", "import_", "Bring files into the corpus: CSV, XLSX, Parquet."),
    "mapping": ("importing", "mapping", "Describe a table that is not recognised."),
    "search": ("asking", "search", "Search the corpus."),
    "landscape": ("asking", "landscape", "Who files what, when and where: figures of a field."),
    "forecast": ("foretelling", "forecast", "The next quarters of a field, and their record."),
    "watch": ("watching", "watch", "Watches: add, list, end."),
    "warn": ("watching", "warn", "Warnings: rounds, back-tests, wishes, list."),
    "law": ("lawing", "law", "The law of a day: every provision, its history, how sure it is."),
    "calendar": ("_lawing_calendar", "calendar", "Working calendar: years held, a new notice."),
    "deadline": ("lawing", "deadline", "The last day for an act, step by step with articles."),
    "docket": ("docketing", "docket", "Rights of a firm: standing, dues, next acts."),
    "desk": ("desking", "desk", "A firm's desk: its tasks, its products from a table."),
    "plan": ("planning", "plan", "What a firm's rights will cost, year by year."),
    "value": ("valuing", "value", "What rights are worth: kept valuations, whole tables."),
    "loan": ("loaning", "loan", "Pledge loans: list, show, verify; their balance."),
    "pledge": ("pledging", "pledge", "Check before a pledge: what stands against it."),
    "mcp": ("assisting", "mcp", "Answer AI assistants over the Model Context Protocol."),
    "form": ("papering", "form", "Fill an official form from the register, as DOCX."),
    "region": ("regioning", "region", "The region's ledger and the figures of its cockpit."),
    "station": ("stationing", "station", "Town stations and agencies: tables, firms not served."),
    "sample": ("sampling", "sample", "The invented region as files, of a seed and a scale."),
    "doctor": ("installation", "doctor", "Check this installation and say how to mend it."),
    "backup": ("installation", "backup", "Write everything into one file."),
    "restore": ("installation", "restore", "Bring a backup back into an empty home."),
    "migrate-store": ("storing", "migrate_store", "Move the register to another store."),
    "reindex": ("installation", "reindex", "Build the full-text index anew."),
    "corpus": ("installation", "corpus", "What the corpus holds, with its digest."),
    "journal": ("journaling", "journal", "The journal: read, verify, sign, prove, export."),
}

_UNKNOWN = "There is no command {name!r}. Commands: {names}."


class Story(click.Group):
    """Lists the commands in the order of ``COMMANDS`` and loads each when it is called; ``said``
    gives what a text is in the reader's language."""

    said: Said = staticmethod(str)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        loaded: click.Command = getattr(
            importlib.import_module(f"ipharbor.cli.{module}"), attribute
        )
        return translated(loaded, self.said)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, self.said(line)) for name, (_, _, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            known = self.said(_UNKNOWN).format(name=args[0], names=", ".join(COMMANDS))
            raise click.UsageError(known)
        return super().resolve_command(ctx, args)


@click.group(cls=Story, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ipharbor")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of all state [default: $IPHARBOR_HOME or ~/.local/share/ipharbor].",
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages.")
@click.pass_context
def ipharbor(ctx: click.Context, home: Path | None, lang: str | None) -> None:  # fmt: skip
    """IPHarbor 知港: a city district's platform for intellectual property.

    To look around:  ipharbor demo

    \b
    With your own data:
      ipharbor setup
      ipharbor person add anna --role office
      ipharbor import export.xlsx
      ipharbor search 'title:灯 AND ipc:F21V'
      ipharbor watch add --owner anna --name rival --applicant '某某有限公司'
      ipharbor warn run
      ipharbor serve
    """
    if home is not None:
        os.environ["IPHARBOR_HOME"] = str(home.expanduser().resolve())
    ctx.obj = lang or _spoken()


def speaking(lang: str, locale: Path = LOCALE) -> click.Command:
    """The command, telling of itself in ``lang``."""
    said = speak(lang, locale)
    made = translated(ipharbor, said)
    assert isinstance(made, Story)
    made.said = said
    return made


def main() -> None:
    """Run the command; HarborErrors become a message on stderr and exit code 1."""
    try:
        speaking(_asked_lang()).main(standalone_mode=False)
    except HarborError as failed:
        tell(failed)
        sys.exit(1)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as misused:
        misused.show()
        sys.exit(misused.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def tell(failed: HarborError, lang: str | None = None) -> None:
    """Print what happened and what to do, with the code, on stderr."""
    told = failed.told(lang or _asked_lang())
    click.echo(f"[{failed.code}] {told.what}", err=True)
    if told.next:
        click.echo(f"→ {told.next}", err=True)


def _asked_lang() -> str:
    for at, word in enumerate(sys.argv):
        if word == "--lang" and sys.argv[at + 1 : at + 2] and sys.argv[at + 1] in LANGUAGES:
            return sys.argv[at + 1]
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    return _spoken()


def _spoken() -> str:
    stated: Any = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    )
    return "zh" if str(stated or "").lower().startswith("zh") else "en"
