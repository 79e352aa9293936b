"""What is due for one patent year of one right, with everything it was reckoned from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ipharbor.fees.amounts import total
from ipharbor.statutes.counting import Step
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Money


class Status(StrEnum):
    """Where an annuity stands.

    ``not_yet``: the year before it has not begun; ``open``: it has, this is the next annuity;
    ``due_soon``: its last day of payment in time is near; ``in_grace``: that day is past and
    it can be paid late; ``lapsed``: it can no longer be paid; ``paid``: told to be paid;
    ``presumed_paid``: the right lived on, so it must have been; ``not_owed``: the right had
    ended before; ``stayed``: it was not paid in time and a preservation or suspension stops
    the ending of the right.
    """

    NOT_YET = "not_yet"
    OPEN = "open"
    DUE_SOON = "due_soon"
    IN_GRACE = "in_grace"
    LAPSED = "lapsed"
    PAID = "paid"
    PRESUMED_PAID = "presumed_paid"
    NOT_OWED = "not_owed"
    STAYED = "stayed"


STATUSES = tuple(Status)
PAYABLE = (Status.NOT_YET, Status.OPEN, Status.DUE_SOON, Status.IN_GRACE)


class DueKind(StrEnum):
    """The grant year's annuity, a later one, or the payment for a lengthened term."""

    REGISTRATION = "registration"
    ANNUITY = "annuity"
    COMPENSATION = "compensation"


@dataclass(frozen=True)
class Reduced:
    """By how much a fee is lowered, under which provision, and why or why not.

    ``code`` is a message: ``fees.relief.reduction``, ``.open_licence``, ``.over``,
    ``.not_recorded`` or ``.none``.
    """

    share: Decimal
    amount: Money
    code: str
    provision: Provision | None = None


@dataclass(frozen=True)
class SurchargeStep:
    """A month of delay: from day to day, the share, the surcharge, and fee and surcharge."""

    month: int
    begins: date
    ends: date
    share: Decimal
    surcharge: Money
    payable: Money


@dataclass(frozen=True)
class Restoration:
    """What it takes to bring a lapsed right back for good cause other than force majeure.

    ``until`` is the last day to ask and pay, None while the day on which the notice of
    termination was received is not known. ``total`` is fee, surcharge and restoration fee.
    """

    notice_on: date | None
    until: date | None
    fee: Money
    surcharge: Money
    restoration_fee: Money
    steps: tuple[Step, ...]

    @property
    def total(self) -> Money:
        """What has to be paid in all."""
        return total((self.fee, self.surcharge, self.restoration_fee))

    @property
    def certain(self) -> bool:
        """Whether day and amounts rest on nothing assumed."""
        return self.until is not None and all(step.certain for step in self.steps)


@dataclass(frozen=True)
class Due:
    """The annuity of one patent year as it stands on a day; all money in CNY.

    ``due_by``, ``pay_by``, ``grace_ends`` and ``grace_pay_by`` are as in ``days.Window``.
    ``full`` less ``reduced.amount`` is ``fee``. ``month`` is the month of delay (0 while in
    time) and ``surcharge`` what it costs; for a lapsed year both are those of the last month.
    ``payable`` is what has to be paid on the day asked: fee and surcharge less what was paid,
    nothing where nothing can or need be paid. ``lost_on`` is the day on which the right ended
    if this year was never paid. ``days_certain``, ``amount_certain`` and ``told`` say whether
    days, amounts and payment rest on nothing assumed.
    """

    key: str
    kind: DueKind
    year: int
    due_by: date
    pay_by: date
    grace_ends: date
    grace_pay_by: date
    full: Money
    reduced: Reduced
    fee: Money
    month: int
    surcharge: Money
    surcharge_steps: tuple[SurchargeStep, ...]
    paid: Money
    payable: Money
    status: Status
    lost_on: date | None
    restoration: Restoration | None
    days_certain: bool
    amount_certain: bool
    told: bool
    steps: tuple[Step, ...]

    @property
    def certain(self) -> bool:
        """Whether days, amounts and the state of payment all rest on nothing assumed."""
        return self.days_certain and self.amount_certain and self.told
