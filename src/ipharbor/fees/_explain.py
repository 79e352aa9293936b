"""The steps by which amounts and states of payment are explained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ipharbor.fees import tariff
from ipharbor.fees.due import Reduced, Status
from ipharbor.register.spans import STOPS, Stay
from ipharbor.statutes.book import Law
from ipharbor.statutes.counting import Step
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Money, Share


def step(
    code: str, day: date, ruled: Provision | None = None, *, certain: bool = True, **told: object
) -> Step:
    """A step on ``day`` under ``ruled``; money and shares among ``told`` are written out."""
    params = tuple((name, written(value)) for name, value in told.items())
    if ruled is None:
        return Step(code, day, day, certain=certain, params=params)
    return Step(code, day, day, ruled.name, ruled.source, certain and ruled.certain, None, params)


def full_step(law: Law, year: int, amount: Money) -> Step:
    """The whole annuity of ``year``."""
    return step("fees.step.full", law.day, law[tariff.ANNUITY], year=year, amount=amount)


def compensation_steps(law: Law, years: int, amount: Money) -> tuple[Step, ...]:
    """The one payment for the whole years of a lengthened term."""
    ruled = law[tariff.COMPENSATION]
    steps = [step("fees.step.compensation", law.day, ruled, years=years, amount=amount)]
    if tariff.ONCE in law:
        steps.append(step("fees.step.compensation_once", law.day, law[tariff.ONCE]))
    return tuple(steps)


def registration_step(law: Law) -> Step:
    """That the grant year's annuity was paid at registration, or there were no right."""
    return step("fees.step.registration", law.day, _held(law, tariff.REGISTRATION))


def relief_steps(law: Law, found: tariff.Relief, reduced: Reduced, fee: Money) -> tuple[Step, ...]:
    """What lowered the fee, what gave way to it, or why nothing did."""
    if reduced.code == "fees.relief.none":
        return ()
    ruled = reduced.provision
    told = step(
        reduced.code, law.day, ruled, share=Share(reduced.share), amount=reduced.amount, fee=fee
    )
    if found.beaten is None:
        return (told,)
    better = _held(law, tariff.NOT_CUMULATIVE)
    gave_way = Share(found.beaten.share.of_one)
    return (told, step("fees.step.better", law.day, better, share=gave_way))


def charge_step(law: Law, found: tariff.Charge) -> Step:
    """The surcharge of the month of delay."""
    return step(
        "fees.step.surcharge",
        law.day,
        law[tariff.SURCHARGE],
        month=found.month,
        share=Share(found.share),
        amount=found.amount,
    )


def status_step(status: Status, told: bool, due_by: date, on: date, law: Law) -> Step:
    """Why the annuity stands as it does on ``on``."""
    if status is Status.LAPSED:
        ruled = _held(law, tariff.ENDS_ON_DUE_DAY)
        code = "fees.step.lapsed_told" if told else "fees.step.lapsed_reckoned"
        return step(code, on, ruled, certain=told, due_by=due_by.isoformat())
    return step(f"fees.step.{status}", on, certain=told, due_by=due_by.isoformat())


def stayed_step(stay: Stay, due_by: date, law: Law) -> Step:
    """That ``stay`` stops the ending of the right for the annuity due by ``due_by``."""
    until = stay.last.isoformat() if stay.last else "—"
    days = {"due_by": due_by.isoformat(), "since": stay.first.isoformat(), "until": until}
    return step("fees.step.stayed", law.day, _held(law, STOPS), certain=False, **days)


def _held(law: Law, name: str) -> Provision | None:
    if name not in law:
        return None
    return law[name]


def written(value: object) -> str:
    """``value`` as it stands in a sentence: money and numbers with thousands separated."""
    if isinstance(value, Money):
        return f"{value.amount:,}"
    if isinstance(value, Share):
        return value.text("en")
    return f"{value:,}" if isinstance(value, Decimal) else str(value)
