"""What stands against pledging a firm's rights, and what hangs on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from ninja import Router, Schema
from pydantic import Field

from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import (
    USUAL_LIMIT,
    Cursor,
    Day,
    Id,
    Limit,
    On,
    Short,
    book,
    data_until,
    the_day,
    the_firm,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.pledge.contract import LONGEST, read
from ipharbor.pledge.offer import EVERY, Contract, Offer, Said
from ipharbor.queries import pledge_checks as queries
from ipharbor.records.models import Firm, Right
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.values import Money

router = Router(tags=["pledge"])
MOST = 5_000
REQUIRED = "pledge.contract.required"


class SaidOf(Schema):
    """What the parties say of a right; null where they say nothing."""

    double_filing: bool | None = None
    invalidation: bool | None = None
    other: bool | None = None
    words: Short = ""


class PledgeOffer(Schema):
    """What is offered. ``rights`` are keys, none for all of the firm; ``said`` is by key, under an
    empty key for all; ``contract`` is the text of the contract, read and kept nowhere."""

    rights: list[Short] = Field([], max_length=MOST)
    on: date | None = None
    known_on: Day | None = None
    debt_until: Day | None = None
    amount: Decimal | None = Field(None, gt=0, max_digits=14, decimal_places=2)
    pledgors: list[Short] = Field([], max_length=50, description="who pledges with the firm")
    consents: dict[Short, bool] = Field({}, max_length=200)
    agreed_otherwise: bool = False
    said: dict[Short, SaidOf] = Field({}, max_length=MOST)
    acknowledged: list[Short] = Field(
        [], max_length=20, description="soft grounds of which the parties were told and insist"
    )
    contract: str | None = Field(None, max_length=LONGEST)


class GroundAnswerTold(Schema):
    """A ground: whether it stands, the fact behind that and its day, what to mend."""

    ground: str
    soft: bool
    stands: Literal["yes", "no", "cannot_tell"]
    code: str
    fact: str
    mend: str
    day: date | None
    papers: list[str]
    acknowledged: bool


class PledgeCheckedTold(Schema):
    key: str
    application_number: str
    title: str
    patent_type: str
    state: str
    outcome: str
    answers: list[GroundAnswerTold]
    advice: list[str]


class PledgeCheckTold(Schema):
    """A check: how many rights came to what, and each right with its grounds."""

    outcomes: dict[str, int]
    known_on: date
    rights: list[PledgeCheckedTold]


class BlockTold(Schema):
    act: str
    force: str
    rule: str
    whom: str = Field("", description="in whose favour the pledgee agreed to it")
    until: date | None = None


class TieTold(Schema):
    """What ties somebody to a right, and the acts that it stands against."""

    key: str
    sort: str
    who: list[str]
    number: str
    since: date | None
    until: date | None
    likely: bool
    blocks: list[BlockTold]


@router.post(
    "/firms/{firm_id}/pledge/checks",
    response=Envelope[PledgeCheckTold],
    **asks("pledge.check", reads=True),
)
def check(request: Asked, firm_id: Id, stated: PledgeOffer) -> dict[str, Any]:
    """Ask the grounds of refusal of a firm's rights; nothing is kept."""
    firm = the_firm(request.auth, firm_id, "pledge.check")
    on, law = the_day(stated.on), book()
    found = queries.check(
        firm, _offer(firm, stated, on), law=law, on=on, data_until=data_until() or date.min,
        keys=frozenset(stated.rights) or None, known_on=stated.known_on,
    )  # fmt: skip
    told = queries.for_machines(found, lang(), law)
    data = {name: told[name] for name in ("outcomes", "known_on", "rights")}
    return answer(data, as_of=on, data_until=data_until(), total=len(found.rows))


@router.get(
    "/firms/{firm_id}/pledge/ties", response=Envelope[list[TieTold]], **asks("pledge.check")
)
def ties(
    request: Asked, firm_id: Id, on: On = None, limit: Limit = USUAL_LIMIT, cursor: Cursor = ""
) -> dict[str, Any]:
    """What hangs on a firm's rights, and which acts that stands against under which rule."""
    firm = the_firm(request.auth, firm_id, "pledge.check")
    day = the_day(on)
    rows = queries.ties_of(firm, law=book(), on=day, data_until=data_until() or date.min)
    numbered = list(enumerate(rows))
    shown, following = cursors.page(
        request, numbered, cursor=cursor, limit=limit, key=lambda one: one[0]
    )
    data = [
        {
            "key": one.tie.key, "sort": str(one.tie.sort), "who": list(one.tie.who),
            "number": one.tie.number, "since": one.tie.since, "until": one.tie.until,
            "likely": one.tie.likely,
            "blocks": [
                {
                    "act": str(block.act), "force": str(block.force), "rule": block.rule,
                    "whom": block.whom, "until": block.until,
                }
                for block in one.tie.blocks
            ],
        }
        for _place, one in shown
    ]  # fmt: skip
    return answer(data, following=following, as_of=day, data_until=data_until(), total=len(rows))


def _offer(firm: Firm, stated: PledgeOffer, on: date) -> Offer:
    return Offer(
        pledgors=(firm.name, *stated.pledgors),
        debt_until=stated.debt_until,
        amount=None if stated.amount is None else Money(stated.amount),
        contract=_contract(firm, stated.contract, on),
        consents=stated.consents,
        agreed_otherwise=stated.agreed_otherwise,
        said={key: Said(**one.dict()) for key, one in stated.said.items()},
        acknowledged=frozenset((EVERY, ground) for ground in stated.acknowledged),
    )


def _contract(firm: Firm, text: str | None, on: date) -> Contract | None:
    law = book().on(on)
    if text is None:
        return None
    if REQUIRED not in law:
        return Contract(dict[str, Verdict]())
    codes = [term.code for term in law[REQUIRED].terms.items]
    held = Right.objects.filter(firm=firm).values_list("key", "application_number")
    return read(text, codes, dict(held)).contract
