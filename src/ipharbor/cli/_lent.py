"""The loans of the demonstration: one asked for, one offered, one paid in time, one behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ipharbor.pledge.cost import Charges
from ipharbor.pledge.schedules import Method, Terms

if TYPE_CHECKING:
    from ipharbor.actions.financing.check import Answers
    from ipharbor.records.models import Firm, Loan, LoanApplication, Person, Valuation

    _Way = Callable[[Firm, Sequence[str], Mapping[str, Person]], object]

PAID_OUT, BEHIND = date(2026, 1, 20), date(2026, 1, 27)  # days of drawing
ASKED, OFFERED = date(2026, 10, 28), date(2026, 10, 20)
SALES = Decimal(24_000_000)  # CNY of the first year, of one right
CANDIDATES, EACH = 60, 2  # rights looked at, rights of one loan
YES = "yes"


def lend(firm: Firm, people: Mapping[str, Person]) -> str:
    """Four applications of the firm, moved on by the actions that a page would call, and how many
    there are in words. A firm with too few rights that can be pledged asks for fewer."""
    until = set(_fit(firm, ASKED))
    told = [key for key in _fit(firm, PAID_OUT) if key in until]
    parts = [told[n : n + EACH] for n in range(0, EACH * 4, EACH)]
    made = 0
    ways: tuple[_Way, ...] = (_paid_in_time, _behind, _asked, _offered)
    for keys, begin in zip(parts, ways, strict=False):
        if len(keys) == EACH:
            begin(firm, keys, people)
            made += 1
    return f"{made} applications for loans"


def _fit(firm: Firm, on: date) -> list[str]:
    """Rights of the firm against whose pledge no ground of refusal stood on the day, inventions
    first."""
    from ipharbor.records.models import Right

    found = Right.objects.filter(firm=firm, granted_on__lte=PAID_OUT)
    order = found.order_by("-patent_type", "-granted_on", "key")
    inventions = order.filter(patent_type="invention").values_list("key", flat=True)
    others = order.exclude(patent_type="invention").values_list("key", flat=True)
    keys = [*inventions[:CANDIDATES], *others[:CANDIDATES]]
    answers = _answers(firm, keys, on) if keys else {}
    return [key for key in keys if key in answers and YES not in answers[key].values()]


def _answers(firm: Firm, keys: Sequence[str], on: date) -> Answers:
    from ipharbor.pledge.daycount import months_later
    from ipharbor.pledge.offer import Offer
    from ipharbor.queries import pledge_checks
    from ipharbor.queries.docket import of_firm

    offered = Offer(pledgors=(firm.name,), debt_until=months_later(on, 12))
    told = pledge_checks.check(
        firm, offered, law=_book(), on=on, data_until=on, keys=set(keys), told=of_firm(firm.pk)
    )
    return {
        row.checked.key: {one.ground: str(one.verdict) for one in row.checked.answers}
        for row in told.rows
    }


def _asked(firm: Firm, keys: Sequence[str], people: Mapping[str, Person]) -> None:
    from ipharbor.actions.financing.request import request

    held = _valued(firm, keys, people, ASKED, "采购自动化检测设备")
    banks = [people[name].organisation for name in ("bank", "bank-2")]
    request(
        held, [one for one in banks if one is not None], until=ASKED + timedelta(days=30),
        law=_book().on(ASKED), **_by(people["firm"], ASKED),
    )  # fmt: skip


def _offered(
    firm: Firm, keys: Sequence[str], people: Mapping[str, Person], on: date = OFFERED,
    names: Sequence[str] = ("bank", "bank-2"), method: Method = Method.BULLET,
) -> LoanApplication:  # fmt: skip
    """An application that each of the banks made an offer on."""
    from ipharbor.actions.financing.offer import Offered, offer
    from ipharbor.actions.financing.request import request

    held = _valued(firm, keys, people, on, "扩大产能")
    banks = [one for name in names if (one := people[name].organisation) is not None]
    asked = request(held, banks, until=on + timedelta(days=30), law=_book().on(on),
                    **_by(people["firm"], on))  # fmt: skip
    for n, (mine, name) in enumerate(zip(asked, names, strict=True)):
        terms = Terms(held.amount, Decimal("0.0385") + n * Decimal("0.002"), 12, 3, method)
        fees = Charges(valuation=Decimal(6_000 - 2_000 * n))
        told = Offered(terms, on + timedelta(days=60), fees, ceiling=Decimal("0.5"),
                       penalty=Decimal("0.3"))  # fmt: skip
        offer(mine, told, **_by(people[name], on))
    held.refresh_from_db()
    return held


def _drawn(firm: Firm, keys: Sequence[str], people: Mapping[str, Person], on: date, number: str,
           method: Method) -> Loan:  # fmt: skip
    from ipharbor import wiring
    from ipharbor.actions.financing.accept import accept
    from ipharbor.actions.financing.draw import draw
    from ipharbor.actions.financing.register import register
    from ipharbor.actions.financing.sign import sign
    from ipharbor.records.models import LoanOffer

    held = _offered(firm, keys, people, on, ("bank",), method)
    chosen = LoanOffer.objects.select_related("request__application__firm").get(
        request__application=held, standing=True
    )
    loan = accept(chosen, **_by(people["firm"], on))
    vault, bank = wiring.vault(), people["bank"]
    text = (
        f"专利权质押合同（虚构）\n出质人：{firm.name}\n质权人：{loan.lender.name}\n"
        f"主债权：{loan.principal} 元\n专利：{'、'.join(keys)}\n"
    )
    paper = vault.put([text.encode()], limit=100_000).sha256
    for side, who in (("pledgor", people["firm"]), ("pledgee", bank)):
        loan = sign(loan, paper, side=side, vault=vault, **_by(who, on))
    loan = register(loan, number, on=on, vault=vault, **_by(bank, on))
    return draw(loan, on=on, **_by(bank, on))


def _paid_in_time(firm: Firm, keys: Sequence[str], people: Mapping[str, Person]) -> None:
    loan = _drawn(firm, keys, people, PAID_OUT, "Y2026980000001", Method.EQUAL_PRINCIPAL)
    _pay(loan, people["bank"], 3)


def _behind(firm: Firm, keys: Sequence[str], people: Mapping[str, Person]) -> None:
    """Two payments made, and the third, of 27 October, not."""
    loan = _drawn(firm, keys, people, BEHIND, "Y2026980000002", Method.BULLET)
    _pay(loan, people["bank"], 2)


def _pay(loan: Loan, bank: Person, times: int) -> None:
    from ipharbor.actions.financing.repay import repay

    due = list(loan.instalments.order_by("number").values_list("due_on", flat=True))
    for on in due[:times]:
        loan = repay(loan, on=on, **_by(bank, on))


def _valued(
    firm: Firm, keys: Sequence[str], people: Mapping[str, Person], on: date, purpose: str
) -> LoanApplication:
    """An application of the firm, checked and resting on a valuation that the agency signed."""
    from ipharbor.actions.financing.check import check
    from ipharbor.actions.financing.draft import Wanted, draft
    from ipharbor.actions.financing.value import Valued, value

    made = _valuation(firm, keys, people, on)
    amount = (made.median * Decimal("0.4")).quantize(Decimal(1)) // 10_000 * 10_000
    asks = _by(people["firm"], on)
    held = draft(firm, Wanted(Decimal(amount), 12, list(keys), purpose), **asks)
    held = check(held, _answers(firm, keys, on), law=_book().on(on), on=on, **asks)
    told = Valued(made.low, made.median, made.high, made.signed_by_name, made.hash, made.valued_on,
                  made.pk)  # fmt: skip
    return value(held, told, **asks)


def _valuation(
    firm: Firm, keys: Sequence[str], people: Mapping[str, Person], on: date
) -> Valuation:
    """Drawn up by the firm on what it expects to sell, signed by the agency."""
    from zlib import crc32

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.valuation.draw_up import draw_up
    from ipharbor.actions.valuation.sign import sign
    from ipharbor.queries import valuation as facts
    from ipharbor.records.models import Right
    from ipharbor.settings import current
    from ipharbor.valuation.stating import stated, usual

    law = _book()
    records = Right.objects.select_related("firm").filter(firm=firm, key__in=keys)
    known = [
        facts.known(one, law=law, on=on, data_until=on, corpus=wiring.corpus(),
                    chances=current().outlook, sales=True)
        for one in records.order_by("key")
    ]  # fmt: skip
    typed = usual(law.on(on)) | {f"sales:{key}": str(SALES) for key in keys} | {"draws": "2000"}
    told = stated(typed, sorted(keys), law.on(on))
    basis = facts.basis(known, told, law=law, on=on, seed=crc32("|".join(sorted(keys)).encode()))
    by = _by(people["firm"], on)
    made = draw_up(firm, basis, **by)
    signer = people["agency"]
    return sign(made.pk, by=permits.of(signer), at=by["at"])


def _by(person: Person, on: date) -> dict[str, Any]:
    """Who does it, at six in the evening of the day."""
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.cli._building import evening

    at: datetime = evening(on)
    return {"seals": wiring.firm_sealer(), "by": permits.of(person), "at": at}


def _book() -> Any:
    from ipharbor.queries.law import book
    from ipharbor.settings import current

    return book(current().region)
