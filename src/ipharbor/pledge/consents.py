"""The pledgee's agreement to an act on a pledged right: what it covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.vocabulary.names import name

ACTS: Mapping[Kind, str] = {
    Kind.TRANSFER: "transfer",
    Kind.LICENCE_RECORDED: "licence",
    Kind.OPEN_LICENCE_DECLARED: "open_licence",
}
"""What the register enters of acts that need the pledgee's agreement, by the codes of the provision
``pledge.consent.needed_for``."""
_TAKERS: Mapping[str, str] = {"transfer": "after", "licence": "licensee"}


@dataclass(frozen=True)
class Agreed:
    """The pledgee agreed to ``act`` on the right ``key`` for ``taker``, since a day; ``until`` is
    the last day on which the act may be done, None where none was set, ``number`` that under which
    the pledge is registered. ``ended`` is the day from which the firm makes no use of it."""

    key: str
    act: str
    taker: str
    number: str
    since: date
    until: date | None = None
    ended: date | None = None

    def stands(self, on: date) -> bool:
        """Whether the act may be done on that day."""
        return (
            self.since <= on
            and (self.until is None or on <= self.until)
            and (self.ended is None or on < self.ended)
        )

    def covers(self, event: Event) -> bool:
        """Whether what the register tells is the act that was agreed: the same right's, done on a
        day on which it might be, in favour of the one named and of nobody else. A record that
        names nobody is not covered."""
        act = ACTS.get(event.kind)
        if act is None or act != self.act or not self.stands(event.on):
            return False
        if act not in _TAKERS:
            return True
        told = {name(one) for one in event.parties(_TAKERS[act])}
        return bool(told) and told <= set(map(name, self.taker.replace("；", ";").split(";")))


def covering(agreed: Iterable[Agreed], event: Event) -> Agreed | None:
    """The agreement that covers the event, None where there is none."""
    return next((one for one in agreed if one.covers(event)), None)
