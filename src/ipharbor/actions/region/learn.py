"""Learn anew how long the region's rights are kept."""

from __future__ import annotations

import fcntl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.analysis.region import outlasting_kept as keeping
from ipharbor.analysis.region.ledger import load
from ipharbor.analysis.region.outlasting import HORIZONS, fit
from ipharbor.journal import chain
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Learnt:
    """The model that is now the current one: its manifest, and of how many rights it tells."""

    manifest: dict[str, Any]
    rights: int

    @property
    def shown(self) -> tuple[int, ...]:
        """The horizons in years that the look back allows to show."""
        return tuple(one["horizon"] for one in self.manifest["looks"] if one["shown"])

    @property
    def shown_told(self) -> str:
        """The same in a line, ``-`` for none."""
        return ", ".join(map(str, self.shown)) or "-"


def learn(folder: Path, *, ledger: Path, by: permits.Actor, at: datetime) -> Learnt:
    """Learn from the current ledger in ``ledger``, look back, and keep the model in ``folder``
    with what it says of each right in force.

    It is made again from the ledger at any time; the journal's line tells on what it rests and
    what looking back said. Raises ``ledger.missing``, ``survival.too_few`` and, while another is
    being made, ``ledger.busy``.
    """
    permits.require(by, "ledger.learn")
    asked = load(ledger)
    if asked is None:
        raise HarborError("ledger.missing")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise HarborError("ledger.busy") from held
        model, chances = fit(asked)
        keeping.write(folder, model, chances, ledger=asked.manifest.name, made_at=at.isoformat())
    found = keeping.current(folder)
    assert found is not None
    learnt = Learnt(found[1], chances.num_rows // len(HORIZONS))
    with transaction.atomic():
        chain.append(
            "ledger.learn",
            f"ledger:{asked.manifest.name}",
            actor=by.name,
            at=at,
            details={
                "ledger": asked.manifest.name,
                "on": model.on,
                "lives": model.lives,
                "ended": model.ended,
                "rights": learnt.rights,
                "shown": learnt.shown_told,
            },
        )
    return learnt
