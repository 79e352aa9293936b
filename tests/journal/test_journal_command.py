"""The journal on the command line: signed, verified against a head kept elsewhere, proved."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from django.db import transaction

from ipharbor.cli.app import ipharbor
from ipharbor.journal import chain
from ipharbor.journal.models import Line, Tip
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(home: Path, office: Any) -> Path:
    """A home with some lines in its journal, and a signed head in head.txt."""
    with transaction.atomic():
        for n in range(3):
            details = {"name": f"灯{n}", "owner": "olivia", "query": "灯"}
            chain.append("watch.add", f"watch:{n}", actor="olivia", at=AT, details=details)
    done = run("journal", "sign", "-o", str(home / "head.txt"))
    assert done.exit_code == 0
    return home


def run(*words: str) -> Result:
    return CliRunner().invoke(ipharbor, ["--lang", "en", *words])


def refused(*words: str) -> str:
    done = run(*words)
    assert isinstance(done.exception, HarborError), done.output
    return done.exception.code


def test_a_journal_agrees_with_the_head_that_somebody_kept(kept: Path) -> None:
    count = Line.objects.count()
    done = run("journal", "verify", "--against", str(kept / "head.txt"))
    assert done.exit_code == 0
    assert done.output.startswith(f"{count} lines, head ")
    assert "1 signed heads agree, 0 of them time-stamped" in done.output
    told = json.loads(run("journal", "verify", "--json").output)
    assert (told["lines"], told["broken"], told["strangers"]) == (count, None, 0)


def test_lines_cut_off_show_against_the_head_and_not_without_it(kept: Path) -> None:
    from ipharbor.journal.models import Head

    count = Line.objects.count()
    last = Line.objects.get(seq=count - 1)
    Line.objects.filter(seq=count).delete()
    Head.objects.all().delete()
    from ipharbor.journal import tree

    grown = tree.Growing()
    for line in Line.objects.order_by("seq"):
        grown.add(chain.leaf(line))
    Tip.objects.update(size=count - 1, last=last.hash, roots=[one.hex() for one in grown.roots])
    assert run("journal", "verify").exit_code == 0
    done = run("journal", "verify", "--against", str(kept / "head.txt"))
    assert done.exit_code == 1
    assert "shorter than it was when it was signed" in done.output


def test_a_head_that_was_tampered_with_or_signed_by_another_is_told(kept: Path) -> None:
    text = (kept / "head.txt").read_text(encoding="utf-8")
    (kept / "bent.txt").write_text(text.replace("last ", "last 0")[:-1], encoding="utf-8")
    assert refused("journal", "verify", "--against", str(kept / "bent.txt")) == (
        "journal.head.unreadable"
    )
    (kept / "other.txt").write_text(text.replace("ipharbor-journal/", "x/"), encoding="utf-8")
    assert refused("journal", "verify", "--against", str(kept / "other.txt")) == (
        "journal.head.elsewhere"
    )
    key = run("journal", "key").output.strip()
    (kept / "key.txt").write_text(key, encoding="utf-8")
    (kept / "journal.key").unlink()
    words = ("journal", "verify", "--against", str(kept / "head.txt"))
    assert "signature of a head" in run(*words).output
    for given in (key, str(kept / "key.txt")):
        assert run(*words, "--key", given).exit_code == 0
    assert refused(*words, "--key", "no+key") == "journal.key.unreadable"


def test_an_edited_line_ends_with_its_number(kept: Path) -> None:
    Line.objects.filter(seq=2).update(actor="eve")
    done = run("journal", "verify")
    assert done.exit_code == 1
    assert done.output.startswith("2: This line of the journal has been edited.")
    assert json.loads(run("journal", "verify", "--json").output)["broken"] == {
        "seq": 2, "why": "journal.edited",
    }  # fmt: skip
    assert run("journal", "proof", "1").exit_code == 1


def test_a_proof_can_be_followed_by_hand(kept: Path) -> None:
    from ipharbor.journal import tree

    told = json.loads(run("journal", "proof", "2", "--json").output)
    leaf = tree.leaf_hash(told["line"].encode())
    assert leaf.hex() == told["leaf"]
    path = [bytes.fromhex(step) for step in told["path"]]
    assert tree.included(leaf, 1, told["size"], path, bytes.fromhex(told["root"]))
    assert told["head"] == (kept / "head.txt").read_text(encoding="utf-8")
    assert refused("journal", "proof", "99") == "journal.line.unknown"


def test_an_export_overwrites_nothing_and_holds_the_lines(kept: Path) -> None:
    path = kept / "journal.jsonl.gz"
    assert run("journal", "export", str(path), "--from", "2").exit_code == 0
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == list(range(2, Line.objects.count() + 1))
    assert refused("journal", "export", str(path)) == "journal.export.exists"
    assert refused("journal", "head", "-o", str(path)) == "journal.export.exists"


def test_the_newest_lines_are_shown_in_words(kept: Path) -> None:
    shown = run("journal", "show", "--who", "olivia", "--last", "2").output
    assert "set up the watch “灯2” for olivia: 灯" in shown
    assert "灯0" not in shown
    assert refused("journal", "show", "--about", "nothing") == "journal.about.unreadable"
    day = ("--since", "2021-11-30", "--until", "2021-11-30", "--what", "watch.add")
    assert len(json.loads(run("journal", "show", "--json", *day).output)) == 3


def test_what_is_not_signed_yet_has_no_head_and_no_key(home: Path) -> None:
    for word in ("head", "key"):
        assert refused("journal", word) == "journal.unsigned"
    assert run("journal", "verify").output.startswith("0 lines, head -")
