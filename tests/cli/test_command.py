"""The command as its users type it, in processes of its own."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ipharbor.vocabulary.numbers import check_character

HEADINGS = ["country", "publication_number", "publication_date", "title", "application_number",
            "applicant_first", "ipc_main", "abstract"]  # fmt: skip


def ipharbor(home: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ipharbor", "--home", str(home), *words],
        capture_output=True, text=True, env=_environment(), timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr if code else done.stdout


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    return kept | {"LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lamp maker's 3,000 publications, invented."""
    path = tmp_path_factory.mktemp("tables") / "lamps.csv.gz"
    things, parts = ["舞台灯", "摇头灯", "烟雾机", "音箱"], ["散热座", "透镜", "电机", "外壳"]
    with gzip.open(path, "wt", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADINGS)
        for n in range(3000):
            digits = f"20201{n:07d}"
            thing, part = things[n % 4], parts[n // 4 % 4]
            writer.writerow(
                ["CN", f"1{n:08d}", f"2021-{n % 11 + 1:02d}-{n % 28 + 1:02d}",
                 f"一种{thing}的{part}",
                 f"{digits}.{check_character(digits)}", f"番禺{n % 37}号灯光有限公司", "F21V 29/83",
                 f"本发明公开了一种{thing}，其{part}第{n}种结构。"]
            )  # fmt: skip
    return path


@pytest.mark.slow
def test_a_stranger_goes_from_an_empty_home_to_a_warning(table: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    ipharbor(home, "person", "add", "he", "--role", "office", "--email", "he@example.org",
             "--password", "correct-horse-battery")  # fmt: skip
    receipt = json.loads(ipharbor(home, "import", str(table), "--json"))
    assert receipt["read"] == receipt["stored"] == 3000
    assert receipt["merged"] == receipt["unchanged"] == receipt["set_aside"] == 0
    again = json.loads(ipharbor(home, "import", str(table), "--json"))
    assert (again["stored"], again["unchanged"], again["already"]) == (0, 3000, "import:1")

    found = json.loads(ipharbor(home, "search", "title:舞台灯 散热座", "--json", "--limit", "3"))
    assert found["total"] == 188
    assert len(found["hits"]) == 3
    figures = json.loads(ipharbor(home, "landscape", "--query", "音箱", "--json"))
    assert figures["documents"] == 750
    ahead = json.loads(ipharbor(home, "forecast", "--query", "音箱", "--json"))
    assert (ahead["documents"], ahead["verdict"], ahead["ahead"]) == (750, "silent", [])
    assert "3" in ipharbor(home, "forecast")

    ipharbor(home, "watch", "add", "--name", "七号", "--applicant", "番禺7号灯光有限公司",
             "--since", "2021-06-30", "--raise-from", "blue")  # fmt: skip
    done = json.loads(ipharbor(home, "warn", "run", "--as-of", "2021-11-30", "--json"))
    assert (done["raised"], done["mails"]) == (1, 1)
    assert len(list((home / "mail").glob("*.eml"))) == 1
    assert "七号" in ipharbor(home, "warn", "list")
    assert ipharbor(home, "journal", "verify").startswith("7 lines")
    assert "✗" not in ipharbor(home, "doctor")

    kept = tmp_path / "kept.tar"
    ipharbor(home, "backup", str(kept))
    back = tmp_path / "back"
    ipharbor(back, "restore", str(kept))
    assert "✗" not in ipharbor(back, "doctor")
    one, two = (json.loads(ipharbor(h, "corpus", "--digest", "--json")) for h in (home, back))
    assert one["digest"] == two["digest"]
    assert "restore.occupied" in ipharbor(back, "restore", str(kept), code=1)
    assert "backup.exists" in ipharbor(home, "backup", str(kept), code=1)


@pytest.mark.slow
def test_a_damaged_backup_is_refused_and_changes_nothing(table: Path, tmp_path: Path) -> None:
    home, kept, back = tmp_path / "home", tmp_path / "kept.tar", tmp_path / "back"
    ipharbor(home, "import", str(table), "--json")
    ipharbor(home, "backup", str(kept))
    spoilt = tmp_path / "spoilt.tar"
    with tarfile.open(kept) as old, tarfile.open(spoilt, "w") as new:
        for member in old.getmembers():
            data = old.extractfile(member)
            assert data is not None
            if member.name.endswith("documents.parquet"):
                member.size -= 1
            new.addfile(member, data)
    assert "backup.unreadable" in ipharbor(back, "restore", str(spoilt), code=1)
    assert not (back / "register.sqlite3").exists()
    half = tmp_path / "half.tar"
    half.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    assert "backup.unreadable" in ipharbor(back, "restore", str(half), code=1)


@pytest.mark.slow
def test_killed_at_any_moment_and_imported_again_ends_in_the_store_of_one_clean_import(
    table: Path, tmp_path: Path
) -> None:
    clean = tmp_path / "clean"
    started = time.monotonic()
    ipharbor(clean, "import", str(table), "--json")
    whole = time.monotonic() - started
    wanted = json.loads(ipharbor(clean, "corpus", "--digest", "--json"))["digest"]
    lots = random.Random(20211130)
    home = tmp_path / "killed"
    ipharbor(home, "setup")
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-m", "ipharbor", "--home", str(home), "import", str(table)],
            env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(lots.uniform(0.3, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert "✗" not in "\n".join(
            line for line in ipharbor(home, "doctor", code=1).splitlines() if "account" not in line
        )
    ipharbor(home, "import", str(table), "--json")
    assert json.loads(ipharbor(home, "corpus", "--digest", "--json"))["digest"] == wanted


@pytest.mark.slow
def test_a_worker_does_what_is_due_and_goes_and_a_told_one_stops_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = json.loads(ipharbor(home, "jobs", "now", "warning.round", "--json"))
    assert made["state"] == "waiting"
    ipharbor(home, "worker", "--once")
    assert json.loads(ipharbor(home, "jobs", "show", str(made["id"]), "--json"))["state"] == "done"
    assert "[job.not_failed]" in ipharbor(home, "jobs", "run-again", str(made["id"]), code=1)
    assert "[job.over]" in ipharbor(home, "jobs", "cancel", str(made["id"]), code=1)
    process = subprocess.Popen(
        [sys.executable, "-m", "ipharbor", "--home", str(home), "worker"], env=_environment(),
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    register = sqlite3.connect(home / "register.sqlite3", timeout=20)
    until = time.monotonic() + 60
    while not register.execute("SELECT count(*) FROM records_workerseen").fetchone()[0]:
        assert time.monotonic() < until
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30)[1] == ""
    assert process.returncode == 0
    assert not register.execute("SELECT count(*) FROM records_workerseen").fetchone()[0]


@pytest.mark.slow
def test_a_worker_beside_a_server_ends_with_it_even_when_the_server_is_killed(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    register = home / "register.sqlite3"
    for sign, patience in ((signal.SIGTERM, 40), (signal.SIGKILL, 40)):
        server = subprocess.Popen(
            [sys.executable, "-m", "ipharbor", "--home", str(home), "serve", "--with-worker",
             "--port", port],
            env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        worker = _worker_of(register, server)
        server.send_signal(sign)
        server.wait(patience)
        until = time.monotonic() + patience
        while Path(f"/proc/{worker}").exists():
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.mark.slow
def test_a_worker_that_is_killed_alone_is_started_anew_beside_the_server(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "ipharbor", "--home", str(home), "serve", "--with-worker",
         "--port", port],
        env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    killed: list[int] = []
    try:
        for _ in range(2):
            worker = _worker_of(home / "register.sqlite3", server, but=killed)
            os.kill(worker, signal.SIGKILL)
            killed.append(worker)
        another = _worker_of(home / "register.sqlite3", server, but=killed)
        made = json.loads(ipharbor(home, "jobs", "now", "warning.round", "--json"))
        until = time.monotonic() + 60
        while _state(home, made["id"]) != "done":
            assert time.monotonic() < until
            time.sleep(0.2)
    finally:
        server.terminate()
        told = server.communicate(timeout=40)[1]
    assert told.count("another is started") == 2
    assert not Path(f"/proc/{another}").exists()


def _state(home: Path, job: int) -> str:
    register = sqlite3.connect(home / "register.sqlite3", timeout=20)
    return str(register.execute("SELECT state FROM records_job WHERE id = ?", [job]).fetchone()[0])


def _worker_of(register: Path, server: subprocess.Popen[Any], but: Sequence[int] = ()) -> int:
    """The process number of the worker, none of ``but``, once it has given a sign of life."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None
        try:
            names = sqlite3.connect(register, timeout=20).execute(
                "SELECT name FROM records_workerseen"
            )
            for number in (int(name.split(":")[1]) for (name,) in names):
                if number not in but:
                    return number
        except sqlite3.OperationalError:
            pass  # the tables are not there yet
        time.sleep(0.2)
    raise AssertionError("no worker")


def test_findings_go_to_a_workbook_where_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        ",".join(HEADINGS) + "\n"
        "CN,199999999,2020-13-45,=cmd|' /C calc'!A0,201910000001.8,甲公司,F21V 29/83,摘要\n"
        "CN,,2020-01-01,没有号码,,甲公司,,\n",
        encoding="utf-8",
    )
    out = tmp_path / "findings.xlsx"
    home = tmp_path / "home"
    receipt = json.loads(ipharbor(home, "import", str(path), "--findings", str(out), "--json"))
    assert (receipt["read"], receipt["stored"], receipt["set_aside"]) == (2, 1, 1)
    book = openpyxl.load_workbook(out)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=cmd") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_errors_tell_in_both_languages_what_to_do(tmp_path: Path) -> None:
    unknown = tmp_path / "unknown.csv"
    unknown.write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")
    home = tmp_path / "home"
    told = ipharbor(home, "import", str(unknown), code=1)
    assert "[import.format.unknown]" in told
    assert "ipharbor mapping draft" in told
    assert "甲" in told
    assert "对照表" in ipharbor(home, "--lang", "zh", "import", str(unknown), code=1)
    assert "[query." in ipharbor(home, "search", "(灯", code=1)
    assert "[person.role.unknown]" not in ipharbor(
        home, "person", "add", "x", "--role", "k", code=2
    )


def test_help_tells_the_story_without_loading_the_house() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ipharbor", "--help"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "ipharbor demo" in done.stdout
    for heavy in ("django", "duckdb", "ibis", "pyarrow", "tantivy"):
        assert f" {heavy}\n" not in done.stderr
