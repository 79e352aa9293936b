"""No page answers a caller before the table of permits was asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from ipharbor.actions import permits
from ipharbor.web.errors import failed

PUBLIC: Mapping[str, str] = {
    "login": "whoever comes in is nobody yet",
    "login_second": "between password and second factor a person is not signed in",
    "login_passkey": "the signature of a passkey is the permit",
    "passkey_options": "a challenge drawn by lot, the same for everybody",
    "login_oidc": "leads to the identity provider",
    "login_oidc_back": "comes back from it; whom it vouches for is found here",
    "logout": "ends the caller's own session, for anybody",
    "language": "a cookie for who is not signed in; for a person the action asks",
    "theme": "a cookie of the browser, the same pages in other colours",
    "health": "a sign of life that tells nobody's matters",
    "metrics": "counts and ages alone, for the addresses that the settings name",
    "vega": "the chart library, the same for everybody",
    "openapi-json": "the description of the interface, the same for everybody",
    "docket_feed": "the private address is the key; the permit of its person is asked with it",
    "station_feed": "the private address is the key; the permit of its person is asked with it",
    "unsubscribe": "the mailed link is the permit; the action asks for its person",
    "warnings_feed": "as the docket's feed",
    "search_feed": "as the docket's feed",
    "reset": "helps who cannot sign in, and tells nobody who there is",
    "reset_link": "the mailed link is the permit",
    "accept": "the mailed key is the permit",
    "account_email": "the mailed key is the permit",
}
"""Views that answer without the permits being asked, by name, and why each may."""

_log = logging.getLogger(__name__)


class AskedMiddleware:
    """Fails closed where a view gave an answer and nobody asked the permits: that is a mistake
    in the view, and its answer is thrown away. Stands innermost, so that only views that ran
    are judged; what the frame of a page asks for its navigation does not count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with permits.listening() as heard:
            response = self._get_response(request)
        ran = getattr(request, "view_ran", "")
        if not ran or heard or ran in PUBLIC or response.status_code in (405, 500):
            return response
        _log.error("answered without asking the permits: %s", ran)
        return failed(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Remember that a view is reached, and which; the interface judges its own answers."""
        if getattr(view, "asks_itself", False):
            return
        match = request.resolver_match
        request.view_ran = (match.view_name if match else "") or repr(view)  # type: ignore[attr-defined]
