"""The incident of a document that names a technical standard."""

from __future__ import annotations

from datetime import date

from ipharbor.warning import reasons
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.overlap import Document
from ipharbor.warning.signals import Signal
from ipharbor.warning.weight import LAST_PARTIES, given, listed


def standard_named(
    later: Document, numbers: tuple[str, ...], *, expected: bool, firms: tuple[str, ...],
    known_on: date,
) -> Incident:  # fmt: skip
    """A document names standards in its title, abstract or first claim.

    ``expected`` says that one of them is listed for an industry of the region; ``firms`` are
    those of the region that have rights in force in the document's main groups. A name in a text
    is no declaration that the right is essential to the standard.
    """
    points: tuple[Points, ...] = given("grade.standard_named")
    if expected:
        points = (*points, *given("grade.standard_listed"))
    if later.granted:
        points = (*points, *reasons.given(reasons.COMPARED, "grade.granted"))
    facts = (
        ("document", later.title or "—"), ("number", later.key),
        ("other", listed(later.applicants)), ("standards", listed(numbers)),
    )  # fmt: skip
    return Incident(
        f"standard_named|{later.key}", Signal("signal.standard_named", facts), known_on, known_on,
        points, firms=firms[:LAST_PARTIES], others=later.applicants, documents=(later.key,),
        symbols=later.symbols, standards=numbers,
    )  # fmt: skip
