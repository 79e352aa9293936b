"""The mails that tell of warnings: which may go now, and that none is told twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.mail.kinds import WARNINGS
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.actions.warning._letter import letter
from ipharbor.actions.warning._standing import Standing
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.records.candidates import odds
from ipharbor.records.models import IssuedWarning, Person
from ipharbor.records.warnings import untold
from ipharbor.records.wishes import wishes_of
from ipharbor.warning.wishes import Wishes, Works, may_go, when

HELD_PACE = "weekly"  # at which held ones are told of, and follow-ups where there is a budget


def weekdays(day: date) -> bool:
    """Working days as far as one knows them without a calendar."""
    return day.weekday() < 5


def write_mails(base_url: str, *, by: permits.Actor, at: datetime, works: Works = weekdays) -> int:
    """Lay down a mail for each person for whom one is due: about all that is due. Each warning
    is told once, the mail and the mark that it was told in one transaction."""
    people = Person.objects.filter(pk__in=untold().values("person")).order_by("pk")
    standing = Standing(odds()) if people else None
    return sum(
        _one(person, standing, base_url, works, by=by, at=at) for person in people if standing
    )


def enclosed_after(round_id: int | None = None) -> int:
    """The last round whose warnings have a line for each mail; what was told of later ones
    stands in the line of the round that closes next."""
    before = Line.objects.filter(action="warning.round").order_by("-seq").first()
    since = int(before.subject.partition(":")[2]) if before else 0
    return since if round_id is None else min(since, round_id - 1)


def _one(
    person: Person,
    standing: Standing,
    base_url: str,
    works: Works,
    *,
    by: permits.Actor,
    at: datetime,
) -> int:
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        wishes = wishes_of(person)
        waiting = untold().filter(person=person).select_related("watch", "follows", "bundle")
        told = [
            one
            for one in waiting.order_by("-score", "pk")
            if not person.email or _due(one, wishes, at, works)
        ]
        if not told:
            return 0
        raised = [one for one in told if one.decision == "raised"]
        held = [one for one in told if one.decision == "held"]
        newest, last = max(one.round_id for one in told), max(one.pk for one in told)
        once = f"{'warnings' if raised else 'held'}:{person.pk}:{newest}:{last}"
        written = False
        if person.email:
            lang = wishes.lang or person.lang
            said = letter(
                person, raised, held, standing=standing, base_url=base_url, lang=lang,
                on=timezone.localdate(at), works=works,
            )  # fmt: skip
            written = lay_down(
                person, WARNINGS, once, subject=said.subject, body=said.text, html=said.html,
                base_url=base_url, at=at, lang=lang,
            )  # fmt: skip
        mark = once if person.email else "no address"
        IssuedWarning.objects.filter(pk__in=[one.pk for one in told]).update(mailed_as=mark)
        _tell(person, told, mark, by=by, at=at)
    return int(written)


def _due(one: IssuedWarning, wishes: Wishes, at: datetime, works: Works) -> bool:
    later = one.decision == "held" or (one.follows_id is not None and wishes.budget > 0)
    made, now = timezone.localtime(one.created_at), timezone.localtime(at)
    pace = HELD_PACE if later and wishes.paces[one.grade] != "monthly" else ""
    due = when(wishes, one.grade, made, works, pace)
    return due <= now and may_go(wishes, one.grade, now, works)


def _tell(
    person: Person,
    told: Sequence[IssuedWarning],
    mark: str,
    *,
    by: permits.Actor,
    at: datetime,
) -> None:
    """A line about the warnings of rounds whose own line has been written."""
    since = enclosed_after()
    late = [one.pk for one in told if one.round_id <= since]
    if late:
        chain.append(
            "warning.tell",
            f"person:{person.pk}",
            actor=by.name,
            at=at,
            details={"count": len(late), "mailed_as": mark},
            enclosed={"warnings": late},
        )
