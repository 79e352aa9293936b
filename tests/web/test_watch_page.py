"""One watch: what came of it, and how right it was."""

from __future__ import annotations

from typing import Any

import pytest
from desk import NOON, warn
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.warning.close import close
from ipharbor.actions.watch.end import end
from ipharbor.records.models import IssuedWarning, Person, Watch


def judged(person: Person, warning: IssuedWarning, verdicts: str) -> None:
    """More warnings like this one, each closed with a verdict: u, n or f."""
    named = {"u": "useful", "n": "not_useful", "f": "false"}
    for letter in verdicts:
        made = type(warning.round).objects.create(as_of=NOON.date(), vintage="v", started_at=NOON)
        warning.pk, warning.round, warning.state, warning.verdict = None, made, "new", ""
        warning.save()
        close(warning.pk, verdict=named[letter], by=permits.of(person), at=NOON)


def test_a_watch_tells_what_came_of_it_and_how_right_it_was(
    at_desk: Client, office: Person, corpus: Any
) -> None:
    warning = warn(office, corpus, "ipc:F21V")
    page = at_desk.get(f"/watches/{warning.watch_id}/").content.decode()
    assert "现有 0 条评价；满 5 条后显示比例" in page
    assert f"/inbox/{warning.pk}/" in page
    first = warning.pk
    judged(office, warning, "uuufn")
    page = at_desk.get(f"/watches/{warning.watch_id}/").content.decode()
    assert "60.0%" in page
    assert "5 条评价中 3 条有用" in page
    told = at_desk.get(f"/inbox/{first}/").content.decode()
    assert "同类预警的准确情况" in told
    assert "60.0%" in told
    assert f"/watches/{warning.watch_id}/" in told


def test_the_watch_of_somebody_else_is_unknown_and_an_ended_one_is_kept(
    at_desk: Client, office: Person, corpus: Any
) -> None:
    warning = warn(office, corpus, "ipc:F21V")
    end(warning.watch_id, by=permits.of(office), at=NOON)
    page = at_desk.get(f"/watches/{warning.watch_id}/").content.decode()
    assert "已于" in page
    assert f"/watches/{warning.watch_id}/end/" not in page
    other = Person.objects.create(username="other", role="firm")
    Watch.objects.update(owner=other)
    assert at_desk.get(f"/watches/{warning.watch_id}/").status_code == 404


def test_held_warnings_stand_there_with_the_reason(
    at_desk: Client, office: Person, corpus: Any
) -> None:
    warning = warn(office, corpus, "ipc:F21V")
    IssuedWarning.objects.update(decision="held", reason="decision.below_threshold")
    found = at_desk.get(f"/watches/{warning.watch_id}/?decision=held").context["found"]
    (row,) = found.rows
    assert row.decision == "held"
    assert row.reason == "暂存：等级低于该监视的起报等级。"
    assert not at_desk.get(f"/watches/{warning.watch_id}/?decision=raised").context["found"].rows


@pytest.mark.parametrize("path", ["/watches/99/"])
def test_no_such_watch(at_desk: Client, path: str) -> None:
    assert at_desk.get(path).status_code == 404
