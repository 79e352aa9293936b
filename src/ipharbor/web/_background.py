"""Imports that go on while their person does something else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from ipharbor.records.models import ImportRun
from ipharbor.settings import Settings


def start(run: ImportRun, path: Path, settings: Settings) -> None:
    """Let a process of its own import ``path`` as ``run`` and remove the file afterwards.

    The process outlives a restart of the server.
    """
    command = [sys.executable, "-m", "ipharbor", "--home", str(settings.home)]
    command += ["import", "--run", str(run.pk), "--remove", str(path)]
    settings.uploads.mkdir(parents=True, exist_ok=True)
    with (settings.uploads / f"{run.pk}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    ImportRun.objects.filter(pk=run.pk, state="running").update(process=process.pid)
    threading.Thread(target=process.wait, daemon=True).start()  # reaps it, so that it can be missed


def lost(run: ImportRun) -> bool:
    """Whether the run still counts as running although its process is gone."""
    if run.state != ImportRun.State.RUNNING:
        return False
    try:
        os.kill(run.process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
