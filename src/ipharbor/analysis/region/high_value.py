"""High-value inventions: in force, and of one of the five classes that the law book names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region._arrays import Mask, same
from ipharbor.analysis.region.asking import INVENTION, Asked
from ipharbor.analysis.region.layout import day_number, day_of
from ipharbor.analysis.region.ledger import levels
from ipharbor.analysis.region.standards import Rules
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Terms

CLASSES = ("emerging", "overseas", "maintained", "pledge", "award")
PROVISIONS = (
    "high_value.criteria", "high_value.emerging_ipc", "high_value.maintained",
    "high_value.maintained_from_filing", "high_value.pledge_amount", "high_value.pledge_untold",
)  # fmt: skip


@dataclass(frozen=True)
class Proof:
    """Why a right counts: its class, the day from which it does, and the fact in words' parts."""

    code: str
    since: date | None
    known_on: date | None
    told: Mapping[str, str]
    provision: Provision | None


def rules(law: Book, on: date) -> Rules | None:
    """The rule as the book has it on a day; None where it has none."""
    book = law.on(on)
    if any(name not in book for name in PROVISIONS):
        return None
    held = {name: book[name] for name in PROVISIONS}
    criteria, emerging = held["high_value.criteria"].value, held["high_value.emerging_ipc"].value
    assert isinstance(criteria, Terms)
    assert isinstance(emerging, Terms)
    return Rules(
        tuple(term.code for term in criteria.items),
        emerging,
        held["high_value.maintained"].span.n,
        held["high_value.maintained_from_filing"].flag,
        float(held["high_value.pledge_amount"].money.amount),
        held["high_value.pledge_untold"].flag,
        held,
    )


def by_class(asked: Asked) -> Mapping[str, Mask]:
    """The inventions in force of each class; one may be of several. Nothing without a rule."""
    return asked.kept("high_value", lambda: _by_class(asked))


def _by_class(asked: Asked) -> Mapping[str, Mask]:
    rule = asked.by.rule
    if rule is None:
        return {}
    base = _inventions_in_force(asked)
    return {code: base & _MASKS[code](asked, rule) for code in rule.classes if code in _MASKS}


def high_value(asked: Asked) -> Mask:
    """The inventions in force of any class."""
    found = np.zeros(asked.ledger.rights, dtype=np.bool_)
    for mask in by_class(asked).values():
        found = found | mask
    return found


def _inventions_in_force(asked: Asked) -> Mask:
    return asked.in_force & same(asked.ledger.column("rights", "type"), INVENTION)


def untold_pledges(asked: Asked) -> int:
    """Inventions in force under a pledge whose amount nobody tells."""
    rows = asked.running("pledge") & np.isnan(asked.ledger.column("burdens", "amount"))
    return int(np.count_nonzero(_inventions_in_force(asked) & _of(asked, rows)))


def proofs(asked: Asked, place: int) -> tuple[Proof, ...]:
    """Why the right at a place of the ledger counts, class by class; nothing where it does not."""
    rule = asked.by.rule
    if rule is None:
        return ()
    found = by_class(asked).items()
    return tuple(_PROOFS[code](asked, place, rule) for code, mask in found if mask[place])


def _emerging(asked: Asked, rule: Rules) -> Mask:
    return asked.ledger.with_symbols(rule.prefixes)


def _overseas(asked: Asked, rule: Rules) -> Mask:
    return asked.abroad()


def _maintained(asked: Asked, rule: Rules) -> Mask:
    begun = asked.ledger.column("rights", "filed" if rule.from_filing else "granted")
    return np.asarray(begun < day_number(_years_before(asked.frame.on, rule.years)))


def _pledged(asked: Asked, rule: Rules) -> Mask:
    return _of(asked, _high_pledges(asked, rule))


def _awarded(asked: Asked, rule: Rules) -> Mask:
    frame = asked.frame
    keys = [
        one.key for one in asked.by.awards if one.on <= frame.on and one.known_on <= frame.known
    ]
    found = pc.is_in(asked.ledger.text("rights", "key"), pa.array(keys, pa.string()))
    return np.asarray(found)


