"""Publications as rows of the exchange table: which there are on a day, and their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.samples import _abroad, _citing, _fates
from ipharbor.samples._abroad import OFFICES
from ipharbor.samples._days import Days, Ints, Mask, day64
from ipharbor.samples._drawing import DESIGN, INVENTION
from ipharbor.samples._holders import ORIGINS, Workshop
from ipharbor.samples._making_names import latin_person
from ipharbor.samples._seeds import mixed, unit
from ipharbor.samples._texts import Task
from ipharbor.samples.parameters import parameters
from ipharbor.samples.plan import Plan
from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS, PATENT_TYPES

_STAGES = ("A", "U", "S")
_FOREIGN = ORIGINS.index("foreign")
_BUNCHES = 40  # groups of inventors that a workshop files in
_WITHOUT_AGENCY = 0.05
KNOWN = tuple(column.name for column in EXCHANGE_COLUMNS)


@dataclass(frozen=True)
class Rows:
    """The publications of a plan that are out on ``until``, by day and number.

    ``right`` are places among the filings, ``beyond`` among the documents abroad (-1 for
    Chinese ones), ``grant`` marks the second publication of inventions.
    """

    plan: Plan
    until: np.datetime64
    right: Ints
    beyond: Ints
    grant: Mask
    day: Days

    def __len__(self) -> int:
        return len(self.right)

    @cached_property
    def shop(self) -> Ints:
        return self.plan.filings.shop[self.right]

    @cached_property
    def kind(self) -> Ints:
        return self.plan.filings.kind[self.right]

    @cached_property
    def chinese(self) -> Mask:
        found: Mask = self.beyond < 0
        return found

    @cached_property
    def foreign(self) -> Mask:
        found: Mask = self.plan.shops.origin[self.shop] == _FOREIGN
        return found

    @cached_property
    def number(self) -> np.ndarray:
        """Publication numbers with office and kind code."""
        letter = np.where(self.grant, "B", np.array(_STAGES)[self.kind])
        own = np.char.add(np.char.add("CN", self.plan.serial[self.right]), letter).astype(object)
        return np.where(self.chinese, own, self.plan.abroad.number[self.beyond])

    def tasks(self, size: int) -> list[Task]:
        """The texts to be written, so many rows together."""
        about, trade = self.plan.filings, self.plan.trade
        made = []
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            right = self.right[part]
            made.append(
                Task(
                    trade=trade[right],
                    kind=self.kind[part],
                    thing=about.thing[right],
                    first=about.first[right],
                    second=about.second[right],
                    shape=about.shape[right],
                    words=about.words[right],
                    picks=about.picks[right],
                    voice=about.voice[right],
                    mark=about.mark[right],
                    classes=about.classes[right],
                    narrow=self.grant[part],
                    foreign=self.foreign[part],
                    english=~self.chinese[part],
                )
            )
        return made


def rows(plan: Plan, until: np.datetime64) -> Rows:
    """The publications from the table's first day to ``until``."""
    first, about, beyond = day64(parameters().first_day), plan.filings, plan.abroad
    opened = np.flatnonzero((about.opened >= first) & (about.opened <= until))
    again = (about.kind == INVENTION) & (about.granted >= first) & (about.granted <= until)
    granted = np.flatnonzero(again)
    out = np.flatnonzero(_abroad.published(beyond, until) & (beyond.day >= first))
    right = np.concatenate([opened, granted, beyond.right[out]])
    day = np.concatenate([about.opened[opened], about.granted[granted], beyond.day[out]])
    place = np.concatenate([np.full(len(opened) + len(granted), -1), out])
    grant = np.concatenate(
        [np.zeros(len(opened), bool), np.ones(len(granted), bool), beyond.grant[out]]
    )
    order = np.lexsort((grant, plan.serial[right], place, day))
    return Rows(plan, until, right[order], place[order], grant[order], day[order])


