"""Lines of the journal in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, ImportRun, Organisation, Person, Product, Right, Watch
from ipharbor.vocabulary.messages import catalogue, message

NOTHING = "–"
_GAP = re.compile(r"\{(\w+)\}")
# Details that hold a code of ours, and those that hold yes or no.
_CODED = frozenset({"verdict", "decision", "role", "lang", "kind", "every", "state", "matter_kind"})
_NAMED = (
    ("firm", Firm, "name"),
    ("watch", Watch, "name"),
    ("person", Person, "username"),
    ("organisation", Organisation, "name"),
    ("import", ImportRun, "file_name"),
    ("product", Product, "name"),
)


def actions() -> tuple[str, ...]:
    """Every action that has words, in the order of the catalogue."""
    return tuple(code[5:] for code in catalogue() if code.startswith("deed."))


def action_name(action: str, lang: str) -> str:
    """The name of an action, for headings and choices; the action itself where it has none."""
    return message(f"deed.{action}", lang, {}).what if f"deed.{action}" in catalogue() else action


def sentence(line: Line, lang: str) -> str:
    """What was done, without who and when. Gaps that an older line does not fill are dashes."""
    code = f"told.{line.action}"
    if code not in catalogue():
        return line.action
    params = {name: _said(name, value, lang) for name, value in line.details.items()}
    params["provision"] = line.subject.partition(":")[2]
    if isinstance(rights := line.details.get("rights"), list | dict):
        params["count"] = str(len(rights))
    if line.action == "rights.state_use":
        used = {True: "used", False: "unused"}.get(line.details.get("used"), "unsaid")
        params["used"] = _value(used, lang)
    if line.action.startswith("warning.") and str(params.get("reason", "")) in catalogue():
        params["reason"] = message(params["reason"], lang, {}).what
    gaps = _GAP.findall(catalogue()[code][lang]["what"])
    return message(code, lang, {gap: params.get(gap, NOTHING) for gap in gaps}).what.strip()


def actor_name(actor: str, lang: str) -> str:
    """Who did it: a user name, or the operator and the schedule in words."""
    return _value(actor, lang) if actor in ("operator", "schedule") else actor


def about_name(subject: str, named: Mapping[str, str], lang: str) -> str:
    """The object of a line in words: *Firm* 番禺明灯有限公司."""
    kind, _, rest = subject.partition(":")
    code = f"told.about.{kind}"
    if code not in catalogue():
        return subject
    return f"{message(code, lang, {}).what} {named.get(subject, rest)}".strip()


def names(subjects: Iterable[str]) -> dict[str, str]:
    """The names of the objects that have one, asked for all at once."""
    wanted = set(subjects)
    found: dict[str, str] = {}
    for kind, model, column in _NAMED:
        keys = _numbers(wanted, kind)
        if keys:
            held = model._default_manager.filter(pk__in=keys).values_list("pk", column)
            found |= {f"{kind}:{pk}": name for pk, name in held}
    keys = _numbers(wanted, "right")
    if keys:
        rights = Right.objects.filter(pk__in=keys).values_list("pk", "application_number", "key")
        found |= {f"right:{pk}": number or key for pk, number, key in rights}
    return found


def _numbers(subjects: Iterable[str], kind: str) -> list[int]:
    rests = (one.partition(":")[2] for one in subjects if one.startswith(f"{kind}:"))
    return [int(rest) for rest in rests if rest.isdecimal() and len(rest) < 15]


def _said(name: str, value: Any, lang: str) -> str:
    if value is None or value == "":
        return NOTHING if name not in ("note", "closing_note") else ""
    if isinstance(value, bool):
        return _value("yes" if value else "no", lang)
    if name == "grade":
        return message(f"grade.{value}", lang, {}).what
    if name in _CODED:
        return _value(str(value), lang)
    if name == "when":
        return f"{timezone.localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return str(value)


def _value(code: str, lang: str) -> str:
    held = f"told.value.{code}"
    return message(held, lang, {}).what if held in catalogue() else code
