"""The first hour, as the tutorial tells it, happens as it tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from manual import ROOT, Told, boxes, told
from retelling import as_told, retell

TUTORIAL = ROOT / "docs" / "tutorial"
SPOKEN = {"first-hour.md": "C.UTF-8", "first-hour.zh.md": "zh_CN.UTF-8"}


@dataclass(frozen=True)
class Retold:
    """A tutorial gone through in ``folder``: what it tells beside what happened."""

    folder: Path
    steps: tuple[tuple[Told, int, str], ...]


@pytest.fixture(scope="module", params=SPOKEN, ids=str)
def retold(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Retold:
    page, folder = TUTORIAL / request.param, tmp_path_factory.mktemp("first-hour")
    steps: list[Told] = []
    for box in boxes(page):
        if box.mark.startswith("file: "):
            (folder / box.mark.removeprefix("file: ")).write_text(box.text, encoding="utf-8")
        elif box.mark == "run":
            steps += told(box)
    happened = retell(steps, folder, SPOKEN[request.param])
    return Retold(folder, tuple((s, *h) for s, h in zip(steps, happened, strict=True)))


def test_every_command_of_the_first_hour_succeeds(retold: Retold) -> None:
    assert len(retold.steps) >= 8
    for step, code, output in retold.steps:
        assert code == 0, (step.words, output)


def test_the_first_hour_shows_what_happens(retold: Retold) -> None:
    shown = 0
    for step, _, output in retold.steps:
        if step.output.strip():
            shown += 1
            assert as_told(step, output), (step.words, output)
    assert shown >= 5


def test_the_first_hour_leaves_one_mail_and_a_sheet_of_findings(retold: Retold) -> None:
    assert len(list(retold.folder.glob("first-hour/mail/*.eml"))) == 1
    assert (retold.folder / "findings.xlsx").read_bytes()[:2] == b"PK"


def test_every_file_of_a_home_is_in_the_manual(retold: Retold, reference) -> None:  # type: ignore[no-untyped-def]
    home = retold.folder / "first-hour"
    found = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]
    patterns = [re.compile(entry.pattern) for entry in reference.LAYOUT]
    unknown = [name for name in found if not any(p.fullmatch(name) for p in patterns)]
    assert unknown == []
    absent = {
        e.place for e in reference.LAYOUT if not any(re.fullmatch(e.pattern, n) for n in found)
    }
    assert absent <= {"settings.toml", "corpus/staging/", "uploads/", "cache/", "DEMO",
                      "backups/", "run/forwarded", "run/backup", "backups/lines/", "backups/files/",
                      "sample-region.csv.gz", "sample-events.csv.gz", "forms/*.docx",
                      "papers/", "run/metrics/", "ledger/NAME/", "SAMPLE", "sample/",
                      "region.geojson", "plans/NAME.json", "outlook/NAME/",
                      "collateral/NAME.parquet", "backtest.json", "stress/NAME.json"}  # fmt: skip


def test_a_backup_holds_what_the_manual_says(retold: Retold, reference) -> None:  # type: ignore[no-untyped-def]
    import tarfile

    with tarfile.open(retold.folder / "first-hour.tar") as tar:
        held = [name for name in tar.getnames() if name != "BACKUP.json"]
    kept = [re.compile(entry.pattern) for entry in reference.LAYOUT if entry.kept]
    assert [name for name in held if not any(p.fullmatch(name) for p in kept)] == []
    home = retold.folder / "first-hour"
    for path in home.rglob("*"):
        name = str(path.relative_to(home))
        if path.is_file() and any(p.fullmatch(name) for p in kept):
            assert name in held or name.startswith("register.sqlite3-"), name


def test_both_languages_go_through_the_same_commands() -> None:
    one, other = (
        [
            step.words
            for box in boxes(TUTORIAL / page)
            if box.kind == "console"
            for step in told(box)
        ]
        for page in SPOKEN
    )
    assert [_plain(words) for words in one] == [_plain(words) for words in other]


def _plain(words: tuple[str, ...]) -> list[str]:
    """Without the language a person is given, which differs on purpose."""
    return [word for word in words if word not in ("--speaks", "en", "zh")]
