"""Runs the commands of a page one after another in one process of its own.

As a program: standard input is a JSON list of word lists, standard output a JSON list of
[exit code, output].
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from manual import Told

from ipharbor.cli.app import ipharbor, tell
from ipharbor.vocabulary.errors import HarborError


def retell(
    steps: Sequence[Told], folder: Path, spoken: str, **settings: str
) -> list[tuple[int, str]]:
    """Exit code and output of each step, gone through in ``folder`` under the locale
    ``spoken``, with ``settings`` as environment variables and no others of ours."""
    assert all(step.words[0] == "ipharbor" for step in steps)
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps([_typed(step.words[1:]) for step in steps]), capture_output=True,
        text=True, encoding="utf-8", cwd=folder, timeout=120, check=False,
        env=_bare() | {"LC_ALL": spoken, "PYTHONUTF8": "1"} | settings,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [(code, output) for code, output in json.loads(done.stdout)]


def as_told(step: Told, output: str) -> bool:
    """Whether ``output`` is what the page shows: blanks count once, ``…`` stands for anything."""
    wanted = ".*?".join(re.escape(part) for part in _squeezed(step.output).split("…"))
    return re.fullmatch(wanted, _squeezed(output), re.DOTALL) is not None


def _bare() -> dict[str, str]:
    return {name: told for name, told in os.environ.items() if not name.startswith("IPHARBOR_")}


def _typed(words: tuple[str, ...]) -> list[str]:
    """The words with the password that the command would ask for."""
    asked = ["--password", "correct-horse-battery"] if "person" in words else []
    return [*words, *asked]


def _squeezed(output: str) -> str:
    return "\n".join(" ".join(line.split()) for line in output.strip().splitlines())


def retold(words: list[str]) -> tuple[int, str]:
    """Exit code and output of ``ipharbor WORDS``."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
        try:
            ipharbor.main(words, standalone_mode=False)
        except HarborError as failed:
            tell(failed)
            return 1, heard.getvalue()
        except click.ClickException as misused:
            misused.show()
            return misused.exit_code, heard.getvalue()
        except SystemExit as ended:
            return int(ended.code or 0), heard.getvalue()
    return 0, heard.getvalue()


if __name__ == "__main__":
    json.dump([retold(words) for words in json.load(sys.stdin)], sys.stdout)
