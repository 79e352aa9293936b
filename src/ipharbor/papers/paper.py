"""A form that has been filled, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.papers.kinds import Field, Form, Origin
from ipharbor.vocabulary.messages import message

LANG = "zh"  # the office reads Chinese


@dataclass(frozen=True)
class Entry:
    """A field as it was filled.

    ``text`` is empty for what nobody knows yet. ``options`` are those of a choice, each with
    whether it is the chosen one. ``source`` is where it came from, ``HAND`` for what was typed.
    """

    field: Field
    text: str
    source: Origin
    options: tuple[tuple[str, bool], ...] = ()

    @property
    def blank(self) -> bool:
        """Whether it is left to be filled by hand."""
        return not self.text

    @property
    def shown(self) -> str:
        """What stands on the form: the options with their boxes, the text, a named blank."""
        left = f"【待填：{self.field.zh}】" if self.blank else ""
        if self.options:
            boxes = "　".join(f"{'■' if chosen else '□'} {name}" for name, chosen in self.options)
            return f"{boxes}{left}"
        return self.text or left


@dataclass(frozen=True)
class Line:
    """A right on a form, with the annuity that is payable for it where the form is about fees.

    ``fee`` and ``surcharge`` are what is still to be paid of each, ``payable`` their sum, in
    CNY; ``year`` is the patent year, 0 where no fee is listed. ``last_day`` is the day by
    which it has to be paid now.
    """

    key: str
    number: str
    title: str
    patent_type: str
    holders: tuple[str, ...]
    year: int = 0
    fee_kind: str = ""
    surcharge_kind: str = ""
    full: Decimal = Decimal(0)
    reduced: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    surcharge: Decimal = Decimal(0)
    payable: Decimal = Decimal(0)
    last_day: date | None = None
    certain: bool = True
    filed_on: date | None = None
    granted_on: date | None = None


@dataclass(frozen=True)
class Ground:
    """A provision that a paper rests on: its name in the book, what it is, where it is written.

    ``certain`` is False where nobody has read or verified it.
    """

    provision: str
    title_zh: str
    title_en: str
    cited_zh: str
    cited_en: str
    certain: bool

    def title(self, lang: str) -> str:
        """What it is, in ``lang``."""
        return self.title_zh if lang == "zh" else self.title_en

    def cited(self, lang: str) -> str:
        """Where it is written; empty where the book tells no source."""
        return self.cited_zh if lang == "zh" else self.cited_en


@dataclass(frozen=True)
class Note:
    """What the person who signs should look at: a message's ``code`` and what fills it."""

    code: str
    params: tuple[tuple[str, str], ...] = ()

    def told(self, lang: str) -> str:
        """The note as a sentence in ``lang``."""
        return message(self.code, lang, dict(self.params)).what


@dataclass(frozen=True)
class Paper:
    """A form filled for ``firm`` on ``on`` from what was known on ``known_on``.

    ``known_on`` is None where nothing is held at all. ``subject`` is the number of the right
    it is about, empty for a form about several.
    """

    form: Form
    firm: str
    on: date
    known_on: date | None
    subject: str
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]
    grounds: tuple[Ground, ...]
    notes: tuple[Note, ...]

    @property
    def blanks(self) -> tuple[Field, ...]:
        """The fields that are left to be filled by hand."""
        return tuple(entry.field for entry in self.entries if entry.blank)

    @property
    def name(self) -> str:
        """A name for its file, without suffix: the form, the right, the day."""
        parts = (self.form.zh, self.subject.replace("/", "-"), self.on.isoformat())
        return "-".join(part for part in parts if part)
