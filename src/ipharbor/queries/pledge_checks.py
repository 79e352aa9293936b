"""What stands against pledging a firm's rights: the grounds asked of each, as known on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.columns import dues_table
from ipharbor.pledge.columns import intricate, many, payings
from ipharbor.pledge.daycount import months_later
from ipharbor.pledge.facts import Facts, Paying
from ipharbor.pledge.grounds import Checked, Outcome, check_all
from ipharbor.pledge.offer import EVERY, Offer
from ipharbor.pledge.ties import Case, Tie, rules, ties
from ipharbor.queries import consents
from ipharbor.queries._by_columns import Held, held
from ipharbor.queries._fee_columns import ALIVE, portfolio
from ipharbor.queries._holdings import RightRow, reduction_of, right_of
from ipharbor.queries.docket import of_firm
from ipharbor.queries.law import calendar
from ipharbor.records.models import Firm, HandledCase, LoanApplication
from ipharbor.register.standing import Certainty
from ipharbor.register.twins import digits
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision
from ipharbor.vocabulary.errors import HarborError

AHEAD = 3  # calendar years after the day in which a next annuity falls due


@dataclass(frozen=True)
class Row:
    """One right offered: what is known of it and what its check came to."""

    record: RightRow
    facts: Facts
    checked: Checked


@dataclass(frozen=True)
class Check:
    """The check of some rights of ``firm`` on ``on``, by what was known on ``known_on``."""

    firm: Firm
    on: date
    known_on: date
    offer: Offer
    rows: tuple[Row, ...]

    @cached_property
    def outcomes(self) -> Mapping[Outcome, int]:
        """How many rights came to what, the worst first."""
        found = Counter(row.checked.outcome for row in self.rows)
        return {one: found.get(one, 0) for one in Outcome}

    @cached_property
    def refusing(self) -> Mapping[str, int]:
        """By ground how many rights it refuses, soft grounds until the parties insist."""
        return Counter(
            one.ground for row in self.rows for one in (*row.checked.hard, *row.checked.soft)
        )

    @cached_property
    def papers(self) -> Mapping[str, int]:
        """The papers that the answers call for, with the number of rights that need each."""
        return Counter(paper for row in self.rows for paper in row.checked.papers)


def check(
    firm: Firm,
    offer: Offer,
    *,
    law: Book,
    on: date,
    data_until: date,
    keys: Collection[str] | None = None,
    known_on: date | None = None,
    told: Held | None = None,
) -> Check:
    """The grounds of refusal of the law of ``on`` asked of the rights ``keys`` of the firm (None:
    all), by what was known on ``known_on`` (None: all that is known).

    Rights stand in the order of their keys. Raises ``docket.right.unknown`` for a key that is
    not in the firm's docket.
    """
    whole = told or held([firm.pk])
    told = _of(whole, keys)
    if known_on is not None:
        told = as_known(told, known_on)
    until = whole.known_until(data_until) if known_on is None else known_on
    known = facts(firm, told, law=law, on=on, data_until=until)
    checked = check_all(known, offer, on=on, book=law)
    made = tuple(map(Row, told.once, known, checked))
    return Check(firm, on, until, offer, made)


def _of(told: Held, keys: Collection[str] | None) -> Held:
    """What is held of the rights ``keys`` alone, None for all; see ``check``."""
    if keys is None:
        return told
    absent = set(keys) - {one.key for one in told.once}
    if absent:
        raise HarborError("docket.right.unknown", fields=("right",), key=min(absent))
    return told.only(keys)


def as_known(told: Held, day: date) -> Held:
    """What of ``told`` was known on ``day``."""
    events = pc.less_equal(told.events["known_on"], pa.scalar(day))
    paid = pc.less_equal(told.payments["known_on"], pa.scalar(day))
    stored = pc.sum(events.slice(0, told.stored)).as_py() or 0
    return replace(
        told, events=told.events.filter(events), stored=stored, payments=told.payments.filter(paid)
    )


def facts(firm: Firm, told: Held, *, law: Book, on: date, data_until: date) -> tuple[Facts, ...]:
    """What is known of each right of ``told.once`` on ``on``, as its check asks it."""
    stood = told.standings(law=law, on=on, data_until=data_until)
    rights = [told.pairs.get(one.key) or right_of(one) for one in told.once]
    keys = intricate(rights, told.events, stood, on=on, known_on=data_until)
    looked_at = dict.fromkeys(keys, ()) | told.events_of(pa.array(sorted(keys), pa.string()))
    owed = _payings(firm, told, stood, law=law, on=on, data_until=data_until)
    found = many(
        rights,
        [one.granted_on for one in told.once],
        told.events,
        stood,
        looked_at,
        owed,
        on=on,
        book=law,
        data_until=data_until,
    )
    return tuple(
        one._replace(certainty=str(Certainty.PRESUMED))
        if one.key in told.stated_ends and one.state not in ALIVE
        else one
        for one in found
    )


def _payings(
    firm: Firm, told: Held, stood: pa.Table, *, law: Book, on: date, data_until: date
) -> Mapping[str, Paying]:
    """Where the annuities of those rights stand whose days of filing and grant are known."""
    owing = [
        place
        for place, one in enumerate(told.once)
        if one.filed_on is not None and one.granted_on is not None
        and one.granted_on >= one.filed_on
    ]  # fmt: skip
    records: Sequence[RightRow] = [told.once[place] for place in owing]
    own = reduction_of(firm)
    asked = portfolio(
        told, [one.key for one in records], records, stood.take(pa.array(owing, pa.int64())),
        reduction=lambda one: told.shared.get(one.key, own), lengthened=False,
        law=law, on=on, data_until=data_until,
    )  # fmt: skip
    first = min((one.filed_on.year for one in records if one.filed_on), default=on.year)
    last = max(on.year + AHEAD, _paid_ahead(asked.payments, records) + 2)
    dues = dues_table(
        asked.rights, years=range(first, last), on=on, book=law, calendar=calendar(),
        payments=asked.payments, licences=asked.licences, stays=asked.stays,
    )  # fmt: skip
    kept = np.unique(asked.payments["key"].to_pylist()) if asked.payments.num_rows else ()
    return payings(dues, [one.key for one in records], list(kept))


@dataclass(frozen=True)
class TieRow:
    """A tie of one right of the firm, with the provisions on which its blocks rest."""

    record: RightRow
    tie: Tie
    rules: tuple[Provision, ...]


def ties_of(
    firm: Firm,
    *,
    law: Book,
    on: date,
    data_until: date,
    keys: Collection[str] | None = None,
    told: Held | None = None,
) -> tuple[TieRow, ...]:
    """What hangs on the firm's rights (or on ``keys`` of them) on ``on``, by right; of rights
    that are over nothing. Cases are those of our own case desk."""
    whole = told or held([firm.pk])
    told = _of(whole, keys)
    until, today = whole.known_until(data_until), law.on(on)
    known = facts(firm, told, law=law, on=on, data_until=until)
    wanted = [
        (one, fact) for one, fact in zip(told.once, known, strict=True) if fact.state in ALIVE
    ]
    cases = _cases([one for one, _fact in wanted], on)
    agreed = consents.agreed([one.key for one, _fact in wanted])
    return tuple(
        TieRow(one, tie, rules(tie, today))
        for one, fact in wanted
        for tie in ties(
            fact,
            today,
            cases=cases.get(digits(one.application_number or one.key), ()),
            agreed=[given for given in agreed.get(one.key, ()) if given.stands(on)],
        )
    )


def _paid_ahead(payments: pa.Table, records: Sequence[RightRow]) -> int:
    """The last calendar year in which an annuity falls due that is already paid; 0 for none."""
    begun = {one.key: one.filed_on.year for one in records if one.filed_on}
    rows = zip(payments["key"].to_pylist(), payments["year"].to_pylist(), strict=True)
    return max((begun[key] + year for key, year in rows), default=0)


def _cases(records: Sequence[RightRow], on: date) -> Mapping[str, list[Case]]:
    """The cases that were not closed on ``on``, by the digits of the right's number."""
    numbers = {digits(one.application_number or one.key) for one in records}
    found: dict[str, list[Case]] = {}
    for one in HandledCase.objects.filter(received_on__lte=on).exclude(right=""):
        number = digits(one.right)
        if number in numbers and (one.closed_on is None or one.closed_on > on):
            parties = tuple(name for name in (one.complainant, one.respondent) if name)
            case = Case(one.number, one.kind, one.received_on, parties)
            found.setdefault(number, []).append(case)
    return found


