"""What one import adds to the corpus, and what it leaves alone."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.corpus import _laying
from ipharbor.corpus.loading import Brought, Loaded, Loading
from ipharbor.corpus.query import parse
from ipharbor.corpus.reading import Corpus
from ipharbor.corpus.reindexing import reindex
from ipharbor.vocabulary.errors import HarborError
from statements import statement, table

TODAY = date(2021, 11, 30)


def load(folder: Path, *statements: dict[str, Any], name: str = "a.csv") -> Loaded:
    with Loading(folder) as loading:
        loading.add(table(*statements))
        return loading.finish(Brought(name, "exchange", name.ljust(64, "0")), on=TODAY)


def documents(folder: Path) -> list[dict[str, Any]]:
    return Corpus(folder).ask(lambda t: t.order_by("serial").to_pyarrow().to_pylist())


def test_a_first_import_stores_every_application(tmp_path: Path) -> None:
    loaded = load(tmp_path, statement(2, "201910000001"), statement(3, "201910000002"))
    assert (loaded.stored, loaded.merged, loaded.unchanged) == (2, 0, 0)
    assert [d["serial"] for d in documents(tmp_path)] == [1, 2]
    assert loaded.vintage == "v000001"


def test_the_same_statements_again_store_nothing_and_make_no_vintage(tmp_path: Path) -> None:
    load(tmp_path, statement(2, "201910000001"))
    again = load(tmp_path, statement(9, "201910000001"), name="b.csv")
    assert (again.stored, again.merged, again.unchanged) == (0, 0, 1)
    assert again.vintage == "v000001"


def test_application_and_grant_of_one_invention_are_one_document(tmp_path: Path) -> None:
    load(
        tmp_path,
        statement(2, "201910000001", stage="application", abstract="散热。"),
        statement(
            3,
            "201910000001",
            publication_number="CN110000001B",
            stage="grant",
            published_on=date(2021, 5, 4),
            title="一种散热舞台灯",
        ),
    )
    (found,) = documents(tmp_path)
    assert found["stage"] == "grant"
    assert found["published_on"] == date(2019, 3, 1)
    assert found["granted_on"] == date(2021, 5, 4)
    assert found["title"] == "一种散热舞台灯"
    assert len(found["publication_numbers"]) == 2


def test_a_later_import_fills_what_was_not_said_and_keeps_the_serial(tmp_path: Path) -> None:
    load(tmp_path, statement(2, "201910000001"), statement(3, "201910000002"))
    loaded = load(
        tmp_path, statement(2, "201910000002", inventors=["何亮"], title=None), name="b.csv"
    )
    assert (loaded.stored, loaded.merged) == (0, 1)
    first, second = documents(tmp_path)
    assert second["serial"] == 2
    assert second["title"] == "一种舞台灯"
    assert second["inventors"] == ["何亮"]
    assert second["first_vintage"] == 1
    assert first["inventors"] == []
    assert Corpus(tmp_path).manifest.documents == 2


def test_two_titles_for_one_publication_are_a_conflict_and_both_are_kept(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        statement(2, "201910000001", title="一种舞台灯"),
        statement(3, "201910000001", title="一种摇头灯"),
    )
    (conflict,) = loaded.conflicts
    assert (conflict.row, conflict.column) == (3, "title")
    assert {conflict.value, conflict.other} == {"一种舞台灯", "一种摇头灯"}
    assert len(Corpus(tmp_path).statements(documents(tmp_path)[0]["key"])) == 2


def test_two_titles_on_two_publications_are_no_conflict(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        statement(2, "201910000001"),
        statement(3, "201910000001", publication_number="CN110000001B", title="一种摇头灯"),
    )
    assert loaded.conflicts == ()


def test_a_document_is_known_on_its_first_publication_or_on_the_day_of_import(
    tmp_path: Path,
) -> None:
    load(
        tmp_path,
        statement(2, "201910000001"),
        statement(3, "201910000002", published_on=None),
        statement(4, "201910000003", published_on=date(2031, 1, 1)),
    )
    assert [d["known_on"] for d in documents(tmp_path)] == [date(2019, 3, 1), TODAY, TODAY]


def test_the_index_follows_a_merge(tmp_path: Path) -> None:
    load(tmp_path, statement(2, "201910000001", title="一种舞台灯"))
    load(
        tmp_path,
        statement(
            2,
            "201910000001",
            publication_number="CN110000001B",
            published_on=date(2021, 5, 4),
            title="一种烟雾机",
        ),
        name="b.csv",
    )
    index = Corpus(tmp_path).index
    assert index.count(parse("title:舞台灯")) == 0
    assert index.count(parse("title:烟雾机")) == 1
    assert index.count(parse("")) == 1


def test_a_loading_that_is_left_before_its_end_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, statement(2, "201910000001"))
    before = Corpus(tmp_path).digest()
    with pytest.raises(ZeroDivisionError), Loading(tmp_path) as loading:
        loading.add(table(statement(2, "201910000002")))
        raise ZeroDivisionError
    assert Corpus(tmp_path).digest() == before
    assert not (tmp_path / "staging").exists()


def test_what_a_killed_import_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "staging").mkdir()
    (tmp_path / "staging" / "read.parquet").write_bytes(b"half")
    (tmp_path / "volumes" / "v000001-dead").mkdir(parents=True)
    (tmp_path / "index" / "v000001").mkdir(parents=True)
    loaded = load(tmp_path, statement(2, "201910000001"))
    assert loaded.stored == 1
    assert [path.name for path in (tmp_path / "volumes").iterdir()] == ["v000001-a.csv0000000"]


def test_only_one_import_at_a_time(tmp_path: Path) -> None:
    with Loading(tmp_path), pytest.raises(HarborError) as refused, Loading(tmp_path):
        pass
    assert refused.value.code == "corpus.busy"


def test_a_reader_sees_a_vintage_another_process_switched_to(tmp_path: Path) -> None:
    reader = Corpus(tmp_path)
    assert reader.index.count(parse("")) == 0
    assert reader.ask(lambda t: t.count().to_pyarrow().as_py()) == 0
    load(tmp_path, statement(2, "201910000001"))
    assert reader.index.count(parse("")) == 1
    assert reader.ask(lambda t: t.count().to_pyarrow().as_py()) == 1


def test_many_threads_may_ask_at_once(tmp_path: Path) -> None:
    load(tmp_path, *(statement(n, f"2019100000{n:02d}") for n in range(1, 60)))
    reader, counts = Corpus(tmp_path), []

    def ask() -> None:
        for _ in range(5):
            counts.append(reader.ask(lambda t: t.count().to_pyarrow().as_py()))
            counts.append(reader.index.count(parse("舞台灯")))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [59] * 60


def test_damage_to_a_volume_is_seen(tmp_path: Path) -> None:
    load(tmp_path, statement(2, "201910000001"))
    reader = Corpus(tmp_path)
    assert reader.damage() == ()
    path = next((tmp_path / "volumes").glob("*/documents.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert reader.damage() == (str(path),)


def test_an_index_built_anew_answers_as_the_old_one(tmp_path: Path) -> None:
    load(tmp_path, *(statement(n, f"2019100000{n:02d}") for n in range(1, 20)))
    before = Corpus(tmp_path).index.serials(parse("舞台灯")).tolist()
    assert reindex(tmp_path) == 19
    assert Corpus(tmp_path).index.serials(parse("舞台灯")).tolist() == before
    assert reindex(tmp_path) == 19


@pytest.mark.parametrize("stage", ["application", "grant", None])
@pytest.mark.parametrize("published_on", [date(2021, 5, 4), date(2022, 1, 1), None])
@pytest.mark.parametrize("granted_on", [date(2021, 5, 7), None])
@pytest.mark.parametrize("publication_number", ["CN110000001B", None])
def test_a_statement_that_stands_alone_makes_the_document_that_folding_makes_of_it(
    tmp_path: Path,
    stage: str | None,
    published_on: date | None,
    granted_on: date | None,
    publication_number: str | None,
) -> None:
    told = statement(2, "201910000001", publication_number=publication_number, stage=stage,
                     published_on=published_on, granted_on=granted_on)  # fmt: skip
    silent = {name: None if name not in ("key", "raw", "row") else told[name] for name in told}
    load(tmp_path / "alone", told, name="a.csv")
    load(tmp_path / "folded", told, silent, name="b.csv")
    assert documents(tmp_path / "alone") == documents(tmp_path / "folded")


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from("AB"), st.sampled_from(["灯", "机", "盒"])),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 12),
    st.sampled_from([1, 3, 8192]),
)
def test_counts_add_up_and_a_split_import_ends_in_the_same_documents(
    tmp_path_factory: pytest.TempPathFactory,
    said: list[tuple[int, str, str]],
    cut: int,
    at_once: int,
) -> None:
    statements = [
        statement(
            row,
            f"20191000000{number}",
            publication_number=f"CN11000000{number}{kind}",
            stage="grant" if kind == "B" else "application",
            title=f"一种{thing}",
        )
        for row, (number, kind, thing) in enumerate(said, start=2)
    ]
    whole, parts = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("parts")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(_laying, "_AT_ONCE", at_once)
        loaded = load(whole, *statements)
    (volume,) = (whole / "volumes").iterdir()
    laid = pq.read_table(volume / "documents.parquet")["serial"].to_pylist()
    assert laid == list(range(1, loaded.stored + 1))
    assert loaded.read == loaded.stored + loaded.merged + loaded.unchanged == len(said)
    for name, part in (("a.csv", statements[:cut]), ("b.csv", statements[cut:])):
        if part:
            load(parts, *part, name=name)
    skip = ("first_vintage",)
    once = [{k: v for k, v in d.items() if k not in skip} for d in documents(whole)]
    twice = [{k: v for k, v in d.items() if k not in skip} for d in documents(parts)]
    assert once == twice
    assert load(whole, *statements, name="c.csv").unchanged == len(said)


def aged(folder: Path) -> None:
    """Make the volumes those of a version that knew no cited numbers and no priorities."""
    for path in (folder / "volumes").glob("*/*.parquet"):
        if path.name != "superseded.parquet":
            whole = pq.read_table(path)
            pq.write_table(whole.drop(["cites", "priority_numbers"]), path)


def test_volumes_of_an_earlier_version_read_on_and_their_statements_are_known(
    tmp_path: Path,
) -> None:
    old = [statement(2, "201910000001"), statement(3, "201910000002", abstract="散热。")]
    load(tmp_path, *old)
    digest, before = Corpus(tmp_path).digest(), documents(tmp_path)
    aged(tmp_path)
    assert documents(tmp_path) == before
    assert Corpus(tmp_path).digest() == digest
    key = before[0]["key"]
    found = Corpus(tmp_path).document(key)
    assert found is not None
    assert (found["cites"], found["priority_numbers"]) == ([], [])
    assert load(tmp_path, *old, name="b.csv").unchanged == 2
    later = statement(2, "201910000002", cites=["CN104763946A"])
    assert load(tmp_path, later, name="c.csv").merged == 1
    assert [d["cites"] for d in documents(tmp_path)] == [[], ["CN104763946A"]]
    assert Corpus(tmp_path).index.count(parse("cites:104763946")) == 1
    assert load(tmp_path, *old, later, name="d.csv").unchanged == 3
    assert reindex(tmp_path) == 2
    assert Corpus(tmp_path).index.count(parse("cites:104763946")) == 1


def test_what_a_document_cites_is_what_was_said_last(tmp_path: Path) -> None:
    load(
        tmp_path,
        statement(2, "201910000001", cites=["CN104763946A"], priority_numbers=["US62123456"]),
        statement(3, "201910000001", publication_number="CN110000001B", cites=["US2010123456A1"],
                  published_on=date(2021, 5, 4)),
    )  # fmt: skip
    (found,) = documents(tmp_path)
    assert found["cites"] == ["US2010123456A1"]
    assert found["priority_numbers"] == ["US62123456"]
