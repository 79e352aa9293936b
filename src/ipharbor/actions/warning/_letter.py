"""The mail that tells a person of new warnings, in the person's language."""

from __future__ import annotations

from collections.abc import Sequence

from ipharbor.records.models import IssuedWarning, Person
from ipharbor.vocabulary.messages import message

LISTED = 5  # documents named under each warning


def letter(person: Person, warnings: Sequence[IssuedWarning], base_url: str) -> tuple[str, str]:
    """Subject and plain-text body of one mail about all of ``warnings``, gravest first."""
    lang = person.lang
    colour = message(f"grade.{warnings[0].grade}", lang, {}).what
    head = {"count": len(warnings), "colour": colour, "name": str(person)}
    subject = message("letter.subject", lang, head).what
    parts = [message("letter.opening", lang, head).what]
    parts += [_paragraph(warning, lang, base_url) for warning in warnings]
    parts.append(message("letter.closing", lang, {"url": f"{base_url}/inbox/"}).what)
    return subject, "\n\n".join(parts) + "\n"


def _paragraph(warning: IssuedWarning, lang: str, base_url: str) -> str:
    evidence = warning.evidence
    colour = message(f"grade.{warning.grade}", lang, {}).what
    lines = [f"【{colour}】{warning.watch.name}"]
    advice = []
    for signal in evidence["signals"]:
        told = message(signal["code"], lang, signal["facts"])
        lines.append(f"  · {told.what}")
        advice.append(told.next)
    for document in evidence["documents"][:LISTED]:
        lines.append(f"    - {document['known_on']}  {document['title']}  {document['applicant']}")
    if evidence["new"] > LISTED:
        lines.append(f"    … +{evidence['new'] - LISTED}")
    lines.append("  → " + advice[0])
    lines.append(f"  {base_url}/inbox/{warning.pk}/")
    return "\n".join(lines)
