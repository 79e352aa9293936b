"""The replayed register beside the real one, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Model, Q

from ipharbor.records.models import (
    Agency,
    ApplicationRight,
    Appointment,
    Bulletin,
    BulletinCopy,
    CollateralNight,
    Disclosure,
    FeeReduction,
    FindingClosing,
    Firm,
    HandledCase,
    ImportRun,
    IncidentFacet,
    IndustryVersion,
    Invitation,
    IssuedWarning,
    KeptConcern,
    KeptPaper,
    LawCorrection,
    LedgerEntry,
    LedgerPosting,
    Loan,
    LoanApplication,
    LoanInstalment,
    LoanOffer,
    LoanRequest,
    LoanRight,
    MailChoice,
    Matter,
    Membership,
    MonthReport,
    NationalAward,
    Organisation,
    OwnerStatement,
    Payment,
    Person,
    PlaybookVersion,
    PledgeConsent,
    Product,
    ProductSale,
    RenewalDecision,
    Right,
    RightEvent,
    Schedule,
    SeenIncident,
    SelfCheck,
    Sighting,
    SweepReach,
    Target,
    Task,
    Training,
    TrainingFirm,
    TrainingPaper,
    Valuation,
    Visit,
    WarningRound,
    WarningWish,
    Watch,
)

Row = tuple[object, ...]
_OWN = "how a person is named and reached is not in the journal"
_PASSING = "tells how far work that is going on has come"


@dataclass(frozen=True)
class Compared:
    """A table that a replay must give again.

    ``left_out`` are the columns that are not compared, with the reason; ``only`` the rows that
    are, ``why`` those alone. Rows are told apart by ``key``.
    """

    model: type[Model]
    key: tuple[str, ...] = ("pk",)
    left_out: Mapping[str, str] = field(default_factory=dict)
    only: Q = field(default_factory=Q)
    why: str = ""

    @property
    def name(self) -> str:
        return self.model._meta.model_name or ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns compared, in the table's order."""
        return tuple(
            one.attname
            for one in self.model._meta.concrete_fields
            if one.attname not in self.left_out and one.name not in self.left_out
        )

    def rows(self, store: str) -> Iterator[tuple[Row, Row]]:
        """The rows compared, by their key: the key and the columns."""
        held = self.model._default_manager.using(store).filter(self.only).order_by(*self.key)
        for row in held.values_list(*self.key, *self.columns).iterator(chunk_size=2000):
            yield row[: len(self.key)], row[len(self.key) :]


