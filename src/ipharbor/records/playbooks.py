"""What the office has said of playbooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Subquery

from ipharbor.records.people import Person
from ipharbor.warning.playbooks import Playbook, Words, read, shipped


class PlaybookVersion(models.Model):
    """A playbook as it stands until a later version.

    ``told`` is the playbook in the form of ``warning.playbooks.read``, empty where the text that
    the program comes with was restored. One that has ``ended`` is not proposed any more.
    Versions are added, never changed; ``mark`` names this one and all before it.
    """

    code = models.CharField(max_length=40)
    told = models.JSONField(default=dict)
    ended = models.BooleanField(default=False)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=150)
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="playbook_has_a_code"),
            models.CheckConstraint(condition=~Q(reason=""), name="playbook_version_says_why"),
        ]
        indexes = [models.Index(fields=["code", "id"], name="playbook_version_by_code")]

    def __str__(self) -> str:
        return self.code

    def playbook(self) -> Playbook | None:
        """The version as a value; None for a restored text that the program no longer has."""
        if self.told:
            return read(self.told)
        return next((one for one in shipped() if one.code == self.code), None)


def mark_after(before: str, code: str, told: dict[str, Any], ended: bool) -> str:
    """The mark of a version that follows the one marked ``before``."""
    text = json.dumps([before, code, told, ended], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def last_mark() -> str:
    """The mark of the newest version, empty where the office has changed nothing."""
    newest = PlaybookVersion.objects.order_by("-pk").values_list("mark", flat=True).first()
    return newest or ""


def marked() -> Subquery:
    """The same as a column beside another question."""
    newest: QuerySet[Any] = PlaybookVersion.objects.order_by("-pk").values("mark")[:1]
    return Subquery(newest)


def standing(mark: str | None = None) -> tuple[Playbook, ...]:
    """The playbooks that stand now: those of the program in their order, each in its last version,
    then those that the office has added. With the last ``mark`` at hand no question is asked that
    was asked before."""
    return _standing(last_mark() if mark is None else mark)


def named(code: str) -> Playbook | None:
    """The playbook of that code, if it stands."""
    return next((one for one in standing() if one.code == code), None)


def step_words(steps: Iterable[str], mark: str | None = None) -> dict[str, Words]:
    """The words of steps, each named by playbook and step (``fto.search``): as they stand, else as
    they stood last. Steps that never were are left out."""
    wanted = set(steps)
    if not wanted:
        return {}
    found: dict[str, Words] = {}
    last = last_mark() if mark is None else mark
    versions = PlaybookVersion.objects.order_by("-pk") if last else ()
    told = [one for version in versions if (one := version.playbook()) is not None]
    for playbook in (*standing(last), *told, *shipped()):
        for step in playbook.steps:
            found.setdefault(step_name(playbook.code, step.code), step.text)
    return {name: found[name] for name in wanted if name in found}


def step_name(playbook: str, step: str) -> str:
    """What a task of a step is called in its source."""
    return f"{playbook}.{step}"


@lru_cache(maxsize=8)
def _standing(mark: str) -> tuple[Playbook, ...]:
    begun = {one.code: one for one in shipped()}
    if not mark:
        return tuple(begun.values())
    last: dict[str, PlaybookVersion] = {}
    for one in PlaybookVersion.objects.order_by("pk"):
        last[one.code] = one
        if one.mark == mark:  # what came after it has a mark of its own
            break
    added = sorted(code for code in last if code not in begun)
    found = []
    for code in (*begun, *added):
        version = last.get(code)
        playbook = begun.get(code) if version is None else version.playbook()
        if playbook is not None and not (version is not None and version.ended):
            found.append(playbook)
    return tuple(found)
