"""Change a playbook, add one, restore the text it came with, put it aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.playbook._drafts import Draft, StepDraft, code_of, drafted
from ipharbor.journal import chain
from ipharbor.records import playbooks as records
from ipharbor.records.models import PlaybookVersion
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.playbooks import shipped, told

__all__ = ["REASON", "Draft", "StepDraft", "change", "code_of", "drafted", "end", "restore"]

REASON = 500  # characters


def change(
    code: str,
    draft: Draft,
    *,
    reason: str,
    law: Book,
    calendar: WorkingCalendar,
    by: permits.Actor,
    at: datetime,
) -> PlaybookVersion:
    """Let the playbook of that code stand as typed; a code that is not there yet makes a new one,
    one that was put aside stands again.

    Raises HarborErrors ``playbook.*``; ``playbook.unchanged`` where it stands so already.
    """
    permits.require(by, "playbook.change")
    made = drafted(code, draft, law=law, calendar=calendar)
    with transaction.atomic():
        if made in records.standing():
            raise HarborError("playbook.unchanged", fields=("reason",), name=made.title.zh)
        return _written(made.code, told(made), ended=False, reason=_why(reason), by=by, at=at)


def restore(code: str, *, reason: str, by: permits.Actor, at: datetime) -> PlaybookVersion:
    """Let the text that the program comes with stand again. Raises HarborErrors
    ``playbook.unknown`` for one that the program never had, and ``playbook.unchanged``."""
    permits.require(by, "playbook.change")
    begun = next((one for one in shipped() if one.code == code), None)
    if begun is None:
        raise HarborError("playbook.unknown", code=code[:40])
    with transaction.atomic():
        if begun in records.standing():
            raise HarborError("playbook.unchanged", fields=("reason",), name=begun.title.zh)
        return _written(code, {}, ended=False, reason=_why(reason), by=by, at=at)


def end(code: str, *, reason: str, by: permits.Actor, at: datetime) -> PlaybookVersion:
    """Put it aside: it is not proposed any more, its versions and tasks stay. Raises HarborError
    ``playbook.unknown``."""
    permits.require(by, "playbook.change")
    with transaction.atomic():
        found = records.named(code)
        if found is None:
            raise HarborError("playbook.unknown", code=code[:40])
        return _written(code, told(found), ended=True, reason=_why(reason), by=by, at=at)


def _why(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise HarborError("playbook.reason.missing", fields=("reason",))
    if len(text) > REASON:
        raise HarborError("form.text.long", fields=("reason",), most=REASON)
    return text


def _written(
    code: str, text: dict[str, Any], *, ended: bool, reason: str, by: permits.Actor, at: datetime
) -> PlaybookVersion:
    version = PlaybookVersion.objects.create(
        code=code,
        told=text,
        ended=ended,
        reason=reason,
        at=at,
        by=by.person,
        by_name=by.name,
        mark=records.mark_after(records.last_mark(), code, text, ended),
    )
    chain.append(
        "playbook.end" if ended else "playbook.change" if text else "playbook.restore",
        f"playbook:{code}",
        actor=by.name,
        at=at,
        details={
            "version": version.pk, "reason": reason, "by": version.by_id, "mark": version.mark,
        },
        enclosed=text,
    )  # fmt: skip
    return version
