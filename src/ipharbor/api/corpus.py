"""Searching the corpus, its documents and its landscape."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema

from ipharbor.analysis import outlook_words
from ipharbor.analysis.landscape import Landscape
from ipharbor.analysis.outlook import Outlook
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Key, Limit
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.corpus.query import parse, written
from ipharbor.corpus.search.index import DEEPEST_PAGE, Facets, Hit
from ipharbor.queries import landscapes, outlooks, patents, watches
from ipharbor.queries.patents import Patent
from ipharbor.queries.watches import Suggestion
from ipharbor.vocabulary.errors import HarborError
from ipharbor.wiring import corpus

router = Router(tags=["corpus"])

Asking = Annotated[str, Query(max_length=2000, description="in the query language")]
Sort = Literal["relevance", "newest", "oldest", "filed"]


class Found(Schema):
    """Documents found. ``canonical`` is the query as it was understood."""

    canonical: str
    hits: list[Hit]


class Fall(Schema):
    """How the documents that a query finds fall by year, type, applicant and subclass."""

    canonical: str
    facets: Facets


@router.get("/search", response=Envelope[Found], **asks("corpus.search"))
def search(
    request: Asked,
    q: Asking = "",
    sort: Sort = "relevance",
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Documents that `q` finds, all for an empty query.

    A cursor holds for the vintage it was given in; after an import the search begins anew.
    """
    held = corpus()
    vintage = held.vintage
    place = cursors.after(request, cursor)
    offset = 0
    if place is not None:
        offset, of = int(place[0]), str(place[1])
        if of != vintage:
            raise HarborError("api.cursor.stale", fields=("cursor",))
    node = parse(q)
    found = held.index.search(node, sort=sort, limit=limit, offset=offset)
    through = offset + len(found.hits)
    more = found.hits and through < found.total and through + limit <= DEEPEST_PAGE
    return answer(
        {"canonical": written(node), "hits": found.hits},
        following=cursors.at(request, [through, vintage]) if more else None,
        vintage=vintage,
        total=found.total,
    )


@router.get("/search/facets", response=Envelope[Fall], **asks("corpus.search"))
def facets(request: Asked, q: Asking = "") -> dict[str, Any]:
    """How what `q` finds falls."""
    held = corpus()
    node = parse(q)
    told = {"canonical": written(node), "facets": held.index.facets(node)}
    return answer(told, vintage=held.vintage)


@router.get("/documents", response=Envelope[list[str]], **asks("corpus.search"))
def documents(
    request: Asked, number: Annotated[str, Query(min_length=1, max_length=80)]
) -> dict[str, Any]:
    """Keys of the documents that have this `number` in any written form."""
    held = corpus()
    found = patents.keys(held, number)
    return answer(list(found), vintage=held.vintage, total=len(found))


@router.get("/documents/{key}", response=Envelope[Patent], **asks("corpus.search"))
def document(request: Asked, key: Key) -> dict[str, Any]:
    """One document with everything the corpus was told about it, and by whom."""
    held = corpus()
    found = patents.patent(held, key, lang=lang())
    if found is None:
        raise HarborError("document.unknown", number=key)
    return answer(found, vintage=found.vintage)


@router.get("/applicants", response=Envelope[list[Suggestion]], **asks("corpus.search"))
def applicants(
    request: Asked, q: Annotated[str, Query(min_length=1, max_length=200)]
) -> dict[str, Any]:
    """Applicants whose name holds `q`, those with most documents first."""
    held = corpus()
    return answer(list(watches.applicants(held, q)), vintage=held.vintage)


@router.get("/landscape", response=Envelope[Landscape], **asks("corpus.search"))
def landscape(request: Asked, q: Asking = "") -> dict[str, Any]:
    """Figures of what `q` finds: each table with its method, vintage and coverage."""
    held = corpus()
    return answer(landscapes.landscape(held, q), vintage=held.vintage)


class ForecastSaid(Schema):
    """The outlook in sentences of the language asked for."""

    verdict: str
    record: list[str]
    growth: str
    curves: list[str]


class Foretold(Schema):
    """The next quarters of what a query finds; ``outlook.ahead`` is empty where such forecasts
    were no better than a naive one."""

    canonical: str
    said: ForecastSaid
    outlook: Outlook


@router.get("/forecast", response=Envelope[Foretold], **asks("corpus.search"))
def forecast(request: Asked, q: Asking = "") -> dict[str, Any]:
    """How many documents the next quarters will bring to what `q` finds, and how good such
    forecasts were; the phase of growth where it can be told."""
    held = corpus()
    seen = outlooks.outlook(held, q)
    said = ForecastSaid(
        verdict=outlook_words.verdict_told(seen, lang()),
        record=list(outlook_words.record_told(seen, lang())),
        growth=outlook_words.growth_told(seen.growth, lang()),
        curves=list(outlook_words.curves_told(seen.growth, lang())),
    )
    told = {"canonical": written(parse(q)), "said": said, "outlook": seen}
    return answer(told, vintage=held.vintage)