def columns(made: Rows) -> dict[str, pa.Array]:
    """All columns of the exchange table but the texts, as far as the table knows them."""
    plan, about = made.plan, made.plan.filings
    shops = plan.shops.each
    holders = [shop.holder for shop in shops]
    home = made.chinese
    beyond = plan.abroad
    granted = np.where(
        made.grant | ((made.kind != INVENTION) & home), made.day, np.datetime64("NaT")
    )
    first = plan.firsts.day[made.right]
    prior = np.where(made.foreign | ~home, first, np.datetime64("NaT"))
    filed = np.where(home, about.filed[made.right], beyond.filed[made.beyond])
    number = np.where(home, plan.number[made.right].astype(object), beyond.application[made.beyond])
    country = np.where(home, 0, 1 + beyond.office[made.beyond])
    offices = ["CN", *OFFICES]
    found = {
        "country": _coded(country, offices),
        "publication_number": pa.array(made.number, pa.string()),
        "publication_date": pa.array(made.day),
        "application_number": pa.array(number, pa.string()),
        "applicant_first": _applicants(made, holders, joint=False),
        "filing_date": pa.array(filed),
        "grant_date": _dated(granted),
        "priority_date": _dated(prior),
        "patent_type": _coded(made.kind, PATENT_TYPES),
        "applicants": _applicants(made, holders, joint=True),
        "inventors": _inventors(made),
        "agency": _coded(
            np.where(_agent(made), made.shop + 1, 0), ["", *(s.agency for s in shops)]
        ),
        "address": _of_holder(made, [each.address for each in holders]),
        "district": _of_holder(made, [each.district for each in holders]),
        "credit_code": _of_holder(made, [each.credit_code for each in holders]),
        "legal_status": _statuses(made),
        "claims": _claims(made),
        "cited_by": _cited_by(made),
        "cites": _cites(made),
        "priority_numbers": _priorities(made),
    }
    return {name: column for name, column in found.items() if name in KNOWN}


def statuses(plan: Plan, until: np.datetime64) -> Ints:
    """The legal status of each filing on a day: a place in STATUSES."""
    about, ends = plan.filings, plan.fates
    examined = until >= plan.examined
    found = np.where(examined, len(_fates.HOWS) + 1, len(_fates.HOWS))
    found = np.where(about.granted <= until, len(_fates.HOWS) + 2, found)
    return np.where(ends.ended <= until, ends.how, found)


STATUSES = (*_fates.HOWS, "公开", "实质审查的生效", "授权")


def _statuses(made: Rows) -> pa.Array:
    told = statuses(made.plan, made.until)[made.right]
    beyond = np.where(made.grant, len(STATUSES) - 1, len(_fates.HOWS))
    return _coded(np.where(made.chinese, told, beyond), STATUSES)


def _coded(places: Ints, words: Sequence[str]) -> pa.Array:
    """Places in a list of words as a column of these words."""
    distinct = list(dict.fromkeys(words))
    at = {word: place for place, word in enumerate(distinct)}
    of = np.array([at[word] for word in words], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(of[places]), pa.array(distinct, pa.string()))


def _dated(days: np.ndarray) -> pa.Array:
    return pa.array(days.astype("datetime64[D]"), mask=np.isnat(days))


def _of_holder(made: Rows, words: Sequence[str]) -> pa.Array:
    """What is told of the first applicant in Chinese documents, and nothing in others."""
    return _coded(np.where(made.chinese, made.shop + 1, 0), ["", *words])


def _applicants(made: Rows, holders: Sequence[object], joint: bool) -> pa.Array:
    """The first applicant, or all of them; abroad by their names there."""
    shops = made.plan.shops.each
    partner = made.plan.filings.partner[made.right] if joint else np.full(len(made), -1)
    key = (made.shop * (len(shops) + 1) + partner + 1) * 2 + ~made.chinese
    distinct, back = np.unique(key, return_inverse=True)
    words = []
    for each in distinct.tolist():
        pair, abroad = divmod(each, 2)
        first, second = divmod(pair, len(shops) + 1)
        named = [shops[first].holder] + ([shops[second - 1].holder] if second else [])
        words.append("|".join((one.english or one.name) if abroad else one.name for one in named))
    return _coded(back, words)


