"""What a firm has set itself to do: its tasks, in words, in the order in which they press."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from ipharbor.records.models import Firm, IssuedWarning, Membership, Person, Right, Task
from ipharbor.records.playbooks import step_words
from ipharbor.selfcheck.questions import questionnaire
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.messages import message

STATES = ("open", "done", "dropped")
SOON = 30  # days within which a task presses
NEAR = 7  # days before its day of which a mail tells
_ANNUITY = "annuity:"
_AT_ONCE = 500  # keys in one question to the database


@dataclass(frozen=True)
class Row:
    """A task as lists show it to a person, ``mine`` where it is that person's own. ``source`` is
    what it comes of, in words; ``left`` are the days until it is due, below nothing where it is
    late, None without a day or when it is closed."""

    id: int
    title: str
    why: str
    notes: str
    source_kind: str
    source_id: str
    source: str
    step: str
    provision: str
    owner_id: int | None
    owner: str
    mine: bool
    due_on: date | None
    due_rule: str
    due_from: date | None
    certain: bool
    left: int | None
    state: str
    reason: str
    made_by: str
    made_at: datetime
    changed_at: datetime
    closed_by: str
    closed_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether its day has passed and it is open."""
        return self.left is not None and self.left < 0


@dataclass(frozen=True)
class Counts:
    """Open tasks: of the firm, the person's own, nobody's, late, and due within ``SOON`` days."""

    firm: int
    mine: int
    nobody: int
    late: int
    soon: int


def of_firm(firm: Firm) -> QuerySet[Task]:
    """The firm's tasks: open ones first, by their day; then the closed, the latest first.

    ``by_state`` is the place of a state in that order.
    """
    ranked = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(STATES)),
        output_field=IntegerField(),
    )
    return (
        Task.objects.filter(firm=firm)
        .select_related("owner")
        .annotate(by_state=ranked)
        .order_by(
            "by_state", F("due_on").asc(nulls_last=True), F("closed_at").desc(nulls_last=True), "pk"
        )
    )


def one(firm: Firm, task_id: int) -> Task | None:
    """The firm's task of that number."""
    return Task.objects.select_related("firm", "owner").filter(firm=firm, pk=task_id).first()


def found(task_id: int) -> Task | None:
    """The task of that number, of whichever firm."""
    return Task.objects.select_related("firm", "owner").filter(pk=task_id).first()


def counts(firm: Firm, person: Person | None, *, on: date) -> Counts:
    """How many tasks are open, in one question."""
    rows = Task.objects.filter(firm=firm, state="open").values_list("owner", "due_on")
    held = [(owner, due) for owner, due in rows]
    dated = [due for _, due in held if due is not None]
    return Counts(
        firm=len(held),
        mine=sum(owner == person.pk for owner, _ in held) if person is not None else 0,
        nobody=sum(owner is None for owner, _ in held),
        late=sum(due < on for due in dated),
        soon=sum(on <= due <= on + timedelta(days=SOON) for due in dated),
    )


def people(firm: Firm) -> list[Person]:
    """Who works for the firm now, managers first: who a task can be for."""
    places = Membership.objects.filter(
        organisation__firm=firm, until=None, person__is_active=True
    ).select_related("person")
    return [place.person for place in places.order_by("-manager", "since", "pk")]


def rows(
    found: Iterable[Task], *, lang: str, on: date, person: Person | None = None
) -> tuple[Row, ...]:
    """Tasks in words, as they stand on ``on`` for ``person``."""
    tasks = tuple(found)
    named = _named(tasks)
    return tuple(_row(task, named, lang, on, person) for task in tasks)


def titles(found: Iterable[Task], *, lang: str) -> dict[int, str]:
    """The words of tasks by number."""
    tasks = tuple(found)
    named = _named(tasks)
    return {task.pk: _title(task, named, lang) for task in tasks}


def open_steps(firm: Firm, kind: str) -> dict[tuple[str, str], int]:
    """The steps of a source of that kind that are open tasks: source and step → number."""
    held = Task.objects.filter(firm=firm, source_kind=kind, state="open").exclude(step="")
    return {(source, step): pk for pk, source, step in held.values_list("pk", "source_id", "step")}


def annuity_step(year: int) -> str:
    """The step of paying the annuity of a patent year."""
    return f"{_ANNUITY}{year}"


def annuity_words(step: str, right: str, lang: str) -> str:
    """The words of that step for a right, which is named by number and title."""
    told = {"year": step.removeprefix(_ANNUITY), "right": right}
    return message("task.step.annuity", lang, told).what


def provision_title(law: Book, name: str, lang: str) -> str:
    """The title of a provision in its newest version; the name itself where the book lacks it."""
    versions = law.entries.get(name)
    return versions[-1].title(lang) if versions else name


