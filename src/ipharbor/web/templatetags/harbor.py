"""What templates need beyond Django's own: coded values in words, addresses, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ipharbor.analysis.tables import Cell, Column, Kind, Line, PlainTable
from ipharbor.corpus.query import Exact, written
from ipharbor.vocabulary.messages import message
from ipharbor.vocabulary.words import word
from ipharbor.web._quality_words import SAID as QUALITY
from ipharbor.web._station_words import STATION
from ipharbor.web.language import lang

register = template.Library()

_SAID: Mapping[str, str | Promise] = {
    **QUALITY,
    **STATION,
    "section.home": _("Home"),
    "section.cockpit": _("Cockpit"),
    "section.search": _("Search"),
    "section.landscape": _("Landscape"),
    "section.industries": _("Industries"),
    "section.watches": _("Watches"),
    "section.inbox": _("Inbox"),
    "section.docket": _("Docket"),
    "section.desk": _("Desk"),
    "section.self_check": _("Self-check"),
    "section.tasks": _("Tasks"),
    "section.products": _("Products"),
    "section.station": _("Station"),
    "section.law": _("Law"),
    "section.imports": _("Imports"),
    "section.journal": _("Journal"),
    "section.people": _("People"),
    "section.disclosures": _("Disclosures"),
    "section.jobs": _("Jobs"),
    "group.look": _("Look up"),
    "group.warn": _("Be warned"),
    "group.own": _("Firms' rights"),
    "group.rules": _("Rules"),
    "group.house": _("The house"),
    "role.administrator": _("Administrator"),
    "role.office": _("District office"),
    "role.station": _("Town service station"),
    "role.enforcement": _("Enforcement officer"),
    "role.firm": _("Firm"),
    "role.lender": _("Lender"),
    "role.insurer": _("Insurer"),
    "role.guarantor": _("Guarantor"),
    "role.alliance": _("Alliance secretariat"),
    "role.agency": _("Service agency"),
    "role.nobody": _("No desk"),
    "organisation.installation": _("Running this installation"),
    "organisation.district_office": _("District office"),
    "organisation.town_station": _("Town service station"),
    "organisation.enforcement": _("Enforcement"),
    "organisation.firm": _("Firm"),
    "organisation.lender": _("Lender"),
    "organisation.insurer": _("Insurer"),
    "organisation.guarantor": _("Guarantor"),
    "organisation.alliance": _("Alliance"),
    "organisation.agency": _("Service agency"),
    "scope.cockpit": _("the cockpit"),
    "scope.corpus": _("search and the corpus"),
    "scope.disclosure": _("disclosures"),
    "scope.docket": _("dockets"),
    "scope.imports": _("imports"),
    "scope.installation": _("backups"),
    "scope.jobs": _("jobs"),
    "scope.ledger": _("the ledger"),
    "scope.targets": _("targets"),
    "scope.awards": _("awards"),
    "scope.cases": _("handled cases"),
    "scope.journal": _("the journal"),
    "scope.law": _("the law"),
    "scope.mail": _("choices of mail"),
    "scope.organisation": _("organisations"),
    "scope.paper": _("papers"),
    "scope.people": _("people"),
    "scope.report": _("reports"),
    "scope.rights": _("rights"),
    "scope.product": _("products"),
    "scope.sales": _("sales of products"),
    "scope.desk": _("the firm's desk"),
    "scope.selfcheck": _("self-checks"),
    "scope.task": _("tasks"),
    "scope.token": _("tokens"),
    "way.password": _("by password"),
    "way.provider": _("by the identity provider"),
    "way.passkey": _("by passkey"),
    "way.unknown": _("signed in before sessions were listed"),
    "over.rested": _("You were signed out after a time of rest."),
    "over.aged": _("You were signed out after the longest time a session lasts."),
    "over.ended": _("This session was ended from another one."),
    "webhook.generic": _("Own system (signed JSON)"),
    "webhook.wecom": _("WeCom group robot"),
    "webhook.dingtalk": _("DingTalk group robot"),
    "webhook.feishu": _("Feishu group robot"),
    "disclosure.running": _("may read"),
    "disclosure.withdrawn": _("taken back"),
    "disclosure.ended": _("ran out"),
    "delivery.waiting": _("waits"),
    "delivery.sent": _("arrived"),
    "delivery.dead": _("given up"),
    "event.warning.raised": _("Warning raised"),
    "event.warning.closed": _("Warning closed"),
    "event.import.finished": _("Import finished"),
    "event.job.dead": _("Job given up"),
    "event.right.due_soon": _("Annuities due soon (daily)"),
    "event.law.corrected": _("Law verified or corrected"),
    "event.webhook.test": _("Trial"),
    "mail.warnings": _("Warnings, as soon as they are raised"),
    "mail.digest": _("Open warnings, once a week"),
    "mail.tasks": _("Tasks of mine, when their day is near or has passed"),
    "mail.reports": _("The report of a month, when it has been made"),
    "mail.jobs": _("Jobs of mine that were given up"),
    "mail_state.waiting": _("waits"),
    "mail_state.sent": _("sent"),
    "mail_state.failed": _("could not go"),
    "mail_state.withheld": _("withheld"),
    "scope.warning": _("warnings"),
    "scope.watch": _("watches"),
    "scope.webhook": _("webhooks"),
    "scope.industry": _("industries"),
    "stage.upstream": _("Upstream"),
    "stage.midstream": _("Midstream"),
    "stage.downstream": _("Downstream"),
    "scope.agency": _("agencies"),
    "scope.station": _("town stations"),
    "which.home": _("Of the region"),
    "which.cultivate": _("To cultivate"),
    "which.entered": _("Entered"),
    "which.left": _("Left"),
    "which.all": _("Everybody"),
    "level.county": _("by district and county"),
    "level.city": _("by city"),
    "level.province": _("by province"),
    "unit.field": _("by technology field"),
    "unit.subclass": _("by IPC subclass"),
    "unit.link": _("by link of the chain"),
    "grade.red": _("Red"),
    "grade.orange": _("Orange"),
    "grade.yellow": _("Yellow"),
    "grade.blue": _("Blue"),
    "state.open": _("Not closed"),
    "state.new": _("New"),
    "state.acknowledged": _("Acknowledged"),
    "state.in_hand": _("In hand"),
    "state.closed": _("Closed"),
    "product.running": _("Made now"),
    "product.ended": _("No longer made"),
    "answer.yes": _("Yes"),
    "answer.partly": _("Partly"),
    "answer.no": _("No"),
    "answer.not_applicable": _("Not applicable"),
    "task.open": _("Open"),
    "task.done": _("Done"),
    "task.dropped": _("Not pursued"),
    "whose.mine": _("Mine"),
    "whose.nobody": _("Nobody's"),
    "whose.others": _("Others'"),
    "within.late": _("late"),
    "within.7": _("late or within 7 days"),
    "within.30": _("late or within 30 days"),
    "within.90": _("late or within 90 days"),
    "decision.raised": _("Raised"),
    "decision.held": _("Held"),
    "seen.signal.new_documents": _("New documents"),
    "seen.signal.surge": _("Surge"),
    "seen.signal.new_field": _("New field"),
    "seen.signal.newcomer": _("Newcomer"),
    "seen.signal.own_field": _("In the own field"),
    "verdict.useful": _("Useful"),
    "verdict.not_useful": _("Not useful"),
    "verdict.false": _("False alarm"),
    "kind.applicant": _("Applicant"),
    "kind.query": _("Query"),
    "sort.relevance": _("Best match"),
    "sort.newest": _("Newest publication"),
    "sort.oldest": _("Oldest publication"),
    "sort.filed": _("Newest filing"),
    "facet.year": _("Publication year"),
    "facet.type": _("Type"),
    "facet.applicant": _("First applicant"),
    "facet.subclass": _("IPC subclass"),
    "life.priority": _("Priority"),
    "life.filed": _("Filed"),
    "life.published": _("Published"),
    "life.granted": _("Granted"),
    "life.today": _("Today"),
    "run.waiting": _("Waiting"),
    "run.running": _("Running"),
    "run.done": _("Done"),
    "run.failed": _("Failed"),
    "phase.read": _("Reading the file"),
    "phase.fold": _("Putting documents together"),
    "phase.index": _("Building the search index"),
    "measure.granted": _("Granted this year"),
    "measure.in_force": _("Rights in force"),
    "measure.inventions": _("Inventions in force"),
    "measure.high_value": _("High-value inventions"),
    "naive.last_year": _("last year's total"),
    "naive.same_share": _("by last year's share at this point"),
    "aim.reached": _("reached"),
    "aim.on_course": _("on course"),
    "aim.behind": _("behind"),
    "aim.missed": _("missed"),
    "aim.untold": _("cannot be told"),
    "course.grants": _("grants of earlier years"),
    "course.days": _("days of the year"),
    "course.growth": _("growth since the year began"),
    "course.level": _("the target itself"),
    "high.any": _("any class"),
    "case.infringement": _("Infringement disputes"),
    "case.counterfeit": _("Counterfeit patents"),
    "case.mediation": _("Mediations"),
    "case.trade_fair": _("Trade fairs"),
    "case.transfer": _("Transferred to the police"),
    "outcome.established": _("infringement established"),
    "outcome.not_established": _("infringement not established"),
    "outcome.settled": _("settled"),
    "outcome.withdrawn": _("complaint withdrawn"),
    "outcome.punished": _("punished"),
    "outcome.corrected": _("ordered to correct"),
    "outcome.no_violation": _("no violation"),
    "outcome.agreed": _("agreement reached"),
    "outcome.failed": _("no agreement"),
    "outcome.removed": _("removed from the fair"),
    "outcome.not_removed": _("not removed"),
    "outcome.transferred": _("handed over"),
    "outcome.not_accepted": _("not accepted"),
    "cut.all": _("All rights of the region"),
    "cut.granted": _("Granted rights"),
    "cut.published": _("Published rights"),
    "cut.in_force": _("Rights in force"),
    "cut.ended": _("Rights that ended"),
    "cut.licence": _("Under a licence"),
    "cut.pledge": _("Under pledge"),
    "cut.preservation": _("Under preservation"),
    "cut.suspension": _("Under suspension"),
    "cut.open_licence": _("Under an open licence"),
    "lack.holder": _("no applicant"),
    "lack.holder_in_register": _("first applicant not in the register"),
    "lack.town": _("no town"),
    "lack.filed": _("no filing day"),
    "lack.ipc": _("no class"),
    "lack.agency": _("no agency"),
    "lack.docket": _("in no docket"),
    "lack.events": _("no legal event"),
    "lack.certain": _("standing not certain"),
    "family.licence": _("Licences"),
    "family.pledge": _("Pledges"),
    "family.preservation": _("Preservations"),
    "family.suspension": _("Suspensions"),
    "family.open_licence": _("Open licences"),
    "family.transfer": _("Transfers"),
    "holder.firm": _("Firms"),
    "holder.university": _("Universities"),
    "holder.institute": _("Institutes"),
    "holder.individual": _("Persons"),
    "holder.other": _("Others"),
    "size.large": _("Large"),
    "size.medium": _("Medium-sized"),
    "size.small": _("Small"),
    "size.micro": _("Micro"),
    "grade_of_firm.high_tech": _("High-tech enterprise"),
    "grade_of_firm.specialised": _("Specialised enterprise"),
    "grade_of_firm.little_giant": _("Little giant"),
    "grade_of_firm.ip_advantage": _("IP advantage enterprise"),
    "grade_of_firm.ip_demonstration": _("IP demonstration enterprise"),
    "act.warning.raise": _("raised the warning"),
    "act.warning.hold": _("held the warning"),
    "act.warning.acknowledge": _("marked it as read"),
    "act.warning.act": _("took it in hand"),
    "act.warning.close": _("closed it"),
}
_SHAPES = {"red": "◆", "orange": "▲", "yellow": "●", "blue": "■"}


@register.filter
def said(code: str, kind: str) -> str:
    """A coded value of a kind in words: ``{{ "new"|said:"state" }}``."""
    return str(_SAID.get(f"{kind}.{code}", code))


@register.filter
def scoped(scope: str) -> str:
    """A scope of a token in words: ``docket.read`` is “read dockets”."""
    subject, _dot, verb = scope.partition(".")
    told = _("read %(what)s") if verb == "read" else _("change %(what)s")
    return str(told) % {"what": said(subject, "scope")}


@register.filter
def term(name: str | None) -> str:
    """A name of the vocabulary in the page's language; empty for None."""
    return word(name, lang()) if name else ""


