"""What the tests of the pages share: texts that mean harm, and a way to a warning."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

NOON = datetime(2021, 11, 30, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HARM = "<script>alert('灯')</script>"
FORMULA = "=cmd|' /C calc'!A0"
VILLAIN = '"><img src=x onerror=alert(1)>有限公司'


def warn(person: Any, corpus: Any, query: str, name: str = "舞台灯") -> Any:
    """Set a watch, run a round, and give the warning."""
    from ipharbor.actions import permits
    from ipharbor.actions.warning.round import run
    from ipharbor.actions.watch.add import add
    from ipharbor.records.models import IssuedWarning

    add(
        owner=person,
        name=name,
        query=query,
        since=date(2021, 1, 1),
        raise_from="blue",
        vintage=corpus.manifest.number,
        by=permits.of(person),
        at=NOON,
    )
    run(
        corpus=corpus,
        mailer=Silent(),
        as_of=NOON.date(),
        base_url="http://harbor.example",
        by=permits.operator(),
        at=NOON,
    )
    return IssuedWarning.objects.filter(person=person).latest("pk")


class Silent:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, mail: Any) -> None:
        self.sent.append(mail)
