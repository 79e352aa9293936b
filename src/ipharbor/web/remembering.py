"""Remembering how a person wants to see a list."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ipharbor.actions.people.keep_view import keep_view
from ipharbor.web import (
    _disclosure_lists,
    _docket_list,
    _hit_list,
    _holder_list,
    _law_list,
    _renewal_lists,
    _specimens,
    _webhook_lists,
    imports,
    inbox,
    industries,
    industry_lists,
    jobs,
    journal,
    mailing,
    organisations,
    people,
    tasks,
    vault,
    watches,
)
from ipharbor.web.caller import Asked, may, safe_next
from ipharbor.web.lists import List
from ipharbor.web.lists.asking import keepable

LISTS: Mapping[str, List] = {
    one.name: one
    for one in (
        _disclosure_lists.OWN, _disclosure_lists.TO_US, _docket_list.LIST, _hit_list.LIST,
        _holder_list.LIST, _law_list.LIST, _renewal_lists.FIRMS, _renewal_lists.RIGHTS,
        _specimens.LIST,
        industries.LIST, industry_lists.FIELDS, industry_lists.FIRMS, industry_lists.REGIONS,
        _webhook_lists.DELIVERIES, _webhook_lists.WEBHOOKS, imports.LIST, inbox.LIST, jobs.LIST,
        journal.LIST, mailing.LIST, organisations.LIST, people.LIST, tasks.LIST,
        vault.LIST, watches.LIST,
    )
}  # fmt: skip
"""The lists whose views can be remembered, by the name of their page."""


@require_POST
def remember(request: Asked, name: str) -> HttpResponse:
    """Keep the posted ``query`` as the view of the list, or forget the one there is (``act``)."""
    caller = may(request, "corpus.search")
    declared = LISTS.get(name)
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
