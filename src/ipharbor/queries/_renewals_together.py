"""The renewal plans of several firms, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.db.models import QuerySet

from ipharbor.fees.advice import Decision, Rules
from ipharbor.queries._by_columns import held
from ipharbor.queries._concerning import ALL_FIRMS, RESTS_ON
from ipharbor.queries._counsel import counsels, decisions, statements
from ipharbor.queries._renewal_sums import FEN, YEARS, YearPlan, horizon, mask, totals
from ipharbor.queries._renewing import Bools, Ints, Reckoned, reckon
from ipharbor.queries.kept import Kept
from ipharbor.records.models import (
    FeeReduction,
    Firm,
    LawCorrection,
    OwnerStatement,
    Payment,
    RenewalDecision,
    RightEvent,
)
from ipharbor.records.models import Right as RightRecord
from ipharbor.statutes.book import Book

_RESTS_ON = (
    FeeReduction, LawCorrection, OwnerStatement, Payment, RenewalDecision, RightRecord, RightEvent,
)  # fmt: skip


@dataclass(frozen=True)
class FirmPlan:
    """A firm's part of the district's plan: its ``rights`` that are not dropped and what they
    cost in CNY by year, what its ``dropped`` ones save, and how many rights are advised what."""

    firm: Firm
    rights: int
    dropped: int
    payable: tuple[Decimal, ...]
    saved: Decimal
    advice: Mapping[str, int]

    @property
    def total(self) -> Decimal:
        """The sum of all years, CNY."""
        return sum(self.payable, Decimal(0))


@dataclass(frozen=True)
class District:
    """The renewal plans of several firms, added up.

    A right that stands in several dockets is counted once in ``totals`` (with a firm that has
    not dropped it, if there is one) and with each firm in ``firms``. ``shared`` counts the
    rights left out of the totals for that, and ``shared_payable`` is what they cost in CNY:
    the firms' sums less ``shared_payable`` are the totals.
    """

    on: date
    years: range
    totals: tuple[YearPlan, ...]
    firms: tuple[FirmPlan, ...]
    advice: Mapping[str, int]
    shared: int
    shared_payable: Decimal

    @property
    def payable(self) -> Decimal:
        """The sum of all years, CNY."""
        return sum((year.sums.payable for year in self.totals), Decimal(0))

    @property
    def saved(self) -> Decimal:
        """What the dropped rights would have cost, CNY."""
        return sum((year.saved for year in self.totals), Decimal(0))

    @property
    def could_save(self) -> Decimal:
        """What following the advice to drop would save besides, CNY."""
        return sum((year.could_save for year in self.totals), Decimal(0))


_kept: Kept[District] = Kept(16, *_RESTS_ON, actions=(*RESTS_ON, *ALL_FIRMS))


def district(
    among: QuerySet[Firm],
    *,
    law: Book,
    on: date,
    data_until: date,
    years: int = YEARS,
    rules: Rules | None = None,
    told: Callable[[str], object] = lambda phase: None,
) -> District:
    """The plans of the firms ``among`` for ``years`` calendar years; see ``renewals.plan``.

    Firms stand by what they have to pay, the most first. The same question is answered from
    memory until something changes. ``told`` is told ``read``, ``reckon`` and ``advise``.
    """
    rules = rules or Rules()
    firms = tuple(among.order_by("pk").values_list("pk", flat=True))
    return _kept.get(
        (firms, on, data_until, years, rules, id(law)),
        lambda: _reckoned(
            firms, law=law, on=on, data_until=data_until, years=years, rules=rules, told=told
        ),
    )


def _reckoned(
    firms: tuple[int, ...], *, law: Book, on: date, data_until: date, years: int, rules: Rules,
    told: Callable[[str], object],
) -> District:  # fmt: skip
    told("read")
    held_by_all = held(firms)
    told("reckon")
    found = reckon(held_by_all, law=law, on=on, data_until=data_until)
    told("advise")
    shown = horizon(found, on, years)
    decided = decisions({}, on)
    gone = {right for right, told in decided.items() if told.decision == Decision.DROP}
    words = [one.word for one in counsels(found, statements({}, on), on, rules)]
    places = [one.record.pk for one in found.rights]
    dropped = mask([pk in gone for pk in places])
    advised = mask(
        [
            word == Decision.DROP and pk not in decided
            for word, pk in zip(words, places, strict=True)
        ]
    )
    once = _once(found, dropped)
    payable = np.where(dropped[:, None], 0, found.by_right(shown))
    return District(
        on=on,
        years=shown,
        totals=totals(found, shown, dropped & once, advised & once, once),
        firms=_by_firm(found, payable, found.by_right(shown).sum(axis=1) * dropped, words, dropped),
        advice=Counter(word for word, counted in zip(words, once, strict=True) if counted),
        shared=int((~once).sum()),
        shared_payable=int(payable[~once].sum()) / FEN,
    )


def _once(found: Reckoned, dropped: Bools) -> Bools:
    """One place for each right of several dockets: the first that has not dropped it."""
    first: dict[str, int] = {}
    for place, one in enumerate(found.rights):
        held = first.setdefault(one.record.key, place)
        if dropped[held] and not dropped[place]:
            first[one.record.key] = place
    made = np.zeros(len(found.rights), dtype=np.bool_)
    made[list(first.values())] = True
    return made


def _by_firm(
    found: Reckoned, payable: Ints, saved: Ints, words: Sequence[str], dropped: Bools
) -> tuple[FirmPlan, ...]:
    firms = Firm.objects.in_bulk({one.record.firm_id for one in found.rights})
    places: dict[int, list[int]] = {}
    for place, one in enumerate(found.rights):
        places.setdefault(one.record.firm_id, []).append(place)
    made = [
        FirmPlan(
            firm=firms[pk],
            rights=len(held) - int(dropped[held].sum()),
            dropped=int(dropped[held].sum()),
            payable=tuple(fen / FEN for fen in payable[held].sum(axis=0).tolist()),
            saved=int(saved[held].sum()) / FEN,
            advice=Counter(words[place] for place in held),
        )
        for pk, held in places.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.total, one.firm.name)))