def _row(
    task: Task, named: Mapping[str, str], lang: str, on: date, person: Person | None
) -> Row:  # fmt: skip
    counts_days = task.state == "open" and task.due_on is not None
    return Row(
        id=task.pk,
        title=_title(task, named, lang),
        why=task.why,
        notes=task.notes,
        source_kind=task.source_kind,
        source_id=task.source_id,
        source=_source(task, named, lang),
        step=task.step,
        provision=task.provision,
        owner_id=task.owner_id,
        owner=str(task.owner) if task.owner else "",
        mine=person is not None and task.owner_id == person.pk,
        due_on=task.due_on,
        due_rule=task.due_rule,
        due_from=task.due_from,
        certain=task.due_certain,
        left=(task.due_on - on).days if counts_days and task.due_on else None,
        state=task.state,
        reason=task.reason,
        made_by=task.made_by_name,
        made_at=task.made_at,
        changed_at=task.changed_at,
        closed_by=task.closed_by_name,
        closed_at=task.closed_at,
    )


def _title(task: Task, named: Mapping[str, str], lang: str) -> str:
    if task.title:
        return task.title
    if task.source_kind == "right" and task.step.startswith(_ANNUITY):
        right = named.get(f"right:{task.source_id}", task.source_id)
        return annuity_words(task.step, right, lang)
    if task.source_kind == "self_check":
        rule = questionnaire().step(task.source_id, task.step)
        return rule.text.said(lang) if rule is not None else task.step
    return named.get(f"step:{lang}:{task.step}", task.step)


def _source(task: Task, named: Mapping[str, str], lang: str) -> str:
    named_as = named.get(f"{task.source_kind}:{task.source_id}", task.source_id)
    if task.source_kind == "self_check":
        question = questionnaire().question(task.source_id)
        named_as = question.text.said(lang) if question is not None else task.source_id
    told = {"what": named_as}
    return message(f"task.source.{task.source_kind}", lang, told).what


def _named(tasks: Sequence[Task]) -> dict[str, str]:
    """What tasks come of, by kind and id, in few questions."""
    wanted: dict[str, set[str]] = {}
    firms = set()
    for task in tasks:
        wanted.setdefault(task.source_kind, set()).add(task.source_id)
        firms.add(task.firm_id)
    found: dict[str, str] = {}
    keys = sorted(wanted.get("right", ()))
    for start in range(0, len(keys), _AT_ONCE):
        held = Right.objects.filter(firm__in=firms, key__in=keys[start : start + _AT_ONCE])
        for key, number, title in held.values_list("key", "application_number", "title"):
            found[f"right:{key}"] = f"{number or key} {title}".strip()
    numbers = [int(one) for one in wanted.get("warning", ()) if one.isdecimal() and len(one) < 15]
    if numbers:
        warnings = IssuedWarning.objects.filter(pk__in=numbers).values_list("pk", "watch__name")
        found |= {f"warning:{pk}": name for pk, name in warnings}
    steps = {task.step for task in tasks if task.source_kind == "warning" and task.step}
    for step, said in step_words(steps).items():
        found |= {f"step:{lang}:{step}": said.said(lang) for lang in ("zh", "en")}
    return found


@dataclass(frozen=True)
class Near:
    """A task whose day comes near or has passed, and of which no mail has told as that."""

    task: int
    title: str
    due_on: date
    certain: bool
    late: bool


def newly_near(*, on: date) -> list[tuple[Person, tuple[Near, ...]]]:
    """By person the tasks of which a mail is to tell on ``on``: the own ones, and of those that
    nobody has taken for who looks after the firm's people."""
    held = Task.objects.filter(state="open", due_on__lte=on + timedelta(days=NEAR))
    fresh = [
        task for task in held.select_related("owner").order_by("due_on", "pk")
        if task.told_as != task.to_tell(on)
    ]  # fmt: skip
    managers = _managers({task.firm_id for task in fresh if task.owner is None})
    found: dict[int, tuple[Person, list[Task]]] = {}
    for task in fresh:
        whose = managers.get(task.firm_id, []) if task.owner is None else [task.owner]
        for person in whose:
            found.setdefault(person.pk, (person, []))[1].append(task)
    return [
        (person, tuple(_near(task, named, on) for task in tasks))
        for person, tasks in found.values()
        for named in [titles(tasks, lang=person.lang)]
    ]


def _near(task: Task, named: Mapping[int, str], on: date) -> Near:
    due = task.due_on or on
    return Near(task.pk, named[task.pk], due, task.due_certain, due < on)


def _managers(firms: set[int]) -> dict[int, list[Person]]:
    places = Membership.objects.filter(
        organisation__firm__in=firms, until=None, manager=True, person__is_active=True
    ).select_related("person", "organisation")
    found: dict[int, list[Person]] = {}
    for place in places.order_by("since", "pk"):
        found.setdefault(place.organisation.firm_id or 0, []).append(place.person)
    return found
