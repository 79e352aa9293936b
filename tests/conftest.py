"""Every test works in a home folder of its own; Django is loaded on a throw-away one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="ipharbor-tests-"))
os.environ["IPHARBOR_HOME"] = str(_HOME)
for _name in [name for name in os.environ if name.startswith("IPHARBOR_")]:
    if _name not in (
        "IPHARBOR_HOME",
        "IPHARBOR_SHARED_DATA",
        "IPHARBOR_SHOTS",
        "IPHARBOR_AXE",
        "IPHARBOR_TEST_DATABASE_URL",
    ):
        del os.environ[_name]
# The same suite on PostgreSQL: `make test-postgres` names a server of its own here.
if os.environ.get("IPHARBOR_TEST_DATABASE_URL"):
    os.environ["IPHARBOR_DATABASE_URL"] = os.environ["IPHARBOR_TEST_DATABASE_URL"]

# Here and not in pyproject.toml: pytest-django would load the settings from there before this
# file has named the throw-away home.
os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"

from django.conf import settings as django_settings  # noqa: E402

assert django_settings.DATABASES
django_settings.PASSWORD_HASHERS = ["quick_hashes.QuickArgon2"]

import shutil  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from datetime import date, datetime  # noqa: E402
from typing import Any  # noqa: E402
from zoneinfo import ZoneInfo  # noqa: E402

import pytest  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

# The same examples each time, so that a run can be repeated; HYPOTHESIS_PROFILE=explore draws
# new ones. How long one takes says how busy the machine is.
hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", derandomize=False, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

import scheduling  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2021, 11, 30, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # of several processes, the one that gives the work
        config.pluginmanager.register(scheduling.Timing(config))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["seconds"] = scheduling.known(node.config)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return scheduling.LongestFirst(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    told = getattr(config, "workerinput", None)
    if told is not None:
        items[:] = scheduling.in_order(items, told["seconds"])


def pytest_sessionfinish() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real records; the test is skipped where it is absent."""
    folder = Path(os.environ.get("IPHARBOR_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real records at {folder} (set IPHARBOR_SHARED_DATA)")
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that settings and wiring of this test use."""
    from ipharbor import settings, wiring

    monkeypatch.setenv("IPHARBOR_HOME", str(tmp_path))
    settings.current.cache_clear()
    wiring.corpus.cache_clear()
    return tmp_path


@pytest.fixture(autouse=True)
def _settings_of_the_next_test() -> Iterator[None]:
    yield
    from ipharbor import settings, wiring
    from ipharbor.queries.kept import Kept

    for kept in Kept.every:
        kept.clear()
    settings.current.cache_clear()
    wiring.corpus.cache_clear()


@pytest.fixture(scope="session")
def small_region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small part of the invented region to the end of November 2021, as a file."""
    from ipharbor.samples.region import write

    path = tmp_path_factory.mktemp("region") / "sample-region.csv.gz"
    write(path, seed=2021, scale=0.003, until=date(2021, 11, 30))
    return path


@pytest.fixture(scope="session")
def loaded_region(small_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder that holds the small region; copy it, do not write to it."""
    from ipharbor.corpus.loading import Brought, Loading
    from ipharbor.intake.source import open_source

    folder = tmp_path_factory.mktemp("corpus") / "corpus"
    source = open_source(small_region)
    with Loading(folder) as loading:
        for batch in source.batches():
            loading.add(batch.statements)
        loading.finish(
            Brought(small_region.name, source.format, source.fingerprint), on=NOON.date()
        )
    return folder


@pytest.fixture
def corpus(home: Path, loaded_region: Path):  # type: ignore[no-untyped-def]
    """The small region as this test's corpus."""
    from ipharbor import wiring

    shutil.copytree(loaded_region, home / "corpus")
    return wiring.corpus()


@pytest.fixture
def administrator(db: None):  # type: ignore[no-untyped-def]
    return _person("ada", "administrator")


@pytest.fixture
def office(db: None):  # type: ignore[no-untyped-def]
    return _person("olivia", "office")


@pytest.fixture
def firm_person(db: None, corpus):  # type: ignore[no-untyped-def]
    """A person of the largest applicant of the corpus."""
    from ipharbor.corpus.query import All

    largest = corpus.index.facets(All()).applicant[0].value
    return _person("fang", "firm", largest)


def _person(username: str, role: str, firm: str = ""):  # type: ignore[no-untyped-def]
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create

    return create(
        username=username,
        password="correct-horse-battery",
        role=role,
        email=f"{username}@example.org",
        firm=firm,
        by=permits.operator(),
        at=NOON,
    )
