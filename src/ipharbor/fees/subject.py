"""What must be known of a right to reckon its fees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipharbor.register.moves import State
from ipharbor.register.spans import Stay
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.findings import Finding, Severity


class ReductionKind(StrEnum):
    """Whether the payer has a fee reduction, alone or together with others."""

    NONE = "none"
    SINGLE = "single"
    JOINT = "joint"


@dataclass(frozen=True)
class Reduction:
    """A recorded fee reduction (费减备案) and the calendar years for which it is recorded.

    Both ends belong to it; ``None`` leaves an end open. Whether the payers qualify is decided
    where the reduction is recorded, not here.
    """

    kind: ReductionKind = ReductionKind.NONE
    first: int | None = None
    last: int | None = None

    def holds(self, year: int) -> bool:
        """Whether it is recorded for the calendar year ``year``."""
        begun = self.first is None or self.first <= year
        return (
            self.kind is not ReductionKind.NONE
            and begun
            and (self.last is None or year <= self.last)
        )


@dataclass(frozen=True)
class OpenLicence:
    """The days within which an annuity falls due that an open licence cuts, both included.

    From the recordal of the licence to the end of its working (开放许可实施期间), or to the
    withdrawal of the statement: later patent years are not cut.
    """

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether an annuity due on ``day`` is cut."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Paid:
    """A payment on ``on`` towards the annuity of patent year ``year``.

    ``amount`` ``None`` means that the source says the year was paid and not with how much.
    """

    year: int
    on: date
    amount: Money | None = None


@dataclass(frozen=True)
class FeeSubject:
    """A right as far as its fees are concerned.

    ``patent_type`` is ``invention``, ``utility_model`` or ``design``. ``granted_on`` is the
    day on which the grant was announced; without it no annuity is due. ``first_year`` is the
    patent year whose annuity was paid at registration, where the office's notice tells it;
    otherwise it is the year in which the grant was announced. ``term_ends`` is the last day of
    the term where it was lengthened. ``paid_through`` is the last patent year that is known to
    be paid, with all before it. ``state`` and ``ended_on`` are those of the register:
    ``ended_on`` is the first day on which the right no longer stood, for a lapse the due day.
    ``stays`` are the preservations and suspensions that stop the ending of the right.
    ``in_force_as_of`` is the last day for which a source shows the right in force: a year whose
    window closed before it is presumed paid. ``notice_on`` is the day on which the notice of
    termination counts as received.
    """

    key: str
    patent_type: str
    filed_on: date
    granted_on: date | None
    term_ends: date | None = None
    first_year: int | None = None
    reduction: Reduction = Reduction()
    open_licences: tuple[OpenLicence, ...] = ()
    paid: tuple[Paid, ...] = ()
    paid_through: int = 0
    state: State = State.IN_FORCE
    ended_on: date | None = None
    in_force_as_of: date | None = None
    notice_on: date | None = None
    stays: tuple[Stay, ...] = ()


def unfit(subject: FeeSubject) -> tuple[Finding, ...]:
    """Why no annuity can be reckoned for ``subject``; empty for a sound one."""
    found = []
    if subject.patent_type not in PATENT_KINDS:
        found.append(_fault("fees.subject.type", subject.key, subject.patent_type))
    if subject.granted_on is not None and subject.granted_on < subject.filed_on:
        told = f"{subject.granted_on} < {subject.filed_on}"
        found.append(_fault("fees.subject.days", subject.key, told))
    if subject.first_year is not None and subject.first_year < 1:
        found.append(_fault("fees.subject.first_year", subject.key, str(subject.first_year)))
    return tuple(found)


def _fault(code: str, key: str, value: str) -> Finding:
    return Finding(code, Severity.FAULT, value=value, params={"key": key})
