"""Every list of the pages sorts, narrows, searches, pages, goes out as files, comes back as it was
left and can be shared; and no page has a list of its own kind without a reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from django.test import Client
from django.utils import translation
from list_worlds import WORLDS, World, client_of, reader

import ipharbor
from ipharbor.records.models import Person, SavedView
from ipharbor.web.lists import Column, List
from ipharbor.web.lists.declaring import Kind
from ipharbor.web.lists.sending import written
from ipharbor.web.remembering import lists

TEMPLATES = Path(ipharbor.__file__).parent / "web" / "templates"
NOTHING = "没有这样的条目"
STORED = (Kind.NUMBER, Kind.MONEY, Kind.DAY, Kind.TIME, Kind.CODE)


@dataclass
class Tried:
    """A list with rows in it, as its reader meets it."""

    name: str
    world: World
    person: Person
    client: Client
    path: str

    def get(self, **asked: Any) -> Any:
        mark = "&" if "?" in self.path else "?"
        answer = self.client.get(f"{self.path}{mark}{urlencode(asked, doseq=True)}")
        assert answer.status_code == 200, (self.path, asked, answer.status_code)
        return answer

    def shown(self, **asked: Any) -> Any:
        return self.get(**{"view": "all", **asked}).context["found"]

    def rows(self, **asked: Any) -> list[Any]:
        """The first hundred rows."""
        return list(self.shown(per="100", **asked).rows)

    def told(self, rows: list[Any]) -> list[tuple[str, ...]]:
        """What a file would say of rows, to tell them apart."""
        columns = [one for one in self.declared.columns if one.filed]
        with translation.override("zh-hans"):
            return [tuple(str(written(one, row)) for one in columns) for row in rows]

    @cached_property
    def declared(self) -> List:
        found = self.shown().declared
        assert isinstance(found, List)
        return found


@pytest.fixture(params=sorted(WORLDS))
def tried(request: pytest.FixtureRequest, db: None, corpus: Any) -> Iterator[Tried]:
    world = WORLDS[request.param]
    person = reader(world.reader, corpus)
    client = client_of(person)
    if not world.never_empty:
        empty = client.get(world.path)
        assert empty.status_code in (200, 503), empty.status_code
        if empty.status_code == 200 and "found" in (empty.context or ()):
            assert not empty.context["found"].rows
            _says_what_to_do(empty.content.decode())
    told = world.filled(person, corpus)
    person.refresh_from_db()
    yield Tried(request.param, world, person, client, world.path + told)


def _says_what_to_do(page: str) -> None:
    (panel,) = re.findall(r'<(?:section|div) class="panel empty-panel">(.*?)</(?:section|div)>',
                          page.split('<div class="list"', 1)[-1], flags=re.S)  # fmt: skip
    assert len(re.sub(r"<[^>]*>|\s", "", panel)) > 12, panel


def test_every_list_is_tried() -> None:
    assert set(lists()) == set(WORLDS)


def test_a_list_does_all_that_a_list_should(tried: Tried) -> None:
    rows = tried.rows()
    assert rows, "too few rows to try anything"
    _sorts(tried, rows)
    _narrows(tried, rows)
    _pages(tried, rows)
    _goes_out(tried)
    _comes_back(tried)
    _is_shared(tried)


def _sorts(tried: Tried, rows: list[Any]) -> None:
    """By each column both ways: the same rows, the second way the first turned round, and what
    is lacking at the end of both."""
    few, whole = len(rows) < 100, sorted(tried.told(rows))
    for column in tried.declared.columns:
        if not column.sortable:
            continue
        sorted_up = tried.get(view="all", per="100", sort=column.name)
        up = list(sorted_up.context["found"].rows)
        down = tried.rows(sort=f"-{column.name}")
        if few:
            assert sorted(tried.told(up)) == sorted(tried.told(down)) == whole, column.name
        rising, falling = ([_key(column, row) for row in some] for some in (up, down))
        there, turned = ([k for k in keys if k not in (None, "")] for keys in (rising, falling))
        if column.kind in STORED or not column.order:
            assert there == sorted(there), column.name
            assert turned == sorted(turned, reverse=True), column.name
            assert not few or there == turned[::-1], column.name
        if len(set(map(str, there))) > 1 and not column.order:
            assert rising != falling, column.name
        asking = sorted_up.context["found"].asking
        if not asking.cards and column in asking.columns:
            assert 'aria-sort="ascending"' in sorted_up.content.decode(), column.name


def _key(column: Column, row: Any) -> Any:
    if column.order:
        return column.cell(row)
    return (column.rank or column.cell)(row)


def _narrows(tried: Tried, rows: list[Any]) -> None:
    """Each filter leaves some of the rows, what fits nothing leaves a list that says what to do,
    and what is typed wrongly is told at its field."""
    whole = {cells[0] for cells in tried.told(rows)}
    for one in tried.declared.filters:
        options = [value for value, _words in one.options()]
        if one.form in ("choice", "chips"):
            assert options, one.name
            counts = [tried.shown(**{one.name: value}).total for value in options]
            assert any(counts), one.name
            if one.every and not one.usual:
                for value in options[:4] if len(rows) < 100 else ():
                    kept = tried.told(tried.rows(**{one.name: value}))
                    assert {cells[0] for cells in kept} <= whole, (one.name, value)
        elif one.form == "day":
            tried.get(**{one.name: "2021-11-30"})
            mark = "&" if "?" in tried.path else "?"
            wrong = tried.client.get(f"{tried.path}{mark}{one.name}=morgen")
            assert wrong.status_code == 400
            assert 'value="morgen"' in wrong.content.decode()
        elif one.form == "tick":
            tried.get(**{one.name: "1"})
    if tried.declared.searchable:
        none = tried.get(q=NOTHING)
        assert none.context["found"].total == 0
        _says_what_to_do(none.content.decode())
        assert "view=all" in none.content.decode()
        assert f'value="{NOTHING}"' in none.content.decode()


def _pages(tried: Tried, rows: list[Any]) -> None:
    """Pages follow each other without gap or repetition."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ipharbor.web.lists.asking.PER_PAGE", (2, 20, 50, 100))
        first = tried.shown(per="2")
        count = min(first.pages, 3)
        assert len(first.rows) == 2 or first.total < 2
        some = [row for n in range(1, count + 1) for row in tried.shown(per="2", page=n).rows]
        assert tried.told(some) == tried.told(rows[: len(some)])
        assert tried.shown(per="2", page=9999).number == first.pages


