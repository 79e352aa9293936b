"""An installation of two lamp makers, made by a process of its own.

As a program: ``harbor_home.py HOME`` makes it and prints the tokens as JSON, by name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent.parent
LAMP, MOON = "番禺明灯有限公司", "番禺月半有限公司"
LAMP_KEY, MOON_KEY = "CN201710000001", "CN201710000002"


def clean() -> dict[str, str]:
    """The environment without this project's settings."""
    return {name: told for name, told in os.environ.items() if not name.startswith("IPHARBOR_")}


def furnished(home: Path) -> dict[str, str]:
    """Make the installation in ``home``; gives the tokens by name."""
    made = subprocess.run(
        [sys.executable, __file__, str(home)], capture_output=True, text=True, check=False,
        env=clean() | {"IPHARBOR_HOME": str(home), "PYTHONPATH": str(TESTS)},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    told: dict[str, str] = json.loads(made.stdout.splitlines()[-1])
    return told


def _furnish(home: Path) -> dict[str, str]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
    import django

    django.setup()
    from django.core.management import call_command

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.actions.rights.take_up import take_up

    call_command("migrate", verbosity=0, interactive=False)
    _publish(home)
    now, operator = datetime.now(UTC), permits.operator()
    people: dict[str, Any] = {}
    for name, role, firm in (
        ("ming", "firm", LAMP), ("yue", "firm", MOON), ("olivia", "office", ""),
    ):  # fmt: skip
        people[name] = create(
            username=name, password="correct-horse-battery", role=role, firm=firm, lang="en",
            email=f"{name}@example.org", by=operator, at=now,
        )  # fmt: skip
    for firm in (LAMP, MOON):
        take_up(firm, corpus=wiring.corpus(), by=operator, at=now)
    _warn(people["ming"], now)
    return {
        "ming": _token(people["ming"], permits.SCOPES, now),
        "yue": _token(people["yue"], permits.SCOPES, now),
        "olivia": _token(people["olivia"], permits.SCOPES, now),
        "searcher": _token(people["ming"], ("corpus.read",), now),
    }


def _publish(home: Path) -> None:
    from ipharbor.corpus.loading import Brought, Loading
    from statements import statement, table

    rows = [
        statement(
            row, f"20171000000{row}", title=f"一种会唱歌的灯（第{row}型）", applicants=[firm],
            patent_type="invention", ipc=["F21V 29/83"], published_on=date(2018, row, 1),
            filed_on=date(2017, row, 1), granted_on=date(2019, row, 1), stage="grant",
            publication_number=f"CN10800000{row}B", abstract="灯壳内设有音叉。",
        )
        for row, firm in ((1, LAMP), (2, MOON))
    ]  # fmt: skip
    with Loading(home / "corpus") as loading:
        loading.add(table(*rows))
        loading.finish(Brought("sample-region.csv.gz", "exchange", "a" * 64), on=date(2021, 11, 30))


def _warn(person: Any, now: datetime) -> None:
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.warning.round import run
    from ipharbor.actions.watch.add import add

    add(
        owner=person, name="rival", applicant=MOON, since=date(2018, 1, 1), vintage=0,
        raise_from="blue", by=permits.of(person), at=now,
    )  # fmt: skip
    run(
        corpus=wiring.corpus(), mailer=None, as_of=date(2018, 2, 2), base_url="http://harbor",
        by=permits.operator(), at=now,
    )  # fmt: skip


def _token(person: Any, scopes: Any, now: datetime) -> str:
    from ipharbor.actions import permits
    from ipharbor.actions.token.make import make

    key = f"iph_{person.username}_{len(scopes)}_" + "k" * 20
    make(
        person, "assistant", key=key, scopes=list(scopes), ends_at=now + timedelta(days=2),
        by=permits.of(person), at=now,
    )  # fmt: skip
    return key


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_furnish(Path(sys.argv[1]))) + "\n")
