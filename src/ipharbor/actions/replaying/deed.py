"""One line of the journal on its way into another store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from ipharbor.actions.confidential import opened
from ipharbor.gateways.sealing import Sealer
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Deed:
    """What was done: a line, what it encloses, and the store (a Django alias) to do it in.

    ``seals`` open what lies sealed in enclosures; None where nobody has the secret.
    ``parts`` gives the parts of a sheet of the line by its name.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    enclosed: Any
    into: str
    seals: Sealer | None = None
    parts: Callable[[str], Iterator[pa.Table]] = lambda name: iter(())

    @property
    def number(self) -> int:
        """The number in the subject: 12 of ``watch:12``."""
        return int(self.subject.rpartition(":")[2])

    @property
    def rest(self) -> str:
        """What stands behind the colon of the subject."""
        return self.subject.partition(":")[2]

    def __getitem__(self, name: str) -> Any:
        """A detail. Raises HarborError ``journal.replay.short`` where the line lacks it, as lines
        of older versions do."""
        if name not in self.details:
            raise HarborError("journal.replay.short", seq=self.seq, action=self.action, name=name)
        return self.details[name]

    def enclosure(self) -> Any:
        """What the line encloses. Raises HarborError ``journal.replay.short``."""
        if self.enclosed is None:
            raise HarborError(
                "journal.replay.short", seq=self.seq, action=self.action, name="enclosed"
            )
        return self.enclosed

    def unsealed(self) -> Mapping[str, Any]:
        """What lies sealed in the enclosure. Raises HarborError ``journal.replay.sealed`` where
        it was sealed under another secret, and ``journal.replay.short``."""
        held = self.enclosure()
        told = opened(held, self.seals) if self.seals is not None else None
        if told is None:
            raise HarborError("journal.replay.sealed", seq=self.seq, action=self.action)
        return told

    def sheet(self, name: str) -> Iterator[pa.Table]:
        """The rows of a sheet, part by part; none where the line has no such sheet. Raises
        HarborError ``journal.replay.short`` where a part is lost."""
        try:
            yield from self.parts(name)
        except LookupError as lost:
            raise HarborError(
                "journal.replay.short", seq=self.seq, action=self.action, name=str(lost)
            ) from lost


Handler = Callable[[Deed], None]


def day(text: str | None) -> date | None:
    """A day as the journal writes it; None for none."""
    return date.fromisoformat(text) if text else None


def the_day(text: str) -> date:
    """A day that is always told."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """A time as the journal writes it."""
    return datetime.fromisoformat(text)
