"""Whether an import goes on, told of this machine and of others."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.corpus import alive as signs
from ipharbor.actions.corpus.alive import SILENT, lost
from ipharbor.actions.corpus.import_file import announce
from ipharbor.gateways.worker import Process, alive, this_process
from ipharbor.records.models import ImportRun

NOON = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def begun() -> ImportRun:
    return announce("灯具.csv", by=permits.operator(), at=NOON)


def test_a_process_is_told_from_a_later_one_of_its_number_and_from_one_that_waits_for_burial() -> (
    None
):
    here = this_process()
    assert alive(here) is True
    assert alive(replace(here, born=here.born + 1)) is False
    assert alive(replace(here, machine="another")) is None
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    told = Process(here.machine, child.pid, here.born + 1)
    until = time.monotonic() + 20
    while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert alive(told) is False, "it has ended and is not buried"
    child.wait()
    assert alive(told) is False


@pytest.mark.django_db
def test_an_import_of_this_machine_is_lost_as_soon_as_its_process_is_gone() -> None:
    run = begun()
    assert not lost(run, at=NOON + timedelta(days=1))
    run.born += 1
    assert lost(run, at=NOON)


@pytest.mark.django_db
def test_an_import_of_another_machine_is_lost_when_it_has_given_no_sign_of_life() -> None:
    run = begun()
    ImportRun.objects.filter(pk=run.pk).update(machine="harbor-2", seen_at=NOON + SILENT)
    begun()
    run.refresh_from_db()
    assert run.state == "running", "another import does not bury it"
    assert not lost(run, at=NOON + 2 * SILENT)
    assert lost(run, at=NOON + 2 * SILENT + timedelta(seconds=1))
    announce("b.csv", by=permits.operator(), at=NOON + 3 * SILENT)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", {"code": "import.interrupted", "params": {}})


@pytest.mark.django_db(transaction=True)
def test_signs_of_life_are_given_while_an_import_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "BEAT", timedelta(seconds=0.05))
    run, later = begun(), NOON + timedelta(minutes=1)
    until = time.monotonic() + 20
    with signs.giving_signs(run, lambda: later):
        while ImportRun.objects.get().seen_at != later:
            assert time.monotonic() < until
            time.sleep(0.02)
    ImportRun.objects.update(seen_at=NOON)
    time.sleep(0.2)
    assert ImportRun.objects.get().seen_at == NOON
