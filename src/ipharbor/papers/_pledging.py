"""The papers of a pledge: contract, application, declaration, undertaking."""

from __future__ import annotations

from datetime import date

from ipharbor.papers._lines import bare
from ipharbor.papers.asking import Filling, Subject, day
from ipharbor.papers.paper import LANG, Line
from ipharbor.register.encumbrances import Family
from ipharbor.register.moves import IN_FORCE
from ipharbor.statutes.counting import count
from ipharbor.statutes.values import Terms

REQUIRED, OPTIONAL, USUAL = (
    "pledge.contract.required", "pledge.contract.optional", "pledge.contract.clauses",
)  # fmt: skip
DOCUMENTS = "pledge.registration.documents"
PERIODS = {
    "online": "pledge.registration.online",
    "window": "pledge.registration.window",
    "post": "pledge.registration.window",
}
_BARS = (Family.SUSPENSION, Family.PRESERVATION)


def contract(filling: Filling) -> list[Line]:
    """Fill what is held for a contract: its parties, its rights, what the law puts in it."""
    _parties(filling)
    filling.know("debtor", filling.matter.firm)
    for name in (REQUIRED, USUAL, OPTIONAL, "pledge.written_contract",
                 "pledge.forfeiture_gives_priority_only"):  # fmt: skip
        filling.law(name, needed=False)
    arises = filling.law("pledge.arises_on_registration", needed=False)
    if arises is not None and arises.flag:
        filling.know("delivery", "专利权无需转移占有；双方共同办理质押登记，质权自登记时设立。")
    consent = filling.law("pledge.consent.needed_for", needed=False)
    if consent is not None:
        acts = "、".join(term.zh for term in consent.terms.items)
        filling.know("disposal", f"质押期间，未经质权人同意，出质人不得{acts}；"
                                 "经同意所得的价款提前清偿债务或者提存。")  # fmt: skip
    lines = _lines(filling)
    _outlasts(filling)
    return lines


def registration(filling: Filling) -> list[Line]:
    """Fill an application: parties, rights, papers to be laid beside it, the office's time."""
    _parties(filling)
    filling.law("pledge.joint_application", needed=False)
    filling.rule("fee", "pledge.registration.fee")
    _period(filling)
    _papers(filling)
    lines = _lines(filling)
    _outlasts(filling)
    return lines


def double_filing(filling: Filling) -> list[Line]:
    """Fill the declaration; only utility models stand on it."""
    filling.know("pledgor", filling.matter.firm)
    filling.law("pledge.refusal", needed=False)
    models = [one for one in filling.matter.subjects if one.patent_type == "utility_model"]
    for one in filling.matter.subjects:
        if one not in models:
            filling.note("papers.note.no_model", number=one.number)
    twins = [f"{one.number} 与 {one.twin}" for one in models if one.twin]
    filling.know("known", "；".join(twins) or "无记录")
    filling.know("inventions", "；".join(one.twin for one in models if one.twin))
    return [bare(one) for one in models]


def undertaking(filling: Filling) -> list[Line]:
    """Fill the undertaking that stands for proofs of identity."""
    _parties(filling)
    filling.law(DOCUMENTS, needed=False)
    return _lines(filling)


def _parties(filling: Filling) -> None:
    filling.know("pledgor", filling.matter.firm)
    filling.know("pledgor_code", filling.matter.credit_code)
    filling.know("count", str(len(filling.matter.subjects)))


def _lines(filling: Filling) -> list[Line]:
    """Every right, with a note of what stands against registering its pledge."""
    for one in filling.matter.subjects:
        _noted(one, filling)
    return [bare(one) for one in filling.matter.subjects]


def _noted(one: Subject, filling: Filling) -> None:
    stands = one.standing
    owners = [holder for holder in stands.holders if holder != filling.matter.firm]
    if stands.state not in IN_FORCE:
        filling.note("papers.note.not_in_force", number=one.number)
    elif stands.certainty != "certain":
        filling.note("papers.note.standing", number=one.number)
    if stands.bears(Family.PLEDGE):
        filling.note("papers.note.pledged", number=one.number)
    if any(stands.bears(family) for family in _BARS):
        filling.note("papers.note.barred", number=one.number)
    if owners:
        filling.law("pledge.registration.co_owners", needed=False)
        filling.note("papers.note.co_owned", number=one.number, owners="、".join(owners))
    if one.filed_on is None or one.granted_on is None:
        filling.note("papers.note.no_days", number=one.number)


def _outlasts(filling: Filling) -> None:
    """A note for each right whose term is over before the debt is."""
    typed = filling.matter.typed.get("debt_until", "")
    if not typed:
        return
    until = date.fromisoformat(typed)
    for one in filling.matter.subjects:
        ends = one.standing.term_ends
        if ends is not None and until > ends:
            filling.note(
                "papers.note.outlasts", number=one.number, until=typed, ends=ends.isoformat()
            )


def _period(filling: Filling) -> None:
    """The office's time by the way of filing, and its last day from the day of filing."""
    channel = filling.matter.typed.get("channel", "")
    chosen = PERIODS.get(channel)
    for name in dict.fromkeys([chosen] if chosen else PERIODS.values()):
        filling.law(name)
    law = filling.matter.book.on(filling.matter.on)
    if chosen is None or chosen not in law:
        labels = (("网上", PERIODS["online"]), ("窗口、邮寄", PERIODS["window"]))
        told = [f"{label}{law[name].span.text(LANG)}" for label, name in labels if name in law]
        filling.know("period", "；".join(told))
        return
    filling.know("period", law[chosen].span.text(LANG))
    filed = filling.matter.typed.get("filed_on", "")
    if filed:
        last = count(
            date.fromisoformat(filed), law[chosen].span, filling.matter.calendar, rolls=True,
            period=law[chosen],
        )  # fmt: skip
        sure = "" if last.certain else "（待核）"
        filling.know("decided_by", f"{day(last.day)}{sure}")


def _papers(filling: Filling) -> None:
    """The papers of the law's list that this application takes."""
    ruled = filling.law(DOCUMENTS)
    if ruled is None or not isinstance(ruled.value, Terms):
        return
    typed = filling.matter.typed
    wanted = {
        "valuation": typed.get("valued") == "yes",
        "double_filing": any(one.patent_type == "utility_model" for one in filling.matter.subjects),
        "power": bool(typed.get("agent")),
        "other": bool(typed.get("attachments")),
    }
    kept = [term.zh for term in ruled.value.items if wanted.get(term.code, True)]
    filling.know("papers", "\n".join(f"{at}. {text}" for at, text in enumerate(kept, 1)))
    owned = [one for one in filling.matter.subjects if len(one.standing.holders) > 1]
    if owned:
        filling.note("papers.note.consent_beside", count=len(owned))
