"""Links of a chain as somebody types them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ipharbor.vocabulary.chains import STAGES, Link, locarno, parts, prefix
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.provenance import Stated

MOST_LINKS = 20
MOST_PREFIXES = 40  # of one link
NAME_ZH, NAME_EN = 60, 120
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Draft:
    """One link as typed; ``ipc`` and ``locarno`` are texts with commas between."""

    code: str = ""
    name_zh: str = ""
    name_en: str = ""
    stage: str = ""
    ipc: str = ""
    locarno: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is typed, so that the row does not count."""
        return not any((self.name_zh, self.name_en, self.ipc, self.locarno))

    @classmethod
    def of(cls, link: Link) -> Draft:
        """The draft that gives the link again."""
        return cls(
            link.code, link.name_zh, link.name_en, link.stage, ", ".join(link.ipc),
            ", ".join(link.locarno),
        )  # fmt: skip

    @classmethod
    def told(cls, fields: Mapping[str, str]) -> Draft:
        """The draft of a form's fields, blanks taken away."""
        return cls(**{name: " ".join(str(fields.get(name, "")).split()) for name in _FIELDS})


_FIELDS = ("code", "name_zh", "name_en", "stage", "ipc", "locarno")


def code_of(text: str) -> str:
    """The code of an industry or link. HarborError ``industry.code.unreadable``."""
    if not _CODE.fullmatch(text):
        raise HarborError("industry.code.unreadable", fields=("code",), text=text)
    return text


def links(drafts: Sequence[Draft]) -> tuple[Link, ...]:
    """The links that were typed. Rows without anything are passed over.

    Raises HarborErrors ``industry.*`` whose ``fields`` name the field and the row, counted from
    0: ``ipc-2``.
    """
    read = [_link(draft, row) for row, draft in enumerate(drafts) if not draft.blank]
    if not read:
        raise HarborError("industry.links.none", fields=("ipc-0",))
    if len(read) > MOST_LINKS:
        raise HarborError("industry.links.many", fields=("ipc-0",), most=MOST_LINKS)
    return _numbered(read)


def _link(draft: Draft, row: int) -> Link:
    for field, most in (("name_zh", NAME_ZH), ("name_en", NAME_EN)):
        text = getattr(draft, field)
        if not text:
            raise HarborError("industry.name.missing", fields=(f"{field}-{row}",))
        if len(text) > most:
            raise HarborError("form.text.long", fields=(f"{field}-{row}",), most=most)
    if draft.stage not in STAGES:
        raise HarborError("industry.stage.unknown", fields=(f"stage-{row}",), stage=draft.stage)
    ipc = _read(draft.ipc, prefix, f"ipc-{row}")
    designs = _read(draft.locarno, locarno, f"locarno-{row}")
    if not ipc and not designs:
        raise HarborError("industry.link.empty", fields=(f"ipc-{row}",), name=draft.name_zh)
    code = code_of(draft.code) if draft.code else ""
    return Link(code, draft.name_zh, draft.name_en, draft.stage, ipc, designs)


def _read(text: str, reading: Callable[[str], Stated[str]], field: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts(text):
        told = reading(part)
        if told.clean is None:
            raise HarborError(told.why, fields=(field,), text=part)
        found.append(told.clean)
    if len(found) > MOST_PREFIXES:
        raise HarborError("industry.prefixes.many", fields=(field,), most=MOST_PREFIXES)
    return tuple(dict.fromkeys(found))


def _numbered(read: Iterable[Link]) -> tuple[Link, ...]:
    """Every link with a code of its own."""
    taken: set[str] = set()
    made = []
    for place, link in enumerate(read, start=1):
        code = link.code
        if not code or code in taken:
            code = next(
                one for one in (f"link_{n}" for n in range(place, place + 99)) if one not in taken
            )
        taken.add(code)
        made.append(Link(code, link.name_zh, link.name_en, link.stage, link.ipc, link.locarno))
    return tuple(made)
