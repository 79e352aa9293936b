"""The points of the signals that are counted over the whole region."""

from __future__ import annotations

from ipharbor.warning.reasons import COUNTED, Points, given

__all__ = ["COUNTED", "counted"]


def counted(signal: str, **reasons: bool) -> tuple[Points, ...]:
    """The points of ``signal`` in the order of its table. ``reasons`` says of those that do not
    always hold whether they do; all others hold. Raises ValueError for a reason it has not."""
    table = COUNTED[signal]
    if unknown := {f"grade.{name}" for name in reasons} - table.keys():
        raise ValueError(f"{signal} has no {sorted(unknown)}")
    held = (one for one in table if reasons.get(one.removeprefix("grade."), True))
    return given(table, *held)
