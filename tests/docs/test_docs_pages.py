"""The pages of the manual hang together and say nothing that is not so."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from manual import PAGES, ROOT, boxes, name, prose, text, told

from ipharbor.actions.jobs.kinds import KINDS
from ipharbor.actions.permits import SCOPES
from ipharbor.actions.webhook.events import EVENTS, TEST
from ipharbor.intake import mapping
from ipharbor.settings import PREFIX, Settings
from ipharbor.statutes import book
from ipharbor.statutes.deadlines import rules
from ipharbor.vocabulary.messages import catalogue

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))
ENGLISH = [page for page in HOW_TO if not page.name.endswith(".zh.md")]
# What concerns the machine of whoever wrote a page, or leads to a host that is neither this
# machine nor an example.
ELSEWHERE = re.compile(
    r"/home/|/Users/|/root\b|[A-Z]:\\|--index-url|"
    r"https?://(?!127\.0\.0\.1|localhost|[\w.-]*\bexample\b)",
    re.IGNORECASE,
)
# A page is finished, or it is not there.
WORKSHOP = re.compile(r"\b(TODO|FIXME|TBD|co-authored)\b|待补充", re.IGNORECASE)
NOT_SETTINGS = {"SHARED_DATA", "SHOTS", "TOKEN"}  # of the tests, and of the command alone


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made from their text."""
    found = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("leaf", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(leaf: Path) -> None:
    lost = []
    for target in LINK.findall(prose(leaf)):
        path, _, anchor = target.partition("#")
        aim = (leaf.parent / path).resolve() if path else leaf
        if "://" in target or not aim.exists() or (anchor and anchor not in anchors(aim)):
            lost.append(target)
    assert lost == []


def test_every_page_can_be_reached_from_the_manuals_first_page() -> None:
    reached, waiting = set(), [ROOT / "docs" / "index.md", ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        waiting += [
            (page.parent / target.partition("#")[0]).resolve()
            for target in LINK.findall(prose(page))
        ]
    assert set(PAGES) - reached == set()


@pytest.mark.parametrize("leaf", PAGES, ids=name)
def test_a_page_tells_of_the_product_alone(leaf: Path) -> None:
    assert ELSEWHERE.findall(text(leaf)) == []
    assert WORKSHOP.findall(text(leaf)) == []


@pytest.mark.parametrize("leaf", PAGES, ids=name)
def test_files_that_a_page_names_are_there(leaf: Path) -> None:
    named = re.findall(r"`((?:src|docs|tests|tools|benchmarks)/[\w./-]+)`", prose(leaf))
    absent = [path for path in named if "NNNN" not in path and not (ROOT / path).exists()]
    assert absent == []


@pytest.mark.parametrize("leaf", PAGES, ids=name)
def test_codes_that_a_page_names_are_in_the_catalogue(leaf: Path) -> None:
    subjects = {code.split(".")[0] for code in catalogue()}
    files = re.compile(r"\.(py|md|csv|xlsx|toml|yaml|yml|key|sqlite3|parquet|json|tar|ndjson|gz)$")
    named = re.findall(r"`([a-z_]+(?:\.[a-z_0-9]+)+)`", prose(leaf))
    actions = set(
        re.findall(r"^\| `([a-z_.]+)` \|", text(ROOT / "docs/reference/permits.md"), re.M)
    )
    elsewhere = catalogue().keys() | actions | set(book.load().names()) | set(rules()) | set(KINDS)
    elsewhere |= {*SCOPES, *EVENTS, TEST}
    unknown = [
        code
        for code in named
        if code.split(".")[0] in subjects
        and not files.search(code)
        and code not in elsewhere
        and not _in_a_module(code)
    ]
    assert unknown == []


def _in_a_module(code: str) -> bool:
    """Whether it is a name of the program, such as ``fees.columns.dues_table``."""
    path, _, last = code.rpartition(".")
    module = ROOT / "src" / "ipharbor" / f"{path.replace('.', '/')}.py"
    return module.exists() and re.search(rf"^(def|class) {last}\b", text(module), re.M) is not None


def test_settings_that_pages_name_are_settings_and_their_values_are_taken() -> None:
    known = {field.name for field in fields(Settings)}
    for page in PAGES:
        for variable in re.findall(rf"\b{PREFIX}([A-Z_]+)\b", text(page)):
            assert variable.lower() in known or variable in NOT_SETTINGS, (name(page), variable)
        for box in boxes(page):
            if box.kind == "toml":
                assert set(tomllib.loads(box.text)) <= known, name(page)


def test_every_setting_is_in_the_reference() -> None:
    page = text(ROOT / "docs" / "reference" / "settings.md")
    for field in fields(Settings):
        assert f"| `{field.name}` | `{PREFIX}{field.name.upper()}` |" in page


@pytest.mark.parametrize("leaf", HOW_TO, ids=name)
def test_a_mapping_that_a_page_shows_can_be_loaded(leaf: Path, tmp_path: Path) -> None:
    for box in boxes(leaf):
        if box.kind == "yaml":
            path = tmp_path / "own.yaml"
            path.write_text(box.text, encoding="utf-8")
            assert mapping.load(path).columns["title"] == ("发明名称", "名称")


@pytest.mark.parametrize("leaf", ENGLISH, ids=name)
def test_both_languages_of_a_how_to_page_show_the_same_commands(leaf: Path) -> None:
    twin = leaf.with_name(leaf.name.replace(".md", ".zh.md"))
    shown = [
        [step.words for box in boxes(page) if box.kind == "console" for step in told(box)]
        for page in (leaf, twin)
    ]
    assert shown[0] == shown[1]
    assert f"]({twin.name})" in text(leaf)
    assert f"]({leaf.name})" in text(twin)
    headings = [len(re.findall(r"^## ", prose(page), re.MULTILINE)) for page in (leaf, twin)]
    assert headings[0] == headings[1]


def test_decisions_are_numbered_one_by_one_and_all_of_one_form() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in found] == list(range(1, len(found) + 1))
    for page in found:
        assert text(page).startswith(f"# {page.name[:4]} ")
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text(page), name(page)


def test_both_readmes_show_the_same_commands_and_pictures() -> None:
    one, other = (ROOT / "README.md", ROOT / "README.zh-CN.md")
    steps = [
        [step.words for box in boxes(page) if box.kind == "console" for step in told(box)]
        for page in (one, other)
    ]
    assert steps[0] == steps[1]
    pictures = [set(re.findall(r"images/([\w-]+)\.png", text(page))) for page in (one, other)]
    assert {picture.replace("-en-", "-zh-") for picture in pictures[0]} == pictures[1]
