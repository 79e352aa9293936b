"""A step of a command that goes on in a second process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ipharbor.cli._beside import Beside
from ipharbor.vocabulary.errors import HarborError

Progress = Callable[[str, int, int], None]

pytestmark = pytest.mark.slow


def counted(given: str, progress: Progress) -> str:
    for done in range(5001):
        progress("count", done, 5000)
    return f"{given} counted in {os.getpid()}"


def refused(given: str, progress: Progress) -> str:
    raise HarborError("corpus.busy", path=given)


def vanished(given: str, progress: Progress) -> str:
    os._exit(3)


def endless(given: str, progress: Progress) -> str:
    Path(given).write_text(str(os.getpid()))
    time.sleep(600)
    return ""


def test_a_step_beside_tells_its_progress_by_hundredths_and_what_it_did() -> None:
    told: list[tuple[str, int, int]] = []
    with Beside(counted, "all") as step:
        step.begun()
        said = step.result(lambda *progress: told.append(progress))
    assert said.startswith("all counted in ") and str(os.getpid()) not in said
    assert [done for _, done, _ in told] == list(range(0, 5001, 50))


def test_what_a_step_beside_refuses_is_refused_in_the_command() -> None:
    with Beside(refused, "the corpus") as step, pytest.raises(HarborError) as raised:
        step.result(lambda *progress: None)
    assert raised.value.code == "corpus.busy"
    assert raised.value.params == {"path": "the corpus"}


def test_a_process_that_vanished_has_not_done_its_step() -> None:
    with Beside(vanished, "") as step, pytest.raises(RuntimeError):
        step.result(lambda *progress: None)


def test_a_step_beside_ends_with_a_killed_command(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    script = tmp_path / "command.py"
    script.write_text(
        "import sys, time\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_step_beside import endless\n"
        "from ipharbor.cli._beside import Beside\n"
        "if __name__ == '__main__':\n"
        f"    with Beside(endless, {str(pid)!r}):\n"
        "        time.sleep(600)\n"
    )
    command = subprocess.Popen([sys.executable, str(script)])
    await_until(lambda: pid.exists() and pid.read_text() != "")
    beside = int(pid.read_text())
    command.send_signal(signal.SIGKILL)
    command.wait()
    await_until(lambda: not runs(beside))


def await_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not done():
        assert time.monotonic() < deadline, "waited two minutes"
        time.sleep(0.05)


def runs(process: int) -> bool:
    """Whether it is there and not merely waiting to be fetched by the system's first process."""
    try:
        status = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return status not in "ZX"
