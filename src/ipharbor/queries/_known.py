"""What the register and the corpus know that bears on a firm's self-check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis

from ipharbor.analysis.choosing import chosen
from ipharbor.corpus.query import Exact
from ipharbor.corpus.reading import Corpus
from ipharbor.queries import products
from ipharbor.queries._holdings import right_of
from ipharbor.queries.docket import IN_GRACE, Docket, Line
from ipharbor.records.models import (
    FeeReduction,
    Firm,
    IssuedWarning,
    Membership,
    OwnerStatement,
    Product,
    Watch,
)
from ipharbor.selfcheck.known import Anchor, Evidence, Known
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.deadlines import deadline
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.markets import HOME, market

YEARS = 3  # calendar years back that "lately" means
YEAR = timedelta(days=365)
_IN_FORCE = ("in_force", "in_force_limited")
_ENDED = ("lapsed_fee", "expired", "invalidated", "surrendered", "ended")
_PRIORITY = {"invention": "priority.invention", "utility_model": "priority.invention",
             "design": "priority.design"}  # fmt: skip
_AWARD = "inventor_award"
_NAMED = 6  # markets and offices that a sentence names


def known(told: Docket, *, law: Book, calendar: WorkingCalendar, corpus: Corpus) -> Known:
    """The facts about the firm of a docket, on its day.

    What cannot be known is left out: no share of inventions without a right in force. What fills
    a sentence is kept as it is reckoned (an amount, codes of markets); ``filled`` says it.
    """
    firm, on = told.firm, told.on
    facts: dict[str, Evidence] = {}
    for found in (
        *_filings(told.lines, on), *_standing(told, on), *_holders(told),
        *_grants(told.lines, law, calendar, on), *_priorities(told.lines, law, calendar, on),
        *_people(firm, on), *_sold(told, corpus),
    ):  # fmt: skip
        facts[found.fact] = found
    return Known(facts)


def _filings(lines: Sequence[Line], on: date) -> Iterator[Evidence]:
    late = [line for line in lines if (line.record.filed_on or date.min) > on - YEARS * YEAR]
    inventions = sum(line.record.patent_type == "invention" for line in late)
    yield Evidence("filed", len(late), {"years": str(YEARS), "inventions": str(inventions)})
    force = [line for line in lines if line.state in _IN_FORCE]
    own = sum(line.record.patent_type == "invention" for line in force)
    yield Evidence("in_force", len(force), {"inventions": str(own)})
    if force:
        yield Evidence("invention_share", round(100 * own / len(force)))


def _standing(told: Docket, on: date) -> Iterator[Evidence]:
    since = on - YEARS * YEAR
    lately = [line for line in told.lines if line.since and since < line.since <= on]
    years = {"years": str(YEARS)}
    yield Evidence("lapsed", sum(line.state == "lapsed_fee" for line in lately), years)
    yield Evidence("ended", sum(line.state in _ENDED for line in lately), years)
    late = [line for line in told.lines if line.due and line.due.status == IN_GRACE]
    owed = sum((line.due.payable for line in late if line.due), Decimal(0))
    days = tuple(
        Anchor(line.due.act_by, str(line.record), certain=line.due.certain)
        for line in late
        if line.due
    )
    yield Evidence("in_grace", len(late), {"amount": f"{owed:f}"}, days)
    yield Evidence("untold", told.untold)
    alive = [line for line in told.lines if line.alive]
    yield Evidence("presumed", sum(line.certainty != "certain" for line in alive))
    yield Evidence("licensed", sum(line.licensed for line in alive))
    said = set(
        OwnerStatement.objects.filter(right__firm=told.firm, used__isnull=False).values_list(
            "right_id", flat=True
        )
    )
    force = [line for line in told.lines if line.state in _IN_FORCE]
    yield Evidence("unsaid", sum(line.record.pk not in said for line in force))


def _grants(
    lines: Sequence[Line], law: Book, calendar: WorkingCalendar, on: date
) -> Iterator[Evidence]:
    recent = [
        line.record for line in lines
        if line.record.granted_on and on - YEAR < line.record.granted_on <= on
    ]  # fmt: skip
    yield Evidence("granted", len(recent))
    days = [
        Anchor(record.granted_on, str(record), _AWARD) for record in recent if record.granted_on
    ]
    yield _running("award_due", days, law, calendar, on)


def _priorities(
    lines: Sequence[Line], law: Book, calendar: WorkingCalendar, on: date
) -> Iterator[Evidence]:
    """First filings from which priority still runs, as far as filing days tell."""
    days = [
        Anchor(line.record.filed_on, str(line.record), _PRIORITY[line.record.patent_type])
        for line in lines
        if line.record.filed_on and on - 2 * YEAR < line.record.filed_on <= on and line.alive
    ]
    yield _running("priority_open", days, law, calendar, on)


def _running(
    fact: str, days: Iterable[Anchor], law: Book, calendar: WorkingCalendar, on: date
) -> Evidence:
    """Those of the days from which the period of their rule still runs on ``on``."""
    ends: dict[tuple[str, date], date | None] = {}
    running: list[tuple[date, Anchor]] = []
    for one in days:
        if (one.rule, one.day) not in ends:
            ends[one.rule, one.day] = _end(one, law, calendar)
        last = ends[one.rule, one.day]
        if last is not None and last >= on:
            running.append((last, one))
    running.sort(key=lambda pair: pair[0])
    first = {"first": running[0][0].isoformat()} if running else {"first": "–"}
    return Evidence(fact, len(running), first, tuple(anchor for _, anchor in running))


def _end(one: Anchor, law: Book, calendar: WorkingCalendar) -> date | None:
    """The last day under the rule, None where the law had none on the day it runs from."""
    try:
        return deadline(one.rule, start=one.day, book=law, calendar=calendar).day
    except HarborError as wrong:
        if wrong.code != "statutes.not_in_force":
            raise
        return None


def _holders(told: Docket) -> Iterator[Evidence]:
    alive = [right_of(line.record).holders for line in told.lines if line.alive]
    yield Evidence("shared", sum(len(holders) > 1 for holders in alive))
    named = [holders for holders in alive if holders]
    yield Evidence("misnamed", sum(told.firm.name not in holders for holders in named))


def _people(firm: Firm, on: date) -> Iterator[Evidence]:
    places = Membership.objects.filter(
        organisation__firm=firm, until=None, person__is_active=True
    ).values_list("person", "manager")
    people = [person for person, _ in places]
    yield Evidence("people", len(people), {"managers": str(sum(m for _, m in places))})
    yield Evidence("watches", Watch.objects.filter(owner__in=people, ended_at=None).count())
    still = IssuedWarning.objects.filter(person__in=people, decision="raised")
    yield Evidence("warnings", still.exclude(state="closed").count())
    held = FeeReduction.objects.filter(firm=firm, since__lte=on.year, until__gte=on.year)
    yield Evidence("no_reduction", 0 if held.exists() else 1)


def _sold(told: Docket, corpus: Corpus) -> Iterator[Evidence]:
    made = list(products.of_firm(told.firm))
    yield Evidence("products", len(made))
    yield Evidence("products_bare", sum(not one.features for one in made))
    force = {line.record.ipc[:4] for line in told.lines if line.state in _IN_FORCE}
    yield Evidence("products_alone", sum(_alone(one, force) for one in made))
    abroad = products.exported_to(told.firm)
    if made:
        yield Evidence("no_exports", 0 if abroad else 1)
    yield Evidence("exported", len(abroad), {"markets": "|".join(abroad)})
    offices = _abroad(corpus, told.firm.name)
    counted = "|".join(f"{office}:{count}" for office, count in offices.items())
    yield Evidence("filed_abroad", sum(offices.values()), {"offices": counted})
    bare = [code for code in abroad if code not in offices]
    yield Evidence("uncovered", len(bare), {"markets": "|".join(bare)})


def _alone(product: Product, force: set[str]) -> bool:
    """Whether the product names classes, and no right in force lies in any of them."""
    heads = {symbol[:4] for symbol in product.ipc.split("|") if symbol}
    return bool(heads) and not heads & force


def _abroad(corpus: Corpus, name: str) -> Mapping[str, int]:
    """The firm's documents by office, those of the own country left out, the most first."""
    serials = corpus.index.serials(Exact(name, "applicant"))
    if not len(serials):
        return {}

    def question(documents: ibis.Table) -> list[dict[str, Any]]:
        with chosen(documents, serials) as those:
            others = those.filter(those.office.notnull() & (those.office != HOME))
            counted = others.group_by("office").aggregate(n=others.count())
            rows: list[dict[str, Any]] = (
                counted.order_by(ibis.desc("n"), "office").to_pyarrow().to_pylist()
            )
            return rows

    return {row["office"]: row["n"] for row in corpus.ask(question)}


def filled(params: Mapping[str, str], lang: str) -> dict[str, str]:
    """What fills the sentence of a fact, as people read it."""
    said = dict(params)
    if "amount" in said:
        said["amount"] = Money(Decimal(said["amount"])).text(lang)
    for name in ("markets", "offices"):
        if name in said:
            said[name] = _listed(said[name].split("|") if said[name] else [], lang)
    return said


def _listed(codes: Sequence[str], lang: str) -> str:
    """Markets by name, each with its count where it has one; many are cut short."""
    told = [one.partition(":") for one in codes]
    names = [f"{market(code, lang)} {count}".strip() for code, _colon, count in told]
    more = f" +{len(names) - _NAMED}" if len(names) > _NAMED else ""
    return (("、" if lang == "zh" else ", ").join(names[:_NAMED]) or "–") + more