COMPARED: tuple[Compared, ...] = (
    Compared(Firm),
    Compared(Organisation),
    Compared(
        Person,
        left_out={
            "password": "a secret", "email": _OWN, "display_name": _OWN,
            "last_login": "tells when somebody last came in",
            "date_joined": "by the machine's clock, before the line",
        },
    ),
    Compared(
        Membership,
        key=("person_id", "organisation_id", "since"),
        left_out={"id": "numbered as they come"},
    ),
    Compared(Invitation, left_out={"email": _OWN, "proof": "a secret"}),
    Compared(
        Disclosure,
        key=("firm_id", "organisation_id", "since"),
        left_out={"id": "numbered as they come"},
    ),
    Compared(Watch),
    Compared(
        WarningRound,
        only=Q(raised__gt=0) | Q(held__gt=0) | Q(documents__gt=0) | Q(watches__gt=0),
        why="a round that was broken off before it came to anything has no line",
    ),
    Compared(IssuedWarning, left_out={"settled": _PASSING}),
    Compared(WarningWish, key=("person_id",), left_out={"id": "numbered as they come"}),
    Compared(Sighting, left_out={"id": "numbered as they come"}, key=("watch_id", "document")),
    Compared(SeenIncident),
    Compared(
        IncidentFacet,
        key=("incident_id", "facet", "value"),
        left_out={"id": "numbered as they come"},
    ),
    Compared(CollateralNight),
    Compared(KeptConcern),
    Compared(SweepReach, key=("name",), left_out={"id": "numbered as they come"}),
    Compared(Right),
    Compared(RightEvent),
    Compared(Payment),
    Compared(FeeReduction),
    Compared(RenewalDecision),
    Compared(OwnerStatement),
    Compared(KeptPaper),
    Compared(MonthReport),
    Compared(HandledCase),
    Compared(NationalAward),
    Compared(
        Target, key=("year", "figure", "town"), left_out={"id": "numbered as they come"}
    ),
    Compared(Product),
    Compared(SelfCheck),
    Compared(
        ProductSale, key=("product_id", "year"), left_out={"id": "numbered as they come"}
    ),
    Compared(Task, left_out={"told_as": "tells what the mails have said already"}),
    Compared(LawCorrection),
    Compared(IndustryVersion),
    Compared(PlaybookVersion),
    Compared(Bulletin),
    Compared(
        BulletinCopy, key=("bulletin_id", "person_id"), left_out={"id": "numbered as they come"}
    ),
    Compared(Agency),
    Compared(Matter),
    Compared(Appointment),
    Compared(Training),
    Compared(TrainingFirm),
    Compared(TrainingPaper),
    Compared(Visit),
    Compared(Valuation),
    Compared(LoanApplication),
    Compared(ApplicationRight),
    Compared(LoanRequest),
    Compared(LoanOffer),
    Compared(LedgerEntry),
    Compared(LedgerPosting),
    Compared(Loan),
    Compared(LoanRight),
    Compared(PledgeConsent),
    Compared(LoanInstalment),
    Compared(
        ImportRun,
        only=Q(state=ImportRun.State.DONE),
        why="an import that failed or is going on has changed nothing",
        left_out={
            "phase": _PASSING, "done_units": _PASSING, "total_units": _PASSING,
            "process": _PASSING, "machine": _PASSING, "born": _PASSING, "seen_at": _PASSING,
        },
    ),
    Compared(
        FindingClosing, key=("run_id", "number"), left_out={"id": "numbered as they come"}
    ),
    Compared(
        MailChoice, key=("person_id", "kind"), left_out={"id": "numbered as they come"}
    ),
    Compared(
        Schedule,
        key=("kind",),
        only=~Q(changed_by=""),
        why="a schedule that nobody changed is the one the program comes with",
        left_out={
            "id": "numbered as they come",
            "argument": "comes with the program",
            "next_at": "reckoned anew by the worker",
            "last_at": "tells when the worker last came by",
        },
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One column of one row that is not the same: ``here`` in the register, ``replayed``."""

    table: str
    row: str
    column: str
    here: str
    replayed: str


@dataclass(frozen=True)
class Tally:
    """One table compared: rows in the register, rows after the replay, differences."""

    table: str
    here: int
    replayed: int
    differences: tuple[Difference, ...]


def compare(*, into: str, given: str = "default", most: int = 20) -> list[Tally]:
    """All tables of ``COMPARED`` in both stores; of the differences the first ``most`` a table."""
    return [_tally(one, given, into, most) for one in COMPARED]


def _tally(one: Compared, given: str, into: str, most: int) -> Tally:
    found: list[Difference] = []
    here = there = 0
    for key, mine, its in _together(one, given, into):
        here += mine is not None
        there += its is not None
        if mine != its and len(found) < most:
            found.extend(_differences(one, key, mine, its))
    return Tally(one.name, here, there, tuple(found[:most]))


def _together(one: Compared, given: str, into: str) -> Iterator[tuple[Row, Row | None, Row | None]]:
    """The rows of both stores side by side, None where one store lacks it.

    Numbered rows are walked in step, so that a table of a million needs no memory; others, of
    which there are few, are gathered, for two stores may put texts in another order.
    """
    if one.key != ("pk",):
        here, there = dict(one.rows(given)), dict(one.rows(into))
        for key in sorted({*here, *there}, key=str):
            yield key, here.get(key), there.get(key)
        return
    mine, its = one.rows(given), one.rows(into)
    left, right = next(mine, None), next(its, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None
            yield left[0], left[1], None
            left = next(mine, None)
        elif left is None or right[0] < left[0]:
            yield right[0], None, right[1]
            right = next(its, None)
        else:
            yield left[0], left[1], right[1]
            left, right = next(mine, None), next(its, None)


def _differences(
    one: Compared, key: Row, mine: Row | None, its: Row | None
) -> Iterator[Difference]:
    if mine is None or its is None:
        yield Difference(one.name, _named(key), "", _there(mine), _there(its))
        return
    for column, was, now in zip(one.columns, mine, its, strict=True):
        if was != now:
            yield Difference(one.name, _named(key), column, str(was)[:80], str(now)[:80])


def _named(key: Row) -> str:
    return " ".join(map(str, key))


def _there(row: Row | None) -> str:
    return "–" if row is None else "✓"
