"""In which order files of tests are given to workers: those that take longest first.

A long file that comes last leaves one worker at it and the others idle. How long a file takes is
what it took last time (kept by pytest's cache); before a first run, those with a browser come
first. Tests of one file stay together, for they share what their module has built; those in
``APART`` share nothing and are dealt out one by one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

KEPT = "ipharbor/seconds"
APART = frozenset({"tests/browser/test_axe.py"})
LONG = 1000.0  # seconds a file with a browser is thought to take before it was ever timed


class LongestFirst(LoadFileScheduling):
    """Files in the order they were collected, which ``in_order`` has made."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        config.option.loadscopereorder = False  # that would be by the number of tests
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return nodeid if file in APART else file


def in_order(items: list[pytest.Item], seconds: dict[str, float]) -> list[pytest.Item]:
    """The tests with those of the longest files first; a file's own order stays."""
    usual = sorted(seconds.values())[len(seconds) // 2] if seconds else 0.0

    def weight(item: pytest.Item) -> float:
        file = file_of(item.nodeid)
        told = seconds.get(file)
        if told is None:
            return LONG if item.get_closest_marker("browser") else usual
        return told

    return sorted(items, key=lambda item: (-weight(item), file_of(item.nodeid)))


def file_of(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]


class Timing:
    """Adds up what each file took, and keeps it for the next run if all went well."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._took: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._took[file_of(report.nodeid)] += report.duration

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Files of which only some tests ran are left as they were."""
        told = self._config
        some = told.option.keyword or any("::" in one for one in told.args)
        cache = getattr(told, "cache", None)
        if exitstatus == pytest.ExitCode.OK and cache is not None and not some:
            cache.set(KEPT, known(told) | {k: round(v, 2) for k, v in self._took.items()})


def known(config: pytest.Config) -> dict[str, float]:
    """Seconds by file, as far as they were ever taken."""
    cache = getattr(config, "cache", None)
    return dict(cache.get(KEPT, {})) if cache is not None else {}
