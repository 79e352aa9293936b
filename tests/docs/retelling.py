"""Runs the commands of a page one after another in one process of its own.

Standard input: JSON list of word lists. Standard output: JSON list of [exit code, output].
"""

from __future__ import annotations

import contextlib
import io
import json
import sys

import click

from ipharbor.cli.app import ipharbor, tell
from ipharbor.vocabulary.errors import HarborError


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