def of_application(
    held: LoanApplication, insists: Collection[str], *, law: Book, on: date, data_until: date | None
) -> dict[str, dict[str, str]]:
    """By right of an application whether each ground stands, as the application keeps it;
    ``insists`` are the soft grounds upon which the firm insists."""
    offer = Offer(
        pledgors=(held.firm.name,),
        debt_until=months_later(on, held.months),
        acknowledged=frozenset((EVERY, ground) for ground in insists),
    )
    told = check(
        held.firm, offer, law=law, on=on, data_until=data_until or on,
        keys=set(held.rights.values_list("key", flat=True)), told=of_firm(held.firm_id),
    )  # fmt: skip
    return {
        row.checked.key: {one.ground: str(one.verdict) for one in row.checked.answers}
        for row in told.rows
    }


def for_machines(told: Check, lang: str, law: Book) -> dict[str, Any]:
    """A check as programs read it, the sentences in ``lang``."""
    return {
        "firm": told.firm.name,
        "on": told.on,
        "known_on": told.known_on,
        "outcomes": {str(one): count for one, count in told.outcomes.items()},
        "rights": [row_for_machines(row, lang, law) for row in told.rows],
    }


def row_for_machines(row: Row, lang: str, law: Book) -> dict[str, Any]:
    """A right of a check with the answer of each ground, what is behind it and what to do."""
    answers = []
    for one in row.checked.answers:
        said = one.told(lang, law, row.checked.on)
        answers.append(
            {
                "ground": one.ground,
                "soft": one.soft,
                "stands": str(one.verdict),
                "code": one.code,
                "fact": said.what,
                "mend": said.next,
                "day": one.on,
                "papers": list(one.papers),
                "acknowledged": one.acknowledged,
            }
        )
    return {
        "key": row.record.key,
        "application_number": row.record.application_number,
        "title": row.record.title,
        "patent_type": row.record.patent_type,
        "state": row.facts.state,
        "outcome": str(row.checked.outcome),
        "answers": answers,
        "advice": [one.told(lang).what for one in row.checked.advice],
    }
