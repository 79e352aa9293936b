"""The list of the law page: the provisions of a day in a region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ipharbor.queries import law as queries
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision
from ipharbor.web._law_regions import Viewed, region_name
from ipharbor.web._law_subjects import SUBJECTS
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, only, rows_hold
from ipharbor.web.templatetags.docketing import confidence


@dataclass(frozen=True)
class Row:
    """A provision as it stands on ``on`` in a region, and the law of the country beside it."""

    one: Provision
    on: date
    region: str
    national: Book

    @property
    def subject(self) -> str:
        return self.one.name.partition(".")[0]

    @property
    def title(self) -> str:
        return self.one.title(lang())

    @property
    def value(self) -> str:
        return self.one.value.text(lang())

    @property
    def country(self) -> Provision | None:
        """What the law of the country says where the provision is regional."""
        return queries.beside(self.one, self.national, on=self.on)

    @property
    def source(self) -> str:
        return self.one.source.cited(lang()) if self.one.source else ""

    @property
    def address(self) -> str:
        asked = {"on": self.on.isoformat()} | ({"region": self.region} if self.region else {})
        return f"{reverse('provision', args=[self.one.name])}?{urlencode(asked)}"


def rows(found: Iterable[Provision], where: Viewed, national: Book, *, on: date) -> list[Row]:
    """The provisions as rows of the list."""
    return [Row(one, on, where.stated, national) for one in found]


LIST = List(
    name="law",
    action="law.read",
    words=_("Provisions"),
    columns=(
        Column("title", _("Provision"), attrgetter("title"), template="web/lists/_law_title.html"),
        Column("name", _("Name in the book"), attrgetter("one.name"), Kind.CODE, shown=False),
        Column("subject", _("Subject"), attrgetter("subject"), shown=False,
               said=lambda code: str(SUBJECTS.get(code, code))),
        Column("value", _("Value"), attrgetter("value"), template="web/lists/_law_value.html",
               sortable=False),
        Column("country", _("Value in the whole country"), sortable=False, shown=False,
               cell=lambda row: row.country.value.text(lang()) if row.country else ""),
        Column("since", _("In force from"), attrgetter("one.since"), Kind.DAY),
        Column("until", _("In force until"), attrgetter("one.until"), Kind.DAY, shown=False),
        Column("source", _("Where it is written"), attrgetter("source"),
               template="web/lists/_law_source.html"),
        Column("region", _("Regional"), attrgetter("one.region"), said=region_name, shown=False),
        Column("sure", _("How sure"), attrgetter("one.confidence"), said=confidence,
               template="web/lists/_law_sure.html"),
    ),
    filters=(
        Filter("subject", _("Subject"), only(attrgetter("subject")),
               counted=attrgetter("subject"),
               options=lambda: [(code, str(words)) for code, words in SUBJECTS.items()]),
        Filter("unverified", _("only those not verified"),
               lambda found, _ticked: [row for row in found if not row.one.certain], form="tick"),
    ),
    search=rows_hold(lambda row: f"{row.one.name} {row.one.zh} {row.one.en}"),
    search_words=_("Words or name"),
    usual=_("as in the book"),
    empty="web/lists/_empty_law.html",
    row_class=lambda row: "" if row.one.certain else "open-row",
    beside=("on", "region"),
    per=50,
)  # fmt: skip
