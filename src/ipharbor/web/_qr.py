"""A text as a picture for cameras (QR code)."""

from __future__ import annotations

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True)
class Picture:
    """An SVG path of unit squares; ``side`` is the width with its quiet zone."""

    path: str
    side: int


def drawn(text: str) -> Picture:
    """The QR code of ``text``, ISO/IEC 18004, error correction M, four modules of quiet zone."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    squares = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Picture("".join(squares), len(rows))
