"""Rights before they have words: who files what and when, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from ipharbor.fees.days import anniversary, patent_year
from ipharbor.fees.tariff import term_years
from ipharbor.samples import _gazette
from ipharbor.samples._holders import Workshop
from ipharbor.statutes import book
from ipharbor.statutes.values import Span, Unit
from ipharbor.vocabulary.exchange import PATENT_TYPES

_GRANTED = {"firm": 0.5, "university": 0.62, "person": 0.3, "outside": 0.55, "foreign": 0.6}
_TWIN = 0.1  # of firms' inventions that are filed as a utility model on the same day
_LAPSE = {"invention": 0.05, "utility_model": 0.11, "design": 0.15}  # a year, after the second
UNTIL_NOTICE = timedelta(210)  # from the due day to the gazette; the time to pay late is over
_SURRENDERS = 251  # one granted right in so many is given up of the holder's own accord
YEAR = Span(1, Unit.YEAR)
REFUSED = "驳回"
WITHDRAWN = "视为撤回"
INVALIDATED = "宣告专利权全部无效"
LAPSED = "未缴年费终止"
EXPIRED = "期限届满"
DOUBLE = "避免重复授权放弃专利权"
SURRENDERED = "主动放弃专利权"


@dataclass(frozen=True)
class Subject:
    """What a document is about: positions in the trade's lists, or for designs ``shape`` and
    ``mark``. ``classes`` replaces the classes that follow from it, when given."""

    thing: int = 0
    solutions: tuple[int, ...] = ()
    shape: int = 0
    mark: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A filing. ``words`` seeds its text; ``subject`` is None where the workshop decides.

    ``twin`` marks an invention and a utility model filed for the same thing on one day.
    ``quick`` asks for early publication.
    """

    filed: date
    kind: str
    shop: Workshop
    partner: Workshop | None
    words: int
    subject: Subject | None = None
    twin: bool = False
    quick: bool = False


@dataclass(frozen=True)
class Right:
    """A filing with its numbers and its fate.

    ``opened`` is the first publication's day, ``granted`` the grant's or None; ``ended`` and
    ``how`` tell when and by which status it ceased, in the words of a database. ``missed`` is
    the patent year whose annuity was not paid, for a lapsed one, else 0.
    """

    draft: Draft
    number: str
    opened: date
    granted: date | None
    ended: date | None
    how: str
    serial: str
    missed: int = 0


@dataclass(frozen=True)
class _End:
    on: date
    how: str
    missed: int = 0


def drafts(shops: Sequence[Sequence[Workshop]], shares: Sequence[float], year: int, count: int,
           rng: Random) -> Iterator[Draft]:  # fmt: skip
    """``count`` filings of a trade in ``year``: ``shops`` by ORIGINS, ``shares`` of each."""
    active = [[shop for shop in each if shop.since <= year] for each in shops]
    weights = [share if each else 0.0 for share, each in zip(shares, active, strict=True)]
    days = _gazette.filing_days(year, count, rng)
    origins = rng.choices(range(len(active)), weights, k=count)
    by_origin = [
        iter(rng.choices(each, _of_the_year(each, rng), k=origins.count(n))) if each else iter(())
        for n, each in enumerate(active)
    ]
    partners = active[0] or active[1]
    for day, origin in zip(days, origins, strict=True):
        shop = next(by_origin[origin])
        kind = rng.choices(PATENT_TYPES, _types(shop))[0]
        joint = 0.1 if shop.holder.origin == "university" else 0.03
        partner = rng.choice(partners) if partners and rng.random() < joint else None
        same = partner is None or partner.holder.name == shop.holder.name
        twin = kind == "invention" and shop.holder.origin == "firm" and rng.random() < _TWIN
        twin = twin and shop.trade.types[1] > 0
        words = rng.getrandbits(48)
        draft = Draft(day, kind, shop, None if same else partner, words, twin=twin)
        yield draft
        if twin:
            yield Draft(day, "utility_model", shop, draft.partner, words, twin=True)