@register.filter
def shape(grade: str) -> str:
    """The sign of a grade, told apart without colour."""
    return _SHAPES.get(grade, "")


@register.filter
def told(code: str) -> str:
    """The sentence of a code without gaps."""
    return message(code, lang(), {}).what


@register.filter
def percent(share: float | None) -> str:
    """A share of 0 to 1 with one decimal; a dash where there is none."""
    return "–" if share is None else f"{number_format(100 * share, 1)}%"


@register.filter
def counted(number: int | None) -> str:
    """A count with thousands marked; a dash where there is none."""
    return "–" if number is None else f"{number:,}"


@register.filter
def day(on: date | None) -> str:
    """A day as 2021-11-30, that of a moment by the clock here; a dash where there is none."""
    if isinstance(on, datetime) and timezone.is_aware(on):
        on = timezone.localdate(on)
    return "–" if on is None else on.isoformat()[:10]


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a mapping at a key, None when it has none."""
    return mapping.get(key)


_PRINTED: Mapping[str, Callable[[Any], str]] = {
    Kind.SHARE: percent,
    Kind.CHANGE: lambda cell: f"{100 * cell:+.0f}%",
    Kind.INDEX: lambda cell: f"{cell:,.0f}",
    Kind.COUNT: lambda cell: f"{cell:,}",
    Kind.YES: lambda cell: str(_("yes") if cell else _("no")),
}


@register.filter
def printed(cell: Any, kind: str) -> str:
    """A cell of an answer's table as its column's kind is printed."""
    return "–" if cell is None else _PRINTED.get(kind, str)(cell)


@register.filter
def paired(table: PlainTable, line: Line) -> list[tuple[Column, Cell]]:
    """The cells of a line, each with its column."""
    return list(zip(table.columns, line.cells, strict=True))


@register.simple_tag
def address(page: str, *args: Any, **params: Any) -> str:
    """The address of a page with its parameters; those that are empty are left out."""
    filled = {name: value for name, value in params.items() if value not in ("", None)}
    query = f"?{urlencode(filled)}" if filled else ""
    return reverse(page, args=args) + query


@register.simple_tag(takes_context=True)
def here(context: RequestContext, **changes: Any) -> str:
    """The present address with some parameters changed; None takes one away."""
    request = context["request"]
    params = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            params.pop(name, None)
        else:
            params[name] = str(value)
    return f"{request.path}?{params.urlencode()}" if params else request.path


@register.simple_tag(takes_context=True)
def narrowed_to(context: RequestContext, query: str) -> str:
    """The search page with another query, in the order and look of the present one."""
    stated = context["found"].asking.stated
    asked = [("q", query), *stated] if query else [*stated]
    return f"{reverse('search')}?{urlencode(asked)}" if asked else reverse("search")


@register.simple_tag
def applicant_query(name: str) -> str:
    """The query that finds an applicant by its whole name."""
    return written(Exact(name, "applicant"))
