"""Kill imports at random moments and compare the store that ends with a clean one.

    python benchmarks/kill_import.py ../shared/data/cn-patents/patents.csv.gz --kills 10

Each time into an empty home: an import is killed, the store it left is opened, the file is
imported again, and the digest over every document is compared with that of one clean
import. Prints a line a kill; exits 1 when any store differs.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def ipharbor(home: Path, *words: str) -> str:
    command = [sys.executable, "-m", "ipharbor", "--home", str(home), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def corpus(home: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads(ipharbor(home, "corpus", "--digest", "--json"))
    return told


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("file", type=Path)
    asked.add_argument("--kills", type=int, default=10)
    asked.add_argument("--seed", type=int, default=20211130)
    given = asked.parse_args()
    lots = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        clean, killed = Path(folder, "clean"), Path(folder, "killed")
        started = time.monotonic()
        receipt = json.loads(ipharbor(clean, "import", str(given.file), "--json"))
        whole = time.monotonic() - started
        print(f"clean import {whole:.1f} s, {receipt['stored']} stored")
        wanted, unequal = corpus(clean)["digest"], 0
        for attempt in range(1, given.kills + 1):
            shutil.rmtree(killed, ignore_errors=True)
            at = lots.uniform(0.02, 0.99) * whole
            ended = kill(killed, given.file, at)
            left = json.loads(ipharbor(killed, "corpus", "--json"))["vintage"]
            ipharbor(killed, "import", str(given.file), "--json")
            equal = corpus(killed)["digest"] == wanted
            unequal += not equal
            print(f"kill {attempt:2d} after {at:5.1f} s (exit {ended}), left {left}, "
                  f"imported again: {'equal' if equal else 'DIFFERENT'}", flush=True)  # fmt: skip
        print(f"{given.kills - unequal} of {given.kills} stores equal the clean one, {wanted}")
        return 1 if unequal else 0


def kill(home: Path, file: Path, at: float) -> int:
    """Start an import into ``home`` and kill it after ``at`` seconds; gives its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ipharbor", "--home", str(home), "import", str(file)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(at)
    process.send_signal(signal.SIGKILL)
    return process.wait()


if __name__ == "__main__":
    sys.exit(main())
