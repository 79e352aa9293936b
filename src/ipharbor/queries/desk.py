"""A firm's desk: what it holds, what is due, what presses, and who sees to it, at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from ipharbor.queries import people, selfcheck, tasks, vault
from ipharbor.queries.docket import HORIZONS, IN_GRACE, Docket, Line
from ipharbor.records.models import Firm, Membership, Organisation, Person, SelfCheck, Task
from ipharbor.register.moves import IN_FORCE, STATES
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.selfcheck.questions import WEAK

WITHIN = HORIZONS[-1]  # days ahead that the desk looks for dues
_IN_FORCE = frozenset(map(str, IN_FORCE))


@dataclass(frozen=True)
class StateRow:
    """The rights in a state: by type, together, and those of them whose standing is not certain."""

    state: str
    by_type: Mapping[str, int]
    total: int
    unsure: int


@dataclass(frozen=True)
class Rights:
    """A firm's rights by state and type; states and types that none has are left out of ``rows``
    and kept with nothing in ``by_type``. ``untold`` as of a docket."""

    rows: tuple[StateRow, ...]
    by_type: Mapping[str, int]
    total: int
    in_force: int
    untold: int


@dataclass(frozen=True)
class Dues:
    """Annuities that are late or due within ``within`` days, the most pressing first; sums in
    CNY. ``late`` of them run a surcharge, which has come to ``surcharge``."""

    within: int
    lines: tuple[Line, ...]
    amount: Decimal
    late: int
    surcharge: Decimal


@dataclass(frozen=True)
class Tasks:
    """Open tasks: how many, and the most pressing of the person's own and of all others."""

    counts: tasks.Counts
    mine: tuple[tasks.Row, ...]
    others: tuple[tasks.Row, ...]

    @property
    def elsewhere(self) -> int:
        """How many are not the person's own."""
        return self.counts.firm - self.counts.mine


@dataclass(frozen=True)
class Check:
    """The last self-check: ``weak`` points, the ``steps`` of its plan, those that are open tasks
    and those that were done since."""

    check: SelfCheck
    weak: int
    steps: int
    taken: int
    done: int


def rights(told: Docket) -> Rights:
    """The rights of a docket by state and type, states in the order of a right's life."""
    counted = Counter((line.state, line.record.patent_type) for line in told.lines)
    unsure = Counter(line.state for line in told.lines if line.certainty != "certain")
    by_state = Counter(line.state for line in told.lines)
    return Rights(
        rows=tuple(
            StateRow(
                state=state,
                by_type={kind: counted[state, kind] for kind in PATENT_KINDS},
                total=by_state[state],
                unsure=unsure[state],
            )
            for state in map(str, STATES)
            if by_state[state]
        ),
        by_type={kind: sum(counted[state, kind] for state in by_state) for kind in PATENT_KINDS},
        total=len(told.lines),
        in_force=sum(by_state[state] for state in _IN_FORCE),
        untold=told.untold,
    )


def dues(told: Docket, *, within: int = WITHIN) -> Dues:
    """What of a docket wants paying within so many days of its day, or is late."""
    near = tuple(line for line in told.lines if line.near(within))
    held = [line.due for line in near if line.due is not None]
    late = [due for due in held if due.status == IN_GRACE]
    return Dues(
        within=within,
        lines=near,
        amount=sum((due.payable for due in held), Decimal(0)),
        late=len(late),
        surcharge=sum((due.surcharge for due in late), Decimal(0)),
    )


def pressing(firm: Firm, person: Person, *, on: date, lang: str, most: int) -> Tasks:
    """The firm's open tasks as ``person`` sees them: at most so many of the own, and of others."""
    held = tasks.of_firm(firm).filter(state="open")
    mine, others = held.filter(owner=person)[:most], held.exclude(owner=person)[:most]
    shown = tasks.rows([*mine, *others], lang=lang, on=on, person=person)
    return Tasks(
        tasks.counts(firm, person, on=on),
        tuple(row for row in shown if row.mine),
        tuple(row for row in shown if not row.mine),
    )


def check(firm: Firm) -> Check | None:
    """The firm's last self-check, None before the first. A step is done when a task that came of
    it was closed as done on the day of the check or later."""
    last = selfcheck.latest(firm)
    if last is None:
        return None
    of_plan = {(step["question"], step["code"]) for step in last.plan}
    held = Task.objects.filter(firm=firm, source_kind=selfcheck.KIND).exclude(step="")
    found: dict[str, set[tuple[str, str]]] = {"open": set(), "done": set(), "dropped": set()}
    for question, step, state, closed in held.values_list(
        "source_id", "step", "state", "closed_at"
    ):
        if closed is None or timezone.localdate(closed) >= last.on:
            found[state].add((question, step))
    taken = of_plan & found["open"]
    return Check(
        check=last,
        weak=sum(answer in WEAK for answer in last.answers.values()),
        steps=len(of_plan),
        taken=len(taken),
        done=len(of_plan & found["done"] - taken),
    )


def team(body: Organisation) -> list[Membership]:
    """Who works at the firm's desk, those first who look after its people."""
    return [place for place in people.members(body) if place.person.is_active]


def papers(firm: Firm, *, most: int) -> tuple[vault.PaperRow, ...]:
    """The newest papers of the firm that stand."""
    return vault.told(vault.of_firm(firm).filter(withdrawn_at=None)[:most])
