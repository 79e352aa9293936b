"""The page of the cockpit's tables names every heading and figure that the doors read."""

from pathlib import Path

import pytest

from ipharbor.intake import agencies, cases, stations, targets
from ipharbor.vocabulary.targets import FIGURES

PAGE = (Path(__file__).parents[2] / "docs/reference/region-tables.md").read_text("utf-8")


PARTS = {
    "Targets": targets.COLUMNS,
    "Handled cases": cases.COLUMNS,
    "Matters of stations": stations.MATTER_COLUMNS,
    "Trainings of stations": stations.TRAINING_COLUMNS,
    "Agencies": agencies.COLUMNS,
}


@pytest.mark.parametrize("part", PARTS)
def test_every_heading_that_is_read_stands_in_the_row_of_its_column(part):
    columns = PARTS[part]
    told_here = PAGE.split(f"## {part} ", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in told_here.splitlines() if line.startswith("| `")]
    for name, headings in columns.items():
        row = " ".join(line for line in rows if line.startswith(f"| `{name}` |"))
        told = {word.strip() for cell in row.split("|")[2:3] for word in cell.split(",")}
        assert {name, *headings} - told == set(), name


def test_every_figure_that_may_have_a_target_is_named():
    assert [name for name in FIGURES if f"`{name}`" not in PAGE] == []
