"""A person's warnings, and what a query finds, as Atom feeds by private addresses."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.crypto import constant_time_compare
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.corpus.search.index import Hit
from ipharbor.queries import searching
from ipharbor.queries import warnings as queries
from ipharbor.records.models import IssuedWarning, Person
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message
from ipharbor.web._atom import Entry, Feed, written
from ipharbor.wiring import corpus

LONGEST_QUERY = 400
MOST = 50  # entries of a feed
_WARNINGS, _SEARCH = "warnings.feed", "search.feed"
_PROOF = 16  # characters of the session hash that tie an address to the password
_TAGS = {"zh": "zh-hans", "en": "en"}


def warnings_address(person: Person) -> str:
    """The private address of the person's warnings, without the host. It is good as long as the
    person is active, may read them, and keeps the password."""
    token = signing.dumps([person.pk, _proof(person)], salt=_WARNINGS)
    return reverse("warnings_feed", args=[token])


def search_address(person: Person, query: str) -> str:
    """The private address of what ``query`` finds, newest first, without the host; as above.

    Raises HarborErrors of the query language, and ``feed.query.long``.
    """
    if len(query) > LONGEST_QUERY:
        raise HarborError("feed.query.long", fields=("query",), most=LONGEST_QUERY)
    searching.search(corpus(), query, per_page=1)
    token = signing.dumps([person.pk, _proof(person), query], salt=_SEARCH, compress=True)
    return reverse("search_feed", args=[token])


@login_not_required
@require_safe
def warnings(request: HttpRequest, token: str) -> HttpResponse:
    """The raised warnings of a private address, newest first; HarborError ``feed.unknown``
    where it is not good."""
    person, _rest = _meant(token, _WARNINGS, 2)
    if not permits.allowed(permits.of(person), "warning.read", owner=person):
        raise HarborError("feed.unknown")
    with translation.override(_TAGS[person.lang]):
        held = IssuedWarning.objects.filter(person=person, decision="raised")
        chosen = held.select_related("watch").order_by("-changed_at", "-pk")[:MOST]
        entries = [_warning(one, person.lang) for one in chosen]
        updated = max((one.updated for one in entries), default=person.date_joined)
        name = _("Warnings of %(person)s") % {"person": person}
        return _sent(request, name, entries, updated, reverse("inbox"), person.lang)


@login_not_required
@require_safe
def search(request: HttpRequest, token: str) -> HttpResponse:
    """What the query of a private address finds, newest first; HarborError ``feed.unknown``
    where it is not good."""
    person, rest = _meant(token, _SEARCH, 3)
    if not permits.allowed(permits.of(person), "corpus.search"):
        raise HarborError("feed.unknown")
    query = rest[0]
    with translation.override(_TAGS[person.lang]):
        found = searching.search(corpus(), query, sort="newest", per_page=MOST)
        entries = [_hit(hit) for hit in found.page.hits]
        imported = [date.fromisoformat(one.imported_on) for one in corpus().manifest.volumes]
        updated = _midnight(max(imported, default=date(1985, 4, 1)))
        page = f"{reverse('search')}?{urlencode({'q': query})}"
        name = _("Search: %(query)s") % {"query": query}
        return _sent(request, name, entries, updated, page, person.lang)


def _meant(token: str, salt: str, length: int) -> tuple[Person, list[str]]:
    try:
        told = signing.loads(token, salt=salt)
        person_id, proof, *rest = told
    except (signing.BadSignature, ValueError, TypeError):
        raise HarborError("feed.unknown") from None
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    good = person is not None and constant_time_compare(_proof(person), proof)
    if person is None or not good or len(told) != length:
        raise HarborError("feed.unknown")
    return person, rest


def _proof(person: Person) -> str:
    return person.get_session_auth_hash()[:_PROOF]


def _sent(
    request: HttpRequest, name: str, entries: list[Entry], updated: datetime, page: str, lang: str
) -> HttpResponse:
    base = current().base_url.rstrip("/")
    digest = hashlib.sha256(request.path.encode()).hexdigest()[:24]
    feed = Feed(
        id=_identity(f"feed:{digest}"),
        title=name,
        updated=updated,
        url=base + request.path,
        page=base + page,
        lang=_TAGS[lang],
        entries=entries,
    )
    body = written(feed)
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(updated.timestamp())
    response["Cache-Control"] = "private, no-cache"
    told = get_conditional_response(
        request, etag=etag, last_modified=int(updated.timestamp()), response=response
    )
    return told if told is not None else response


def _warning(one: IssuedWarning, lang: str) -> Entry:
    row = queries.row(one, lang)
    colour = message(f"grade.{one.grade}", lang, {}).what
    documents = _("%(count)s new documents.") % {"count": row.documents}
    return Entry(
        id=_identity(f"warning:{one.pk}"),
        title=f"【{colour}】{row.watch}",
        updated=one.changed_at,
        url=current().base_url.rstrip("/") + reverse("warning", args=[one.pk]),
        summary=" ".join((documents, *row.signals, *row.titles)),
        categories=(one.grade, one.state),
    )


def _hit(hit: Hit) -> Entry:
    return Entry(
        id=_identity(f"document:{hit.key}"),
        title=hit.title or hit.title_en or hit.key,
        updated=_midnight(hit.known_on or hit.published_on or date(1985, 4, 1)),
        url=current().base_url.rstrip("/") + reverse("patent", args=[hit.key]),
        summary=(hit.abstract or hit.abstract_en or "")[:600],
        categories=hit.ipc[:3],
        authors=hit.applicants[:5],
    )


def _identity(what: str) -> str:
    """A tag URI (RFC 4151) in the name of this installation's host."""
    host = urlsplit(current().base_url).hostname or "localhost"
    return f"tag:{host},2026:ipharbor:{what}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone()).astimezone(UTC)
