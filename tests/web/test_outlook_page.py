"""How long a right may be kept, on its page, in the docket's columns and to programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from desk import MAKERS, NOON
from django.test import Client

from invented_lives import LAST, invented
from ipharbor.actions import permits
from ipharbor.actions.region import learn as learning
from ipharbor.actions.rights.take_up import take_up
from ipharbor.journal.models import Line
from ipharbor.queries.docket import docket
from ipharbor.queries.outlook import chances, outlook
from ipharbor.records.models import Firm, Right
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.messages import LANGUAGES


@pytest.fixture
def right(at_desk: Client, corpus: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Right]:
    """A right in force of a lamp maker, among the rights that a model has been learnt from."""
    import shutil

    take_up(MAKERS[0], corpus=corpus, by=permits.operator(), at=NOON)
    firm = Firm.objects.get(name=MAKERS[0])
    held = docket(firm, law=load(), on=NOON.date(), data_until=NOON.date())
    key = next(line.record.key for line in held.lines if line.state == "in_force")
    ledger = _standing(key)
    monkeypatch.setattr(learning, "load", lambda _folder: ledger)
    learnt = learning.learn(
        current().outlook, ledger=current().ledger, by=permits.operator(), at=NOON
    )
    assert learnt.rights > 100
    yield Right.objects.get(key=key)
    shutil.rmtree(current().outlook, ignore_errors=True)


def _standing(key: str) -> Any:
    """A ledger whose first right, of that key, still stands."""
    from ipharbor.analysis.region.layout import FAR
    from ipharbor.register.moves import STATES, State

    for seed in range(40):
        ledger = invented(1200, seed, first_key=key)
        rows = ledger.tables["spans"].slice(0, 4).to_pylist()
        first = [row for row in rows if row["right"] == 0]
        if len(first) == 2 and first[0]["until"] > LAST and first[0]["known_until"] == FAR:
            assert first[0]["state"] == STATES.index(State.IN_FORCE)
            return ledger
    raise AssertionError("no seed lets the first right stand")


def test_a_rights_page_tells_chance_band_reasons_and_what_it_rests_on(
    at_desk: Client, right: Right
) -> None:
    told = outlook(current().outlook, right.key, "zh")
    assert told is not None and told.chances
    page = at_desk.get(f"/docket/{right.key}/").content.decode()
    assert "可能维持多久" in page
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert f"{told.lives} 件权利" in text
    assert "2024-12-31" in text, "as known on which day"
    for reason in told.reasons:
        assert reason in text
    for lang in LANGUAGES:
        said = outlook(current().outlook, right.key, lang)
        assert said is not None
        assert not any("survival." in reason for reason in said.reasons), said.reasons


def test_the_journal_tells_what_was_learnt_from(right: Right) -> None:
    line = Line.objects.get(action="ledger.learn")
    assert line.details["ledger"] == "v1-1"
    assert line.details["lives"] > 300


def test_the_docket_can_show_the_chance_as_a_column(at_desk: Client, right: Right) -> None:
    found = chances(current().outlook, 3)
    assert right.key in found
    page = at_desk.get("/docket/", {"firm": right.firm_id, "columns": "right,chance_3"})
    assert page.status_code == 200


def test_without_a_model_the_page_says_nothing_of_it(at_desk: Client, corpus: Any) -> None:
    take_up(MAKERS[0], corpus=corpus, by=permits.operator(), at=NOON)
    key = Right.objects.order_by("key")[0].key
    assert chances(current().outlook, 3) == {}
    page = at_desk.get(f"/docket/{key}/")
    assert page.status_code == 200
    assert "可能维持多久" not in page.content.decode()


def test_a_worse_model_is_noted_and_the_one_in_use_stays_on_page_and_record(
    at_desk: Client, right: Right, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace as changed

    fit = learning.fit

    def worse(ledger: Any) -> Any:
        model, chances = fit(ledger)
        looks = tuple(changed(one, error=one.error + 0.1) for one in model.looks)
        return changed(model, looks=looks), chances

    monkeypatch.setattr(learning, "fit", worse)
    before = outlook(current().outlook, right.key, "en")
    again = learning.learn(
        current().outlook, ledger=current().ledger, by=permits.operator(), at=NOON
    )
    assert not again.choice.taken
    told = outlook(current().outlook, right.key, "en")
    assert told is not None and before is not None
    assert told.looks == before.looks
    assert told.chances == before.chances
    assert [one.why for one in told.tried] == ["worse", "first"]
    line = Line.objects.filter(action="ledger.learn").order_by("-seq").first()
    assert line is not None and line.details["why"] == "worse"
    page = at_desk.get(f"/docket/{right.key}/").content.decode()
    assert "未采用：校准较差" in page
    assert "采用：首个模型" in page
