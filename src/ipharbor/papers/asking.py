"""What a paper is filled from, and reading what a person typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ipharbor.fees.due import Due
from ipharbor.papers.kinds import LONGEST, Field, Form, Kind, Option, Origin
from ipharbor.papers.paper import LANG, Entry, Ground, Note
from ipharbor.register.standing import Standing
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Step
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Money, Terms
from ipharbor.vocabulary.errors import HarborError

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Subject:
    """A right as a paper needs it: its particulars, its standing and its dues on the day.

    ``twin`` is the number of the invention filed for the same thing on the same day, empty for
    none that is known.
    """

    key: str
    number: str
    title: str
    patent_type: str
    standing: Standing
    dues: tuple[Due, ...]
    filed_on: date | None = None
    granted_on: date | None = None
    twin: str = ""


@dataclass(frozen=True)
class Matter:
    """All that the papers of one form are filled from.

    ``typed`` is what a person typed, by name of field, read by ``read``. ``recorded`` are the
    first and last calendar years of the firm's recorded fee reductions. ``known_on`` is the
    last day of which anything is held, None for nothing.
    """

    form: Form
    firm: str
    credit_code: str
    recorded: tuple[tuple[int, int], ...]
    subjects: tuple[Subject, ...]
    typed: Mapping[str, str]
    on: date
    known_on: date | None
    book: Book
    calendar: WorkingCalendar


def read(form: Form, typed: Mapping[str, str], *, book: Book, on: date) -> dict[str, str]:
    """What was typed, cleaned: no signs that cannot be printed, no blanks around it; empty
    texts are left out.

    A day is an ISO day, a choice the code of an option. Raises ``papers.field.unknown``,
    ``papers.field.not_by_hand``, ``papers.field.too_long``, ``papers.field.choice`` and
    ``form.day.unreadable``, each naming the field.
    """
    found = {}
    for name, text in typed.items():
        asked = form.field(name)
        if not asked.by_hand:
            raise HarborError("papers.field.not_by_hand", fields=(name,), name=name, form=form.code)
        clean = printable(text)
        if clean:
            found[name] = _fitting(asked, clean, book=book, on=on)
    return found


def printable(text: str) -> str:
    """``text`` without signs that no document can hold; line breaks and tabs stay."""
    return _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def options(asked: Field, *, book: Book, on: date) -> tuple[Option, ...]:
    """What can be chosen in a field on a day; empty where the book has no such list then."""
    if not asked.provision:
        return asked.options
    law = book.on(on)
    listed = law[asked.provision].value if asked.provision in law else None
    if not isinstance(listed, Terms):
        return ()
    return tuple(Option(term.code, term.zh, term.en) for term in listed.items)


def _fitting(asked: Field, text: str, *, book: Book, on: date) -> str:
    most = LONGEST[asked.kind]
    if len(text) > most:
        raise HarborError("papers.field.too_long", fields=(asked.name,), name=asked.zh, most=most)
    if asked.kind is Kind.DAY:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise HarborError("form.day.unreadable", fields=(asked.name,), value=text) from None
    if asked.kind is Kind.CHOICE:
        codes = [one.code for one in options(asked, book=book, on=on)]
        if text not in codes:
            raise HarborError(
                "papers.field.choice",
                fields=(asked.name,),
                name=asked.name,
                value=text,
                known=", ".join(codes),
            )
    return text


@dataclass
class Filling:
    """A form being filled: knows a matter, and gathers what the paper rests on."""

    matter: Matter
    known: dict[str, str] = field(default_factory=dict)
    grounds: dict[str, Ground] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def know(self, name: str, text: str) -> None:
        """Fill the field ``name`` from what is held."""
        self.known[name] = printable(text)

    def law(self, name: str, *, needed: bool = True) -> Provision | None:
        """The provision of the day, noted as a ground; None where none holds, with a note if a
        field ``needed`` it."""
        law = self.matter.book.on(self.matter.on)
        if name not in law:
            if needed:
                day = self.matter.on.isoformat()
                self.note("papers.note.law_silent", provision=name, day=day)
            return None
        self.rest_on(law[name])
        return law[name]

    def rule(self, name: str, provision: str) -> None:
        """Fill ``name`` with what a provision of the day says."""
        found = self.law(provision)
        if found is not None:
            self.know(name, found.value.text(LANG))

    def rest_on(self, found: Provision) -> None:
        """Note a provision as a ground."""
        cited = found.source.cited if found.source else None
        self.grounds[found.name] = Ground(
            provision=found.name,
            title_zh=found.zh,
            title_en=found.en,
            cited_zh=cited("zh") if cited else "",
            cited_en=cited("en") if cited else "",
            certain=found.certain,
        )

    def rest_on_steps(self, steps: tuple[Step, ...]) -> None:
        """Note the provisions of a reckoning as grounds, each once."""
        for step in steps:
            if step.provision and step.provision not in self.grounds:
                self.rest_on(self._version(step))

    def note(self, code: str, **params: object) -> None:
        """Tell the person who signs something, once."""
        told = Note(code, tuple((name, str(value)) for name, value in params.items()))
        if told not in self.notes:
            self.notes.append(told)

    def entries(self) -> tuple[Entry, ...]:
        """Every field of the form, as typed, as known, or blank."""
        return tuple(self._entry(one) for one in self.matter.form.fields)

    def _version(self, step: Step) -> Provision:
        history = self.matter.book.history(step.provision)
        cited = [one for one in history if one.source == step.source]
        held = [one for one in cited if one.holds(step.ends)]
        return (held or cited or list(history))[-1]

    def _entry(self, asked: Field) -> Entry:
        typed = self.matter.typed.get(asked.name, "")
        text, source = (typed, Origin.HAND) if typed else (self.known.get(asked.name, ""), None)
        if asked.kind is Kind.CHOICE:
            found = options(asked, book=self.matter.book, on=self.matter.on)
            chosen = next((one.zh for one in found if one.code == text), "")
            boxes = tuple((one.zh, one.code == text) for one in found)
            return Entry(asked, chosen, Origin.HAND, boxes)
        if asked.kind is Kind.DAY and text:
            text = day(date.fromisoformat(text))
        origin = Origin.REGISTER if asked.origin is Origin.EITHER else asked.origin
        return Entry(asked, text, source or origin)


def day(on: date) -> str:
    """A day as forms of the office write it."""
    return f"{on.year}年{on.month}月{on.day}日"


def yuan(amount: Money) -> str:
    """An amount as it stands on a form."""
    return amount.text(LANG)
