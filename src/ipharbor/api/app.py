"""The interface as a whole: its operations, its description, its addresses."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from ipharbor import __version__
from ipharbor.api import (
    account,
    agencies,
    alarms,
    applications,
    appointments,
    bulletins,
    consents,
    corpus,
    desk,
    disclosures,
    docket,
    evidence,
    facts,
    imports,
    industries,
    installation,
    jobs,
    journal,
    law,
    loans,
    mailing,
    matters,
    papers,
    people,
    playbooks,
    pledge_checks,
    pledged,
    products,
    region,
    renewals,
    reports,
    selfcheck,
    tasks,
    track_record,
    trainings,
    valuations,
    visits,
    warnings,
    watches,
    webhooks,
    wishes,
)
from ipharbor.api.body import BodyParser
from ipharbor.api.door import door
from ipharbor.api.envelope import Refused
from ipharbor.api.errors import lost
from ipharbor.api.once import CHANGING, HEADER

ROUTERS: tuple[Router, ...] = (
    corpus.router,
    industries.router,
    region.router,
    facts.router,
    reports.router,
    watches.router,
    warnings.router,
    docket.router,
    renewals.router,
    papers.router,
    desk.router,
    tasks.router,
    alarms.router,
    bulletins.router,
    track_record.router,
    playbooks.router,
    products.router,
    pledge_checks.router,
    valuations.router,
    applications.router,
    loans.router,
    pledged.router,
    consents.router,
    selfcheck.router,
    matters.router,
    appointments.router,
    trainings.router,
    evidence.router,
    visits.router,
    agencies.router,
    law.router,
    account.router,
    mailing.router,
    wishes.router,
    people.router,
    disclosures.router,
    webhooks.router,
    imports.router,
    jobs.router,
    journal.router,
    installation.router,
)
PREFIX = "/api/v1"
DESCRIPTION = """What the pages of IPHarbor offer, for programs.

Every answer is `{"data": …, "meta": {…}, "next": cursor}`, every refusal
`{"error": {"code", "message", "next", "fields", "findings"}}` in the language that
`Accept-Language` asks for. Lists go on with `cursor=<next>`. Every change carries an
`Idempotency-Key`; asked again under the same key it is answered as before and not done again.
`x-action` names the permit an operation asks, `x-scope` the scope a token needs for it, none
where no token may do it. Amounts are text, in CNY where nothing else is said."""

_COMMON = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "Names this change: asked again under the same key, it is not done again.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,100}$"},
}


class Interface(NinjaAPI):
    """The interface with what holds for all of its operations."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(self, **stated: Any) -> OpenAPISchema:
        """The description, with the header of changes and the shape of refusals laid in."""
        if self._described is not None:
            return self._described
        made = super().get_openapi_schema(path_prefix=f"{PREFIX}/")
        schemas = made["components"]["schemas"]
        refused = Refused.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= refused.pop("$defs", {})
        schemas["Refused"] = refused
        made["components"]["responses"] = {
            "Refused": {
                "description": "Why nothing was done",
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}
                },
            }
        }
        for operations in made["paths"].values():
            for method, operation in operations.items():
                if method.upper() in CHANGING and not operation.get("x-reads"):
                    operation["parameters"] = [*operation.get("parameters", []), _COMMON]
        self._described = made
        return made


api = Interface(
    title="IPHarbor",
    version=__version__,
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    parser=BodyParser(),
    urls_namespace="api",
)
for _router in ROUTERS:
    api.add_router("", _router)


def _at_the_door(request: HttpRequest, broken: Exception | type[Exception]) -> HttpResponse:
    """The door tells every refusal, after the transaction of a change is undone."""
    raise broken


for _broken in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(_broken, _at_the_door)


def urls() -> list[URLPattern]:
    """The addresses under ``/api/v1/``, every one behind the door."""
    patterns: list[URLPattern] = []
    reading = _reading()
    for pattern in api.urls[0]:
        if not isinstance(pattern, URLPattern) or pattern.name == "api-root":
            continue
        public = pattern.name == "openapi-json"
        address = f"/{pattern.pattern}".replace("<", "{").replace(">", "}")
        methods = reading.get(address, frozenset())
        pattern.callback = door(pattern.callback, public=public, reading=methods)
        patterns.append(pattern)
    return patterns


def _reading() -> dict[str, frozenset[str]]:
    """By address the methods that change nothing although theirs would."""
    found: dict[str, frozenset[str]] = {}
    for router in ROUTERS:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if (operation.openapi_extra or {}).get("x-reads"):
                    found[path] = found.get(path, frozenset()) | frozenset(operation.methods)
    return found


__all__ = ["PREFIX", "api", "lost", "urls"]
