"""Figures in Prometheus' text form, and the clock around every request."""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from ipharbor.queries.figures import figures
from ipharbor.records.models import Person
from ipharbor.settings import current
from ipharbor.settings.logs import view_of
from ipharbor.web.errors import not_found
from ipharbor.web.sign_in import address_of
from ipharbor.wiring import corpus

# A page is to answer within 0.3 s, so that border is one of the buckets.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
_SECONDS = Histogram(
    "ipharbor_request_seconds", "Time from a request to its answer.", ["view"], buckets=_BUCKETS
)
_ANSWERS = Counter("ipharbor_requests", "Answers by view and status.", ["view", "method", "status"])
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = logging.getLogger("ipharbor.requests")


class ClockMiddleware:
    """Times every request, counts its answer, and gives it a number that the log and the
    header ``X-Request-ID`` name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        number = secrets.token_hex(8)
        response = self._get_response(request)
        took = time.perf_counter() - started
        view = view_of(request)
        method = request.method if request.method in _METHODS else "other"
        _SECONDS.labels(view).observe(took)
        _ANSWERS.labels(view, method, str(response.status_code)).inc()
        response.headers["X-Request-ID"] = number
        _look_for_proxy(request)
        _log.info(
            "request",
            extra={
                "request_id": number,
                "view": view,
                "method": method,
                "status": response.status_code,
                "ms": round(took * 1000, 1),
            }
            | _who(request),
        )
        return response


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for the addresses that the setting ``metrics_from`` names."""
    allowed = {one.strip() for one in current().metrics_from.split(",")}
    # Handed on by a proxy that nobody told of, anybody would seem to come from this machine.
    handed_on = current().proxies == 0 and "X-Forwarded-For" in request.headers
    if handed_on or address_of(request) not in allowed:
        return not_found(request, Exception())
    counted = _counted()
    return HttpResponse(
        generate_latest(counted) + generate_latest(_Store()),
        content_type=CONTENT_TYPE_LATEST,
    )


def _look_for_proxy(request: HttpRequest) -> None:
    """Leave a mark for ``doctor`` when a proxy stands in front that the settings do not know."""
    if not _look_for_proxy_done and current().proxies == 0 and "X-Forwarded-For" in request.headers:
        _look_for_proxy_done.append(True)
        mark = current().home / "run" / "forwarded"
        with suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()


_look_for_proxy_done: list[bool] = []


def _counted() -> CollectorRegistry:
    """What this process counted, or all processes of the server together."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


class _Store:
    """Figures asked of the store at the moment of asking."""

    def collect(self) -> Iterator[Metric]:
        settings = current()
        told = figures(corpus(), settings.register, at=timezone.now())
        for name, of, said in (
            ("ipharbor_jobs", told.jobs, "Jobs by state."),
            ("ipharbor_mails", told.mails, "Mails of the outbox by state."),
        ):
            family = GaugeMetricFamily(name, said, labels=["state"])
            for state, count in sorted(of.items()):
                family.add_metric([state], count)
            yield family
        for name, value, said in (
            ("ipharbor_workers_awake", told.workers_awake, "Workers seen within five minutes."),
            ("ipharbor_journal_lines", told.journal_lines, "Lines of the journal."),
            ("ipharbor_corpus_documents", told.documents, "Documents of the corpus."),
            ("ipharbor_register_bytes", told.register_bytes, "Size of the register."),
            ("ipharbor_last_import_age_seconds", told.last_import_age, "Since the last import."),
        ):
            if value is not None:
                yield GaugeMetricFamily(name, said, value=value)


def _who(request: HttpRequest) -> dict[str, object]:
    """The caller's role and number; the number tells names to who may read the register alone."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {"role": "–"}
    return {"role": person.role, "person": person.pk}
