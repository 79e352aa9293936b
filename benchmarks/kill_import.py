"""Kill imports at random moments and compare the store that ends with a clean one.

    python benchmarks/kill_import.py ../shared/data/cn-patents/patents.csv.gz --kills 10

Prints when each import was killed, that the store opened after it, and the digests of the
clean store and of the one whose imports were killed; exits 1 when they differ.
"""

from __future__ import annotations

import argparse
import json
import random
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
        for attempt in range(1, given.kills + 1):
            process = subprocess.Popen(
                [sys.executable, "-m", "ipharbor", "--home", str(killed), "import",
                 str(given.file)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            at = lots.uniform(0.05, 0.98) * whole
            time.sleep(at)
            process.send_signal(signal.SIGKILL)
            ended = process.wait()
            held = json.loads(ipharbor(killed, "corpus", "--json"))
            print(f"kill {attempt:2d} after {at:5.1f} s (exit {ended}): "
                  f"{held['vintage']} {held['documents']} documents")  # fmt: skip
        ipharbor(killed, "import", str(given.file), "--json")
        one, two = corpus(clean)["digest"], corpus(killed)["digest"]
        print(f"clean  {one}\nkilled {two}\n{'equal' if one == two else 'DIFFERENT'}")
        return 0 if one == two else 1


if __name__ == "__main__":
    sys.exit(main())
