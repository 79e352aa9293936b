"""Two at once: exactly one outcome, and the other is told why, whichever store keeps it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from financing_world import SEALS, TERMS, TODAY, World, actor
from ipharbor.actions.financing.accept import accept, withdraw
from ipharbor.actions.financing.offer import Offered, offer
from ipharbor.actions.financing.register import register
from ipharbor.actions.rights.import_events import import_events
from ipharbor.journal import chain
from ipharbor.records.models import Loan, LoanApplication, LoanRight, RightEvent
from ipharbor.vocabulary.errors import HarborError

TESTS = Path(__file__).resolve().parents[1]

# Run as a program of its own on a register in a file: two processes, each one side of the race.
FURNISH = """
import json, sys
from pathlib import Path
from ipharbor.cli.ready import ready
ready()
sys.path.insert(0, sys.argv[1])
from financing_world import World
here = World(Path(sys.argv[2]))
one, two = here.contracted(here.keys[:2]), here.contracted(here.keys[1:3], here.mei)
three = here.requested(here.keys[3:4], [here.lin])[0]
print(json.dumps({"one": one.pk, "two": two.pk, "asked": three.pk}))
"""
RACER = """
import json, sys, time
from pathlib import Path
from ipharbor.cli.ready import start
start()
sys.path.insert(0, sys.argv[1])
from financing_world import AT, SEALS, TERMS, TODAY, actor
from ipharbor.actions.financing.accept import withdraw
from ipharbor.actions.financing.offer import Offered, decline
from ipharbor.actions.financing.register import register
from ipharbor.gateways.vault import FolderVault
from ipharbor.records.models import Loan, LoanRequest, Person
from ipharbor.vocabulary.errors import HarborError
what, number, start_at = sys.argv[3], int(sys.argv[4]), float(sys.argv[5])
lin, mei, fang = (Person.objects.get(username=name) for name in ("linda", "meifeng", "fang"))
vault = FolderVault(Path(sys.argv[2]) / "vault")
given = {"seals": SEALS, "at": AT}
loan = Loan.objects.select_related("firm", "lender").filter(pk=number).first()
asked = LoanRequest.objects.select_related("application__firm", "lender").filter(pk=number).first()
acts = {
    "lin": lambda: register(loan, "Y-lin", on=TODAY, vault=vault, by=actor(lin), **given),
    "mei": lambda: register(loan, "Y-mei", on=TODAY, vault=vault, by=actor(mei), **given),
    "withdraw": lambda: withdraw(asked.application, reason="x", by=actor(fang), **given),
    "decline": lambda: decline(asked, reason="x", by=actor(lin), **given),
}
while time.time() < start_at:
    pass
try:
    acts[what]()
    print(json.dumps("done"))
except HarborError as told:
    print(json.dumps(told.code))
