"""What binds rights that somebody would drop: the encumbrances by number, and the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ipharbor.queries._holdings import AnyRight, holdings
from ipharbor.records.models import Firm
from ipharbor.register.encumbrances import Encumbrance, Family
from ipharbor.register.standing import standing
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision

RULES: Mapping[Family, tuple[str, ...]] = {
    Family.PLEDGE: ("pledge.consent.needed_for", "pledge.contract.optional"),
    Family.PRESERVATION: ("suspension.forbids",),
    Family.SUSPENSION: ("suspension.forbids",),
    Family.LICENCE: (),
    Family.OPEN_LICENCE: ("open_licence.withdrawal_keeps_licences",),
}
"""The provisions of the book that speak of what the owner may not do, or must not do alone. For
a recorded licence the book has none: its contract tells."""


@dataclass(frozen=True)
class Binding:
    """An encumbrance on a right, and the provisions that hold for it on the day."""

    record: AnyRight
    encumbrance: Encumbrance
    rules: tuple[Provision, ...]

    @property
    def id(self) -> str:
        """Tells it from all others of a firm."""
        return f"{self.record.key}|{self.encumbrance.family}|{self.encumbrance.number}"


def bindings(
    firm: Firm, records: Sequence[AnyRight], *, law: Book, on: date, data_until: date
) -> tuple[Binding, ...]:
    """What bears on ``records`` of ``firm`` on ``on``, in their order."""
    if not records:
        return ()
    told = holdings(firm, records)
    until = told.known_until(data_until)
    today = law.on(on)
    found = []
    for record in records:
        stood = standing(
            told.right(record), told.events[record.key], on=on, book=law, data_until=until
        )
        for one in stood.encumbrances:
            if one.bears:
                rules = tuple(today[name] for name in RULES[one.family] if name in today)
                found.append(Binding(record, one, rules))
    return tuple(found)
