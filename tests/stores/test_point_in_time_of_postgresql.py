"""PostgreSQL's own restore to a moment, as the manual tells it, with a server of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BIN is None, reason="no PostgreSQL server (Debian: postgresql)"),
]


class Server:
    """A server in a folder of its own, which archives its log."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.wal = folder, folder / "wal"
        self.url = f"postgresql://ipharbor@/ipharbor?host={folder}"

    def run(self, *words: str) -> None:
        # The server refuses to run as root.
        user = ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        words = (str(BIN / words[0]), *words[1:])  # type: ignore[operator]
        if os.getuid() == 0:
            words = ("setpriv", *user, *words)
        subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=60)

    def start(self, data: str) -> None:
        settings = f"-c listen_addresses='' -k {self.folder} -c fsync=off"
        where = ("-D", str(self.folder / data), "-l", str(self.folder / f"{data}.log"))
        self.run("pg_ctl", *where, "-w", "-o", settings, "start")

    def stop(self, data: str) -> None:
        self.run("pg_ctl", "-D", str(self.folder / data), "-m", "immediate", "-w", "stop")

    def append(self, data: str, *lines: str) -> None:
        with (self.folder / data / "postgresql.conf").open("a", encoding="utf-8") as opened:
            opened.write("\n".join(["", *lines, ""]))

    def ask(self, question: str) -> str:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as opened:
            row = opened.execute(question).fetchone()  # type: ignore[call-overload]
        return str(row[0]) if row else ""


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="ipharbor-pitr-"))
    made = Server(folder)
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    made.run("initdb", "-D", str(folder / "data"), "-U", "ipharbor", "-A", "trust", "-E", "UTF8")
    made.wal.mkdir()
    made.wal.chmod(0o777)
    made.append(
        "data", "archive_mode = on",
        f"archive_command = 'test ! -f {made.wal}/%f && cp %p {made.wal}/%f'",
    )  # fmt: skip
    made.start("data")
    made.run("createdb", "-h", str(folder), "-U", "ipharbor", "ipharbor")
    try:
        yield made
    finally:
        for data in ("data", "base"):
            if (folder / data / "postmaster.pid").exists():
                made.stop(data)
        shutil.rmtree(folder, ignore_errors=True)


def ipharbor(home: Path, store: str, *words: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    done = subprocess.run(
        [sys.executable, "-m", "ipharbor", "--home", str(home), *words],
        env=kept | {"LC_ALL": "C.UTF-8", "IPHARBOR_DATABASE_URL": store},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_register_stands_as_it_stood_at_the_moment(server: Server, tmp_path: Path) -> None:
    home, url = tmp_path / "home", server.url
    ipharbor(home, url, "organisation", "open", "lender", "第一银行")
    base = ("pg_basebackup", "-h", str(server.folder), "-U", "ipharbor", "-c", "fast")
    server.run(*base, "-D", str(server.folder / "base"))
    ipharbor(home, url, "organisation", "open", "lender", "第二银行")
    moment = datetime.now(UTC)
    time.sleep(1.5)
    ipharbor(home, url, "organisation", "open", "lender", "第三银行")
    last = server.ask("SELECT pg_walfile_name(pg_switch_wal())")
    until = time.monotonic() + 30
    while server.ask("SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver") < last:
        assert time.monotonic() < until
        time.sleep(0.1)
    server.stop("data")
    server.append(
        "base", f"restore_command = 'cp {server.wal}/%f %p'",
        f"recovery_target_time = '{moment:%Y-%m-%d %H:%M:%S.%f+00}'",
        "recovery_target_action = 'promote'", "archive_mode = off",
    )  # fmt: skip
    (server.folder / "base" / "recovery.signal").touch()
    server.start("base")
    told = json.loads(ipharbor(home, url, "organisation", "list", "--json"))
    assert sorted(one["name"] for one in told) == ["第一银行", "第二银行"]
    ipharbor(home, url, "journal", "verify")
