"""Remembering how a person wants to see a list."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ipharbor.actions.people.keep_view import keep_view
from ipharbor.web.caller import Asked, may, safe_next
from ipharbor.web.lists import List
from ipharbor.web.lists.asking import keepable


def lists() -> Mapping[str, List]:
    """The lists that the pages declare, by name. The addresses of the pages load them all."""
    pages = [module for name, module in sys.modules.items() if name.startswith("ipharbor.web.")]
    declared = (one for page in pages for one in vars(page).values() if isinstance(one, List))
    return {one.name: one for one in declared}


@require_POST
def remember(request: Asked, name: str) -> HttpResponse:
    """Keep the posted ``query`` as the view of the list, or forget the one there is (``act``)."""
    caller = may(request, "corpus.search")
    declared = lists().get(name)
    if declared is None:
        raise Http404
    if request.POST.get("act") == "forget":
        keep_view(name, None, reading=declared.action, by=caller)
        messages.success(request, _("The list comes in its usual view again."))
    else:
        query = keepable(declared, request.POST.get("query", ""))
        keep_view(name, query, reading=declared.action, by=caller)
        messages.success(request, _("The list will come in this view from now on."))
    return HttpResponseRedirect(safe_next(request))
