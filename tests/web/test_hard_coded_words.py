"""No words stand in templates or scripts past the catalogue: not in attributes, not in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ipharbor

WEB = Path(ipharbor.__file__).parent / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static" / "web").glob("*.js"))
SPOKEN = ("title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext",
          "placeholder", "alt", "label", "summary", "data-failed")  # fmt: skip
NAMES = {
    "IPHarbor", "知港", "知港 IPHarbor", "· 知港 IPHarbor", "中文", "English", "Excel", "CSV",
    "PDF", "DOCX", "SHA-256", "SM3", "PatSnap 智慧芽", "incoPat", "· LOC", "rem", "https://",
    "title:灯 AND ipc:F21V", "CN202110000001.9 · 2021-11-30 · 1,234,567",
}  # fmt: skip
"""What is the same in every language: names, forms of files, figures, a query to begin with."""

_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
_TOLD = re.compile(r"\{%\s*blocktranslate.*?\{%\s*endblocktranslate\s*%\}", re.S)
_TAG = re.compile(r"<(\w+)((?:[^<>\"]|\"[^\"]*\")*)>", re.S)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"", re.S)
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`([^`]*)`')
_WORDS = re.compile(r"[A-Za-z]{2}|[\u4e00-\u9fff]")


def bare(text: str) -> str:
    """What is left of a piece of a template when its code is taken out."""
    return " ".join(_CODE.sub(" ", text).split())


def spoken(text: str) -> Iterator[str]:
    """The texts that a template says by itself, in attributes and between tags."""
    text = _TOLD.sub("{% told %}", text)
    plain = re.sub(r'"[^"{]*(?:\{[{%].*?[%}]\}[^"{]*)+"', lambda m: m[0].replace(">", "&gt;"), text)
    for tag, attributes in _TAG.findall(plain):
        for name, value in _ATTRIBUTE.findall(attributes):
            button = tag == "input" and name == "value" and 'type="submit"' in attributes
            if name in SPOKEN or button:
                yield bare(value)
    seen = re.sub(r"<(script|style|code)\b.*?</\1>|<!--.*?-->", " ", plain, flags=re.S)
    for line in re.sub(r"<[^>]*>", "\n", _CODE.sub(" ", seen)).splitlines():
        yield " ".join(line.split())


def lost(texts: Iterator[str]) -> set[str]:
    return {told for told in texts if _WORDS.search(re.sub(r"&\w+;", "", told))} - NAMES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_template_says_nothing_past_the_catalogue(path: Path) -> None:
    assert lost(spoken(path.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_nothing_by_itself(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.S)
    strings = ("".join(found) for found in _STRING.findall(text))
    words = {one for one in strings if re.search(r"[\u4e00-\u9fff]|[A-Za-z]{2,} [A-Za-z]{2,}", one)}
    chosen = {one for one in words if one.startswith((".", "#", "["))}  # what a script looks for
    assert words - chosen - {"use strict"} == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a title="Go there" href="/x">{% translate "Go" %}</a>', {"Go there"}),
        ('<input type="submit" value="Send">', {"Send"}),
        ('<input name="kind" value="generic">', set()),
        ("<p aria-label=\"{% translate 'Here' %}\">{{ name }}</p>", set()),
        ('<p aria-label="{{ name }} of all">x</p>', {"of all"}),
        ("<p>{% blocktranslate %}All {{ n }}{% endblocktranslate %} 全部</p>", {"全部"}),
        ("<code>ipharbor demo</code>", set()),
    ],
)
def test_words_are_found_where_they_stand(text: str, found: set[str]) -> None:
    assert lost(spoken(text)) == found
