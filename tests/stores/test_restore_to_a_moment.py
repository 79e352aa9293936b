"""A moment between two backups comes back: the last backup, and the journal done again on it."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

# An installation lives through three hours: what it holds after each is told on standard output.
LIVED = """
import json, os, sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo
import django
django.setup()
from django.core.management import call_command
from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.corpus.import_file import import_file
from ipharbor.actions.disclosure.give import give
from ipharbor.actions.installation.backup import backup
from ipharbor.actions.installation.keep import keep
from ipharbor.actions.law.correct import correct
from ipharbor.actions.organisation.open import open_organisation
from ipharbor.actions.people.accept import accept
from ipharbor.actions.people.create import create
from ipharbor.actions.people.invite import invite
from ipharbor.actions.people.lock import lock
from ipharbor.actions.people.set_password import set_password
from ipharbor.actions.rights.import_events import import_events
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.token.make import make
from ipharbor.actions.vault.keep import keep as keep_paper
from ipharbor.actions.watch.add import add
from ipharbor.actions.watch.end import end
from ipharbor.records.models import Firm, Person, Watch
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region

HOME, BY = current().home, permits.operator()
AT = datetime(2026, 11, 29, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
OWN = "番禺明灯有限公司"
HEADINGS = "publication_number,publication_date,title,application_number,applicant_first,country"
clock = iter(AT + timedelta(minutes=n) for n in range(500))

def bring(name, row):
    path = HOME / name
    path.write_text(HEADINGS + "\\n" + row + "\\n", encoding="utf-8")
    import_file(path, home=HOME, memory_mb=256, by=BY, at=next(clock))

def person(name, role, firm=""):
    return create(username=name, password="correct-horse-battery", role=role, firm=firm, by=BY,
                  email=f"{name}@example.org", at=next(clock))

def watch(owner, name):
    return add(owner=owner, name=name, query="灯", vintage=1, by=permits.of(owner), at=next(clock))

def first():
    person("olivia", "office")
    person("he", "firm", OWN)
    bring("a.csv", f"CN109000001A,2021-03-01,一种舞台灯,202010000001.3,{OWN},CN")
    watch(Person.objects.get(username="he"), "旧灯")
    take_up(OWN, corpus=wiring.corpus(), by=BY, at=next(clock))

def second():
    olivia = Person.objects.get(username="olivia")
    bring("b.csv", f"CN109000002A,2021-05-01,一种摇头灯,202010000002.8,{OWN},CN")
    take_up(OWN, corpus=wiring.corpus(), by=BY, at=next(clock))
    events = HOME / "events.csv"
    events.write_text("application_number,event_code,event_date,details\\n"
                      "202010000001.3,GR01,2021-01-05,\\n", encoding="utf-8")
    import_events(events, by=BY, at=next(clock))
    bank = open_organisation("lender", "番禺农商银行", region=region("panyu"), by=BY,
                             at=next(clock))
    invite("lin@example.org", bank, key="lin", address=str, manager=True, by=BY, at=next(clock))
    accept("lin", username="lin", password="a-brand-new-horse", lang="zh", at=next(clock))
    firm = Firm.objects.get(name=OWN)
    until = AT.date() + timedelta(days=30)
    give(firm, bank, purpose="质押贷款", until=until, by=BY, at=next(clock))
    keep_paper([b"900"], "收据.pdf", kind="receipt", firm=firm, limit_mb=1, vault=wiring.vault(),
               by=BY, at=next(clock))
    lock(Person.objects.get(username="he"), True, by=BY, at=next(clock))
    watch(olivia, "新灯")
    set_password(olivia, "another-horse-battery", by=BY, at=next(clock))
    make(olivia, "n", key="iph_k", scopes=["law.read"], ends_at=AT + timedelta(days=9),
         by=permits.of(olivia), at=next(clock))
    rate = "reduction.open_licence.rate"
    correct(rate, since=load().history(rate)[-1].since, reason="已核对", law=load(), by=BY,
            at=next(clock))

def third():
    bring("c.csv", f"CN109000003A,2021-06-01,一种烟雾机,202010000003.2,{OWN},CN")
    take_up(OWN, corpus=wiring.corpus(), by=BY, at=next(clock))
    end(Watch.objects.earliest("pk").pk, by=BY, at=next(clock))
    lock(Person.objects.get(username="he"), False, by=BY, at=next(clock))
    person("late", "office")

TELL
told = []
call_command("migrate", verbosity=0)
first()
folder = HOME / "backups"
folder.mkdir()
backup(folder / "one.tar", home=HOME, by=BY, at=next(clock))
moments = [next(clock)]
told.append(tell())
for hour in (second, third):
    hour()
    keep(folder, home=HOME, by=BY)
    wiring.corpus.cache_clear()
    moments.append(next(clock))
    told.append(tell())
print(json.dumps([[f"{m:%Y-%m-%dT%H:%M:%S}", t] for m, t in zip(moments, told)]))
"""
TELL = """
from ipharbor.actions.replaying.comparing import COMPARED
from ipharbor.journal import chain
from ipharbor.journal.models import Line
def tell():
    tables = {one.name: sorted(map(repr, one.rows("default"))) for one in COMPARED}
    corpus = wiring.corpus()
    return {"tables": tables, "vintage": corpus.vintage, "corpus": corpus.digest(),
            "lines": [line.hash for line in
                      Line.objects.exclude(action="installation.restore").order_by("seq")],
            "broken": str(chain.verify() or "")}
"""
TOLD = f"""
import json
import django
django.setup()
from ipharbor import wiring
{TELL}
from django.contrib.auth import authenticate
from ipharbor.records.models import Person
told = tell()
told["passwords"] = {{p.username: p.check_password("correct-horse-battery")
                     for p in Person.objects.all()}}
told["papers"] = [path.read_bytes().decode() for path in
                  (wiring.current().home / "papers").rglob("*") if path.is_file()]
print(json.dumps(told))
"""


def run(home: Path, *words: str, code: int = 0, given: str | None = None) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    kept |= {"IPHARBOR_HOME": str(home), "DJANGO_SETTINGS_MODULE": "ipharbor.settings.django"}
    done = subprocess.run(
        [sys.executable, *words], env=kept | {"LC_ALL": "C.UTF-8"}, input=given,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


def restored(home: Path, *words: str, code: int = 0) -> str:
    return run(home, "-m", "ipharbor", "--home", str(home), "restore", *words, code=code)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """The home, and for each moment what it held."""
    home = tmp_path_factory.mktemp("live") / "home"
    out = run(home, "-", given=LIVED.replace("TELL\n", TELL))
    return home, json.loads(out.splitlines()[-1])


def now(home: Path) -> Any:
    return json.loads(run(home, "-", given=TOLD).splitlines()[-1])


@pytest.mark.parametrize("hour", [0, 1, 2])
def test_each_moment_comes_back_table_for_table_with_its_corpus_and_its_journal(
    live: tuple[Path, list[Any]], tmp_path: Path, hour: int
) -> None:
    home, told = live
    moment, wanted = told[hour]
    assert (home / "run" / "backup").exists(), "doctor knows when the last backup was made"
    said = restored(tmp_path / "back", str(home / "backups"), "--to", moment)
    got = now(tmp_path / "back")
    for table, rows in wanted["tables"].items():
        assert got["tables"][table] == rows, table
    assert (got["vintage"], got["corpus"]) == (wanted["vintage"], wanted["corpus"])
    assert got["lines"] == wanted["lines"]
    assert got["broken"] == ""
    if hour:
        assert "not done again: people.set_password (1)" in said
        assert "not done again: token.make (1)" in said
        assert got["papers"] == ["900"]


def test_passwords_are_those_of_the_backup_and_new_accounts_have_none(
    live: tuple[Path, list[Any]], tmp_path: Path
) -> None:
    home, told = live
    restored(tmp_path / "back", str(home / "backups"), "--to", told[2][0])
    assert now(tmp_path / "back")["passwords"] == {
        "olivia": True, "he": True, "lin": False, "late": False,
    }  # fmt: skip


def test_the_old_register_serves_in_place_of_kept_lines(
    live: tuple[Path, list[Any]], tmp_path: Path
) -> None:
    home, told = live
    moment, wanted = told[1]
    only = tmp_path / "only"
    only.mkdir()
    (only / "one.tar").write_bytes((home / "backups" / "one.tar").read_bytes())
    said = restored(
        tmp_path / "back", str(only), "--to", moment, "--journal", str(home / "register.sqlite3")
    )
    got = now(tmp_path / "back")
    assert got["lines"] == wanted["lines"]
    assert got["tables"]["person"] == wanted["tables"]["person"]
    assert "the corpus of v000002 is not kept: import its files again" in said


def test_kept_lines_that_are_damaged_missing_or_of_another_journal_restore_nothing(
    live: tuple[Path, list[Any]], tmp_path: Path
) -> None:
    home, told = live
    folder = tmp_path / "backups"
    shutil.copytree(home / "backups", folder)
    first, last = sorted((folder / "lines").iterdir())
    whole = first.read_bytes()
    first.write_bytes(whole[:-40])
    to = (str(folder), "--to", told[2][0])
    assert "[backup.unreadable]" in restored(tmp_path / "a", *to, code=1)
    assert not (tmp_path / "a" / "register.sqlite3").exists(), "nothing is left that is in the way"
    first.unlink()
    assert "[journal.kept.gap]" in restored(tmp_path / "b", *to, code=1)
    lines = gzip.decompress(whole).decode().replace("番禺农商银行", "番禺工商银行")
    first.write_bytes(gzip.compress(lines.encode()))
    assert "[journal.forks]" in restored(tmp_path / "c", *to, code=1)
    assert last.exists()