def _goes_out(tried: Tried) -> None:
    """Excel and CSV hold the same rows under the same headings, as many as the page counts."""
    shown = tried.shown()
    book = openpyxl.load_workbook(io.BytesIO(tried.get(**{"as": "xlsx", "view": "all"}).content))
    sheet = [[_cell(value) for value in row] for row in book.active.values]
    body = tried.get(**{"as": "csv", "view": "all"}).content
    assert body.startswith(b"\xef\xbb\xbf")
    table = [[_cell(value) for value in row]
             for row in csv.reader(io.StringIO(body.decode("utf-8-sig")))]  # fmt: skip
    assert sheet == table
    assert len(table) == shown.total + 1
    with translation.override("zh-hans"):
        headings = [_cell(str(one.words)) for one in shown.declared.columns if one.filed]
    assert table[0] == headings


def _cell(value: Any) -> str:
    """A cell as both forms of file can say it."""
    if value is None:
        return ""
    if hasattr(value, "date"):
        value = value.date().isoformat()
    told = str(value).lstrip("'")
    try:
        return f"{float(told):.4f}"
    except ValueError:
        return told


def _comes_back(tried: Tried) -> None:
    """A view that is remembered stands in for an address that asks nothing, and only then."""
    column = next((one for one in tried.declared.columns if one.sortable), None)
    query = f"sort=-{column.name}&per=100" if column else "per=100"
    said = {"act": "keep", "query": query, "next": tried.path}
    assert tried.client.post(f"/views/{tried.name}/", said)["Location"] == tried.path
    kept = tried.client.get(tried.path).context["found"]
    assert kept.remembered
    assert kept.query == query or kept.query == query.replace("&per=100", "")
    assert not tried.shown().remembered
    tried.client.post(f"/views/{tried.name}/", {"act": "forget", "next": tried.path})
    assert not SavedView.objects.exists()
    assert not tried.client.get(tried.path).context["found"].remembered


