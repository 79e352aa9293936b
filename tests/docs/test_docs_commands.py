"""No page of the manual tells of a command or an option that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from manual import PAGES, ROOT, boxes, commands, name, text, told

from ipharbor.cli.app import ipharbor

PLACEHOLDER = re.compile(r"^[A-Z][A-Z_]*$|…|^<.*>$")


def complaint(words: tuple[str, ...], *, whole: bool) -> str:
    """What is wrong with ``ipharbor WORDS``; empty when it would be taken. Files need not
    be there; capital words are placeholders."""
    command: click.Command = ipharbor
    rest = list(words)
    try:
        while True:
            ctx = click.Context(command, help_option_names=["-h", "--help"])
            ctx.allow_interspersed_args = not isinstance(command, click.Group)
            stated, left, _ = command.make_parser(ctx).parse_args(rest)
            for param in command.get_params(ctx):
                refused = _refused(param, stated.get(param.name or ""), whole=whole)
                if refused:
                    return refused
            if not isinstance(command, click.Group):
                return f"too many words: {left}" if left else ""
            if not left:
                ended = command.invoke_without_command or "help" in stated or "version" in stated
                return "" if not whole or ended else "unfinished"
            if PLACEHOLDER.search(left[0]):
                return ""
            found = command.get_command(ctx, left[0])
            if found is None:
                return f"no command {left[0]}"
            command, rest = found, left[1:]
    except click.ClickException as wrong:
        return wrong.format_message()


def _refused(param: click.Parameter, value: object, *, whole: bool) -> str:
    if value is None or value == () or type(value).__name__ == "Sentinel":
        absent = whole and param.required and not getattr(param, "prompt", None)
        return f"{param.name} is missing" if absent else ""
    values = value if isinstance(value, list | tuple) else [value]
    for one in values:
        if isinstance(one, str) and not PLACEHOLDER.search(one):
            if isinstance(param.type, click.Choice) and one not in param.type.choices:
                return f"{param.name}: {one} is none of {param.type.choices}"
            if isinstance(param.type, click.types.IntParamType) and not one.lstrip("-").isdigit():
                return f"{param.name}: {one} is no number"
    return ""


@pytest.mark.parametrize("leaf", PAGES, ids=name)
def test_every_command_of_a_page_would_be_taken(leaf: Path) -> None:
    wrong = {
        " ".join(words): said
        for words, whole in commands(leaf)
        if (said := complaint(words, whole=whole))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "words",
    [
        "impart FILE",
        "import",
        "import --maping m.yaml FILE",
        "watch add --applicant X",
        "watch add --name n --raise-from purple",
        "person add anna --role king",
        "warn",
        "setup more",
        "serve --port high",
    ],
)
def test_a_command_that_is_not_so_would_be_noticed(words: str) -> None:
    assert complaint(tuple(words.split()), whole=True)


def test_the_manual_names_every_command() -> None:
    told_of = {
        words[0]
        for page in PAGES
        if "reference" not in page.parts
        for called, _ in commands(page)
        if (words := _without_options(called))
    }
    all_commands = ipharbor.list_commands(click.Context(ipharbor))
    assert set(all_commands) - told_of == set()


def _without_options(called: tuple[str, ...]) -> tuple[str, ...]:
    rest = list(called)
    while rest and rest[0].startswith("--"):
        rest = rest[2:]
    return tuple(rest)


def test_every_target_of_make_that_a_page_calls_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    for page in PAGES:
        called = set(re.findall(r"`make ([a-z-]+)", text(page)))
        for box in boxes(page):
            if box.kind == "console":
                called |= {
                    one.words[1] for one in told(box) if one.words[0] == "make" and one.words[1:]
                }
        assert called <= targets, name(page)
