"""The chain of title: who held a right on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipharbor.register._fold import finding
from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.vocabulary.findings import Finding

TRANSFERS = (Kind.TRANSFER, Kind.APPLICATION_TRANSFER)


@dataclass(frozen=True)
class Title:
    """The holders, main one first, and what does not fit in the chain.

    ``holders`` are empty where the source does not tell who followed.
    """

    holders: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def title(holders: tuple[str, ...], events: Sequence[Event]) -> Title:
    """The holders after ``events``, from the first ``holders`` (empty: not known).

    A transfer binds from its registration (PL 10); a change of name is no transfer. A chain
    whose link does not begin at the holder before it is followed and told as a finding.
    """
    found: list[Finding] = []
    told_on = {event.on for event in events if event.kind in TRANSFERS and event.told("after")}
    seen: set[tuple[object, ...]] = set()
    for event in events:
        before, after = event.parties("before"), event.parties("after")
        transfers = event.kind in TRANSFERS
        same = (transfers, event.on, before, after)
        if same in seen or not (transfers or event.kind is Kind.NAME_CHANGE):
            continue
        seen.add(same)
        if before and holders and not set(before) <= set(holders):
            found.append(
                finding("register.chain_gap", event, before="; ".join(before),
                        holders="; ".join(holders))
            )  # fmt: skip
        if transfers:
            if not after and event.on in told_on:
                continue
            if not after:
                found.append(finding("register.transfer_untold", event))
            holders = after
        else:
            holders = _renamed(holders, before, after)
    return Title(holders, tuple(found))


def _renamed(
    holders: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...]
) -> tuple[str, ...]:
    if not after:
        return holders
    if len(before) != len(after) or not set(before) <= set(holders):
        return after
    names = dict(zip(before, after, strict=True))
    return tuple(names.get(holder, holder) for holder in holders)
