"""What pages of watches and warnings need beyond the rest: subjects and incidents in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from ipharbor.web import _watch_subjects as subjects

register = template.Library()


@register.filter
def subject(watch: Any) -> str:
    """What a watch is about, in words: of a row of watches or of the watch in a warning."""
    return subjects.subject(watch)


@register.filter
def subject_link(watch: Any) -> str:
    """Where that can be looked at; empty where it has no page."""
    return subjects.subject_link(watch)


@register.filter
def at(held: Mapping[str, Any], name: str) -> Any:
    """What a mapping holds under a name; empty where it holds nothing."""
    return held.get(name, "")
