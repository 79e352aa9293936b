"""Help is told in the reader's language, whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ipharbor.cli.app import _UNKNOWN, COMMANDS, ipharbor
from ipharbor.cli.speaking import LOCALE, texts

PO = LOCALE / "zh_Hans" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """The catalogue as the build compiles it."""
    made = PO.with_suffix(".mo")
    if not made.exists() or made.stat().st_mtime < PO.stat().st_mtime:
        with PO.open("rb") as opened, made.open("wb") as written:
            write_mo(written, read_po(opened, locale="zh_Hans"))


def known() -> dict[str, str]:
    with PO.open("rb") as opened:
        read = read_po(opened, locale="zh_Hans")
    return {
        one.id if isinstance(one.id, str) else one.id[0]: (
            one.string if isinstance(one.string, str) else one.string[0]
        )
        for one in read
        if one.id
    }


def asked() -> set[str]:
    return {*texts(ipharbor), *(line for _, _, line in COMMANDS.values()), _UNKNOWN}


def run(*words: str, locale: str = "C.UTF-8") -> str:
    env = os.environ | {"LANG": locale, "LC_ALL": locale, "PYTHONIOENCODING": "utf-8"}
    env.pop("LANGUAGE", None)
    done = subprocess.run([sys.executable, "-m", "ipharbor", *words], env=env, text=True,
                          capture_output=True, encoding="utf-8", check=False)  # fmt: skip
    return done.stdout + done.stderr


def test_every_command_and_every_option_has_its_chinese() -> None:
    chinese = known()
    assert len(asked()) > 150
    assert sorted(text for text in asked() if not chinese.get(text)) == []
    ours = {text: told for text, told in chinese.items() if text in asked()}
    assert [text for text, told in ours.items() if not re.search(r"[\u4e00-\u9fff]", told)] == []


def test_the_catalogue_holds_nothing_that_neither_a_command_nor_click_says() -> None:
    modules = Path(click.__file__).parent.glob("*.py")
    of_click = "".join(path.read_text(encoding="utf-8") for path in modules)
    assert [text for text in set(known()) - asked() if f'"{text}"' not in of_click] == []


def test_words_of_commands_and_options_stand_in_the_chinese_as_they_are() -> None:
    sign = re.compile(r"(?<![\w-])--[a-z-]+|\$[A-Z_]+|ipharbor [a-z]+")
    for text, told in known().items():
        if text in asked():
            said = sign.findall(" ".join(text.split()))
            assert sorted(said) == sorted(sign.findall(told)), text


def test_help_comes_in_the_language_of_the_terminal_or_the_one_that_is_asked_for() -> None:
    chinese = run("watch", "add", "--help", locale="zh_CN.UTF-8")
    assert (
        "设置监视：对申请人、检索式，或其他种类。" in chinese
        and "用法：" in chinese
        and "选项" in chinese
    )
    assert "Set up a watch" not in chinese and "Show this message" not in chinese
    assert "Set up a watch" in run("watch", "add", "--help")
    assert "申请人全称" in run("--lang", "zh", "watch", "add", "--help")
    assert "--lang [zh|en]" in run("--help", locale="zh_CN.UTF-8")


def test_what_is_mistyped_is_told_in_the_readers_language() -> None:
    assert "没有命令 'serch'" in run("--lang", "zh", "serch")
    assert "缺少参数" in run("--lang", "zh", "search")
    assert "There is no command 'serch'" in run("serch")
