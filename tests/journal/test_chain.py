"""The journal shows every edit made behind its back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from ipharbor.journal import chain, outbox
from ipharbor.journal.models import Line, Outgoing

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    for n in range(count):
        with transaction.atomic():
            details = {"name": f"监视{n}"}
            chain.append("watch.add", f"watch:{n}", actor="ada", at=AT, details=details)


def test_an_untouched_chain_verifies() -> None:
    write(5)
    assert chain.verify() is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("actor", "eve"), ("action", "watch.end"), ("details", {"name": "别的"}), ("subject", "x")],
)
def test_an_edited_line_is_found(field: str, value: object) -> None:
    write(5)
    Line.objects.filter(seq=3).update(**{field: value})
    assert chain.verify() == chain.Broken(3, "journal.edited")


def test_a_line_taken_out_is_found() -> None:
    write(5)
    Line.objects.filter(seq=3).delete()
    assert chain.verify() == chain.Broken(4, "journal.gap")


def test_a_line_rewritten_with_its_own_hash_breaks_the_next() -> None:
    write(5)
    line = Line.objects.get(seq=3)
    line.actor = "eve"
    line.hash = chain.digest(line)
    line.save()
    assert chain.verify() == chain.Broken(4, "journal.unlinked")


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        chain.append("watch.add", "watch:1", actor="ada", at=AT, details={})


def test_the_outbox_keeps_one_mail_of_a_name() -> None:
    assert outbox.put("round:1", to="a@example.org", subject="s", body="b", at=AT)
    assert not outbox.put("round:1", to="a@example.org", subject="s", body="b", at=AT)
    assert Outgoing.objects.count() == 1


def test_a_mail_that_cannot_go_says_why_and_is_tried_again_five_times() -> None:
    outbox.put("round:1", to="a@example.org", subject="s", body="b", at=AT)

    def refuse(mail: Outgoing) -> None:
        raise ConnectionRefusedError("no server")

    only = Outgoing.objects.get().pk
    for attempt in range(1, 6):
        with pytest.raises(ConnectionRefusedError):
            outbox.send_one(only, refuse, at=AT)
        kept = Outgoing.objects.get()
        assert kept.attempts == attempt
        assert "no server" in kept.why
    assert kept.state == "failed"
    assert not outbox.send_one(only, refuse, at=AT)


def test_a_sent_mail_is_not_sent_twice() -> None:
    outbox.put("round:1", to="a@example.org", subject="s", body="b", at=AT)
    sent: list[str] = []
    only = Outgoing.objects.get().pk
    assert outbox.send_one(only, lambda mail: sent.append(mail.to), at=AT)
    assert not outbox.send_one(only, lambda mail: sent.append(mail.to), at=AT)
    assert sent == ["a@example.org"]
