"""Starting long work in a process of its own, so that the page that asked need not wait."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path


def start_import(home: Path, run: int, path: Path) -> int:
    """Start the import of ``path`` as run ``run``; gives the process number.

    Progress and result stand in the run. The file is removed when its import is done; the
    process outlives the server's worker and takes no input.
    """
    command = [sys.executable, "-m", "ipharbor", "--home", str(home)]
    command += ["import", "--run", str(run), "--remove", str(path)]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell, our own file name
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Without being waited for, it would go on counting as alive after its end.
    threading.Thread(target=process.wait, daemon=True).start()
    return process.pid


def alive(process: int) -> bool:
    """Whether a process of that number runs on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
