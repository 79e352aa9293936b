"""Reading files of provisions, with a finding for everything that is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

import yaml

from ipharbor.statutes._valuing import UNITS, Unfit, value
from ipharbor.statutes._yaml import load
from ipharbor.statutes.provision import Mark, Provision, Source, Verification, instruments
from ipharbor.vocabulary.findings import Finding, Severity

ENTRY_FIELDS = frozenset({"name", "zh", "en", "asked_on", "versions"})
VERSION_FIELDS = frozenset(
    {"since", "until", "value", "unit", "source", "mark", "verified", "note_zh", "note_en"}
)
SOURCED = (Mark.PRIMARY, Mark.SECONDARY)
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")

Entries = dict[str, tuple[Provision, ...]]


@dataclass
class Reading:
    """What one or more files say: versions by name, in the order of their days."""

    entries: Entries = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def file(self, name: str, text: str, region: str = "") -> object:
        """Read the file ``name``; gives what it holds beside its entries."""
        try:
            loaded = load(text)
        except yaml.YAMLError as trouble:
            self._fault("statutes.file.unreadable", name, "", str(trouble).splitlines()[0])
            return None
        entries = loaded.get("entries") if isinstance(loaded, dict) else loaded
        if not isinstance(entries, list):
            self._fault("statutes.file.unreadable", name, "", "entries")
            return None
        for raw in entries:
            _Entry(self, name, raw, region).read()
        return loaded

    def _fault(self, code: str, file: str, entry: str, what: str) -> None:
        self.findings.append(
            Finding(code, Severity.FAULT, column=entry, value=what, params={"file": file})
        )


class _Wrong(ValueError):
    """A version that cannot be read: ``args`` are the finding's code and what is wrong."""


class _Entry:
    """One entry on its way from YAML to provisions."""

    def __init__(self, reading: Reading, file: str, raw: object, region: str) -> None:
        self.reading, self.file, self.region = reading, file, region
        self.raw: Mapping[str, object] = raw if isinstance(raw, dict) else {}
        self.name = str(self.raw.get("name", ""))

    def fault(self, code: str, what: object) -> None:
        self.reading._fault(code, self.file, self.name, str(what))

    def read(self) -> None:
        if not NAME.fullmatch(self.name):
            return self.fault("statutes.entry.name", self.name or self.raw)
        if self.name in self.reading.entries:
            return self.fault("statutes.entry.duplicate", self.name)
        for unknown in sorted(set(self.raw) - ENTRY_FIELDS):
            self.fault("statutes.entry.field", unknown)
        for lang in ("zh", "en"):
            if not _said(self.raw.get(lang)):
                self.fault("statutes.entry.language", lang)
        raws = self.raw.get("versions")
        if not isinstance(raws, list) or not raws:
            return self.fault("statutes.entry.versions", raws)
        versions = []
        for raw in raws:
            try:
                versions.append(self._version(raw))
            except _Wrong as wrong:
                self.fault(*wrong.args)
        if len(versions) == len(raws):
            self.reading.entries[self.name] = tuple(self._in_order(versions))
        return None

    def _version(self, raw: object) -> Provision:
        if not isinstance(raw, dict) or not {"since", "value", "unit", "mark"} <= set(raw):
            raise _Wrong("statutes.entry.start", raw)
        for unknown in sorted(set(raw) - VERSION_FIELDS):
            self.fault("statutes.entry.field", unknown)
        since, until = self._days(raw)
        if str(raw["mark"]) not in list(Mark):
            raise _Wrong("statutes.entry.mark", raw["mark"])
        mark = Mark(str(raw["mark"]))
        if raw["unit"] not in UNITS:
            raise _Wrong("statutes.entry.unit", raw["unit"])
        try:
            worth = value(raw["value"], str(raw["unit"]))
        except Unfit as trouble:
            raise _Wrong("statutes.entry.value", f"{raw['value']} ({trouble.args[0]})") from None
        for lang, other in (("zh", "en"), ("en", "zh")):
            if _said(raw.get(f"note_{lang}")) and not _said(raw.get(f"note_{other}")):
                self.fault("statutes.entry.language", f"note_{other}")
        return Provision(
            name=self.name,
            zh=str(self.raw.get("zh")),
            en=str(self.raw.get("en")),
            value=worth,
            since=since,
            until=until,
            mark=mark,
            source=self._source(raw.get("source"), mark),
            verified=self._verified(raw.get("verified")),
            asked_on=str(self.raw.get("asked_on", "act")),
            region=self.region,
            note_zh=str(raw.get("note_zh", "")),
            note_en=str(raw.get("note_en", "")),
        )

    def _days(self, raw: dict[str, object]) -> tuple[date | None, date | None]:
        since, until = _day(raw["since"]), _day(raw.get("until"))
        if since and until and until < since:
            raise _Wrong("statutes.entry.start", f"{since} / {until}")
        if since is None and not (_said(raw.get("note_zh")) and _said(raw.get("note_en"))):
            raise _Wrong("statutes.entry.start", "since: null")
        return since, until

    def _source(self, raw: object, mark: Mark) -> Source | None:
        if raw is None:
            if mark in SOURCED:
                self.fault("statutes.entry.source", mark.value)
            return None
        if not isinstance(raw, dict) or not set(raw) <= {"instrument", "version", "article"}:
            self.fault("statutes.entry.source", raw)
            return None
        source = Source(*(str(raw.get(key, "")) for key in ("instrument", "version", "article")))
        if source.instrument not in instruments():
            self.fault("statutes.entry.source", source.instrument)
        return source

    def _verified(self, raw: object) -> Verification | None:
        if raw is None:
            return None
        if isinstance(raw, dict) and _said(raw.get("by")) and isinstance(raw.get("on"), date):
            return Verification(raw["by"], raw["on"])
        self.fault("statutes.entry.verified", raw)
        return None

    def _in_order(self, versions: list[Provision]) -> Iterator[Provision]:
        ordered = sorted(versions, key=lambda version: version.since or date.min)
        if len({type(version.value) for version in ordered}) > 1:
            self.fault("statutes.entry.value", "versions")
        for one, following in pairwise(ordered):
            if following.since is None:
                self.fault("statutes.versions.overlap", "since: null")
                continue
            last = following.since - timedelta(days=1)
            if one.until is not None and one.until > last:
                self.fault("statutes.versions.overlap", f"{one.until} / {following.since}")
            if one.until is not None and one.until < last:
                self.fault("statutes.versions.gap", f"{one.until} / {following.since}")
            yield _ending(one, last)
        yield ordered[-1]


def _ending(version: Provision, last: date) -> Provision:
    return replace(version, until=last)


def _said(raw: object) -> bool:
    return isinstance(raw, str) and bool(raw.strip())


def _day(raw: object) -> date | None:
    if raw is not None and type(raw) is not date:
        raise _Wrong("statutes.entry.start", raw)
    return raw
