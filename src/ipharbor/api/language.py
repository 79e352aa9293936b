"""In which language an answer speaks."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import translation

from ipharbor.actions import permits
from ipharbor.settings import current

TAGS = {"zh": "zh-hans", "en": "en"}


def lang() -> str:
    """The language of the answer that is being made: ``zh`` or ``en``."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def asked(request: HttpRequest, caller: permits.Actor | None) -> str:
    """What ``Accept-Language`` prefers of zh and en; the caller's own language where it names
    neither, before that is known the installation's."""
    best: tuple[float, str] = (0.0, "")
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        name, _, weight = part.strip().partition(";")
        code = name.strip().lower().split("-")[0]
        if code in TAGS:
            best = max(best, (_weight(weight), code), key=lambda one: one[0])
    if best[1]:
        return best[1]
    if caller is not None and caller.person is not None:
        return caller.person.lang
    return current().lang


def _weight(text: str) -> float:
    name, _, stated = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(stated)))
    except ValueError:
        return 0.0
