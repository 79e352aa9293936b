"""What the tests of the pages share: texts that mean harm, and a way to a warning."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from statements import statement

NOON = datetime(2021, 11, 30, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HARM = "<script>alert('灯')</script>"
FORMULA = "=cmd|' /C calc'!A0"
VILLAIN = '"><img src=x onerror=alert(1)>有限公司'


MAKERS = ("广州市番禺明灯有限公司", "广州彩虹灯光有限公司", "东莞远方照明有限公司")
TRADES = (
    ("F21V 29/83", "一种舞台灯散热装置"),
    ("F21S 8/00", "一种摇头灯"),
    ("H04R 1/02", "一种音箱"),
)
TYPES = ("invention", "utility_model", "design")
TOWNS = ("440113016", "440113102", None)


def lamps() -> list[dict[str, Any]]:
    """Sixty documents of 2017 to 2021: makers, trades, types and towns by turns."""
    told = []
    for row in range(1, 61):
        year, kind = 2017 + row % 5, TYPES[row % 3]
        symbol, title = TRADES[row % 3 if row % 4 else 0]
        granted = kind != "invention"
        told.append(
            statement(
                row,
                f"{year}{row % 3 + 1}0{row:06d}",
                title=f"{title}（第{row}型）",
                title_en=f"Lamp of type {row}",
                abstract=f"本申请公开了{title}，包括灯体与散热片，所述散热片与灯体连接。",
                applicants=[MAKERS[row % 7 % 3]],
                inventors=["陈光", "李明"],
                ipc=[symbol],
                patent_type=kind,
                stage="grant" if granted else "application",
                published_on=date(year, row % 11 + 1, row % 27 + 1),
                filed_on=date(year - 1, row % 11 + 1, row % 27 + 1),
                granted_on=date(year, row % 11 + 1, row % 27 + 1) if granted else None,
                publication_number=f"CN1{row:08d}A",
                town=TOWNS[row % 3],
                legal_status="in_force" if row % 5 == 0 and granted else None,
            )
        )
    return told


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


def fresh(client: Any) -> Any:
    """The client, whose person has proved a moment ago who it is."""
    from django.utils import timezone

    from ipharbor.records.models import SignIn

    client.get("/account/")
    SignIn.objects.filter(pk=client.session["stay"]).update(proved_at=timezone.now())
    return client
