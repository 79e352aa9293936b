"""Open warnings of firms on the pages of a station and of the office."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from list_worlds import _alarmed, client_of, reader


@pytest.fixture
def at_station(db: None, corpus: Any) -> Client:
    person = reader("station", corpus)
    _alarmed(person, corpus)
    return client_of(person)


def test_a_station_sees_firm_grade_and_state_but_no_way_to_the_warning(at_station: Client) -> None:
    page = at_station.get("/station/alarms/").content.decode()
    for told in ("番禺灯厂0", "番禺灯厂1", "番禺灯厂2", "</span> 红</span>", "</span> 橙</span>"):
        assert told in page
    assert "/inbox/1/" not in page and "舞台灯" not in page
    assert at_station.get("/inbox/1/").status_code == 404


def test_the_office_sees_counts_and_no_firm(at_station: Client, at_desk: Client) -> None:
    page = at_desk.get("/station/alarms/").content.decode()
    assert "大龙街" in page and "番禺灯厂" not in page


def test_firms_and_the_public_do_not_see_it(at_firm: Client) -> None:
    assert at_firm.get("/station/alarms/").status_code == 403
