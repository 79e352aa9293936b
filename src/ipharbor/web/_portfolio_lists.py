"""The lists of a lender's portfolio: exposure, loans, pledged rights, concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ipharbor.pledge.covenants import DEMANDS
from ipharbor.queries import concerns
from ipharbor.queries import portfolio as queries
from ipharbor.queries.marked_loans import OPEN_END, PAST, Named, Portfolio
from ipharbor.queries.marked_rows import NONE
from ipharbor.queries.portfolio import OF_RIGHTS, Exposure, LoanRow, RightRow, Whose
from ipharbor.register.names import name as name_of
from ipharbor.settings import current
from ipharbor.vocabulary.classes import subclass_label
from ipharbor.web._concern_facts import fact
from ipharbor.web._financing_lists import town_name, towns
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, equal, fields_hold, only, rows_hold
from ipharbor.web.templatetags.harbor import said

EMPTY = "web/portfolio/_empty.html"


def share(part: float | None) -> float | None:
    """A share of one in per cent, to two places."""
    return None if part is None else round(100 * part, 2)


def code_words(by: str, code: str) -> str:
    """What exposure is told of, in words."""
    if by == "due":
        return due_words(code)
    if not code:
        return gettext("no IPC class, as of designs") if by in OF_RIGHTS else gettext("not known")
    if by == "town":
        return town_name(code)
    if by == "section":
        return said(code, "ipc_section")
    if by == "subclass":
        label = subclass_label(code, lang())
        return code if label == code else f"{code} {label}"
    return code


def words_of(row: Exposure) -> str:
    """What a row of exposure is told of, in words."""
    if row.by == "industry":
        return industry_words(row.named)
    return code_words(row.by, row.code)


def industry_words(named: Named | None) -> str:
    """An industry in words."""
    if named is None:
        return gettext("in none of the region's industries")
    return named.zh if lang() == "zh" else named.en


def due_words(code: str) -> str:
    """A time of maturity in words: 2027 Q2, 2029."""
    return said(code, "due") if code in (PAST, OPEN_END) else code.replace("-", " ")


def list_of(row: Exposure, **more: str) -> str:
    """The address of the list behind a row: its loans, or the rights with their parts of loans."""
    page = "portfolio_rights" if row.by in queries.OF_RIGHTS else "portfolio_loans"
    return f"{reverse(page)}?{urlencode({row.by: row.code or NONE} | more)}"


def _application(row: LoanRow | RightRow) -> str:
    return "" if row.application is None else reverse("loan_application", args=[row.application])


def _everyone() -> Portfolio | None:
    return queries.portfolio(current().collateral, Whose(), current().region)


def _lenders() -> list[tuple[str, str]]:
    held = _everyone()
    return [] if held is None else [(one, one) for one in queries.lenders(held)]


def _dues() -> list[tuple[str, str]]:
    held = _everyone()
    rows = () if held is None else queries.exposures(held, ("due",))
    return [(row.code, due_words(row.code)) for row in rows]


def _sections() -> list[tuple[str, str]]:
    known = [(one, said(one, "ipc_section")) for one in "ABCDEFGH"]
    return [*known, (NONE, gettext("no IPC class, as of designs"))]


def _industries() -> list[tuple[str, str]]:
    held = _everyone()
    rows = () if held is None else queries.exposures(held, ("industry",))
    return [(row.code or NONE, words_of(row)) for row in rows]


def _held(name: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.where(name, value)


def _filter(name: str, words: Any, options: Callable[[], list[tuple[str, str]]]) -> Filter:
    return Filter(name, words, _held(name), options=options, counted=name, only_there=True)


def _tag(name: str, words: Any) -> Filter:
    return Filter(name, words, _held(name), form="tag")


def _holding(*names: str) -> Callable[[Any, str], Any]:
    return lambda rows, text: rows.holding(names, text)


def _by_words() -> list[tuple[str, str]]:
    return [(one, said(one, "exposure")) for one in queries.BY]


_TOWN = Column("town", _("Town"), attrgetter("town"), order=("town",), said=town_name)
_LENDER = Column("lender", _("Lender"), attrgetter("lender"), order=("lender",), shown=False)
_BY_TOWN = _filter("town", _("Town"), lambda: [*towns(), (NONE, gettext("not known"))])
_BY_LENDER = _filter("lender", _("Lender"), _lenders)
_FIRM = _tag("firm", _("Firm"))

EXPOSURE = List(
    name="portfolio_exposure",
    action="collateral.read",
    words=_("Exposure"),
    columns=(
        Column("what", _("Of what"), words_of, wide=True,
               rank=lambda row: queries.when(row.code) if row.by == "due" else (1, row.code),
               link=list_of),
        Column("loans", _("Loans"), attrgetter("sums.loans"), Kind.NUMBER, link=list_of),
        Column("owed", _("Owed (CNY)"), attrgetter("sums.owed"), Kind.MONEY, link=list_of),
        Column("share", _("Share (%)"), lambda row: share(row.share), Kind.NUMBER,
               link=list_of),
        Column("at_signing", _("Loan to value at signing (%)"),
               lambda row: share(row.sums.at_signing), Kind.NUMBER),
        Column("now", _("As re-marked (%)"), lambda row: share(row.sums.now), Kind.NUMBER),
        Column("over", _("Above ceiling"), attrgetter("sums.over"), Kind.NUMBER,
               link=lambda row: list_of(row, over="1") if row.sums.over else ""),
        Column("counted", _("Value that counts (CNY)"), attrgetter("sums.counted"), Kind.MONEY,
               shown=False),
        Column("rights", _("Rights pledged"), attrgetter("sums.rights"), Kind.NUMBER),
        Column("unvalued", _("Loans without a value"), attrgetter("sums.unvalued"), Kind.NUMBER,
               shown=False),
        Column("unknown", _("Loans without an amount"), attrgetter("sums.unknown"), Kind.NUMBER,
               shown=False),
    ),
    filters=(
        Filter("by", _("Exposure by"), only(attrgetter("by")), form="chips", usual="firm", every="",
               options=_by_words),
    ),
    search=rows_hold(words_of),
    usual=_("the largest first"),
    empty=EMPTY,
)  # fmt: skip

LOANS = List(
    name="portfolio_loans",
    action="collateral.read",
    words=_("Loans as marked last night"),
    columns=(
        Column("loan", _("Registration number"), attrgetter("loan"), Kind.CODE,
               order=("loan",), link=_application),
        _LENDER,
        Column("firm", _("Firm"), attrgetter("firm"), order=("firm",), wide=True),
        _TOWN,
        Column("owed", _("Owed (CNY)"), attrgetter("owed"), Kind.MONEY, order=("told_fen",)),
        Column("at_signing", _("Loan to value at signing (%)"),
               lambda row: share(row.at_signing), Kind.NUMBER, order=("at_signing",)),
        Column("now", _("As re-marked (%)"), lambda row: share(row.now), Kind.NUMBER,
               order=("loan_to_value",)),
        Column("ceiling", _("Ceiling (%)"), lambda row: share(row.ceiling), Kind.NUMBER,
               order=("ceiling",)),
        Column("over", _("Above ceiling"), attrgetter("over"), order=("over",)),
        Column("counted", _("Value that counts (CNY)"), attrgetter("counted"), Kind.MONEY,
               order=("counted_fen",)),
        Column("rights", _("Rights pledged"), attrgetter("rights"), Kind.NUMBER, order=("rights",)),
        Column("unvalued", _("Without a value"), attrgetter("unvalued"), Kind.NUMBER,
               order=("unvalued",)),
        Column("due", _("Maturity"), attrgetter("due"),
               order=("due_order",), said=due_words, shown=False),
        Column("matures", _("Matures"), attrgetter("matures_on"), Kind.DAY, order=("matures_on",)),
        Column("drawn", _("Lent or pledged on"), attrgetter("drawn_on"), Kind.DAY,
               order=("drawn_on",), shown=False),
    ),
    filters=(
        _BY_LENDER, _BY_TOWN, _filter("due", _("Maturity"), _dues),
        Filter("over", _("Above ceiling"), lambda rows, _value: rows.marked("over"),
               form="tick"),
        Filter("unvalued", _("Without a value"),
               lambda rows, _value: rows.without("over"), form="tick"),
        Filter("unknown", _("Without an amount"),
               lambda rows, _value: rows.without("told_fen"), form="tick"),
        _FIRM,
    ),
    search=_holding("firm", "loan", "lender"),
    search_words=_("Firm or registration number"),
    usual=_("the largest first"),
    empty=EMPTY,
)  # fmt: skip

RIGHTS = List(
    name="portfolio_rights",
    action="collateral.read",
    words=_("Pledged rights"),
    columns=(
        Column("right", _("Right"), attrgetter("title"), order=("title",), wide=True),
        Column("number", _("Application number"), attrgetter("right"), Kind.CODE, order=("right",)),
        Column("loan", _("Registration number"), attrgetter("loan"), Kind.CODE,
               order=("loan",), link=_application),
        _LENDER,
        Column("firm", _("Firm"), attrgetter("firm"), order=("firm",)),
        replace(_TOWN, shown=False),
        Column("industry", _("Industry"), lambda row: industry_words(row.named),
               order=("industry",)),
        Column("section", _("IPC section"), attrgetter("section"), order=("section",), shown=False,
               said=lambda code: said(code, "ipc_section")),
        Column("subclass", _("IPC subclass"), attrgetter("subclass"), order=("subclass",),
               said=lambda code: code_words("subclass", code)),
        Column("state", _("Standing"), attrgetter("state"), order=("state",),
               said=lambda code: name_of(code, lang())),
        Column("owed", _("Part of the loan (CNY)"), attrgetter("owed"), Kind.MONEY,
               order=("owed_fen",)),
        Column("left", _("Left of the signed value (CNY)"), attrgetter("left"), Kind.MONEY,
               order=("rolled_fen",)),
        Column("share", _("Counts (%)"), lambda row: share(row.share), Kind.NUMBER,
               order=("share",)),
        Column("counted", _("Value that counts (CNY)"), attrgetter("counted"), Kind.MONEY,
               order=("counted_fen",)),
        Column("because", _("Because"), attrgetter("because"), order=("because",), said="because"),
    ),
    filters=(
        _filter("industry", _("Industry"), _industries),
        _filter("section", _("IPC section"), _sections), _BY_LENDER, _BY_TOWN,
        Filter("lessened", _("Counts for less"),
               lambda rows, _value: rows.marked("lessened"), form="tick"),
        _tag("subclass", _("IPC subclass")), _FIRM,
    ),
    search=_holding("title", "right", "firm", "loan"),
    search_words=_("Right, firm or registration number"),
    usual=_("the largest first"),
    empty=EMPTY,
)  # fmt: skip


def _stands(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.exclude(stage="waived") if value == "standing" else found.filter(stage=value)


CONCERNS = List(
    name="portfolio_concerns",
    action="collateral.read",
    words=_("Concerns"),
    columns=(
        Column("gravity", _("Grade"), attrgetter("gravity"), Kind.GRADE, order=("rank",)),
        Column("demand", _("What is wrong"), attrgetter("demand"), order=("demand",),
               said="demand", wide=True),
        Column("loan", _("Registration number"), attrgetter("loan"), Kind.CODE, order=("loan",),
               link=lambda row: f"{reverse('portfolio_loans')}?{urlencode({'q': row.loan})}"),
        replace(_LENDER, order=("lender",)),
        Column("firm", _("Firm"), attrgetter("borrower"), order=("borrower",)),
        Column("guarantor", _("Guarantor"), attrgetter("guarantor"), order=("guarantor",),
               shown=False),
        Column("right", _("Right"), attrgetter("right"), Kind.CODE, order=("right",)),
        Column("fact", _("Fact"), fact, order=("fact",)),
        Column("since", _("So since"), attrgetter("since"), Kind.DAY, order=("since",)),
        Column("known", _("Known since"), attrgetter("known_on"), Kind.DAY, order=("known_on",),
               shown=False),
        Column("cure_by", _("Cure by"), attrgetter("cure_by"), Kind.DAY, order=("cure_by",)),
        Column("stage", _("State"), attrgetter("stage"), Kind.STATE, order=("stage",),
               said="concern"),
        Column("reason", _("Reason"), attrgetter("reason"), order=("reason",), shown=False),
        Column("by", _("Waived by"), attrgetter("by_name"), order=("by_name",), shown=False),
        Column("opened", _("Opened"), attrgetter("opened_on"), Kind.DAY, order=("opened_on",),
               shown=False),
    ),
    filters=(
        Filter("gravity", _("Grade"), equal("gravity"), form="chips", counted="gravity",
               options=lambda: [(one, said(one, "grade")) for one in concerns.COLOURS],
               template="web/portfolio/_colour.html"),
        Filter("stage", _("State"), _stands, counted="stage", uncounted=("standing",),
               options=lambda: [("standing", gettext("open or breached")),
                                *((one, said(one, "concern")) for one in concerns.STAGES)]),
        Filter("when", _("Cure by"), equal("when"), counted="when",
               options=lambda: [(one, said(one, "cure")) for one in concerns.WHEN]),
        Filter("demand", _("What is wrong"), equal("demand"), counted="demand", only_there=True,
               options=lambda: [(str(one), said(one, "demand")) for one in DEMANDS]),
    ),
    search=fields_hold("loan", "borrower", "right", "lender"),
    search_words=_("Firm, right or registration number"),
    usual=_("the gravest first"),
    empty=EMPTY,
)  # fmt: skip


def for_all(declared: List) -> List:
    """``declared`` for who sees the loans of every lender: with the lender shown."""
    columns = (replace(one, shown=True) if one.name == "lender" else one
               for one in declared.columns)  # fmt: skip
    return replace(declared, columns=tuple(columns))


def waived(declared: List) -> List:
    """The concerns for a lender, who may waive them."""
    return replace(declared, tail="web/portfolio/_waive_tail.html")