def _inventors(made: Rows) -> pa.Array:
    """Some of the team, those who lead it more often and in front."""
    shops = made.plan.shops.each
    bunch = mixed(made.plan.filings.words[made.right], 40) % np.uint64(_BUNCHES)
    key = (made.shop * _BUNCHES + bunch.astype(np.int64)) * 2 + ~made.chinese
    distinct, back = np.unique(key, return_inverse=True)
    words = mixed(distinct.astype(np.uint64) >> np.uint64(1), 41).tolist()
    texts = []
    for each, word in zip(distinct.tolist(), words, strict=True):
        shop = shops[each // 2 // _BUNCHES]
        texts.append("|".join(_bunch(shop, word, bool(each % 2))))
    return _coded(back, texts)


def _bunch(shop: Workshop, word: int, abroad: bool) -> list[str]:
    team, origin = shop.team, shop.holder.origin
    most = min(len(team), 6)
    word, draw = divmod(word, 1024)
    count = next((n for n, limit in enumerate((420, 670, 810, 900, 960), 1) if draw < limit), 6)
    count = min(most, count)
    if origin == "person":
        places = list(range(count))
    else:
        found = {0} if shop.led else set[int]()
        for _ in range(count):
            word, draw = divmod(word, 256)
            found.add(int(len(team) * (draw / 256) ** 2))
        places = sorted(found)
    if not abroad:
        return [team[place] for place in places]
    if origin == "foreign":
        return []  # their names are known in Chinese letters alone
    return [latin_person(team[place]) for place in places]


def _agent(made: Rows) -> Mask:
    found: Mask = unit(made.plan.filings.words[made.right], 42) >= _WITHOUT_AGENCY
    return found & made.chinese


def _claims(made: Rows) -> pa.Array:
    words = made.plan.filings.words[made.right]
    draw, many = unit(words, 43), unit(words, 44)
    ten = np.where(made.kind == INVENTION, 0.45, 0.2)
    told = np.where(draw < ten, 10, 4 + (many * np.where(made.kind == INVENTION, 7, 6)).astype(int))
    told = np.where(made.foreign | ~made.chinese, 9 + (many * 10).astype(int), told)
    return pa.array(told.astype(np.int32), mask=made.kind == DESIGN)


def _cited_by(made: Rows) -> pa.Array:
    """How many documents that are out name the right, each family member abroad for itself."""
    plan, until = made.plan, made.until
    named = plan.citations
    own = np.concatenate(
        [
            named.first[plan.filings.opened[named.first[:, 0]] <= until],
            named.more[plan.filings.granted[named.more[:, 0]] <= until],
        ]
    )
    out = named.abroad[plan.abroad.day[named.abroad[:, 0]] <= until]
    pairs = np.unique(own, axis=0)
    count = np.bincount(pairs[:, 1], minlength=len(plan.filings))
    count += np.bincount(out[:, 1], minlength=len(plan.filings))
    told = np.where(made.chinese, count[made.right], 0)
    return pa.array(told.astype(np.int32))


def _cites(made: Rows) -> pa.Array:
    """Publication numbers of what each row names, ``|`` between."""
    plan = made.plan
    count = len(plan.filings)
    letters = np.array(_STAGES)[plan.filings.kind]
    numbers = np.char.add(np.char.add("CN", plan.serial), letters)
    named = plan.citations
    both = np.unique(np.concatenate([named.first, named.more]), axis=0)
    found = np.full(len(made), "", object)
    for some, place, pairs, size in (
        (made.chinese & ~made.grant, made.right, named.first, count),
        (made.chinese & made.grant, made.right, both, count),
        (~made.chinese, made.beyond, named.abroad, len(plan.abroad)),
    ):
        offsets, values = _citing.lists(pairs, size)
        listed = pa.ListArray.from_arrays(
            pa.array(offsets.astype(np.int32)), pa.array(numbers[values], pa.string())
        )
        taken = listed.take(pa.array(place[some]))
        found[some] = np.asarray(pc.binary_join(taken, "|").to_pylist(), object)
    return pa.array(found, pa.string())


def _priorities(made: Rows) -> pa.Array:
    """The number of the family's first filing: of documents abroad, and of foreign applicants'."""
    plan = made.plan
    told = np.where(made.foreign, plan.firsts.number[made.right], "")
    told = np.where(made.chinese, told, plan.abroad.priority[made.beyond].astype(object))
    return pa.array(told, pa.string())