"""
CHECK = """
import json
from ipharbor.cli.ready import start
start()
from ipharbor.journal import chain
from ipharbor.records.models import Loan, LoanApplication, LoanRight, RightEvent
assert chain.verify() is None
print(json.dumps({
    "open": sorted(LoanRight.objects.filter(open=True).values_list("key", flat=True)),
    "stages": sorted(LoanApplication.objects.values_list("stage", flat=True)),
    "events": RightEvent.objects.filter(code="PE01").count(),
}))
"""


def run(program: str, home: Path, *words: str) -> subprocess.Popen[str]:
    told = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    return subprocess.Popen(
        [sys.executable, "-c", program, str(TESTS), str(home), *words],
        env=told | {"IPHARBOR_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def said(process: subprocess.Popen[str]) -> Any:
    output, trouble = process.communicate(timeout=240)
    assert process.returncode == 0, trouble
    return json.loads(output.strip().splitlines()[-1])


@pytest.mark.slow
def test_of_two_processes_on_one_sqlite_file_one_wins_and_the_other_is_told_why(
    tmp_path: Path,
) -> None:
    import time

    made = said(run(FURNISH, tmp_path))
    soon = str(time.time() + 8)
    racers = [
        run(RACER, tmp_path, what, str(number), soon)
        for what, number in (("lin", made["one"]), ("mei", made["two"]),
                             ("withdraw", made["asked"]), ("decline", made["asked"]))
    ]  # fmt: skip
    lin, mei, withdrawn, declined = (said(one) for one in racers)
    assert sorted([lin, mei]) == ["done", "pledge.taken"]
    assert "done" in (withdrawn, declined)
    assert {withdrawn, declined} <= {"done", "loan.stage", "loan.request.decided"}
    assert (withdrawn, declined) != ("done", "done")
    held = said(run(CHECK, tmp_path))
    assert (len(held["open"]), held["events"]) == (2, 2)
    assert set(held["stages"]) & {"withdrawn", "declined"}
    assert not {"withdrawn", "declined"} <= set(held["stages"])


def together(*acts: Callable[[], object]) -> list[str]:
    """What each of the acts came to, all begun at once in threads of their own."""
    gate, told = threading.Barrier(len(acts)), [""] * len(acts)

    def run_one(n: int) -> None:
        gate.wait()
        try:
            acts[n]()
            told[n] = "done"
        except HarborError as wrong:
            told[n] = wrong.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run_one, args=(n,)) for n in range(len(acts))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


@pytest.fixture
def server() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the suite runs on SQLite (IPHARBOR_TEST_DATABASE_URL names a server)")


@pytest.mark.django_db(transaction=True)
def test_two_lenders_on_postgresql_register_one_right_once(server: None, tmp_path: Path) -> None:
    here = World(tmp_path)
    one, two = here.contracted(here.keys[:2]), here.contracted(here.keys[1:3], here.mei)
    told = together(
        lambda: register(one, "Y1", on=TODAY, vault=here.vault, **here.bank()),
        lambda: register(two, "Y2", on=TODAY, vault=here.vault, **here.bank(here.mei)),
    )
    assert sorted(told) == ["done", "pledge.taken"]
    assert LoanRight.objects.filter(open=True).count() == 2
    assert RightEvent.objects.filter(code="PE01").count() == 2
    assert sorted(Loan.objects.values_list("stage", flat=True)) == ["contracted", "registered"]
    assert chain.verify() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("code", "why"), [("TR01", "pledge.transferred"), ("EE01", "pledge.licensed")]
)
def test_a_pledge_on_postgresql_meets_a_transfer_or_a_licence(
    server: None, tmp_path: Path, code: str, why: str
) -> None:
    here = World(tmp_path)
    loan = here.contracted()
    LoanApplication.objects.update(checked_on=TODAY.replace(day=1))
    path = tmp_path / "events.csv"
    number = "201910000001.1"
    path.write_text(
        f"application_number,event_code,event_date,known_date,details\n{number},{code},{TODAY},"
        f"{TODAY},before=番禺明灯有限公司; after=佛山远光有限公司\n", encoding="utf-8",
    )  # fmt: skip
    from ipharbor.actions import permits

    told = together(
        lambda: register(loan, "Y1", on=TODAY, vault=here.vault, **here.bank()),
        lambda: import_events(path, by=permits.operator(), at=here.firm_["at"]),  # type: ignore[arg-type]
    )
    assert told[1] == "done"
    assert told[0] in ("done", why)
    assert RightEvent.objects.filter(code="PE01").exists() == (told[0] == "done")
    assert chain.verify() is None


@pytest.mark.django_db(transaction=True)
def test_an_application_on_postgresql_is_withdrawn_or_decided_and_not_both(
    server: None, tmp_path: Path
) -> None:
    here = World(tmp_path)
    (asked,) = here.requested(lenders=[here.lin])
    made = here.offered(asked, here.lin)
    again = Offered(TERMS, TODAY)
    told = together(
        lambda: withdraw(asked.application, reason="另有办法", **here.firm_),
        lambda: accept(made, **here.firm_),
        lambda: offer(asked, again, seals=SEALS, by=actor(here.lin), at=here.firm_["at"]),
    )
    stage = LoanApplication.objects.get().stage
    assert told.count("done") >= 1
    assert stage in ("withdrawn", "accepted")
    if stage == "accepted":
        assert Loan.objects.count() == 1
    else:
        assert {one for one in told if one != "done"} <= {
            "loan.stage", "loan.offer.gone", "loan.request.decided",
        }  # fmt: skip
