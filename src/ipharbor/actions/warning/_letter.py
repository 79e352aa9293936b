"""The letter that tells a person of warnings, in the person's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ipharbor.actions.mail.sheet import Grid, Part, as_html, as_text
from ipharbor.actions.warning._law_letter import law_parts
from ipharbor.actions.warning._standing import Standing
from ipharbor.records.models import IssuedWarning, Person
from ipharbor.vocabulary.messages import message
from ipharbor.warning import telling
from ipharbor.warning.grading import GRADES
from ipharbor.warning.wishes import Works

LISTED = 5  # documents named under each warning
SENTENCES = 5  # of what happened, under each warning
MOST_WHOLE = 12  # warnings told in full; the others are named
LOOK_WITHIN = {"red": 3, "orange": 5, "yellow": 10, "blue": 20}  # working days; ours


@dataclass(frozen=True)
class Letter:
    """A mail about warnings."""

    subject: str
    text: str
    html: str


def letter(
    person: Person,
    raised: Sequence[IssuedWarning],
    held: Sequence[IssuedWarning],
    *,
    standing: Standing,
    base_url: str,
    lang: str,
    on: date,
    works: Works,
) -> Letter:
    """One mail about all warnings that are due, the gravest first: those bundled stand
    together, follow-ups are told short, held ones with the reason why."""
    told = _Telling(lang, base_url.rstrip("/"), on, works, standing)
    fresh = [one for one in raised if one.follows_id is None]
    after = [one for one in raised if one.follows_id is not None]
    whole, named = _ordered(fresh)[:MOST_WHOLE], _ordered(fresh)[MOST_WHOLE:]
    parts = [Part(lines=(told.opening(person, fresh, after, held),))]
    for one in whole:
        parts += told.warning(one, [other for other in whole if _beside(one, other)])
    for code, some in (("letter.more", named), ("letter.continued", after), ("letter.held", held)):
        if some:
            head = told.say(code, {"count": len(some)})
            parts.append(Part(head=head, lines=tuple(told.short(one) for one in some)))
    if fresh:
        parts.append(told.help(person))
    parts.append(Part(lines=told.closing()))
    return Letter(told.subject(fresh, after, held), as_text(parts), as_html(parts))


def _beside(one: IssuedWarning, other: IssuedWarning) -> bool:
    return one.pk != other.pk and one.bundle_id is not None and one.bundle_id == other.bundle_id


def _ordered(some: Sequence[IssuedWarning]) -> list[IssuedWarning]:
    """The gravest first, and behind it those that are bundled with it."""
    best: dict[int, int] = {}
    for one in some:
        key = one.bundle_id or one.pk
        best[key] = max(best.get(key, 0), one.score)

    def place(one: IssuedWarning) -> tuple[int, int, int, int]:
        key = one.bundle_id or one.pk
        return -best[key], key, -one.score, one.pk

    return sorted(some, key=place)


@dataclass(frozen=True)
class _Telling:
    """What all parts of one letter have in common."""

    lang: str
    base: str
    on: date
    works: Works
    standing: Standing

    def say(self, code: str, params: dict[str, Any] | None = None) -> str:
        return message(code, self.lang, params or {}).what

    def subject(
        self,
        fresh: Sequence[IssuedWarning],
        after: Sequence[IssuedWarning],
        held: Sequence[IssuedWarning],
    ) -> str:
        if not fresh:
            return self.say("letter.subject_later", {"after": len(after), "held": len(held)})
        colour = self.say(f"grade.{_gravest(fresh)}")
        return self.say("letter.subject", {"count": len(fresh), "colour": colour})

    def opening(
        self,
        person: Person,
        fresh: Sequence[IssuedWarning],
        after: Sequence[IssuedWarning],
        held: Sequence[IssuedWarning],
    ) -> str:
        name = str(person)
        if not fresh:
            counts = {"name": name, "after": len(after), "held": len(held)}
            return self.say("letter.opening_later", counts)
        return self.say("letter.opening", {"count": len(fresh), "name": name})

    def warning(self, one: IssuedWarning, beside: Sequence[IssuedWarning]) -> list[Part]:
        """One warning in full: what, on what, why, how sure, what to do, where it stands."""
        evidence = one.evidence
        signals = [telling.said(s["code"], s["facts"], self.lang) for s in evidence["signals"]]
        colour = self.say(f"grade.{one.grade}")
        what = [said.what for said in signals[:SENTENCES]]
        if len(signals) > SENTENCES:
            what.append(self.say("letter.further", {"count": len(signals) - SENTENCES}))
        if one.reason == "decision.red_breaks_through":
            what.append(self.say(one.reason))
        if beside:
            names = "、".join(other.watch.name for other in beside)
            what.append(self.say("letter.together", {"names": names}))
        parts = [
            Part(head=f"{colour} {one.watch.name}", colour=one.grade),
            Part(head=self.say("letter.what"), lines=tuple(what)),
            *law_parts(evidence, self.lang),
            self._evidence(one),
            self._why(evidence),
            Part(head=self.say("letter.sure"), lines=self.standing.sure(one, self.lang)),
            Part(
                head=self.say("letter.do"), lines=self._do(one, self._advice(evidence["signals"]))
            ),
        ]
        return [part for part in parts if part.lines or part.grid or part.colour]

    def _evidence(self, one: IssuedWarning) -> Part:
        documents = one.evidence.get("documents", ())
        rows = tuple(
            (told.get("known_on", ""), told["title"], told.get("applicant", ""))
            for told in documents[:LISTED]
        )
        incidents = len(one.evidence.get("incidents", ())) + one.evidence.get("more", 0)
        counts = {"as_of": one.as_of.isoformat(), "vintage": one.evidence.get("vintage", "")}
        if incidents:
            said = "letter.incidents" if rows else "letter.incidents_alone"
            lines = (self.say(said, counts | {"count": incidents}),)
        else:
            counts |= {name: one.evidence.get(name, 0) for name in ("new", "recent")}
            lines = (self.say("letter.numbers", counts),)
        heads = tuple(self.say(f"letter.{name}") for name in ("day", "title", "applicant"))
        grid = Grid(heads, rows) if rows else None
        return Part(head=self.say("letter.evidence"), lines=lines, grid=grid)

    def _why(self, evidence: dict[str, Any]) -> Part:
        graded = evidence.get("grade", {})
        if not graded:
            return Part()
        rows = tuple(
            (self.say(point["reason"]), self.say(f"letter.{point['side']}"), str(point["points"]))
            for point in graded["points"]
        )
        head = {"probability": graded["probability"], "impact": graded["impact"],
                "score": graded["probability"] * graded["impact"]}  # fmt: skip
        heads = tuple(self.say(f"letter.{name}") for name in ("reason", "side", "points"))
        lines = (self.say("letter.score", head),)
        return Part(head=self.say("letter.why"), lines=lines, grid=Grid(heads, rows))

    def _do(self, one: IssuedWarning, advice: Sequence[str]) -> tuple[str, ...]:
        by = self._working_days(LOOK_WITHIN[one.grade]).isoformat()
        lines = ["→ " + said for said in dict.fromkeys(advice) if said]
        for title, first in self.standing.playbooks(one, self.lang):
            lines.append(self.say("letter.playbook", {"title": title, "first": first}))
        lines.append(self.say("letter.by_when", {"day": by, "days": LOOK_WITHIN[one.grade]}))
        lines.append(f"{self.base}/inbox/{one.pk}/")
        return tuple(lines)

    def _advice(self, signals: Sequence[Mapping[str, Any]]) -> list[str]:
        """What the first signal of each kind advises: those of one kind differ by days alone,
        which stand in what happened."""
        first = {seen["code"]: seen for seen in reversed(signals)}
        codes = dict.fromkeys(seen["code"] for seen in signals)
        return [telling.said(code, first[code]["facts"], self.lang).next for code in codes]

    def short(self, one: IssuedWarning) -> str:
        """A warning in a line."""
        signals = one.evidence.get("signals", ())
        first = signals[0] if signals else None
        seen = telling.said(first["code"], first["facts"], self.lang).what if first else ""
        colour, url = self.say(f"grade.{one.grade}"), f"{self.base}/inbox/{one.pk}/"
        said = f"· {colour} {one.watch.name} ({one.as_of.isoformat()}) {seen}".rstrip()
        if one.follows is not None:
            day = {"day": one.follows.as_of.isoformat(), "number": one.follows_id}
            said += " " + self.say("letter.follows", day)
        elif one.decision == "held":
            said += " " + self.say(one.reason)
        return f"{said} {url}"

    def help(self, person: Person) -> Part:
        """Who can help: the station of the firm's town, else the district's office."""
        return Part(head=self.say("letter.help"), lines=self.standing.help(person, self.lang))

    def closing(self) -> tuple[str, ...]:
        said = self.say("letter.closing", {"url": f"{self.base}/inbox/"})
        wishes = self.say("letter.wishes", {"url": f"{self.base}/account/warnings/"})
        return (*said.split("\n"), wishes)

    def _working_days(self, days: int) -> date:
        day = self.on
        while days:
            day += timedelta(days=1)
            days -= self.works(day)
        return day


def _gravest(some: Sequence[IssuedWarning]) -> str:
    return max((one.grade for one in some), key=GRADES.index)
