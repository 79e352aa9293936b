"""Starting long work in a process of its own, so that the page that asked need not wait."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def start_import(home: Path, run: int, path: Path) -> int:
    """Start the import of ``path`` as run ``run``; gives the process number.

    Progress and result stand in the run. The file is removed when its import is done; the
    process outlives the server's worker and takes no input.
    """
    command = [
        sys.executable, "-m", "ipharbor", "--home", str(home), "import", str(path),
        "--run", str(run), "--remove",
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell, our own file name
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return process.pid