def _high_pledges(asked: Asked, rule: Rules) -> Mask:
    amount = asked.ledger.column("burdens", "amount")
    enough = np.nan_to_num(amount, nan=-1.0) >= rule.amount
    if rule.untold:
        enough = enough | np.isnan(amount)
    return np.asarray(asked.running("pledge") & enough)


def _of(asked: Asked, rows: Mask) -> Mask:
    mask = np.zeros(asked.ledger.rights, dtype=np.bool_)
    mask[asked.ledger.column("burdens", "right")[rows]] = True
    return mask


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _proof_emerging(asked: Asked, place: int, rule: Rules) -> Proof:
    ledger = asked.ledger
    found = ledger.text("rights", "symbols")[place].as_py()
    names = ledger.text("symbols", "name")
    symbols = [names[one].as_py() for one in found]
    told = [
        (symbol, term)
        for symbol in symbols
        for term in rule.emerging.items
        if term.code in levels(symbol)
    ]
    symbol, term = told[0]
    facts = {"symbol": symbol, "zh": term.zh, "en": term.en}
    known = day_of(int(ledger.column("rights", "known")[place]))
    return Proof("emerging", known, known, facts, rule.provisions.get("high_value.emerging_ipc"))


def _proof_overseas(asked: Asked, place: int, rule: Rules) -> Proof:
    ledger = asked.ledger
    rows = [
        (int(ledger.column("abroad", "granted")[row]), row)
        for row in np.flatnonzero(ledger.column("abroad", "right") == place).tolist()
        if ledger.column("abroad", "granted")[row] <= day_number(asked.frame.on)
        and ledger.column("abroad", "known")[row] <= asked.known_day
    ]
    granted, row = min(rows)
    facts = {
        "office": ledger.text("abroad", "office")[row].as_py(),
        "number": ledger.text("abroad", "number")[row].as_py(),
    }
    known = day_of(int(ledger.column("abroad", "known")[row]))
    return Proof("overseas", day_of(granted), known, facts,
                 rule.provisions.get("high_value.criteria"))  # fmt: skip


def _proof_maintained(asked: Asked, place: int, rule: Rules) -> Proof:
    name = "filed" if rule.from_filing else "granted"
    begun = day_of(int(asked.ledger.column("rights", name)[place]))
    assert begun is not None
    since = _years_before(begun, -rule.years)
    facts = {"begun": begun.isoformat(), "from": name, "years": str(rule.years)}
    return Proof("maintained", since, since, facts, rule.provisions.get("high_value.maintained"))


def _proof_pledged(asked: Asked, place: int, rule: Rules) -> Proof:
    ledger = asked.ledger
    rows = np.flatnonzero(
        _high_pledges(asked, rule) & same(ledger.column("burdens", "right"), place)
    )
    row = int(rows[0])
    amount = float(ledger.column("burdens", "amount")[row])
    facts = {
        "number": ledger.text("burdens", "number")[row].as_py(),
        "amount": "" if np.isnan(amount) else f"{amount:,.0f}",
    }
    since = int(ledger.column("burdens", "since")[row])
    known = day_of(int(ledger.column("burdens", "known")[row]))
    return Proof("pledge", day_of(since), known, facts,
                 rule.provisions.get("high_value.pledge_amount"))  # fmt: skip


def _proof_awarded(asked: Asked, place: int, rule: Rules) -> Proof:
    key = asked.ledger.text("rights", "key")[place].as_py()
    one = next(award for award in asked.by.awards if award.key == key)
    return Proof("award", one.on, one.known_on, {"name": one.name},
                 rule.provisions.get("high_value.criteria"))  # fmt: skip


_Masking = Callable[[Asked, Rules], Mask]
_MASKS: Mapping[str, _Masking] = {
    "emerging": _emerging,
    "overseas": _overseas,
    "maintained": _maintained,
    "pledge": _pledged,
    "award": _awarded,
}
_PROOFS: Mapping[str, Callable[[Asked, int, Rules], Proof]] = {
    "emerging": _proof_emerging,
    "overseas": _proof_overseas,
    "maintained": _proof_maintained,
    "pledge": _proof_pledged,
    "award": _proof_awarded,
}
