"""The words of ``--help``, and of what click says around them, in the reader's language.

The catalogue is ``messages.po`` beside that of the pages, keyed by the English text. It is read
by ``gettext`` alone, so that help comes before the framework is loaded.
"""

from __future__ import annotations

import copy
import gettext
import inspect
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import click

LOCALE = Path(__file__).resolve().parent.parent / "locale"
TAGS = {"zh": "zh_Hans", "en": "en"}
_UNWRAPPED, _SHOWN = "\b", "␈"  # click's sign for lines left as they are, and ours for it

Said = Callable[[str], str]


def speak(lang: str, locale: Path = LOCALE) -> Said:
    """Let click speak ``lang``, and give what our own texts are in it."""
    os.environ["LANGUAGE"] = TAGS[lang]  # asked before all others, and by click through gettext
    gettext.bindtextdomain("messages", str(locale))
    gettext.textdomain("messages")
    found = gettext.translation("messages", str(locale), [TAGS[lang]], fallback=True)
    return found.gettext


def asked_as(text: str) -> str:
    """A help text as the catalogue has it: without the indentation it has in the code."""
    return inspect.cleandoc(text).replace(_UNWRAPPED, _SHOWN)


def told(text: str, said: Said) -> str:
    """A help text in the reader's language; the English where the catalogue lacks it."""
    asked = asked_as(text)
    found = said(asked) if asked else asked
    return found.replace(_SHOWN, _UNWRAPPED)


def translated(command: click.Command, said: Said) -> click.Command:
    """A copy of ``command``, with all below it, that tells of itself in the reader's language."""
    made = copy.copy(command)
    made.help = told(made.help, said) if made.help else made.help
    made.epilog = told(made.epilog, said) if made.epilog else made.epilog
    made.short_help = told(made.short_help, said) if made.short_help else made.short_help
    made.params = [_param(one, said) for one in made.params]
    if isinstance(made, click.Group):
        made.commands = {name: translated(one, said) for name, one in made.commands.items()}
    return made


def texts(command: click.Command) -> Iterator[str]:
    """All help texts of ``command`` and of what is below it, as the catalogue has them."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    for text in (command.help, command.epilog, *(one.help for one in options)):
        if text:
            yield asked_as(text)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from texts(below)


def _param(param: click.Parameter, said: Said) -> click.Parameter:
    made = copy.copy(param)
    if isinstance(made, click.Option) and made.help:
        made.help = told(made.help, said)
    return made
