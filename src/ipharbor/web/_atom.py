"""Atom feeds as text (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

_NS = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_NEVER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


@dataclass(frozen=True)
class Entry:
    """One entry. ``id`` never changes for the same thing; ``updated`` is aware."""

    id: str
    title: str
    updated: datetime
    url: str
    summary: str = ""
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed at ``url`` about the page ``page``; ``updated`` is when it last changed."""

    id: str
    title: str
    updated: datetime
    url: str
    page: str
    lang: str
    entries: Sequence[Entry]


def written(feed: Feed) -> bytes:
    """The feed as an Atom document in UTF-8."""
    root = Element("feed", {"xmlns": _NS, f"{{{_XML}}}lang": feed.lang})
    _head(root, feed.id, feed.title, feed.updated)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.url})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    SubElement(SubElement(root, "author"), "name").text = "IPHarbor 知港"
    SubElement(root, "generator").text = "IPHarbor"
    for entry in feed.entries:
        one = SubElement(root, "entry")
        _head(one, entry.id, entry.title, entry.updated)
        SubElement(one, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
        for name in entry.authors:
            SubElement(SubElement(one, "author"), "name").text = _clean(name)
        for category in entry.categories:
            SubElement(one, "category", {"term": _clean(category)})
        SubElement(one, "summary", {"type": "text"}).text = _clean(entry.summary)
    told: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return told


def _head(of: Element, identity: str, title: str, updated: datetime) -> None:
    SubElement(of, "id").text = identity
    SubElement(of, "title", {"type": "text"}).text = _clean(title) or "–"
    SubElement(of, "updated").text = updated.isoformat(timespec="seconds")


def _clean(text: str) -> str:
    return _NEVER.sub("", text)
