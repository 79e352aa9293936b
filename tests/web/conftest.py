"""Persons at the pages, and a corpus of texts that mean harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import FORMULA, HARM, NOON, VILLAIN, lamps, warn
from django.test import Client

from statements import statement, table


@pytest.fixture(scope="session")
def loaded_region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder with five years of three invented lamp makers' documents."""
    from ipharbor.corpus.loading import Brought, Loading

    folder = tmp_path_factory.mktemp("lamps") / "corpus"
    with Loading(folder) as loading:
        loading.add(table(*lamps()))
        loading.finish(Brought("sample-region.csv.gz", "exchange", "a" * 64), on=NOON.date())
    return folder


@pytest.fixture
def at_desk(office: Any, corpus: Any, client: Client) -> Client:
    """An office person who is logged in, over the small region."""
    client.force_login(office)
    return client


@pytest.fixture
def at_firm(firm_person: Any, client: Client) -> Client:
    """A firm's person who is logged in, over the small region."""
    client.force_login(firm_person)
    return client


@pytest.fixture
def harmful(home: Path) -> Any:
    """A corpus whose titles and names are markup and formulas."""
    from ipharbor import wiring
    from ipharbor.corpus.loading import Brought, Loading

    told = [
        statement(
            row,
            f"2018100000{row:02d}",
            title=f"{HARM} {row}" if row % 2 else FORMULA,
            abstract=HARM,
            applicants=[VILLAIN],
            published_on=date(2021, 1 + row, 1),
            publication_number=f"CN1090000{row:02d}A",
        )
        for row in range(1, 7)
    ]
    with Loading(home / "corpus") as loading:
        loading.add(table(*told))
        loading.finish(Brought(HARM, "exchange", "f" * 64), on=NOON.date())
    return wiring.corpus()


@pytest.fixture
def warned(office: Any, corpus: Any) -> Any:
    """A warning raised for the office person; the watch looks at lamps and the like."""
    return warn(office, corpus, "ipc:F21V OR ipc:F21W OR ipc:F21S")
