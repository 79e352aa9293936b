"""The embedded index keeps the contract, and its directories are finished or refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from search_contract import SearchContract
from search_documents import BATTERY, CAROUSEL, DOCUMENTS, KETTLE, LANTERN, LED, PARADE, batch

from ipharbor.corpus.query import parse
from ipharbor.corpus.search import TantivyIndex, write_index
from ipharbor.vocabulary.errors import HarborError


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "index-1"
    assert write_index(path, [batch(DOCUMENTS[:5]), batch(DOCUMENTS[5:])]) == len(DOCUMENTS)
    return path


@pytest.fixture(scope="module")
def in_steps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("steps")
    early = [{**DOCUMENTS[0], "title": "旧灯"}, *DOCUMENTS[1:4], {"serial": 99, "key": "GONE"}]
    write_index(folder / "1", [batch(early)])
    late = [DOCUMENTS[0], *DOCUMENTS[4:]]
    write_index(folder / "2", [batch(late)], base=folder / "1", removed=["GONE"])
    shutil.rmtree(folder / "1")
    return folder / "2"


class TestTantivyIndex(SearchContract):
    @pytest.fixture
    def index(self, written: Path) -> TantivyIndex:
        return TantivyIndex.open(written)


class TestTantivyIndexWrittenInSteps(SearchContract):
    """The same documents, through two snapshots with removals and replacements."""

    @pytest.fixture
    def index(self, in_steps: Path) -> TantivyIndex:
        return TantivyIndex.open(in_steps)


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if not file.name.endswith(".lock")
    }


def found(index: TantivyIndex, query: str) -> list[int]:
    return index.serials(parse(query)).tolist()


def test_the_base_of_a_snapshot_stays_as_it_is(written: Path, tmp_path: Path) -> None:
    before = fingerprint(written)
    base = TantivyIndex.open(written)
    path = tmp_path / "index-2"
    new = {"serial": 20, "key": "NEW", "title": "会飞的灯笼"}
    held = write_index(path, [batch([new])], base=written, removed=["XX1", "CN98100004.5"])
    assert held == len(DOCUMENTS) - 1
    assert fingerprint(written) == before
    assert found(TantivyIndex.open(path), "title:灯笼 OR 水壶 OR 链扣") == [LANTERN, 20]
    assert found(base, "title:灯笼") == [LANTERN]
    assert found(TantivyIndex.open(written), "水壶") == [KETTLE]


def test_a_document_written_again_replaces_the_one_of_the_base(
    written: Path, tmp_path: Path
) -> None:
    again = {**DOCUMENTS[KETTLE - 1], "title": "茶壶"}
    assert write_index(tmp_path / "2", [batch([again])], base=written) == len(DOCUMENTS)
    index = TantivyIndex.open(tmp_path / "2")
    assert found(index, "水壶") == []
    assert found(index, "茶壶") == [KETTLE]


def test_a_key_written_twice_in_a_later_snapshot_stands_once(written: Path, tmp_path: Path) -> None:
    twice = [{**DOCUMENTS[KETTLE - 1], "title": title} for title in ("茶壶", "酒壶")]
    assert write_index(tmp_path / "2", [batch(twice)], base=written) == len(DOCUMENTS)
    assert found(TantivyIndex.open(tmp_path / "2"), "酒壶 OR 茶壶") == [KETTLE]


def test_many_small_snapshots_hold_the_same_as_one(written: Path, tmp_path: Path) -> None:
    base = None
    for number, document in enumerate(DOCUMENTS):
        path = tmp_path / str(number)
        assert write_index(path, [batch([document])], base=base) == number + 1
        base = path
    assert base is not None
    many, one = TantivyIndex.open(base), TantivyIndex.open(written)
    for query in ("", "灯", "battery", "ipc:F21", "filed:2015", "NOT 灯"):
        assert found(many, query) == found(one, query)
        assert many.facets(parse(query)) == one.facets(parse(query))


def test_an_open_index_answers_after_its_directory_is_gone(written: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(written, copy)
    index = TantivyIndex.open(copy)
    shutil.rmtree(copy)
    assert found(index, "旋转木马") == [CAROUSEL]
    assert index.search(parse("旋转木马")).hits[0].serial == CAROUSEL


def test_many_threads_may_ask_one_index(written: Path) -> None:
    index = TantivyIndex.open(written)
    queries = ["灯", "电池", "LED", "NOT 灯", "ipc:F21"] * 8
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda query: found(index, query), queries))
    assert answers == [found(index, query) for query in queries]


def test_an_index_without_documents_answers_nothing(tmp_path: Path) -> None:
    assert write_index(tmp_path / "empty", []) == 0
    index = TantivyIndex.open(tmp_path / "empty")
    assert index.search(parse("灯")).total == 0
    assert found(index, "") == []
    assert index.facets(parse("")).year == ()


def test_progress_ends_at_the_number_written(tmp_path: Path) -> None:
    told: list[int] = []
    write_index(tmp_path / "1", [batch(DOCUMENTS[:3]), batch(DOCUMENTS[3:])], progress=told.append)
    assert told == sorted(told)
    assert told[-1] == len(DOCUMENTS)


def test_an_index_that_was_not_finished_is_refused(tmp_path: Path) -> None:
    def interrupted():  # type: ignore[no-untyped-def]
        yield batch(DOCUMENTS[:2])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_index(tmp_path / "half", interrupted())
    with pytest.raises(HarborError, match=r"search\.index\.unfinished"):
        TantivyIndex.open(tmp_path / "half")
    with pytest.raises(HarborError, match=r"search\.index\.unfinished"):
        write_index(tmp_path / "next", [], base=tmp_path / "half")
    with pytest.raises(HarborError, match=r"search\.index\.missing"):
        TantivyIndex.open(tmp_path / "nowhere")


def test_an_index_is_never_written_over(written: Path) -> None:
    with pytest.raises(HarborError, match=r"search\.index\.exists"):
        write_index(written, [])


def test_an_index_of_another_layout_is_refused(written: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(written, copy)
    (copy / "ipharbor-index.json").write_text(json.dumps({"layout": 0}), encoding="utf-8")
    with pytest.raises(HarborError, match=r"search\.index\.outdated"):
        TantivyIndex.open(copy)


def test_hostile_texts_are_indexed_and_leave_the_rest_findable(tmp_path: Path) -> None:
    texts = [
        "a" * 1_000_000,
        "灯" * 300_000,
        "\x00灯\x00笼",
        "\U0001f3ee" * 50,
        "=cmd|' /C calc'!A0",
    ]
    documents = [
        {"serial": number, "key": str(number), "abstract": text}
        for number, text in enumerate(texts)
    ]
    write_index(tmp_path / "1", [batch([*documents, DOCUMENTS[LED - 1]])])
    index = TantivyIndex.open(tmp_path / "1")
    assert found(index, "灯具") == [LED]
    assert found(index, '"灯灯灯"') == [1]
    assert found(index, "calc") == [4]
    assert index.search(parse("")).total == 6


def test_serials_of_several_segments_are_complete(tmp_path: Path) -> None:
    base = None
    for part in ((LANTERN, PARADE), (BATTERY, LED)):
        path = tmp_path / str(part[0])
        write_index(path, [batch([DOCUMENTS[serial - 1] for serial in part])], base=base)
        base = path
    assert base is not None
    assert found(TantivyIndex.open(base), "") == [LANTERN, PARADE, BATTERY, LED]
