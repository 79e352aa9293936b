"""What the last month changed for a firm: each source told, each line opening its object."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from desk import NOON, warn
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.queries.changes import SORTS, Changes, changes, month_before
from ipharbor.queries.docket import docket
from ipharbor.queries.law import book
from ipharbor.records.models import Firm, Payment, Person, Right, RightEvent, Task
from statements import statement, table

OURS, THEIRS = "番禺明灯有限公司", "佛山远光有限公司"
TODAY = NOON.date()
SINCE = date(2021, 10, 30)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def corpus(home: Any) -> Any:
    """A corpus of a firm's lamp and of three lamps of others: one cites it, one stands in its
    group, one lies elsewhere."""
    from ipharbor import wiring
    from ipharbor.corpus.loading import Brought, Loading

    told = [
        statement(1, "201910000001", title="我们的灯", publication_number="CN110000001A"),
        statement(2, "202010000002", title="引用我们的灯", applicants=[THEIRS], ipc=["H04R 1/02"],
                  published_on=date(2021, 11, 9), publication_number="CN110000002A",
                  cites=["CN110000001B"]),
        statement(3, "202010000003", title="同组的灯", applicants=[THEIRS],
                  ipc=["H01L 33/00", "F21V 29/83"], published_on=date(2021, 11, 16),
                  publication_number="CN110000003A"),
        statement(4, "202010000004", title="别处的灯", applicants=[THEIRS], ipc=["F21V 29/70"],
                  published_on=date(2021, 11, 16), publication_number="CN110000004A"),
        statement(5, "202010000005", title="我们的新灯", applicants=[THEIRS, OURS],
                  published_on=TODAY, publication_number="CN110000005A"),
    ]  # fmt: skip
    with Loading(home / "corpus") as loading:
        loading.add(table(*told))
        loading.finish(Brought("sample-region.csv", "exchange", "c" * 64), on=TODAY)
    return wiring.corpus()


@pytest.fixture
def person(db: None, corpus: Any) -> Person:
    return create(
        username="fang", password="correct-horse-battery", role="firm", firm=OURS,
        email="fang@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip


@pytest.fixture
def at_desk_of_firm(person: Person, client: Client) -> Client:
    client.force_login(person)
    return client


def held(firm: Firm | None, number: int, **said: Any) -> Right:
    given: dict[str, Any] = {
        "key": f"CN2019200000{number:02d}", "application_number": f"2019200000{number:02d}.1",
        "patent_type": "utility_model", "title": f"第{number}号灯", "filed_on": date(2019, 12, 2),
        "granted_on": date(2020, 6, 5), "taken_up_at": NOON, "ipc": "F21S 8/00",
    }  # fmt: skip
    return Right.objects.create(firm=firm, **given | said)


def happened(right: Right, code: str, on: str, known_on: str = "", **details: str) -> None:
    RightEvent.objects.create(
        key=right.key, code=code, on=date.fromisoformat(on), number=details.get("number", ""),
        known_on=date.fromisoformat(known_on or on), details=details, source="gazette",
    )  # fmt: skip


def found(person: Person, corpus: Any, since: date = SINCE, lang: str = "zh") -> Changes:
    assert person.firm is not None
    told = docket(person.firm, law=book("440113"), on=TODAY, data_until=TODAY)
    return changes(told, person, since=since, today=TODAY, corpus=corpus, lang=lang)


def of(sort: str, made: Changes, lang: str = "zh") -> list[str]:
    return [row.told(lang) for row in made.rows if row.sort == sort]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2021, 11, 30), date(2021, 10, 30)),
        (date(2021, 3, 31), date(2021, 2, 28)),
        (date(2024, 3, 30), date(2024, 2, 29)),
        (date(2022, 1, 15), date(2021, 12, 15)),
    ],
)
def test_a_month_before_is_the_same_day_or_the_last_of_its_month(day: date, before: date) -> None:
    assert month_before(day) == before


def test_a_transfer_a_pledge_and_a_licence_name_who_is_concerned(
    person: Person, corpus: Any
) -> None:
    lamp = held(person.firm, 1)
    happened(lamp, "TR01", "2021-11-02", before="甲厂", after=OURS)
    happened(lamp, "PE01", "2021-11-03", number="Y2021", pledgee="番禺银行")
    happened(lamp, "EE01", "2021-11-04", number="X2021", licensee="乙厂")
    happened(lamp, "PC01", "2021-11-05", number="Y2020")
    made = found(person, corpus)
    assert of("transfer", made) == [f"专利权转移：由甲厂变为{OURS}。"]
    assert of("pledge", made)[1].endswith("质权人番禺银行。")
    assert "乙厂" in of("licence", made)[0]
    assert of("transfer", made, "en") == [f"transfer of the right: from 甲厂 to {OURS}."]
    assert "番禺银行" not in of("pledge", made)[0]


def test_what_happened_long_ago_is_told_when_it_becomes_known(person: Person, corpus: Any) -> None:
    lamp, other = held(person.firm, 1), held(person.firm, 2)
    happened(lamp, "CF01", "2021-06-05", "2021-11-08")
    happened(other, "CF01", "2021-06-05", "2021-10-08")
    (ended,) = [row for row in found(person, corpus).rows if row.sort == "ended"]
    assert (ended.id, ended.timing) == (lamp.key, "late")
    assert ended.on < SINCE < ended.known_on


def test_a_grant_of_which_only_the_publication_tells_is_told(person: Person, corpus: Any) -> None:
    lamp = held(person.firm, 1, filed_on=date(2021, 3, 1), granted_on=date(2021, 11, 12))
    made = found(person, corpus)
    assert [(row.sort, row.on) for row in made.rows if row.id == lamp.key] == [
        ("grant", date(2021, 11, 12))
    ]
    happened(lamp, "GR01", "2021-11-12")
    assert len(of("grant", found(person, corpus))) == 1


def test_a_term_that_ran_out_without_a_word_is_told_with_the_reason(
    person: Person, corpus: Any
) -> None:
    lamp = held(person.firm, 1, filed_on=date(2011, 11, 10), granted_on=date(2012, 5, 1))
    rows = [row for row in found(person, corpus).rows if row.id == lamp.key]
    assert [row.code for row in rows if row.sort == "ended"] == ["desk.change.expired"]


def test_what_is_paid_is_told_and_what_was_not_paid_by_its_day(person: Person, corpus: Any) -> None:
    paid = held(person.firm, 1, filed_on=date(2020, 11, 5), granted_on=date(2021, 4, 2))
    missed = held(person.firm, 2, filed_on=date(2020, 11, 9), granted_on=date(2021, 4, 2))
    held(person.firm, 3, filed_on=date(2021, 1, 20), granted_on=date(2021, 9, 2))
    Payment.objects.create(
        key=paid.key, patent_year=2, paid_on=date(2021, 11, 3), amount=Decimal("600.00"),
        known_on=date(2021, 11, 4), source="receipts",
    )  # fmt: skip
    made = found(person, corpus)
    assert of("paid", made) == ["第 2 年度年费已缴，600 元。"]
    assert [(row.id, row.sort) for row in made.rows if row.sort == "missed"] == [
        (missed.key, "missed")
    ]
    later = found(person, corpus, since=date(2021, 11, 20))
    assert not of("missed", later)


def test_an_annuity_that_can_no_longer_be_paid_warns_that_the_right_may_have_lapsed(
    person: Person, corpus: Any
) -> None:
    lamp = held(person.firm, 1, filed_on=date(2020, 5, 10), granted_on=date(2020, 11, 2))
    assert [row.id for row in found(person, corpus).rows if row.sort == "lost"] == [lamp.key]


def test_others_documents_are_told_by_what_they_cite_and_where_they_stand(
    person: Person, corpus: Any
) -> None:
    held(
        person.firm, 1, key="CN201910000001.1", patent_type="invention", ipc="F21V 29/83",
        application_number="201910000001.1", granted_on=None, published_on=date(2019, 3, 1),
    )  # fmt: skip
    key = corpus.index.number("CN110000001A")[0]
    Right.objects.update(key=key)
    made = found(person, corpus)
    assert [(row.subject, row.about) for row in made.rows if row.sort == "cites"] == [
        ("引用我们的灯", "document")
    ]
    assert [row.subject for row in made.rows if row.sort == "near"] == ["同组的灯"]
    assert THEIRS in of("near", made)[0]
    assert "F21V29/83" in of("near", made, "en")[0]


def test_a_document_near_a_right_that_is_over_is_no_matter(person: Person, corpus: Any) -> None:
    lamp = held(person.firm, 1, ipc="F21V 29/83")
    happened(lamp, "CF01", "2021-06-05")
    assert not of("near", found(person, corpus))


def test_warnings_are_the_own_and_tasks_are_the_firm_s(person: Person, corpus: Any) -> None:
    warned = warn(person, corpus, "ipc:F21V OR ipc:H04R")
    done = Task.objects.create(
        firm=person.firm, title="比对产品", state="done", closed_at=NOON, closed_by_name="刘工",
        made_by_name="fang", made_at=NOON, changed_at=NOON,
    )  # fmt: skip
    made = found(person, corpus)
    assert [row.id for row in made.rows if row.sort == "warning"] == [str(warned.pk)]
    assert [(row.id, row.told("zh")) for row in made.rows if row.sort == "task"] == [
        (str(done.pk), "待办由刘工办结。")
    ]
    colleague = create(
        username="liu", password="correct-horse-battery", role="firm", firm=OURS,
        email="liu@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip
    assert {row.sort for row in found(colleague, corpus).rows} == {"task"}


def test_the_page_says_since_when_each_line_opens_its_object_and_the_file_holds_the_same(
    at_desk_of_firm: Client, person: Person, corpus: Any
) -> None:
    lamp = held(person.firm, 1, ipc="F21V 29/83")
    happened(lamp, "PE01", "2021-11-03", number="Y1", pledgee="番禺银行")
    happened(lamp, "PE01", "2021-08-03", number="Y0", pledgee="乙银行")
    page = at_desk_of_firm.get("/desk/changes/")
    assert "2021-10-30 以来" in text(page)
    assert "番禺银行" in text(page)
    assert "乙银行" not in text(page)
    longer = at_desk_of_firm.get("/desk/changes/", {"since": "2021-07-31"})
    assert "乙银行" in text(longer)
    links = re.findall(r'<th scope="row"[^>]*><a href="([^"]+)"', longer.content.decode())
    assert len(links) > 2
    for link in links:
        assert at_desk_of_firm.get(link).status_code == 200, link
    sent = at_desk_of_firm.get("/desk/changes/", {"since": "2021-07-31", "as": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(sent).decode("utf-8-sig"))))
    assert len(rows) == len(links) + 1
    short = at_desk_of_firm.get("/desk/changes/", {"since": "2021-07-31", "sort_of": "pledge"})
    assert short.content.decode().count('scope="row"') == 2


@pytest.mark.parametrize("since", ["2021-11-30", "2022-01-01", "30.11.2021", "1900-01-01"])
def test_a_day_that_is_none_or_not_before_the_day_shown_is_refused(
    at_desk_of_firm: Client, since: str
) -> None:
    assert at_desk_of_firm.get("/desk/changes/", {"since": since}).status_code == 400


def test_the_desk_tells_the_weightiest_changes_and_counts_all_of_them(
    at_desk_of_firm: Client, person: Person
) -> None:
    lamps = [held(person.firm, number) for number in range(1, 10)]
    for lamp in lamps[:-1]:
        happened(lamp, "CP02", "2021-11-20")
    happened(lamps[-1], "CF01", "2021-11-02")
    page = at_desk_of_firm.get("/desk/").content.decode()
    part = page.split('aria-labelledby="changed"')[1].split("</section>")[0]
    assert "第9号灯" in part
    assert re.search(r"sort_of=record\">\s*登记事项 <b>8</b>", part)


def test_another_firm_s_changes_are_not_told(
    at_desk_of_firm: Client, person: Person, corpus: Any
) -> None:
    other = Firm.objects.create(name=THEIRS)
    lamp = held(other, 7, title="远光七号")
    happened(lamp, "PE01", "2021-11-03", number="Y1", pledgee="番禺银行")
    Task.objects.create(
        firm=other, title="远光的事", state="done", closed_at=NOON, closed_by_name="顾工",
        made_by_name="gu", made_at=NOON, changed_at=NOON,
    )  # fmt: skip
    for path in ("/desk/", "/desk/changes/", f"/desk/changes/?firm={other.pk}"):
        assert "远光七号" not in text(at_desk_of_firm.get(path))
        assert "远光的事" not in text(at_desk_of_firm.get(path))


def test_every_sort_of_change_has_words_in_both_languages(client: Client) -> None:
    from django.utils import translation

    from ipharbor.web.templatetags.desking import changed

    for lang in ("zh-hans", "en"):
        with translation.override(lang):
            words = [changed(sort) for sort in SORTS]
        assert all(words)
        assert len(set(words)) == len(words)
        assert not set(words) & set(SORTS)


def test_days_of_people_go_on_where_the_register_lives_on_an_earlier_day(
    person: Person, corpus: Any
) -> None:
    assert person.firm is not None
    closed = datetime(2022, 1, 20, 9, tzinfo=NOON.tzinfo)
    Task.objects.create(
        firm=person.firm, title="后来办的", state="done", closed_at=closed, closed_by_name="刘工",
        made_by_name="fang", made_at=NOON, changed_at=NOON,
    )  # fmt: skip
    told = docket(person.firm, law=book("440113"), on=TODAY, data_until=TODAY)
    asked = {"since": SINCE, "corpus": corpus, "lang": "zh"}
    assert not changes(told, person, today=TODAY, **asked).rows  # type: ignore[arg-type]
    later = changes(told, person, today=TODAY + timedelta(days=60), **asked)  # type: ignore[arg-type]
    assert [row.subject for row in later.rows] == ["后来办的"]
