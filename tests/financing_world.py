"""A firm with rights, two banks, and the way of an application up to wherever a test wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from ipharbor.actions import permits
from ipharbor.actions.financing.accept import accept
from ipharbor.actions.financing.check import check
from ipharbor.actions.financing.draft import Wanted, draft
from ipharbor.actions.financing.draw import draw
from ipharbor.actions.financing.offer import Offered, offer
from ipharbor.actions.financing.register import register
from ipharbor.actions.financing.request import request
from ipharbor.actions.financing.sign import sign
from ipharbor.actions.financing.value import Valued, value
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.vault import FolderVault
from ipharbor.pledge.cost import Charges
from ipharbor.pledge.schedules import Method, Terms
from ipharbor.records.models import (
    Firm,
    Loan,
    LoanApplication,
    LoanOffer,
    LoanRequest,
    Membership,
    Organisation,
    Person,
    Right,
)
from ipharbor.statutes.book import Law, load, regional

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2021, 11, 30)
SEALS = Sealer("secret", "firm")
PAPER = b"pledge contract"
TERMS = Terms(Decimal(1_000_000), Decimal("0.0385"), 12, 3, Method.BULLET)


def law() -> Law:
    return load(regional("440113")).on(TODAY)


def seated(name: str, kind: str, *, firm: Firm | None = None, place: str = "") -> Person:
    """A person of a new organisation of that kind."""
    role = {"district_office": "office", "town_station": "station"}.get(kind, kind)
    town = "440113102" if kind == "town_station" else ""
    body = Organisation.objects.create(
        kind=kind, name=place or (firm.name if firm else name), firm=firm, town=town, made_at=AT
    )
    person = Person(username=name, email=f"{name}@example.org", role=role, organisation=body,
                    firm=firm)  # fmt: skip
    person.set_unusable_password()
    person.save()
    Membership.objects.create(person=person, organisation=body, since=AT)
    return person


def actor(person: Person) -> permits.Actor:
    return permits.Actor(person.username, person.role, person, TODAY)


def fang_() -> Person:
    """Of a firm of her own."""
    return seated(
        "fang", "firm", firm=Firm.objects.create(name="番禺明灯有限公司", town="440113102")
    )


@dataclass
class World:
    """``fang`` of the firm, ``lin`` and ``mei`` of two banks; the firm holds ``keys``."""

    folder: Path
    fang: Person = field(default_factory=fang_)
    keys: list[str] = field(default_factory=list)
    firm: Firm = field(init=False)
    lin: Person = field(init=False)
    mei: Person = field(init=False)
    vault: FolderVault = field(init=False)

    def __post_init__(self) -> None:
        assert self.fang.firm is not None
        self.firm = self.fang.firm
        self.lin = seated("linda", "lender", place="番禺创业银行")
        self.mei = seated("meifeng", "lender", place="广州新银行")
        self.keys = self.keys or [
            Right.objects.create(
                key=f"CN20191000000{n}", application_number=f"20191000000{n}.{n}",
                firm=self.firm, patent_type="invention", title=f"一种走马灯{n}",
                holders=self.firm.name, filed_on=date(2019, 1, 2), granted_on=date(2021, 1, 5),
                taken_up_at=AT,
            ).key
            for n in range(1, 6)
        ]  # fmt: skip
        self.vault = FolderVault(self.folder / "vault")

    @property
    def firm_(self) -> dict[str, object]:
        return {"seals": SEALS, "by": actor(self.fang), "at": AT}

    def bank(self, who: Person | None = None, at: datetime = AT) -> dict[str, object]:
        return {"seals": SEALS, "by": actor(who or self.lin), "at": at}

    def drafted(self, keys: Sequence[str] = ()) -> LoanApplication:
        wanted = Wanted(Decimal(1_000_000), 12, list(keys or self.keys[:2]), "扩大产能")
        return draft(self.firm, wanted, **self.firm_)

    def checked(self, held: LoanApplication, **told: str) -> LoanApplication:
        answers = {
            key: {"not_owner": "no", "annuity": "cannot_tell", **told}
            for key in held.rights.values_list("key", flat=True)
        }
        return check(held, answers, law=law(), on=TODAY, **self.firm_)

    def requested(
        self, keys: Sequence[str] = (), lenders: Sequence[Person] = ()
    ) -> list[LoanRequest]:
        held = self.checked(self.drafted(keys))
        held = value(
            held, Valued(Decimal(2_000_000), Decimal(2_500_000), Decimal(3_400_000), "评估师甲",
                         "a" * 64, TODAY), **self.firm_,
        )  # fmt: skip
        asked = [one.organisation for one in lenders or (self.lin, self.mei)]
        return request(held, asked, until=TODAY, law=law(), **self.firm_)

    def offered(self, request_: LoanRequest, who: Person, rate: str = "0.0385") -> LoanOffer:
        terms = Terms(TERMS.principal, Decimal(rate), 12, 3)
        charges = Charges(guarantee=Decimal(12_000), valuation=Decimal(5_000))
        told = Offered(terms, TODAY + timedelta(days=20), charges, "按月报送报表")
        return offer(request_, told, **self.bank(who))

    def accepted(self, keys: Sequence[str] = (), who: Person | None = None) -> Loan:
        who = who or self.lin
        (asked,) = self.requested(keys, [who])
        return accept(self.offered(asked, who), **self.firm_)

    def contracted(self, keys: Sequence[str] = (), who: Person | None = None) -> Loan:
        who = who or self.lin
        loan = self.accepted(keys, who)
        paper = self.vault.put([PAPER], limit=1000).sha256
        given = {"vault": self.vault, "seals": SEALS, "at": AT}
        sign(loan, paper, side="pledgor", by=actor(self.fang), **given)
        return sign(loan, paper, side="pledgee", by=actor(who), **given)

    def registered(
        self, keys: Sequence[str] = (), who: Person | None = None, number: str = "Y2021440000001"
    ) -> Loan:
        loan = self.contracted(keys, who)
        return register(loan, number, on=TODAY, vault=self.vault, **self.bank(who))

    def drawn(self, keys: Sequence[str] = (), number: str = "Y2021440000001") -> Loan:
        return draw(self.registered(keys, number=number), on=TODAY, **self.bank())
