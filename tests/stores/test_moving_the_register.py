"""An installation's register moves from one store to another and loses nothing."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.slow


def ipharbor(home: Path, *words: str, code: int = 0, store: str = "") -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    kept |= {"LC_ALL": "C.UTF-8"} | ({"IPHARBOR_DATABASE_URL": store} if store else {})
    done = subprocess.run(
        [sys.executable, "-m", "ipharbor", "--home", str(home), *words],
        capture_output=True, text=True, env=kept, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr if code else done.stdout


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with three persons, one of them a firm's, and their watches."""
    home = tmp_path_factory.mktemp("lived-in") / "home"
    for name, role, further in (
        ("ada", "administrator", ()),
        ("olivia", "office", ()),
        ("fang", "firm", ("--firm", "番禺明灯有限公司")),
    ):
        ipharbor(home, "person", "add", name, "--role", role, "--email", f"{name}@example.org",
                 "--password", "correct-horse-battery", *further)  # fmt: skip
    ipharbor(home, "watch", "add", "--name", "灯", "--query", "灯", "--since", "2021-06-30")
    return home


@pytest.fixture
def server() -> Iterator[str]:
    """An empty PostgreSQL store; skipped where the suite runs beside no server."""
    url = os.environ.get("IPHARBOR_TEST_DATABASE_URL", "")
    if not url.startswith("postgresql:"):
        pytest.skip("no PostgreSQL server: make test-postgres starts one")
    import psycopg

    name = f"moved_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as opened:
        opened.execute(f'CREATE DATABASE "{name}"')
    yield urlsplit(url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(url, autocommit=True) as opened:
        opened.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_sqlite_file_becomes_another_with_the_same_rows_in_every_table(
    lived_in: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    told = json.loads(ipharbor(lived_in, "migrate-store", str(copy), "--json"))
    by_table = {one["table"]: one for one in told}
    assert by_table["records.person"]["rows"] == 4  # the operator's account owns the watch
    assert by_table["records.watch"]["rows"] == 1
    assert by_table["journal.line"]["rows"] >= 4
    with sqlite3.connect(lived_in / "register.sqlite3") as old, sqlite3.connect(copy) as new:
        for one in told:
            name = one["table"].replace(".", "_", 1)
            if one["table"].startswith("auth."):
                continue
            asked = f"SELECT * FROM {name} ORDER BY 1"
            assert old.execute(asked).fetchall() == new.execute(asked).fetchall(), name


def test_a_store_that_holds_rows_is_never_written_over(lived_in: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    ipharbor(lived_in, "migrate-store", str(copy))
    assert "store.target.occupied" in ipharbor(lived_in, "migrate-store", str(copy), code=1)


def test_a_server_that_is_not_there_is_named_with_its_reason(lived_in: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    assert "store.target.unreachable" in ipharbor(lived_in, "migrate-store", nowhere, code=1)


def test_the_register_moves_to_postgresql_and_back_and_is_the_same(
    lived_in: Path, tmp_path: Path, server: str
) -> None:
    there = json.loads(ipharbor(lived_in, "migrate-store", server, "--json"))
    # It is lived in there: a new row gets a number of its own.
    ipharbor(lived_in, "watch", "list", store=server)
    back = json.loads(
        ipharbor(lived_in, "migrate-store", str(tmp_path / "back.sqlite3"), "--json", store=server)
    )
    assert there == back
    ipharbor(lived_in, "watch", "add", "--name", "音箱", "--query", "音箱", store=server)
    assert "音箱" in ipharbor(lived_in, "watch", "list", store=server)
    ipharbor(lived_in, "journal", "verify", store=server)


def test_a_backup_of_postgresql_comes_back_into_an_empty_store(
    lived_in: Path, tmp_path: Path, server: str
) -> None:
    ipharbor(lived_in, "migrate-store", server)
    kept = tmp_path / "kept.tar"
    ipharbor(lived_in, "backup", str(kept), store=server)
    assert "store.target.occupied" in ipharbor(
        tmp_path / "new", "restore", str(kept), code=1, store=server
    )
    assert "restore.store" in ipharbor(tmp_path / "other", "restore", str(kept), code=1)


def test_the_newest_backup_before_a_moment_is_chosen_by_what_the_backups_say(
    lived_in: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    ipharbor(lived_in, "backup", str(folder / "one.tar"))
    (folder / "broken.tar").write_bytes(b"no archive")
    told = ipharbor(tmp_path / "new", "restore", str(folder), "--as-of", "2099-01-01")
    assert "one.tar" in told
    assert "olivia" in ipharbor(tmp_path / "new", "person", "list")
    none = ipharbor(tmp_path / "none", "restore", str(folder), "--as-of", "2020-01-01", code=1)
    assert "restore.none_before" in none
