"""Watches that a person might begin with: from what the desk has, and ready-made sets by trade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from ipharbor.corpus.query import Node, parse
from ipharbor.corpus.reading import Corpus
from ipharbor.records.industries import standing
from ipharbor.records.models import Firm, Organisation, Person, Product, Right, Watch
from ipharbor.vocabulary.chains import Industry, prefix
from ipharbor.vocabulary.standards import standards_of
from ipharbor.warning.audience import may_set_up

_GROUPS = 3  # main groups of a firm's rights that make its field
_RIVALS = 4
_PRODUCTS = 6


@dataclass(frozen=True)
class Proposal:
    """A watch that is not there yet. ``why`` is the code of the reason, ``fact`` fills it: what
    it is about, in a word. ``number`` counts what it rests on, 0 where nothing is counted."""

    kind: str
    name: str
    why: str
    fact: str = ""
    number: int = 0
    applicant: str = ""
    query: str = ""
    subject: str = ""

    @property
    def token(self) -> str:
        """What tells it from the others of a page."""
        return "|".join((self.kind, self.applicant, self.query, self.subject))


def for_person(person: Person, corpus: Corpus, *, region: str, lang: str) -> tuple[Proposal, ...]:
    """First watches for the person's desk, without those that are there."""
    found = [
        *_of_firm(person, corpus, lang),
        *_of_desk(person, region, lang),
    ]
    return _fresh(person, found)


def ready_made(person: Person, industry: str, *, region: str, lang: str) -> tuple[Proposal, ...]:
    """The ready-made set of a trade: the industry, each link of its chain, its standards. Empty
    for an industry that is not there."""
    held = next((one for one in standing(region) if one.code == industry), None)
    return _fresh(person, _of_industry(held, lang)) if held is not None else ()


def _of_firm(person: Person, corpus: Corpus, lang: str) -> Iterator[Proposal]:
    firm = person.firm
    if firm is None or person.role != "firm":
        return
    own = Right.objects.filter(firm=firm).count()
    yield Proposal("own_rights", _said("自有权利", "Own rights", lang), "proposal.own_rights",
                   firm.name, own)  # fmt: skip
    products = Product.objects.filter(firm=firm, ended_at=None).order_by("pk")
    for name in products.values_list("name", flat=True)[:_PRODUCTS]:
        yield Proposal("product", name[:120], "proposal.product", name, subject=name)
    groups = _groups(Right.objects.filter(firm=firm))
    if groups:
        field = "|".join(groups)
        yield Proposal("field", _said("技术领域 ", "Field ", lang) + "、".join(groups),
                       "proposal.field", "、".join(groups), subject=field)  # fmt: skip
    for name, number in _rivals(firm, groups, corpus):
        yield Proposal("applicant", name[:120], "proposal.rival", name, number, applicant=name)


def _of_desk(person: Person, region: str, lang: str) -> Iterator[Proposal]:
    body = person.organisation
    if person.role in ("office", "administrator"):
        yield Proposal("region", _said("全区动态", "The whole district", lang), "proposal.region")
        for one in standing(region):
            name = one.name_zh if lang == "zh" else one.name_en
            yield Proposal("industry", name, "proposal.industry", name, subject=one.code)
    if person.role == "station" and body is not None and body.town:
        yield Proposal("town", _said("本镇街", "Our town", lang), "proposal.town",
                       subject=body.town)  # fmt: skip
    if may_set_up("collateral", person.role) and body is not None:
        yield Proposal("collateral", _said("质物", "Collateral", lang), "proposal.collateral",
                       body.name, subject=body.name)  # fmt: skip
    if may_set_up("disclosed", person.role) and body is not None:
        yield from _of_disclosed(body, lang)
    yield Proposal("law", _said("法规与费用", "Law and fees", lang), "proposal.law")


def _of_disclosed(body: Organisation, lang: str) -> Iterator[Proposal]:
    """What the firms that disclosed their dockets have, and the field of it."""
    today = timezone.localdate()
    running = body.disclosures.filter(withdrawn_at=None, until__gte=today)
    firms = list(running.values_list("firm_id", flat=True))
    if not firms:
        return
    rights = Right.objects.filter(firm_id__in=firms)
    yield Proposal(
        "disclosed", _said("披露给我们的权利", "Disclosed to us", lang), "proposal.disclosed",
        body.name, rights.values("key").distinct().count(),
    )  # fmt: skip
    if groups := _groups(rights):
        told = "、".join(groups)
        yield Proposal("field", _said("共有领域 ", "Pooled field ", lang) + told,
                       "proposal.pooled", told, subject="|".join(groups))  # fmt: skip


def _of_industry(one: Industry, lang: str) -> Iterator[Proposal]:
    name = one.name_zh if lang == "zh" else one.name_en
    yield Proposal("industry", name, "proposal.industry", name, subject=one.code)
    for link in one.links:
        if link.ipc:
            told = link.name_zh if lang == "zh" else link.name_en
            yield Proposal(
                "field", f"{name} · {told}", "proposal.link", told, subject="|".join(link.ipc)
            )
    for standard in standards_of(one.code):
        yield Proposal(
            "standard", f"{name} · {standard}"[:120], "proposal.standard", standard,
            subject=standard,
        )  # fmt: skip


def _groups(rights: QuerySet[Right]) -> tuple[str, ...]:
    """The main groups in which most of the rights are, as prefixes: ``F21V 29``."""
    symbols = rights.exclude(ipc="").values_list("ipc", flat=True)
    counted = Counter(symbol.partition("/")[0] for symbol in symbols)
    ranked = sorted(counted, key=lambda one: (-counted[one], one))
    clean = (prefix(one).clean for one in ranked)
    return tuple(str(one) for one in clean if one is not None)[:_GROUPS]


def _rivals(firm: Firm, groups: Iterable[str], corpus: Corpus) -> Iterator[tuple[str, int]]:
    """The applicants from elsewhere with most documents in those groups, and how many."""
    wanted = " OR ".join(f"ipc:{group.replace(' ', '')}" for group in groups)
    if not wanted:
        return
    node: Node = parse(wanted)
    buckets = corpus.index.facets(node, size=_RIVALS * 6).applicant
    names = [one.value for one in buckets]
    local = set(Firm.objects.filter(name__in=names).values_list("name", flat=True))
    for one in [one for one in buckets if one.value not in local | {firm.name}][:_RIVALS]:
        yield one.value, one.count


def _fresh(person: Person, found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Those that the person may set up and has not, each once, under names not taken."""
    running = Watch.objects.filter(owner=person, ended_at=None)
    held = set(running.values_list("kind", "applicant", "subject"))
    queries = set(running.values_list("query", flat=True))
    names = set(running.values_list("name", flat=True))
    by_token = {one.token: one for one in found}
    return tuple(
        one
        for one in by_token.values()
        if may_set_up(one.kind, person.role)
        and one.name not in names
        and (one.kind == "query" or (one.kind, one.applicant, one.subject) not in held)
        and one.query not in queries - {""}
    )


def _said(zh: str, en: str, lang: str) -> str:
    return zh if lang == "zh" else en
