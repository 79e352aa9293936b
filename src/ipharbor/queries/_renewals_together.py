"""The renewal plans of several firms, added up."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.db import connection
from django.db.models import Count, Max, QuerySet

from ipharbor.fees.advice import Decision, Rules
from ipharbor.journal.models import Line
from ipharbor.queries._counsel import counsels, decisions, statements
from ipharbor.queries._renewal_sums import FEN, YEARS, YearPlan, horizon, mask, totals
from ipharbor.queries._renewing import Bools, Ints, Reckoned, reckon
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


class _Kept:
    """The last answers. No change comes without a journal line, so the journal's head, with the
    tables' sizes beside it, tells whether an answer still holds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, District] = OrderedDict()

    def get(self, key: Hashable) -> District | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: District) -> None:
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > _ANSWERS:
                self._answers.popitem(last=False)


_ANSWERS = 16


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


_kept = _Kept()


def district(
    among: QuerySet[Firm],
    *,
    law: Book,
    on: date,
    data_until: date,
    years: int = YEARS,
    rules: Rules | None = None,
) -> District:
    """The plans of the firms ``among`` for ``years`` calendar years; see ``renewals.plan``.

    Firms stand by what they have to pay, the most first. The same question is answered from
    memory until something changes.
    """
    rules = rules or Rules()
    firms = tuple(among.order_by("pk").values_list("pk", flat=True))
    key = (_head(), firms, on, data_until, years, rules, id(law))
    held = _kept.get(key)
    if held is None:
        held = _reckoned(firms, law=law, on=on, data_until=data_until, years=years, rules=rules)
        _kept.put(key, held)
    return held


def _head() -> Hashable:
    """Tells one state of the register from any other."""
    last = Line.objects.order_by("-seq").values_list("seq", "hash").first()
    sizes = [model.objects.aggregate(n=Count("pk"), last=Max("pk")) for model in _RESTS_ON]
    return connection.settings_dict["NAME"], last, *(tuple(one.values()) for one in sizes)


def _reckoned(
    firms: tuple[int, ...], *, law: Book, on: date, data_until: date, years: int, rules: Rules
) -> District:
    records = list(RightRecord.objects.filter(firm__in=firms).order_by("firm_id", "key"))
    found = reckon(records, law=law, on=on, data_until=data_until)
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
