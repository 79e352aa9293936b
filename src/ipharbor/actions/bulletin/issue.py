"""Issue a bulletin to a trade, a town, an industry, or everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from ipharbor.actions import permits
from ipharbor.actions.mail.kinds import BULLETINS
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.journal import chain
from ipharbor.records.bulletins import AUDIENCES
from ipharbor.records.industries import standing
from ipharbor.records.models import Bulletin, BulletinCopy, Firm, Membership, Person, Right
from ipharbor.vocabulary.chains import Chains
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message
from ipharbor.vocabulary.places import region as region_named

TITLE, TEXT, WORDS, MOST_LINKS = 120, 8000, 120, 20
PATHS = (
    "/landscape/", "/patent/", "/search/", "/industries/", "/law/", "/cockpit/", "/track-record/",
    "/playbooks/", "/bulletins/",
)  # fmt: skip
"""Where the evidence of a bulletin may lead: pages of this installation."""


@dataclass(frozen=True)
class Told:
    """A bulletin as somebody writes it: ``evidence`` are pairs of words and path."""

    title_zh: str = ""
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    audience: str = "all"
    value: str = ""
    evidence: Sequence[tuple[str, str]] = ()


def issue(
    told: Told,
    *,
    supersedes: int | None = None,
    region: str,
    base_url: str,
    by: permits.Actor,
    at: datetime,
) -> Bulletin:
    """Publish the bulletin, lay it into the inboxes of all people of the firms it concerns, and
    lay mails down for those who want them, in one transaction.

    Raises HarborErrors ``bulletin.*`` that name their field; ``bulletin.unknown`` for one to
    supersede that is not there, ``bulletin.over`` for one that is superseded or withdrawn.
    """
    permits.require(by, "bulletin.issue")
    columns = _columns(told, region)
    with transaction.atomic():
        before = _superseded(supersedes)
        made = Bulletin.objects.create(
            **columns, supersedes=before, issued_at=at, by=by.person, by_name=by.name
        )
        people = readers(made.audience, made.value, region=region)
        BulletinCopy.objects.bulk_create(BulletinCopy(bulletin=made, person=p) for p in people)
        chain.append(
            "bulletin.issue",
            f"bulletin:{made.pk}",
            actor=by.name,
            at=at,
            details={
                "audience": made.audience, "value": made.value, "by": made.by_id,
                "supersedes": before.pk if before else None, "copies": len(people),
                "title": str(made),
            },
            enclosed={"told": columns, "people": [person.pk for person in people]},
        )  # fmt: skip
        for person in people:
            _mail(made, person, base_url, at)
    return made


def readers(audience: str, value: str, *, region: str) -> list[Person]:
    """The people of the firms that a bulletin concerns, each once."""
    places = Membership.objects.filter(
        organisation__firm__in=firms(audience, value, region=region), until=None,
        person__is_active=True,
    ).values("person")  # fmt: skip
    return list(Person.objects.filter(pk__in=places).order_by("pk"))


def firms(audience: str, value: str, *, region: str) -> QuerySet[Firm]:
    """The firms that a bulletin concerns: of the town, of the trade as the register states it, or
    of the industry by their trade or by the main class of a right in their docket."""
    everyone = Firm.objects.all()
    if audience == "town":
        return everyone.filter(town=value)
    if audience == "trade":
        return everyone.filter(trade=value)
    if audience == "industry":
        return everyone.filter(_of_industry(value, region))
    return everyone


def _of_industry(code: str, region: str) -> Q:
    chains = Chains(standing(region))
    place = chains.place(code)
    if place is None:
        raise HarborError("industry.unknown", fields=("value",), code=code[:40])
    industry = chains.industries[place]
    names = {industry.name_zh, *(link.name_zh for link in industry.links)}
    begins = Q()
    for prefix in {one.replace(" ", "")[:4] for one in industry.ipc}:
        begins |= Q(ipc__startswith=prefix)
    held = Right.objects.filter(begins).exclude(ipc="").values_list("firm", "ipc")
    inside = {
        firm for firm, symbol in held.iterator()
        if any(chains.industry_of[link] == place for link in chains.links_of(symbol))
    }  # fmt: skip
    return Q(trade__in=names) | Q(pk__in=inside)


def _superseded(number: int | None) -> Bulletin | None:
    if number is None:
        return None
    found = Bulletin.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise HarborError("bulletin.unknown", id=number)
    if found.withdrawn_at is not None or Bulletin.objects.filter(supersedes=found).exists():
        raise HarborError("bulletin.over", id=number)
    return found


def _columns(told: Told, region: str) -> dict[str, Any]:
    texts = {
        "title_zh": " ".join(told.title_zh.split()), "title_en": " ".join(told.title_en.split()),
        "text_zh": told.text_zh.replace("\r\n", "\n").strip(),
        "text_en": told.text_en.replace("\r\n", "\n").strip(),
    }  # fmt: skip
    for name, text in texts.items():
        most = TITLE if name.startswith("title") else TEXT
        if len(text) > most:
            raise HarborError("form.text.long", fields=(name,), most=most)
    whole = [lang for lang in ("zh", "en") if texts[f"title_{lang}"] and texts[f"text_{lang}"]]
    if not whole:
        raise HarborError("bulletin.text.missing", fields=("title_zh",))
    for lang in ("zh", "en"):
        if bool(texts[f"title_{lang}"]) != bool(texts[f"text_{lang}"]):
            raise HarborError("bulletin.text.missing", fields=(f"title_{lang}",))
    return texts | {
        "audience": told.audience, "value": _value(told, region),
        "evidence": _links(told.evidence),
    }  # fmt: skip


def _value(told: Told, region: str) -> str:
    value = told.value.strip()
    if told.audience not in AUDIENCES:
        raise HarborError(
            "bulletin.audience.unknown", fields=("audience",), audience=told.audience[:20]
        )
    known = {
        "all": not value,
        "town": region_named(region).town(value) is not None,
        "trade": bool(value) and Firm.objects.filter(trade=value).exists(),
        "industry": any(one.code == value for one in standing(region)),
    }
    if not known[told.audience]:
        raise HarborError("bulletin.value.unknown", fields=("value",), value=value[:60])
    return value


def _links(evidence: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    if not evidence:
        raise HarborError("bulletin.evidence.missing", fields=("evidence",))
    if len(evidence) > MOST_LINKS:
        raise HarborError("bulletin.evidence.many", fields=("evidence",), most=MOST_LINKS)
    found = []
    for said, address in evidence:
        words, path = " ".join(said.split()), address.strip()
        if not words or len(words) > WORDS or len(path) > 500 or not _inside(path, PATHS):
            raise HarborError("bulletin.evidence.unfit", fields=("evidence",), path=path[:80])
        found.append({"words": words, "path": path})
    return found


def _inside(path: str, known: Collection[str]) -> bool:
    return any(path.startswith(one) for one in known) and ".." not in path and "\\" not in path


def _mail(made: Bulletin, person: Person, base_url: str, at: datetime) -> None:
    lang = (
        person.lang if getattr(made, f"title_{person.lang}") else ("zh" if made.title_zh else "en")
    )
    title, text = getattr(made, f"title_{lang}"), getattr(made, f"text_{lang}")
    link = f"{base_url.rstrip('/')}/bulletins/{made.pk}/"
    said = message(
        "mail.bulletin", person.lang, {"title": title, "name": str(person), "link": link}
    )
    body = "\n\n".join((said.next, text, link))
    lay_down(
        person, BULLETINS, f"bulletin:{made.pk}:{person.pk}", subject=said.what, body=body,
        base_url=base_url, at=at,
    )  # fmt: skip
