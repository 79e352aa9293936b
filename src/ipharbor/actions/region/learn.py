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
from ipharbor.analysis.region.ledger import Ledger, load
from ipharbor.analysis.region.outlasting import HORIZONS, Model, fit, told_again
from ipharbor.analysis.region.outlasting_choosing import Choice, choice, kept_on
from ipharbor.journal import chain
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Learnt:
    """The model that is now the current one: its manifest, and of how many rights it tells; whether
    it is the one just learnt, or that in use before, which was better calibrated."""

    manifest: dict[str, Any]
    rights: int
    choice: Choice

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
    with what it says of each right in force. Where the model in use is better calibrated it stays,
    and says anew of the rights as they are now; either is noted beside it.

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
        learnt = _learnt(folder, asked, at)
    with transaction.atomic():
        chain.append(
            "ledger.learn",
            f"ledger:{asked.manifest.name}",
            actor=by.name,
            at=at,
            details={
                "ledger": asked.manifest.name,
                "on": learnt.manifest["on"],
                "lives": learnt.manifest["lives"],
                "ended": learnt.manifest["ended"],
                "rights": learnt.rights,
                "shown": learnt.shown_told,
                "learnt_on": learnt.manifest["learnt_on"],
                "why": learnt.choice.why,
            },
        )
    return learnt


def _learnt(folder: Path, ledger: Ledger, at: datetime) -> Learnt:
    """Learn, choose, write and note."""
    model, chances = fit(ledger)
    used = keeping.current(folder)
    picked = choice(model.looks, used[1] if used else None, ledger.manifest.last_day)
    if used is not None and not picked.taken:
        kept = kept_on(used[1], keeping.forest(used[0]), model)
        chances = told_again(ledger, kept)
    else:
        kept = model
    keeping.write(folder, kept, chances, ledger=ledger.manifest.name, made_at=at.isoformat())
    keeping.note(folder, _noted(model, picked, ledger.manifest.name, at))
    found = keeping.current(folder)
    assert found is not None
    return Learnt(found[1], chances.num_rows // len(HORIZONS), picked)


def _noted(model: Model, picked: Choice, ledger: str, at: datetime) -> dict[str, Any]:
    """The record of one learning: what looking back said, and whether it was taken."""
    names = ("horizon", "c", "ibs", "plain", "error", "lives", "ended", "shown")
    return {
        "on": model.on, "made_at": at.isoformat(), "ledger": ledger, "lives": model.lives,
        "ended": model.ended, "taken": picked.taken, "why": picked.why, "new": picked.new,
        "old": picked.old,
        "looks": [{name: getattr(one, name) for name in names} for one in model.looks],
    }  # fmt: skip