def _is_shared(tried: Tried) -> None:
    """The address alone shows another person of the same place the same list."""
    other = Person.objects.get(pk=tried.person.pk)
    other.pk, other.username, other.email = None, "other", "other@example.org"
    other.save()
    column = next((one for one in tried.declared.columns if one.sortable), None)
    asked = {"sort": f"-{column.name}"} if column else {}
    names = [one.name for one in tried.declared.columns[:3]]
    mine = tried.shown(**asked, per="50", col=names, look="table")
    answer = client_of(other).get(mine.path + mine.asking.address())
    if tried.name == "watch_warnings":  # a watch opens for nobody but its owner
        assert answer.status_code == 404
        return
    theirs = answer.context["found"]
    assert theirs.asking.stated == mine.asking.stated
    assert [one.name for one in theirs.asking.columns] == names
    if tried.name not in ("watches", "inbox", "held", "mailing"):  # these are a person's own
        assert tried.told(list(theirs.rows)) == tried.told(list(mine.rows))


OTHER_TABLES = {
    "_changes_of_law.html": "what one warning tells of a provision before and after",
    "_valuation_right.html": "the methods and drivers of one right's value",
    "_valuation_steps.html": "the steps of one sum, in their order",
    "_how_long.html": "three horizons of one right, and how good such forecasts were",
    "_outlook.html": "four quarters of a chart with their ranges",
    "wishes.html": "two thresholds beside one another",
    "_incident.html": "the features of one claim, in their order",
    "compare.html": "the features of one claim, in their order",
    "desk/_papers.html": "the newest few; the list is a page of its own",
    "desk/_products.html": "some of them; the list is a page of its own",
    "desk/_rights.html": "the figures of the chart, nine rows at most",
    "desk/_team.html": "the people of one firm, who are few",
    "_events.html": "the events of one right, in their order",
    "_findings.html": "the findings of a file that was just sent, which are not kept",
    "_figure_columns.html": "a method told in columns, no list",
    "_kept_papers.html": "the few papers of one right; those of a firm are a list",
    "_renewal_years.html": "the years of a plan with their sum",
    "watch.html": "the few kinds of signals with their record",
    "account.html": "the few tokens, desks and sessions of one person",
    "calendar_months.html": "a month as a picture",
    "cockpit/_counts.html": "the figures of a district by one sort, each opening its list",
    "cockpit/_high_value.html": "five classes with their counts, each opening its list",
    "cockpit/_year_end.html": "how good the forecasts of earlier years were, a row a year",
    "cockpit/_parts.html": "what can be lacking, each number opening its list",
    "cockpit/page.html": "the towns of a district, all at once",
    "cockpit/proof.html": "the facts by which one right counts",
    "cockpit/quality.html": "the few sources of the figures, all at once",
    "cockpit/_alarms.html": "the towns with open warnings; all of them are a list",
    "pledge/right.html": "what hangs on one right; that of all is a list",
    "playbook.html": "the steps of one playbook, in their order",
    "playbook_change.html": "a form by rows",
    "_replay.html": "the few kinds of watches and signals of a back-test, as its file tells them",
    "track_record.html": "the few signals of a back-test, as its file tells them",
    "decision.html": "what one decision rested on, read from the journal",
    "design.html": "the contrasts of the design",
    "home.html": "figures of a chart, and the last imports; all of them are a list",
    "import_run.html": "read from the run's own file by pages, with a filter and Excel of its own",
    "industry.html": "the first of the lists that stand on pages of their own",
    "industry_change.html": "a form by rows",
    "loan_application.html": "the rights, offers, instalments and postings of one application",
    "jobs.html": "the schedule, a row for each kind of work",
    "papers.html": "rights to be ticked in a form",
    "papers_look.html": "a form as it will be drawn",
    "station/page.html": "the last quarters of a station; more of them are a list",
    "patent.html": "the rows of the sources as they stood",
    "people.html": "open invitations, which end after seven days",
    "product.html": "the sums of one product, year by year",
    "portfolio/stress.html": "the bars of a chart, and the few who bear the loss",
    "portfolio/page.html": "the first of the lists that stand on pages of their own",
    "provision_compare.html": "two versions of a table side by side",
    "provision_desk.html": "a table of the law as a form",
    "right.html": "the annuities of one right, year by year",
    "valuation.html": "the methods, years and indicators of one valuation, in their order",
    "valuation_form.html": "a form by rows",
    "warning.html": "the reckoning of one grade, and the documents that one warning rests on",
}
"""Templates with a table or rows that are no list of this kind, and why."""


def test_no_page_has_a_list_of_its_own_kind_without_a_reason() -> None:
    found = {
        str(path.relative_to(TEMPLATES / "web"))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r'<table|class="plain rows', path.read_text(encoding="utf-8"))
    }
    assert found - {"lists/list.html"} == set(OTHER_TABLES)
