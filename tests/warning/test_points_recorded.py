"""The points of every reason stand in one table, and give what they gave when they were written
where they were used: recorded answers over all cases that the points depend on."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import ipharbor.analysis.sweeping as sweeping
import ipharbor.warning as warning
from ipharbor.vocabulary.messages import catalogue
from ipharbor.warning.grading import Points, grade
from ipharbor.warning.incident import Element
from ipharbor.warning.lookalike import Design, Following, lookalike
from ipharbor.warning.observation import Before, NewDocument, Observation, Reader
from ipharbor.warning.overlap import (
    Covered,
    Document,
    Own,
    Sold,
    claim_overlap,
    export_market_right,
    product_reads_on,
)
from ipharbor.warning.reasons import COMPARED, COUNTED, DOCUMENTS, REGISTER, STEPPED
from ipharbor.warning.signals import Signal

RECORDED = Path(__file__).with_name("points_recorded.json")
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "warnings.md"
ROW = re.compile(r"^\| .+ \| `(grade\.[\w.]+)` \| ([^|]+) \| (\d) \|$", re.MULTILINE)
DAY = date(2024, 6, 30)
RIGHT = Document("CN1", "一种灯", ("外甲",))
CHARTS = {
    "literal": ("literal",) * 4,
    "equivalents": ("literal", "equivalent", "literal", "literal"),
    "one_unclear": ("unclear", "literal", "literal", "literal"),
    "two_unclear": ("unclear", "unclear", "literal", "literal"),
    "none": ("missing", "literal", "literal", "literal"),
}


def chart(name: str, *, reworded: bool) -> tuple[Element, ...]:
    found = "说法全然不同的一段" if reworded else ""
    return tuple(
        Element(f"第{n}部件固定于箱体", found or f"第{n}部件固定于箱体", reading, 1.0)
        for n, reading in enumerate(CHARTS[name])
    )


def covered() -> Iterator[tuple[str, Covered]]:
    for name, other, reworded, habit, art in product(
        CHARTS, (0, 1, 2.5, 3), (False, True), (0.0, 0.05, 0.2), (False, True)
    ):
        told = f"{name} {other} {reworded} {habit} {art}"
        yield told, Covered(chart(name, reworded=reworded), other, habit, art)


FEW = [
    Covered(chart("literal", reworded=False)),
    Covered(chart("equivalents", reworded=True), 3),
]


def overlaps() -> Iterator[tuple[str, tuple[Points, ...]]]:
    for n, years, sells, ties, sued, granted in product(
        range(2), (2, 3), (False, True), ("", "people", "house", "new_house"), (False, True),
        (False, True),
    ):  # fmt: skip
        own = Own(RIGHT, ("本区",), years, FEW[n], sells, frozenset({ties} - {""}))
        later = replace(RIGHT, key="CN2", granted=granted)
        seen = claim_overlap(later, [own], sued=sued, on=DAY, known_on=DAY)
        yield f"overlap {n} {years} {sells} {ties} {sued} {granted}", seen.points


def readings() -> Iterator[tuple[str, tuple[Points, ...]]]:
    for n, share, years, litigious, art, before, ties in product(
        range(2), (None, 0.05, 0.1, 0.3), (1, 3), (False, True), (False, True), (False, True),
        ("", "people", "new_house"),
    ):  # fmt: skip
        seen = product_reads_on(
            RIGHT, Sold("本区", "灯", share), FEW[n], years_left=years, litigious=litigious,
            own_art=art, sold_before=before, ties=frozenset({ties} - {""}), on=DAY,
        )  # fmt: skip
        yield f"product {n} {share} {years} {litigious} {art} {before} {ties}", seen.points
    for n, basis, years, litigious in product(
        range(2), ("claim", "abstract"), (1, 3), (False, True)
    ):
        seen = export_market_right(
            RIGHT, Sold("本区", "灯", None), FEW[n], member="CN3", basis=basis, market="德国",
            office="EP", years_left=years, litigious=litigious, on=DAY,
        )  # fmt: skip
        yield f"export {n} {basis} {years} {litigious}", seen.points


def followings() -> Iterator[tuple[str, tuple[Points, ...]]]:
    one = Design("CN5", "灯（木棉）", "灯", "木棉", DAY)
    for chance, count, rights, years, line in product(
        (1e-3, 1e-5), (3, 4), (0, 1), (2, 3), (9, 10)
    ):  # fmt: skip
        found = Following((one,) * count, (one,) * count, chance, DAY)
        seen = lookalike(
            "本区", "外甲", found, line=line, rights=["CN6"] * rights, years_left=years
        )  # fmt: skip
        yield f"lookalike {chance} {count} {rights} {years} {line}", seen.points


def documents() -> Iterator[tuple[str, tuple[Points, ...]]]:
    codes = ("own_field", "new_field", "newcomer", "surge")
    for n, granted, *held in product((1, 5), (False, True), *[(False, True)] * len(codes)):
        new = NewDocument("CN7", "灯", "外甲", None, granted, DAY, ("F21V",))
        seen = Observation(
            "query", DAY, (new,) * n, n, Before(0, (), frozenset(), frozenset()),
            Reader(frozenset()),
        )  # fmt: skip
        found = tuple(
            Signal(f"signal.{code}", ()) for code, told in zip(codes, held, strict=True) if told
        )
        yield f"documents {n} {granted} {held}", grade(seen, found).points


def answers() -> dict[str, str]:
    """Every case with its points in their order: ``coverage_literal:p5`` is five of probability."""
    found = [(told, one.points()) for told, one in covered()]
    found += [*overlaps(), *readings(), *followings(), *documents()]
    return {
        told: " ".join(
            f"{one.reason.removeprefix('grade.')}:{one.side[0]}{one.points}" for one in points
        )
        for told, points in found
    }


def test_every_case_gives_the_points_that_were_recorded():
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert len(recorded) > 500
    assert answers() == recorded


def test_points_are_given_by_the_table_alone():
    for package in (warning, sweeping):
        (folder,) = package.__path__
        for path in sorted(Path(folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
            made = [one for one in calls if getattr(one.func, "id", "") == "Points" and one.args]
            assert not made or path.name == "reasons.py", path.name


def test_every_reason_is_worded_in_both_languages():
    told = {
        *DOCUMENTS,
        *COMPARED,
        *STEPPED,
        *REGISTER,
        *(one for t in COUNTED.values() for one in t),
    }
    for reason in told:
        assert all(catalogue()[reason][lang]["what"] for lang in ("zh", "en")), reason


def rows(head: str) -> dict[str, str]:
    """Of the page's tables under a heading: by code the points as they stand."""
    under = PAGE.read_text("utf-8").partition(f"\n## {head}\n")[2].partition("\n## ")[0]
    return {code: f"{p} {i}" for code, p, i in ROW.findall(under)}


def test_the_page_tells_the_points_of_what_is_compared_and_of_documents():
    told = rows("What is compared by its text")
    steps = {code: ", ".join(f"{less} from {least}" for least, less in some) + " 0"
             for code, some in STEPPED.items()}  # fmt: skip
    assert told == {code: f"{p} {i}" for code, (p, i) in COMPARED.items()} | steps
    assert rows("The grade") == {code: f"{p} {i}" for code, (p, i) in DOCUMENTS.items()}