def rights(made: Sequence[Draft], rng: Random) -> list[Right]:
    """The drafts as rights, in no order."""
    found: list[Right] = []
    surrender: dict[int, date] = {}
    for kind in PATENT_TYPES:
        filed = sorted((each for each in made if each.kind == kind), key=_by_filing)
        numbers = _gazette.application_numbers(kind, [each.filed for each in filed], rng)
        opened = [_opened(each, rng) for each in filed]
        order = sorted(range(len(filed)), key=lambda n: (opened[n], numbers[n]))
        serials = dict(zip(order, _gazette.publication_serials(kind, len(order), rng), strict=True))
        for n, draft in enumerate(filed):
            granted = _granted(draft, opened[n], rng)
            if draft.twin and kind == "invention" and granted:
                surrender[draft.words] = granted
            end = _given_up(draft, granted, _end(draft, opened[n], granted, rng))
            given_up = surrender.get(draft.words) if draft.twin and kind != "invention" else None
            if given_up and given_up < end.on:
                end = _End(given_up, DOUBLE)
            found.append(
                Right(
                    draft, numbers[n], opened[n], granted, end.on, end.how, serials[n], end.missed
                )
            )
    return found


@cache
def law() -> book.Book:
    """The law of the whole country, by which invented rights live too."""
    return book.load()


def _by_filing(draft: Draft) -> tuple[date, int]:
    return draft.filed, draft.words


def _of_the_year(shops: Sequence[Workshop], rng: Random) -> list[float]:
    """Weights of shops, some busier and some quieter than usual."""
    return [shop.weight * rng.lognormvariate(0, 0.35) for shop in shops]


def _types(shop: Workshop) -> tuple[float, ...]:
    invention, model, design = shop.trade.types
    match shop.holder.origin:
        case "university":
            return (55, 40 if model else 0, 5 if design > 20 else 0)
        case "person":
            return (invention / 2, model, design)
        case "foreign":
            return (100, 0, 0)
        case "outside":
            return (invention * 1.5, model, design)
    return (invention, model, design)


def _opened(draft: Draft, rng: Random) -> date:
    if draft.quick:
        shortest, longest = (92, 131) if draft.kind == "design" else (150, 215)
        return _gazette.gazette_day(draft.filed + timedelta(rng.randrange(shortest, longest)))
    return _gazette.published(draft.kind, draft.filed, rng)


def _granted(draft: Draft, opened: date, rng: Random) -> date | None:
    if draft.kind != "invention":
        return opened
    if rng.random() < _GRANTED[draft.shop.holder.origin]:
        return _gazette.granted(draft.filed, opened, rng)
    return None


def _end(draft: Draft, opened: date, granted: date | None, rng: Random) -> _End:
    """When and how the right or application ceases; the term's end comes at the latest.

    Everything but the term's end is dated by its gazette.
    """
    if granted is None:
        closed = draft.filed + timedelta(int(rng.triangular(600, 1250, 850)))
        how = REFUSED if rng.random() < 0.55 else WITHDRAWN
        return _End(_gazette.gazette_day(max(closed, opened + timedelta(120))), how)
    years = term_years(law(), draft.kind, draft.filed)
    expiry = anniversary(draft.filed, years, YEAR)
    if rng.random() < 0.004:
        declared = granted + timedelta(rng.randrange(200, 1500))
        return _End(_gazette.gazette_day(declared), INVALIDATED)
    # The grant year's annuity was paid at registration: no earlier one can be missed.
    paid = max(
        2 + int(rng.expovariate(_LAPSE[draft.kind])), patent_year(draft.filed, granted, YEAR)
    )
    if paid < years:
        due = anniversary(draft.filed, paid, YEAR)
        return _End(_gazette.gazette_day(due + UNTIL_NOTICE), LAPSED, paid + 1)
    return _End(expiry, EXPIRED)


def _given_up(draft: Draft, granted: date | None, end: _End) -> _End:
    """``end``, or for a few an earlier one of their holders' own accord."""
    rest, chosen = divmod(draft.words, _SURRENDERS)
    if granted is None or draft.twin or chosen:
        return end
    day = _gazette.gazette_day(granted + timedelta(300 + rest % 1800))
    return _End(day, SURRENDERED) if day < end.on else end
