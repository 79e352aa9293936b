"""Which of a reader's candidates are raised, which are held, and what belongs together.

Nothing is lost: every candidate comes back, raised or held, with the code of the reason. The
order in which candidates are given does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.warning.grading import GRADES

REPEAT_DAYS = 30  # within which the same is told as a follow-up; ours
STRENGTH = 10  # verdicts that the points of a grade weigh as much as; ours


@dataclass(frozen=True)
class Candidate:
    """A warning that its watch would raise.

    ``number`` tells it from others. ``subject`` is what is watched, ``signals`` the codes of
    what was seen, ``parties`` whom it concerns, ``marks`` the documents and incidents it rests
    on. ``probability`` (0 to 1) and ``impact`` (0 to 5) give what it is worth to its reader.
    """

    number: int
    subject: str
    signals: frozenset[str]
    parties: frozenset[str]
    marks: frozenset[str]
    on: date
    colour: str
    probability: float
    impact: int

    @property
    def value(self) -> float:
        """The expected value, 0 to 5."""
        return self.probability * self.impact


@dataclass(frozen=True)
class Settled:
    """What became of a candidate. ``follows`` is the number of the warning of which it is a
    follow-up, ``bundle`` the number of the first of those told together, its own if alone."""

    number: int
    raised: bool
    reason: str
    follows: int | None
    bundle: int


def settle(
    candidates: Iterable[Candidate],
    earlier: Sequence[Candidate] = (),
    *,
    budget: int = 0,
    used: int = 0,
    least: float = 0.0,
) -> tuple[Settled, ...]:
    """Decide on all candidates of one reader in one week, in the order of their numbers.

    ``earlier`` are warnings raised before that are no follow-ups themselves. What says nothing
    new in kind about one of them is its follow-up: raised, and not counted. The others about
    the same thing are bundled, and each bundle counts once. Red ones are raised whatever the
    budget. Of the others those below ``least`` are held (``decision.below_own_threshold``), and
    of the rest the ``budget`` less ``used`` and less the red ones of greatest expected value
    are raised; what is over it is held (``decision.over_budget``). ``budget`` 0 is no bound.
    """
    ordered = sorted(candidates, key=lambda one: one.number)
    of_subject: dict[str, list[Candidate]] = {}
    for past in earlier:
        of_subject.setdefault(past.subject, []).append(past)
    follows = {one.number: _followed(one, of_subject.get(one.subject, ())) for one in ordered}
    bundles = bundled([one for one in ordered if follows[one.number] is None])
    left = _Left(budget, used)
    reasons: dict[int, str] = {}
    for members in sorted(bundles, key=_urgency):
        reason = left.reason(members, least)
        reasons |= {one.number: reason for one in members}
    heads = {one.number: members[0].number for members in bundles for one in members}
    return tuple(
        Settled(
            number=one.number,
            raised=reasons.get(one.number, _FOLLOWS) in _RAISED,
            reason=reasons.get(one.number, _FOLLOWS),
            follows=follows[one.number],
            bundle=heads.get(one.number, one.number),
        )
        for one in ordered
    )


def bundled(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """The candidates that belong together: about one subject, or resting on a document or
    incident in common, directly or through others. Each list by number."""
    first_by_key: dict[str, int] = {}
    joined = list(range(len(candidates)))

    def root(place: int) -> int:
        while joined[place] != place:
            joined[place] = place = joined[joined[place]]
        return place

    for place, one in enumerate(candidates):
        for key in (f"subject {one.subject}", *(f"mark {mark}" for mark in one.marks)):
            joined[root(place)] = root(first_by_key.setdefault(key, place))
    found: dict[int, list[Candidate]] = {}
    for place, one in enumerate(candidates):
        found.setdefault(root(place), []).append(one)
    return [sorted(members, key=lambda one: one.number) for members in found.values()]


def calibrated(points: int, useful: int, judged: int) -> float:
    """The probability that a warning of so many points (0 to 5) is worth sending.

    The points alone say ``points`` / 5; the readers' verdicts on warnings of as many points move
    it. It is the mean of a beta posterior whose prior weighs ``STRENGTH`` verdicts.
    """
    return (useful + STRENGTH * points / 5) / (judged + STRENGTH)


_FOLLOWS = "decision.follow_up"
_RAISED = frozenset(
    {_FOLLOWS, "decision.at_or_above_threshold", "decision.red_breaks_through"}
)  # fmt: skip


@dataclass
class _Left:
    """What is left of a budget while bundles come by, the most urgent first."""

    budget: int
    used: int

    def reason(self, members: Sequence[Candidate], least: float) -> str:
        full = bool(self.budget) and self.used >= self.budget
        if any(one.colour == "red" for one in members):
            self.used += 1
            return "decision.red_breaks_through" if full else "decision.at_or_above_threshold"
        if _value(members) < least:
            return "decision.below_own_threshold"
        if full:
            return "decision.over_budget"
        self.used += 1
        return "decision.at_or_above_threshold"


def _value(members: Sequence[Candidate]) -> float:
    return max(one.value for one in members)


def _urgency(members: Sequence[Candidate]) -> tuple[bool, float, int]:
    """Red ones first, then what is worth most, then the first numbered."""
    return not any(one.colour == "red" for one in members), -_value(members), members[0].number


def _followed(one: Candidate, earlier: Sequence[Candidate]) -> int | None:
    """The newest of the ``earlier`` ones of its subject of which ``one`` is a follow-up: within
    ``REPEAT_DAYS`` days, with no signal and no party that it had not, and no graver."""
    found = [
        past
        for past in earlier
        if past.number != one.number
        and timedelta(0) <= one.on - past.on <= timedelta(days=REPEAT_DAYS)
        and one.signals <= past.signals
        and one.parties <= past.parties
        and GRADES.index(one.colour) <= GRADES.index(past.colour)
    ]
    return max(found, key=lambda past: (past.on, past.number)).number if found else None
