"""What the register, the corpus and the firm tell of a right that bears on its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc

from ipharbor.corpus.query import parse
from ipharbor.corpus.reading import Corpus
from ipharbor.fees.due import PAYABLE
from ipharbor.queries import outlook
from ipharbor.queries.docket import Account, account
from ipharbor.records.models import OwnerStatement, Product, ProductSale, Right
from ipharbor.register.codes import Kind
from ipharbor.register.moves import IN_FORCE
from ipharbor.statutes.book import Book
from ipharbor.valuation.life import Life, Survival, life, years_between
from ipharbor.valuation.scorecard import Fact, scorecard, share_by
from ipharbor.valuation.spread import Spread
from ipharbor.valuation.stating import Stated
from ipharbor.valuation.subject import Basis, Rules, Subject, rules
from ipharbor.vocabulary.markets import HOME

_TEN_THOUSAND = Decimal(10_000)
_YEAR = timedelta(days=365)
_LATELY = 3  # years of a field that are set against the three before
_FARTHEST = 5  # years ahead of the chance that is scored
_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Sold:
    """What a product of the right's class sold for in its latest full year, in CNY."""

    product: int
    name: str
    year: int
    amount: Decimal


@dataclass(frozen=True)
class Known:
    """What is known of a right on a day; all of it can be looked up.

    ``sold`` is None where the reader is not told what the firm sells. ``worth`` is what the holder
    says that another year of the right is worth, with the day of saying. ``annuities`` are those
    to come, one for each patent year, nothing for a year that is paid; ``certain`` tells whether
    standing and annuities rest on nothing assumed.
    """

    record: Right
    on: date
    state: str
    in_force: bool
    certain: bool
    term_ends: date | None
    used: Decimal
    survival: Survival | None
    annuities: tuple[Decimal, ...]
    facts: tuple[Fact, ...]
    sold: tuple[Sold, ...] | None
    worth: tuple[Decimal, date] | None
    burdens: tuple[str, ...]

    def life(self, contract_ends: date | None = None, economic: Decimal | None = None) -> Life:
        """How long the right will bring something, within what is stated besides."""
        return life(
            in_force=self.in_force, term_ends=self.term_ends, on=self.on, survival=self.survival,
            contract_ends=contract_ends, economic=economic,
        )  # fmt: skip


def known(
    record: Right,
    *,
    law: Book,
    on: date,
    data_until: date,
    corpus: Corpus,
    chances: Path,
    sales: bool,
) -> Known:
    """What is known of the right on ``on``: of standing, payments and statements what was known
    then, of the corpus what its vintage holds. ``chances`` is the folder of the survival model;
    ``sales`` whether the reader is told what the firm's products sell for."""
    told = account(record, law=law, on=on, data_until=data_until)
    stood = told.standing
    in_force = stood.state in IN_FORCE
    survival = _survival(chances, record.key, on) if in_force else None
    sold = products_sold(record, on) if sales else None
    return Known(
        record=record,
        on=on,
        state=str(stood.state),
        in_force=in_force,
        certain=str(stood.certainty) == "certain" and all(one.certain for one in told.dues),
        term_ends=stood.term_ends,
        used=years_between(record.filed_on, on) if record.filed_on else Decimal(0),
        survival=survival,
        annuities=_annuities(told) if in_force else (),
        facts=(*_of_register(told, survival), *_of_corpus(corpus, record, on), *_of_firm(record)),
        sold=sold,
        worth=_worth(record, on),
        burdens=tuple(sorted({str(one.family) for one in stood.encumbrances})),
    )


def _annuities(told: Account) -> tuple[Decimal, ...]:
    """One for each patent year from the running one to the last."""
    filed, on = told.record.filed_on, told.standing.on
    if filed is None:
        return ()
    running = int(years_between(filed, on)) + 1
    by_year = {one.year: one for one in told.dues}
    last = max(by_year, default=0)
    found = []
    for year in range(running, last + 1):
        due = by_year.get(year)
        owed = due is not None and due.status in PAYABLE
        found.append(due.payable.amount if due is not None and owed else Decimal(0))
    return tuple(found)


def _survival(folder: Path, key: str, on: date) -> Survival | None:
    """What the model says that was reckoned by the day, None where it says nothing or later."""
    table = outlook.table(folder)
    if table is None:
        return None
    rows = table.filter(pc.and_(pc.equal(table["key"], key), table["shown"])).to_pylist()
    held = [row for row in rows if not row["term_over"]]
    if not held or held[0]["on"] > on:
        return None
    ahead = sorted((int(row["horizon"]), row["chance"]) for row in held)
    chances = tuple((at, Decimal(chance).quantize(_PLACES)) for at, chance in ahead)
    return Survival(held[0]["on"], chances)


def _of_register(told: Account, survival: Survival | None) -> Iterator[Fact]:
    right, stood = told.record, told.standing
    source = f"right:{right.key}"
    kinds = [event.kind for event in told.events if event.known_on <= stood.on]
    if stood.state in IN_FORCE:
        yield Fact("examined", int(right.patent_type == "invention"), source)
    if stood.state in IN_FORCE and Kind.PARTLY_INVALIDATED in kinds:
        yield Fact("survived", kinds.count(Kind.PARTLY_INVALIDATED), source)
    yield Fact("licences", kinds.count(Kind.LICENCE_RECORDED), source)
    yield Fact("pledges", kinds.count(Kind.PLEDGE_REGISTERED), source)
    if right.filed_on:
        yield Fact("age", int(years_between(right.filed_on, stood.on)), source)
    if stood.term_ends and stood.state in IN_FORCE:
        yield Fact("remaining", int(years_between(stood.on, stood.term_ends)), source)
    chance = dict(survival.chances).get(_FARTHEST) if survival else None
    if chance is not None:
        yield Fact("survival", int(chance * 100), f"{source}#outlook")


