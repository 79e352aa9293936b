"""Geometry of the drawing of what hangs on a right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipharbor.pledge.ties import Force, Sort, Tie
from ipharbor.queries.pledge_checks import TieRow

WIDTH, BOX, TALL, GAP, INNER = 760, 250, 52, 14, 170
MOST = 12  # boxes on one side; the table tells the rest
_OWNERS = (Sort.OWNER, Sort.CO_OWNER)


@dataclass(frozen=True)
class DrawnTie:
    """A box and the line from it to the right in the middle; ``force`` is the strongest with
    which it stands against an act, empty for none."""

    tie: Tie
    name: str
    x: float
    y: float
    text_x: float
    sort_y: float
    name_y: float
    from_x: float
    from_y: float
    to_x: float
    force: str


@dataclass(frozen=True)
class DrawnTies:
    """The whole drawing; ``unseen`` counts what had no room."""

    boxes: tuple[DrawnTie, ...]
    width: float
    height: float
    box: float
    tall: float
    inner: float
    left: float
    top: float
    centre: float
    middle: float
    words_y: float
    unseen: int


def drawn_ties(rows: Sequence[TieRow]) -> DrawnTies:
    """Owners to the left of the right, all else to its right."""
    sides = (
        [row.tie for row in rows if row.tie.sort in _OWNERS],
        [row.tie for row in rows if row.tie.sort not in _OWNERS],
    )
    most = max(1, *(min(len(side), MOST) for side in sides))
    height = most * (TALL + GAP) + GAP
    middle = height / 2
    inner = (WIDTH - INNER) / 2, (WIDTH + INNER) / 2
    boxes = []
    for side, ties in enumerate(sides):
        shown = ties[:MOST]
        top = middle - (len(shown) * (TALL + GAP) - GAP) / 2
        x = 0 if side == 0 else WIDTH - BOX
        for place, tie in enumerate(shown):
            y = round(top + place * (TALL + GAP), 1)
            from_x = BOX if side == 0 else WIDTH - BOX
            name = "；".join(tie.who) or tie.number
            boxes.append(
                DrawnTie(
                    tie,
                    name,
                    x,
                    y,
                    x + 12,
                    y + 21,
                    y + 41,
                    from_x,
                    y + TALL / 2,
                    inner[side],
                    _force(tie),
                )
            )
    unseen = sum(max(0, len(side) - MOST) for side in sides)
    return DrawnTies(
        boxes=tuple(boxes),
        width=WIDTH,
        height=round(height, 1),
        box=BOX,
        tall=TALL,
        inner=INNER,
        left=inner[0],
        top=round(middle - TALL / 2, 1),
        centre=WIDTH / 2,
        middle=round(middle, 1),
        words_y=round(middle + 5, 1),
        unseen=unseen,
    )


def _force(tie: Tie) -> str:
    held = {block.force for block in tie.blocks}
    return next((str(one) for one in Force if one in held), "")
