"""Tools that ask the world's publications."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.assistants.answers import Answer
from ipharbor.assistants.caller import Caller, data_until, region_code, usual_day
from ipharbor.corpus.search.index import Hit
from ipharbor.queries import patents
from ipharbor.queries.landscapes import landscape as ask_landscape
from ipharbor.queries.searching import search
from ipharbor.vocabulary.errors import HarborError

MOST = 50  # documents of one answer

Query = Annotated[
    str,
    Field(
        max_length=1000,
        description='Words, "phrases", AND OR NOT, brackets, and fields: title: applicant: '
        "ipc: number: type: published: filed: town: – such as ipc:F21V AND published:2019..2021",
    ),
]


def search_patents(
    asked: Caller,
    query: Query,
    sort: Literal["relevance", "newest", "oldest", "filed"] = "relevance",
    page: Annotated[int, Field(ge=1, le=1000)] = 1,
    per_page: Annotated[int, Field(ge=1, le=MOST)] = 10,
) -> Answer:
    """Search patents and applications. Gives hits with their numbers, days, applicants and
    classes, the total, and how all hits fall by year, type, applicant and IPC subclass."""
    permits.require(asked.actor, "corpus.search")
    found = search(wiring.corpus(), query, sort=sort, page=page, per_page=per_page)
    result = {
        "query_as_understood": found.canonical,
        "total": found.page.total,
        "page": found.number,
        "pages": found.pages,
        "hits": [_hit(hit) for hit in found.page.hits],
        "facets": found.facets,
    }
    return _answer(result, found.vintage)


def get_document(
    asked: Caller,
    number: Annotated[
        str, Field(max_length=60, description="Application or publication number, as written")
    ],
) -> Answer:
    """Everything the corpus holds of one document: titles, abstract, claim, people, classes,
    days, and the legal status a source stated with the day of that statement. A stated status
    is no event; ask right_standing for the standing of a right in a docket."""
    permits.require(asked.actor, "corpus.search")
    corpus = wiring.corpus()
    found = patents.patent(corpus, number, lang=asked.lang)
    if found is None:
        keys = patents.keys(corpus, number)
        if not keys:
            raise HarborError("document.unknown", fields=("number",), number=number)
        if len(keys) > 1:
            return _answer({"documents_of_this_number": list(keys)}, corpus.vintage)
        found = patents.patent(corpus, keys[0], lang=asked.lang)
    if found is None:
        raise HarborError("document.unknown", fields=("number",), number=number)
    result: dict[str, Any] = {
        name: getattr(found, name)
        for name in (
            "key", "office", "application_number", "publication_numbers", "stage", "patent_type",
            "filed_on", "published_on", "granted_on", "priority_on", "known_on", "title",
            "title_en", "abstract", "abstract_en", "first_claim", "applicants", "inventors",
            "field", "agency", "town", "claims", "cited_by",
        )
    }  # fmt: skip
    result["classes"] = [{"ipc": one.code, "subclass": one.label} for one in found.symbols]
    result["stated_status"] = found.standing
    result["documents_of_first_applicant"] = found.of_applicant
    return _answer(result, found.vintage, f"/patent/{found.key}/")


def landscape(asked: Caller, query: Query = "") -> Answer:
    """Who files what, when and where: figures of a query, or of the whole corpus when it is
    empty. Each figure tells its method and how many of the documents it could count."""
    permits.require(asked.actor, "corpus.search")
    found = ask_landscape(wiring.corpus(), query)
    figures = (
        "filings", "publications", "grants", "invention_share", "applicants", "subclasses",
        "fields", "concentration", "turnover", "towns",
    )  # fmt: skip
    result: dict[str, Any] = {"documents": found.documents, "horizon": found.horizon}
    result |= {
        name: {
            "rows": (held := getattr(found, name)).table,
            "method": held.method,
            "asked": held.coverage.asked,
            "answered": held.coverage.answered,
            "others_are": held.coverage.note,
        }
        for name in figures
    }
    return _answer(result, found.filings.vintage)


def _hit(hit: Hit) -> dict[str, Any]:
    names = (
        "key", "application_number", "publication_numbers", "title", "title_en", "applicants",
        "ipc", "patent_type", "stage", "filed_on", "published_on", "granted_on", "town",
    )  # fmt: skip
    told = {name: getattr(hit, name) for name in names}
    text = hit.abstract or hit.abstract_en or ""
    return told | {"abstract": text[:400], "legal_status_stated": hit.legal_status}


def _answer(result: dict[str, Any], vintage: str, link: str = "") -> Answer:
    return Answer(result, usual_day(), vintage, data_until(), region_code(), (), link)
