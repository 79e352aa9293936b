"""Rights as rows of the exchange table."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from ipharbor.samples import wording
from ipharbor.samples._holders import Workshop
from ipharbor.samples._rights import Draft, Right, Subject
from ipharbor.samples._seeds import seeded

COLUMNS = (
    "country",
    "publication_number",
    "publication_date",
    "title",
    "application_number",
    "applicant_first",
    "ipc_main",
    "abstract",
    "title_en",
    "abstract_en",
    "filing_date",
    "grant_date",
    "priority_date",
    "patent_type",
    "applicants",
    "inventors",
    "ipc",
    "agency",
    "address",
    "district",
    "credit_code",
    "legal_status",
    "claims",
    "cited_by",
)
_CITED = {"invention": 0.7, "utility_model": 0.3, "design": 0.0}  # a year, on the average
_GRANT_KINDS = {"invention": "B", "utility_model": "U", "design": "S"}


def row(right: Right, grant: bool, until: date) -> dict[str, str]:
    """The publication of a right, the grant's or the application's, as known on ``until``."""
    draft = right.draft
    rng = seeded(draft.words)
    text = _text(draft, rng)
    # A twin shares the words and must not share what follows from the right's own course.
    rng.seed(int(right.number[:12]))
    holder = draft.shop.holder
    kind_code = _GRANT_KINDS[draft.kind] if grant else "A"
    day = right.granted if grant and right.granted else right.opened
    applicants = [holder.name] + ([draft.partner.holder.name] if draft.partner else [])
    return {
        "country": "CN",
        "publication_number": f"CN{right.serial}{kind_code}",
        "publication_date": day.isoformat(),
        "title": text.title,
        "application_number": right.number,
        "applicant_first": holder.name,
        "ipc_main": text.ipc[0] if text.ipc else "",
        "abstract": text.abstract,
        "title_en": text.english,
        "abstract_en": text.english_abstract,
        "filing_date": draft.filed.isoformat(),
        "grant_date": day.isoformat() if grant else "",
        "priority_date": _priority(draft, rng),
        "patent_type": draft.kind,
        "applicants": "|".join(applicants),
        "inventors": "|".join(_inventors(draft.shop, rng)),
        "ipc": "|".join(text.ipc),
        "agency": _agency(draft.shop, rng),
        "address": holder.address,
        "district": holder.district,
        "credit_code": holder.credit_code,
        "legal_status": status(right, until),
        "claims": _claims(draft, rng),
        "cited_by": str(_cited(right, until, rng)),
    }


def status(right: Right, until: date) -> str:
    """The legal status on ``until`` in the words of a Chinese database."""
    if right.ended and right.ended <= until:
        return right.how
    if right.granted and right.granted <= until:
        return "授权"
    return "公开" if until < right.opened + timedelta(21) else "实质审查的生效"


def _text(draft: Draft, rng: Random) -> wording.Text:
    shop, trade = draft.shop, draft.shop.trade
    told = draft.subject or _subject(draft, rng)
    if draft.kind == "design":
        return wording.design(trade, trade.shapes[told.shape], told.mark, rng)
    thing = trade.things[told.thing]
    solutions = [trade.solutions[n] for n in told.solutions]
    foreign = shop.holder.origin == "foreign"
    text = wording.technical(trade, thing, solutions, draft.kind, rng, english=foreign)
    if not told.classes:
        return text
    return wording.Text(text.title, text.abstract, told.classes)


def _subject(draft: Draft, rng: Random) -> Subject:
    """What the workshop works on this time: the favourite things and solutions more often."""
    shop, trade = draft.shop, draft.shop.trade
    if draft.kind == "design":
        shape = rng.randrange(len(trade.shapes))
        return Subject(shape=shape, mark=_mark(shop, draft.filed.year, rng))
    kind = "utility_model" if draft.twin else draft.kind
    able = [n for n, thing in enumerate(trade.things) if kind in thing.kinds]
    own = [n for n in shop.things if n in able] or able
    thing = own[int(len(own) * rng.random() ** 1.6)]
    fits = set(trade.solutions_for(thing))
    fitting = [n for n in shop.solutions if n in fits]
    first = fitting[int(len(fitting) * rng.random() ** 1.3)]
    rest = [n for n in fitting if n != first]
    return Subject(thing, (first, rng.choice(rest)) if rest and rng.random() < 0.8 else (first,))


def _mark(shop: Workshop, year: int, rng: Random) -> str:
    """A motif, a model number, both in turn, or nothing."""
    draw = rng.random()
    motif = rng.choice(shop.motifs)
    number = rng.randrange(1, 60)
    if draw < 0.3:
        return motif
    if draw < 0.5:
        return f"{motif}{rng.randrange(1, 9)}"
    if draw < 0.8:
        return f"{shop.prefix}-{year % 100}{number:02d}"
    return f"{shop.prefix}{number * 10}" if draw < 0.88 else ""


def _inventors(shop: Workshop, rng: Random) -> list[str]:
    """Some of the team, those who lead it more often and in front."""
    team = shop.team
    most = min(len(team), 6)
    count = min(most, 1 + int(rng.expovariate(0.55)))
    if shop.holder.origin == "person":
        return list(team[:count])
    places = sorted({int(len(team) * rng.random() ** 2) for _ in range(count)})
    return [team[place] for place in places]


def _agency(shop: Workshop, rng: Random) -> str:
    return shop.agency if rng.random() < 0.95 else ""


def _priority(draft: Draft, rng: Random) -> str:
    if draft.shop.holder.origin != "foreign":
        return ""
    return (draft.filed - timedelta(rng.randrange(355, 366))).isoformat()


def _claims(draft: Draft, rng: Random) -> str:
    if draft.kind == "design":
        return ""
    if draft.shop.holder.origin == "foreign":
        return str(rng.randrange(9, 19))
    if draft.kind == "invention":
        return str(10 if rng.random() < 0.45 else rng.randrange(4, 11))
    return str(10 if rng.random() < 0.2 else rng.randrange(4, 10))


def _cited(right: Right, until: date, rng: Random) -> int:
    years = max(0.0, (until - right.opened).days / 365.25)
    mean = _CITED[right.draft.kind] * years
    return int(rng.expovariate(1 / mean)) if mean else 0