def _of_corpus(corpus: Corpus, right: Right, on: date) -> Iterator[Fact]:
    row = corpus.document(right.key) if corpus.vintage else None
    source = f"patent:{right.key}"
    if row is not None:
        if row["claims"] is not None:
            yield Fact("claims", int(row["claims"]), source)
        if row["cited_by"] is not None:
            yield Fact("citations", int(row["cited_by"]), source)
        if row["cites"]:
            yield Fact("references", len(row["cites"]), source)
        if row["ipc"]:
            yield Fact("classes", len({one[:4] for one in row["ipc"]}), source)
    head = right.ipc[:4]
    if len(head) == 4 and corpus.vintage:
        yield from _of_field(corpus, head, on)


def _of_field(corpus: Corpus, head: str, on: date) -> Iterator[Fact]:
    """Filings in the subclass in whole years that are known in full: those that ended eighteen
    months before."""
    until = (on - _YEAR - _YEAR / 2).year - 1
    spans = [(until - 2 * _LATELY + 1, until - _LATELY), (until - _LATELY + 1, until)]
    before, lately = (
        corpus.index.search(parse(f"ipc:{head} filed:{first}..{last}"), limit=1).total
        for first, last in spans
    )
    if before:
        query = f"ipc:{head} filed:{spans[1][0]}..{spans[1][1]}"
        yield Fact("field_growth", round(100 * lately / before), f"search:{query}")


def alone(right: Right) -> bool:
    """Whether the right is the firm's only one in its subclass, so that sales of products of that
    class need not be shared out among several."""
    held = Right.objects.filter(firm=right.firm, ipc__startswith=right.ipc[:4])
    return len(right.ipc) >= 4 and held.count() == 1


def _products(right: Right) -> Sequence[Product]:
    head = right.ipc[:4]
    if len(head) < 4:
        return ()
    held = Product.objects.filter(firm=right.firm, ended_at=None, ipc__contains=head)
    return tuple(held.order_by("name", "pk"))


def _of_firm(right: Right) -> Iterator[Fact]:
    """What the firm states of its products of the right's class; nothing where it states none."""
    held = _products(right)
    if not held:
        return
    source = f"product:{held[0].pk}" if len(held) == 1 else f"products:{right.firm_id}"
    yield Fact("products", len(held), source)
    markets = {code for one in held for code in one.markets.split("|") if code}
    if markets:
        yield Fact("markets", len(markets | {HOME}), source)


def products_sold(right: Right, on: date) -> tuple[Sold, ...]:
    """What the firm's products of the right's class sold for, each in its latest full year."""
    found = []
    for product in _products(right):
        sale = (
            ProductSale.objects.filter(product=product, year__lt=on.year).order_by("-year").first()
        )
        if sale is not None:
            amount = sale.amount * _TEN_THOUSAND
            found.append(Sold(product.pk, product.name, sale.year, amount))
    return tuple(found)


def _worth(right: Right, on: date) -> tuple[Decimal, date] | None:
    said = OwnerStatement.objects.filter(right=right, on__lte=on, worth__isnull=False)
    last = said.order_by("on", "pk").last()
    return None if last is None or last.worth is None else (last.worth, last.on)


def basis(
    found: Sequence[Known], told: Stated, *, law: Book, on: date, seed: int
) -> Basis:  # fmt: skip
    """All that a valuation rests on: what is known of the rights and what was stated of them,
    with the numbers of the book on the day. Raises what the values themselves raise."""
    by = rules(law.on(on), told.scenario)
    subjects = tuple(_subject(one, told, by) for one in found)
    return Basis(on, told.scenario, subjects, by, told.lead, told.draws, seed)


def _subject(one: Known, told: Stated, by: Rules) -> Subject:
    said = told.rights[one.record.key]
    sources = {"life": f"right:{one.record.key}", "annuities": f"right:{one.record.key}"}
    if one.sold and said.sales == sum((sold.amount for sold in one.sold), Decimal(0)):
        sources["sales"] = f"product:{one.sold[0].product}"
    return Subject(
        key=one.record.key, title=one.record.title, patent_type=one.record.patent_type,
        life=one.life(told.contract_ends, told.economic), used=one.used, growth=told.growth,
        decay=told.decay, discount=told.discount, tax=told.tax, sales=said.sales,
        royalty=told.royalty, profit=said.profit, share=_share(one, told, by),
        earnings=said.earnings, charges=said.charges, comparables=told.comparables,
        costs=said.costs, annuities=one.annuities, first_return=said.first_return,
        volatility=told.volatility, facts=one.facts, sources=tuple(sorted(sources.items())),
    )  # fmt: skip


def _share(one: Known, told: Stated, by: Rules) -> Spread | None:
    """The share in the profit: as stated, else between its ends by the score, where the facts
    are enough for one."""
    low, likely, high = told.share
    if likely is None and low is not None and high is not None:
        score = scorecard(one.facts, by.score).overall
        likely = None if score is None else share_by(score, low, high)
    if likely is None:
        return None
    return Spread(likely if low is None else low, likely, likely if high is None else high)
