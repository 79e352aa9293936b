"""What hangs on a right, from whom, and which acts that forbids or binds to a consent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipharbor.pledge.consents import Agreed
from ipharbor.pledge.facts import Facts
from ipharbor.register.encumbrances import Encumbrance, Family
from ipharbor.statutes.book import Law
from ipharbor.statutes.provision import Provision


class Sort(StrEnum):
    """What ties somebody or something to a right."""

    OWNER = "owner"
    CO_OWNER = "co_owner"
    LICENCE = "licence"
    OPEN_LICENCE = "open_licence"
    PLEDGE = "pledge"
    PRESERVATION = "preservation"
    SUSPENSION = "suspension"
    TWIN = "twin"
    CASE = "case"


class Act(StrEnum):
    """What an owner may want to do with a right."""

    TRANSFER = "transfer"
    LICENCE = "licence"
    EXCLUSIVE = "exclusive"
    OPEN_LICENCE = "open_licence"
    PLEDGE = "pledge"
    SURRENDER = "surrender"
    CHANGE = "change"
    TERMINATION = "termination"


class Force(StrEnum):
    """How a tie bears on an act: it forbids it, or lets it pass with a consent, or has such a
    consent in favour of somebody, or lets it pass once the parties, told of it, insist."""

    FORBIDS = "forbids"
    CONSENT = "consent"
    AGREED = "agreed"
    INSIST = "insist"


@dataclass(frozen=True)
class Block:
    """An act that a tie stands against, how, and the provision that says so; of one that was agreed
    to, in favour of ``whom`` and until which day."""

    act: Act
    force: Force
    rule: str
    whom: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Case:
    """A case about a right as a case desk tells it; ``open`` while it is not closed."""

    number: str
    kind: str
    since: date
    parties: tuple[str, ...] = ()
    open: bool = True


@dataclass(frozen=True)
class Tie:
    """One thing that ties ``who`` to the right ``key``.

    ``who`` are names; of a same-day pair the other right's key. ``until`` is the last day told.
    ``blocks`` are what it stands against under the law of the day; ``likely`` says that nobody
    declared it and only day, name and title speak for it.
    """

    key: str
    sort: Sort
    who: tuple[str, ...]
    number: str = ""
    since: date | None = None
    until: date | None = None
    nature: str = ""
    blocks: tuple[Block, ...] = ()
    likely: bool = False

    @property
    def free(self) -> bool:
        """Whether it stands against nothing."""
        return not self.blocks


_SORTS: Mapping[Family, Sort] = {family: Sort(str(family)) for family in Family}
_FREEZE = "suspension.forbids"
_FROZEN: Mapping[str, Act] = {one: Act(one) for one in map(str, Act)}
_EXCLUSIVE = ("独占", "排他", "exclusive", "sole")
_CONSENT = "pledge.consent.needed_for"
_REFUSAL = "pledge.refusal"
_RULES: Mapping[Sort, tuple[tuple[Act, Force, str], ...]] = {
    Sort.CO_OWNER: (
        (Act.TRANSFER, Force.CONSENT, "transfer_of_right.co_owners_consent"),
        (Act.PLEDGE, Force.CONSENT, "pledge.registration.co_owners"),
    ),
    Sort.OPEN_LICENCE: ((Act.EXCLUSIVE, Force.FORBIDS, "open_licence.no_exclusive"),),
    Sort.PLEDGE: ((Act.PLEDGE, Force.FORBIDS, _REFUSAL),),
    Sort.TWIN: ((Act.PLEDGE, Force.INSIST, _REFUSAL),),
}


def ties(
    right: Facts, law: Law, *, cases: Iterable[Case] = (), agreed: Iterable[Agreed] = ()
) -> tuple[Tie, ...]:
    """All that ties somebody to the right on the day of ``law``: owners first, then records, the
    other right of a same-day pair, and cases. ``agreed`` are the consents of pledgees to acts on
    the right that stand on the day."""
    found = [*_owners(right, law)]
    given = tuple(agreed)
    for one in (*right.pledges, *right.freezes, *right.licences, *right.open_licences):
        found.append(_record(right.key, one, law, given))
    if right.twin is not None:
        other = right.twin
        found.append(
            Tie(
                right.key,
                Sort.TWIN,
                (other.key,),
                since=right.filed_on,
                blocks=_held(Sort.TWIN, law),
                likely=other.declared is None,
            )
        )
    found += [
        Tie(right.key, Sort.CASE, one.parties, one.number, one.since, nature=one.kind)
        for one in cases
        if one.open
    ]
    return tuple(found)


def rules(tie: Tie, law: Law) -> tuple[Provision, ...]:
    """The provisions on which the blocks of a tie rest, each once."""
    names = dict.fromkeys(block.rule for block in tie.blocks)
    return tuple(law[name] for name in names if name in law)


def _owners(right: Facts, law: Law) -> Iterator[Tie]:
    since = right.owners_since or right.granted_on or right.filed_on
    shared = len(right.owners) > 1
    for name in right.owners:
        sort = Sort.CO_OWNER if shared else Sort.OWNER
        yield Tie(right.key, sort, (name,), since=since, blocks=_held(sort, law))


def _record(key: str, one: Encumbrance, law: Law, agreed: Iterable[Agreed]) -> Tie:
    sort = _SORTS[one.family]
    giver, taker = one.parties
    who = tuple(name for name in ((taker,) if taker else (giver,)) if name)
    blocks = _held(sort, law)
    if sort in (Sort.PRESERVATION, Sort.SUSPENSION):
        blocks = tuple(_listed(_FREEZE, Force.FORBIDS, law))
    elif sort is Sort.PLEDGE:
        own = [given for given in agreed if given.number == one.number]
        asked = (_given(block, own) for block in _listed(_CONSENT, Force.CONSENT, law))
        blocks = (*(block for some in asked for block in some), *blocks)
    elif sort is Sort.LICENCE and any(word in one.nature.lower() for word in _EXCLUSIVE):
        blocks = tuple(_named(Act.OPEN_LICENCE, Force.FORBIDS, "open_licence.bars", law))
    return Tie(key, sort, who, one.number, one.since, one.until, one.nature, blocks)


def _given(block: Block, agreed: Iterable[Agreed]) -> Iterator[Block]:
    """The block, and in whose favour its act was agreed to."""
    to_all = False
    for one in agreed:
        if one.act == block.act:
            to_all = to_all or not one.taker
            yield Block(block.act, Force.AGREED, block.rule, one.taker, one.until)
    if not to_all:
        yield block


def _held(sort: Sort, law: Law) -> tuple[Block, ...]:
    return tuple(block for told in _RULES.get(sort, ()) for block in _named(*told, law))


def _named(act: Act, force: Force, rule: str, law: Law) -> Iterator[Block]:
    if rule in law:
        yield Block(act, force, rule)


def _listed(rule: str, force: Force, law: Law) -> Iterator[Block]:
    """A block for each act that the list ``rule`` names."""
    if rule in law:
        for term in law[rule].terms.items:
            if term.code in _FROZEN:
                yield Block(_FROZEN[term.code], force, rule)
