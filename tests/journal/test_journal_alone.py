"""What the manual shows checks an export without this program, and openssl checks the head."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.installation.sign import sign
from ipharbor.journal import chain, exporting, heads, keys

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGES = ("docs/explanation/journal.md", "docs/explanation/journal.zh.md")
pytestmark = pytest.mark.django_db


def shown(page: str) -> str:
    found = re.search(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder with check.py of the manual, the export of 300 lines, and a head."""
    with transaction.atomic():
        for n in range(300):
            chain.append("watch.add", f"watch:{n}", actor="ada", at=AT, details={"name": f"灯{n}"})
    head = sign(home=tmp_path, timestamper=None, by=permits.operator(), at=AT)
    with transaction.atomic():
        chain.append("watch.end", "watch:1", actor="ada", at=AT, details={"name": "灯1"})
    (tmp_path / "check.py").write_text(shown(PAGES[0]), encoding="utf-8")
    (tmp_path / "head.txt").write_bytes(heads.note(head).text().encode())
    with gzip.open(tmp_path / "all.jsonl.gz", "wb") as packed:
        packed.writelines(line + b"\n" for line in exporting.lines())
    return tmp_path


def check(folder: Path, export: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "check.py", export, "head.txt"], cwd=folder, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    return done.stderr.strip() if done.returncode else "agrees"


def test_the_manuals_program_is_the_same_in_both_languages() -> None:
    assert shown(PAGES[0]) == shown(PAGES[1])


def test_the_manuals_program_agrees_with_a_true_export_and_finds_every_change(
    given: Path,
) -> None:
    assert check(given, "all.jsonl.gz") == "agrees"
    lines = gzip.decompress((given / "all.jsonl.gz").read_bytes()).splitlines(keepends=True)
    changed = {
        "edited": [*lines[:6], lines[6].replace(b"ada", b"eve"), *lines[7:]],
        "last": [*lines[:300], lines[300].replace(b"operator", b"nobody!!"), *lines[301:]],
        "gone": lines[:6] + lines[7:],
        "moved": [*lines[:6], lines[7], lines[6], *lines[8:]],
        "short": lines[:299],
    }
    for name, told in changed.items():
        (given / f"{name}.jsonl").write_bytes(b"".join(told))
    assert {name: check(given, f"{name}.jsonl") for name in changed} == {
        "edited": "line 8 does not follow",
        "last": "the root is another one",
        "gone": "line 7 does not follow",
        "moved": "line 7 does not follow",
        "short": "299 lines, but 301 were signed",
    }


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
def test_openssl_checks_the_heads_signature_as_the_manual_shows(given: Path) -> None:
    public = keys.public_key(given)
    assert public is not None
    (given / "key.pem").write_text(keys.pem(public), encoding="ascii")
    page = (ROOT / "docs/how-to/check-the-journal.md").read_text(encoding="utf-8")
    told = re.findall(r"^\$ ((?:sed|tail|openssl pkeyutl) .*)$", page, re.MULTILINE)
    assert len(told) == 3
    script = " && ".join(told).replace("head-2026-11.txt", "head.txt")
    good = subprocess.run(
        ["sh", "-c", script], cwd=given, capture_output=True, text=True, check=False
    )
    assert "Signature Verified Successfully" in good.stdout, good.stderr
    head = (given / "head.txt").read_text(encoding="utf-8")
    (given / "head.txt").write_text(head.replace("\n301\n", "\n300\n"), encoding="utf-8")
    bad = subprocess.run(
        ["sh", "-c", script], cwd=given, capture_output=True, text=True, check=False
    )
    assert bad.returncode != 0
