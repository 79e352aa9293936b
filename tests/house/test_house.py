"""The rules of the house that a test can keep."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipharbor.vocabulary.messages import LANGUAGES, catalogue
from ipharbor.vocabulary.words import words

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ipharbor"
LINES_A_MODULE = 400
LINES_A_FUNCTION = 50
FORBIDDEN_NAMES = {"utils", "common", "core", "lib", "helpers", "manager"}
PURE_ROOMS = (
    "selfcheck",
    "valuation",
    "vocabulary",
    "statutes",
    "register",
    "fees",
    "forecasting",
    "bookkeeping",
    "pledge",
    "warning",
    "intake",
)
# Modules and functions over the limit: name → lines. The list may only get shorter.
TOO_LONG: dict[str, int] = {}


def modules() -> list[Path]:
    return [p for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield node.name, node.end_lineno - node.lineno + 1


def test_modules_and_functions_stay_small() -> None:
    found = {}
    for path in modules():
        name = str(path.relative_to(SOURCE))
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LINES_A_MODULE:
            found[name] = lines
        for function, length in functions(path):
            if length > LINES_A_FUNCTION:
                found[f"{name}:{function}"] = length
    grown = {name: lines for name, lines in found.items() if lines > TOO_LONG.get(name, 0)}
    assert grown == {}, "too long; cut them"
    assert set(TOO_LONG) <= set(found), "these have got short enough: strike them off TOO_LONG"


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [p for p in modules() if p.stem in FORBIDDEN_NAMES] == []


def test_no_two_files_of_tests_have_one_name() -> None:
    """pytest takes them for one module and collects the first of them alone."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, many in names.items() if many > 1] == []


def test_every_room_says_what_it_is_for() -> None:
    for room in sorted(p for p in SOURCE.iterdir() if (p / "__init__.py").exists()):
        told = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
        assert told, room.name
        assert len(told) > 60, room.name


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_a_pure_room_reads_no_clock_and_draws_no_lots(room: str) -> None:
    told = re.compile(
        r"\b(date\.today|datetime\.now|time\.time|time\.monotonic|random\.|os\.environ|getenv)\b"
    )
    for path in (SOURCE / room).rglob("*.py"):
        assert not told.search(path.read_text(encoding="utf-8")), path


# The commands that make the invented region and write down what is planted in it.
MAKE_THE_SAMPLE = {"cli/sampling.py", "cli/_building.py", "cli/_cast.py"}


def test_nothing_but_the_commands_that_make_it_knows_the_invented_region() -> None:
    told = re.compile(r"ipharbor\.samples|import samples|truth\.json|[\"']truth[\"']")
    for path in modules():
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith("samples/") and name not in MAKE_THE_SAMPLE:
            assert not told.search(path.read_text(encoding="utf-8")), path


def test_warning_code_never_reads_what_the_sample_region_planted() -> None:
    for room in ("warning", "actions", "queries", "analysis", "corpus"):
        for path in (SOURCE / room).rglob("*.py"):
            assert "samples" not in path.read_text(encoding="utf-8"), path


CODE = re.compile(r"^[a-z_]+(\.[a-z_]+)+$")


# who takes a code, and as which positional argument
TAKERS = {"HarborError": 0, "Finding": 0, "Signal": 0, "message": 0, "Stated": 2}


def codes_used() -> dict[str, Path]:
    """Codes of errors, findings, signals and doubts, with the module that gives them."""
    used: dict[str, Path] = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            at = TAKERS.get(name)
            if at is None or len(node.args) <= at:
                continue
            given = node.args[at]
            if isinstance(given, ast.Constant) and CODE.match(str(given.value)):
                used[str(given.value)] = path
    return used


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    missing = {code: str(path) for code, path in codes_used().items() if code not in catalogue()}
    assert missing == {}


def test_every_message_stands_in_both_languages_with_the_same_gaps() -> None:
    gap = re.compile(r"\{(\w+)\}")
    for code, said in catalogue().items():
        assert set(said) == set(LANGUAGES), code
        gaps = {lang: set(gap.findall(" ".join(said[lang].values()))) for lang in LANGUAGES}
        assert gaps["zh"] == gaps["en"], code
        for lang in LANGUAGES:
            assert said[lang]["what"].strip(), code
        assert re.search(r"[一-鿿]", said["zh"]["what"]), code


def test_an_error_tells_what_to_do_next() -> None:
    for code in codes_used():
        if code.split(".")[0] not in ("letter", "grade", "decision"):
            for lang in LANGUAGES:
                if code in catalogue() and "next" in catalogue()[code]["en"]:
                    assert catalogue()[code][lang]["next"], code


def test_every_word_stands_in_both_languages() -> None:
    assert words("zh").keys() == words("en").keys()


def test_the_contracts_name_every_room_of_the_plan() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = told["tool"]["importlinter"]["contracts"][0]["layers"]
    named = set(re.findall(r"\w+", " ".join(layers)))
    rooms = {p.name for p in SOURCE.iterdir() if (p / "__init__.py").exists()}
    assert rooms <= named


def test_lock_files_carry_hashes_and_no_address() -> None:
    for path in ROOT.glob("requirements*.lock"):
        text = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index-url" not in text
