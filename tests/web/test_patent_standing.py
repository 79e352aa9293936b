"""The page of a document tells where its right stands by announced events, and nothing private."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from desk import NOON
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.rights.take_up import take_up
from ipharbor.records.models import Payment, Right, RightEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def invention(firm_person: Any, corpus: Any) -> Right:
    """A published application of the firm, in its docket."""
    take_up(firm_person.firm.name, corpus=corpus, by=permits.operator(), at=NOON)
    found = Right.objects.filter(firm=firm_person.firm, patent_type="invention")
    return found.order_by("key").first()  # type: ignore[return-value]


def test_an_announced_event_moves_the_standing_on_the_documents_page(
    at_desk: Client, invention: Right
) -> None:
    before = at_desk.get(f"/patent/{invention.key}/").content.decode()
    assert "WD01" not in before
    RightEvent.objects.create(
        key=invention.key,
        code="WD01",
        on=date(2021, 6, 1),
        known_on=date(2021, 6, 4),
        source="gazette.csv",
    )
    after = at_desk.get(f"/patent/{invention.key}/").content.decode()
    for told in ("WD01", "2021-06-01", "2021-06-04", "gazette.csv", "视为撤回"):
        assert told in after


def test_what_a_firm_has_paid_is_not_told_there(at_desk: Client, invention: Right) -> None:
    Payment.objects.create(
        key=invention.key,
        patent_year=3,
        paid_on=date(2021, 5, 7),
        amount="900.00",
        known_on=date(2021, 5, 7),
        source="receipt-77",
    )
    shown = at_desk.get(f"/patent/{invention.key}/").content.decode()
    assert "receipt-77" not in shown
    assert "2021-05-07" not in shown


def test_the_way_into_the_docket_is_shown_to_who_may_read_it(
    at_firm: Client, invention: Right
) -> None:
    from ipharbor.actions.people.create import create

    way = f"/docket/{invention.key}/"
    assert way in at_firm.get(f"/patent/{invention.key}/").content.decode()
    stranger = Client()
    stranger.force_login(
        create(
            username="wei",
            password="correct-horse-battery",
            role="firm",
            firm="佛山远光有限公司",
            by=permits.operator(),
            at=NOON,
        )
    )
    assert way not in stranger.get(f"/patent/{invention.key}/").content.decode()
