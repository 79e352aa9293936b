"""The list of search hits: cards with what was found marked, or a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ipharbor.corpus.query import Node
from ipharbor.corpus.search.highlight import Snippet, marked
from ipharbor.corpus.search.index import Hit
from ipharbor.settings import current
from ipharbor.vocabulary.places import region
from ipharbor.vocabulary.words import word
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Kind, List

_BETWEEN = " | "


@dataclass(frozen=True)
class ShownHit:
    """A hit of a query; its title and a piece of its abstract are marked when they are shown."""

    hit: Hit
    node: Node

    @property
    def plain_title(self) -> str:
        hit = self.hit
        title = hit.title or hit.title_en or hit.key
        return (hit.title_en or title) if lang() == "en" else title

    @property
    def plain_text(self) -> str:
        hit = self.hit
        text = hit.abstract or hit.abstract_en or ""
        return (hit.abstract_en or text) if lang() == "en" else text

    @cached_property
    def title(self) -> Snippet:
        return marked(self.plain_title, self.node, "title")

    @cached_property
    def text(self) -> Snippet | None:
        text = self.plain_text
        return marked(text, self.node, "abstract") if text else None


def _joined(name: str) -> Column:
    return Column(name, _HEADINGS[name], lambda row: _BETWEEN.join(getattr(row.hit, name)),
                  sortable=False, shown=name in ("applicants", "ipc"))  # fmt: skip


def _word(code: str) -> str:
    return word(code, lang())


def _town(code: str) -> str:
    found = region(current().region).town(code)
    if found is None:
        return code
    return found.name_zh if lang() == "zh" else found.name_en


_HEADINGS = {
    "publication_numbers": _("Publication numbers"),
    "applicants": _("Applicants"),
    "inventors": _("Inventors"),
    "ipc": _("IPC"),
}
LIST = List(
    name="search",
    action="corpus.search",
    words=_("Results"),
    columns=(
        Column("title", _("Title"), attrgetter("plain_title"), sortable=False,
               template="web/lists/_hit_title.html",
               link=lambda row: reverse("patent", args=[row.hit.key])),
        Column("application_number", _("Application number"),
               attrgetter("hit.application_number"), Kind.CODE, sortable=False),
        _joined("publication_numbers"),
        _joined("applicants"),
        _joined("inventors"),
        _joined("ipc"),
        Column("patent_type", _("Type"), attrgetter("hit.patent_type"), said=_word,
               sortable=False),
        Column("stage", _("Stage of publication"), attrgetter("hit.stage"), said=_word,
               sortable=False, shown=False),
        Column("filed_on", _("Filed"), attrgetter("hit.filed_on"), Kind.DAY,
               order=("first_filed", "filed")),
        Column("published_on", _("Published"), attrgetter("hit.published_on"), Kind.DAY,
               order=("oldest", "newest")),
        Column("granted_on", _("Granted"), attrgetter("hit.granted_on"), Kind.DAY,
               order=("first_granted", "granted"), shown=False),
        Column("town", _("Town"), attrgetter("hit.town"), said=_town, sortable=False, shown=False),
        Column("status", _("Stated legal status"), attrgetter("hit.legal_status"), said=_word,
               sortable=False, shown=False),
        Column("agency", _("Agency"), attrgetter("hit.agency"), sortable=False, shown=False),
        Column("office", _("Office"), attrgetter("hit.office"), sortable=False, shown=False),
        Column("cited_by", _("Cited by"), attrgetter("hit.cited_by"), Kind.NUMBER,
               sortable=False, shown=False),
        Column("abstract", _("Abstract"), attrgetter("plain_text"), sortable=False, shown=False,
               wide=True),
    ),
    card="web/_hit.html",
    cards="hits",
    count="web/lists/_count_search.html",
    usual=_("Best match"),
    empty="web/lists/_empty_search.html",
    foot="web/lists/_foot_search.html",
    beside=("q",),
)  # fmt: skip
