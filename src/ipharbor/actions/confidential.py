"""What the journal keeps of a firm's own matters: sealed, so that who reads the journal learns
that something was done and by whom, and not what was said.

A journal line tells the numbers, days and states; words, answers and figures that are the
firm's alone lie sealed in its enclosure, and only a replay opens them again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ipharbor.gateways.sealing import Sealer

_SEALED = "sealed"


def sealed(told: Mapping[str, Any], seals: Sealer) -> dict[str, str]:
    """An enclosure that holds ``told`` (JSON) for whoever has the installation's secret."""
    return {_SEALED: seals.seal(json.dumps(told, ensure_ascii=False, sort_keys=True))}


def opened(enclosure: Any, seals: Sealer) -> dict[str, Any] | None:
    """What ``sealed`` enclosed; None where it was sealed under another secret."""
    text = seals.open(str(enclosure.get(_SEALED, ""))) if isinstance(enclosure, dict) else None
    if text is None:
        return None
    told: dict[str, Any] = json.loads(text)
    return told
