"""The list of those who hold the region's rights, each with its docket."""

from __future__ import annotations

from operator import attrgetter

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipharbor.queries import docket as queries
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.vocabulary.holders import GRADES, HOLDER_KINDS, SIZES
from ipharbor.vocabulary.places import region
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, equal, fields_hold
from ipharbor.web.templatetags.harbor import said


def _town(code: str) -> str:
    found = region(current().region).town(code)
    if found is None:
        return code
    return found.name_zh if lang() == "zh" else found.name_en


def _grades(firm: Firm) -> str:
    told = [said(grade, "grade_of_firm") for grade in firm.grades]
    return ("；" if lang() == "zh" else "; ").join(told)


def _with_rights(found: QuerySet[Firm], value: str) -> QuerySet[Firm]:
    return queries.with_docket(found) if value == "yes" else found.filter(rights=None)


LIST = List(
    name="docket_firms",
    action="docket.read",
    words=gettext_lazy("Holders and their dockets"),
    columns=(
        Column("name", gettext_lazy("Holder"), attrgetter("name"), order=("name",),
               link=lambda firm: f"{reverse('docket')}?firm={firm.pk}"),
        Column("kind", gettext_lazy("Kind"), attrgetter("kind"), order=("kind", "name"),
               said="holder"),
        Column("town", gettext_lazy("Town"), attrgetter("town"), order=("town", "name"),
               said=_town),
        Column("trade", gettext_lazy("Trade"), attrgetter("trade"), order=("trade", "name")),
        Column("size", gettext_lazy("Size of firm"), attrgetter("size"), order=("size", "name"),
               said="size", shown=False),
        Column("grades", gettext_lazy("Grades of firm"), _grades, sortable=False, shown=False),
        Column("held", gettext_lazy("Rights and applications"), attrgetter("held"), Kind.NUMBER,
               order=("held",)),
        Column("credit_code", gettext_lazy("Credit code"), attrgetter("credit_code"), Kind.CODE,
               order=("credit_code",), shown=False),
        Column("industry", gettext_lazy("Industry"), attrgetter("industry"), Kind.CODE,
               order=("industry", "name"), shown=False),
        Column("founded", gettext_lazy("Founded in"), order=("founded",), shown=False,
               cell=lambda firm: str(firm.founded) if firm.founded else ""),
        Column("capital", gettext_lazy("Registered capital, 10,000 CNY"), shown=False,
               kind=Kind.NUMBER, order=("capital",),
               cell=lambda firm: None if firm.capital is None else float(firm.capital)),
        Column("employees", gettext_lazy("Employees"), attrgetter("employees"), Kind.NUMBER,
               order=("employees",), shown=False),
        Column("address", gettext_lazy("Place of business"), attrgetter("address"),
               order=("address",), shown=False, wide=True),
    ),
    filters=(
        Filter("kind", gettext_lazy("Kind"), equal("kind"), counted="kind",
               options=lambda: [(one, said(one, "holder")) for one in HOLDER_KINDS]),
        Filter("town", gettext_lazy("Town"), equal("town"),
               options=lambda: [(one.code, _town(one.code))
                                for one in region(current().region).towns]),
        Filter("size", gettext_lazy("Size of firm"), equal("size"),
               options=lambda: [(one, said(one, "size")) for one in SIZES]),
        Filter("grade", gettext_lazy("Grade of firm"), equal("grades__icontains"),
               options=lambda: [(one, said(one, "grade_of_firm")) for one in GRADES]),
        Filter("rights", gettext_lazy("With rights"), _with_rights, usual="yes",
               options=lambda: [("yes", _("yes")), ("no", _("no"))]),
    ),
    search=fields_hold("name", "credit_code", "trade"),
    search_words=gettext_lazy("Name, credit code or trade"),
    usual=gettext_lazy("by name"),
    empty="web/lists/_empty_docket_firms.html",
)  # fmt: skip
