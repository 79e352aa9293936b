"""The reference of forms is what the code says."""

from __future__ import annotations

import importlib.util
import re
import sys
from datetime import date
from pathlib import Path

from paper_matters import filled, lamp

from ipharbor.papers.drawing import values
from ipharbor.papers.kinds import forms
from ipharbor.vocabulary.messages import catalogue

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "forms.md"


def test_the_reference_of_forms_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location(
        "write_reference_of_forms", ROOT / "tools" / "write_reference.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    assert PAGE.read_text(encoding="utf-8") == module.forms_page(), "run make docs"


def test_the_names_a_template_can_ask_for_are_all_told() -> None:
    on = date(2023, 8, 10)
    (paper,) = filled("fee_list", on, lamp(on, paid=[(n, date(2018 + n, 5, 1)) for n in (2, 3, 4)]))
    given = values(paper)
    told = PAGE.read_text(encoding="utf-8").partition("\n## ")[2].partition("\n## ")[0]
    names = set(re.findall(r"\w+", told))
    assert set(given) <= names
    assert set(given["lines"][0]) <= names
    assert set(given["grounds"][0]) <= names


def test_every_field_of_every_form_is_told() -> None:
    told = PAGE.read_text(encoding="utf-8")
    for form in forms().values():
        part = told.partition(f"\n## {form.en} {form.zh}\n")[2].partition("\n## ")[0]
        named = re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        assert named == [field.name for field in form.fields]


def test_every_code_of_this_room_is_in_the_catalogue_and_every_one_there_is_used() -> None:
    source = ROOT / "src" / "ipharbor"
    rooms = [source / "papers", source / "queries", source / "web", source / "cli"]
    text = " ".join(p.read_text(encoding="utf-8") for room in rooms for p in room.rglob("*.py"))
    used = set(re.findall(r'"(papers\.[a-z_.]+)"', text)) - {"papers.html"}
    told = {code for code in catalogue() if code.startswith("papers.")}
    assert used == told
