"""The journal: its lines, signed heads, proofs, and whether it holds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit, On, the_day
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.journal import checking, heads, notes, proving
from ipharbor.queries import journal as queries
from ipharbor.queries.journal import Told as LineWords
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message

router = Router(tags=["journal"])
MOST_WALKED = 20_000  # lines that one request walks; longer journals are verified at the machine


class JournalLine(Schema):
    """A line in words: ``who`` did ``what`` to ``about``."""

    seq: int
    at: datetime
    who: str
    what: str
    told: str
    subject: str
    about: str


class HeadTold(Schema):
    """What was signed: the journal's length and root, and the note that others keep."""

    size: int
    root: str
    at: datetime
    note: str
    sha256: str
    sm3: str
    unsigned: int = Field(description="lines since")


class ProofTold(Schema):
    """That a line is in the journal of ``size`` lines with that ``root`` (RFC 6962)."""

    size: int
    leaf: str
    path: list[str]
    root: str


class LineWhole(JournalLine):
    """A line with the text that is hashed, and its proof, checked now."""

    text: str
    hash: str
    previous: str
    mentions: list[str]
    proof: ProofTold
    head: str = Field(description="the signed note the proof leads to; empty where none does")
    agrees: bool


class VerifiedTold(Schema):
    """Whether the journal holds; ``broken_at`` is the first line that does not."""

    lines: int
    holds: bool
    last: str
    root: str
    broken_at: int | None
    why: str


@router.get("/journal", response=Envelope[list[JournalLine]], **asks("journal.read"))
def listing(
    request: Asked,
    who: Annotated[str, Query(max_length=150)] = "",
    what: Annotated[str, Query(max_length=60)] = "",
    about: Annotated[str, Query(max_length=200, description="`firm:12`, a name, a number")] = "",
    since: On = None,
    until: On = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Lines of the journal, the newest first."""
    wanted = queries.Wanted(
        who=who,
        what=what,
        about=queries.read_about(about) if about.strip() else "",
        since=the_day(since) if since else None,
        until=the_day(until) if until else None,
    )
    rows, total = queries.listed(
        wanted, lang=lang(), before=cursors.after(request, cursor), limit=limit + 1
    )
    found, following = cursors.going_on(request, rows, limit=limit, key=lambda row: row.seq)
    return answer([vars(one) for one in found], following=following, total=total)


@router.get("/journal/head", response=Envelope[HeadTold], **asks("journal.read"))
def head(request: Asked) -> dict[str, Any]:
    """The head that was signed last."""
    found = heads.latest()
    if found is None:
        raise HarborError("journal.head.unknown")
    note = heads.note(found)
    told = notes.digests(note)
    data = {
        "size": found.size, "root": found.root, "at": found.at, "note": note.text(),
        "sha256": told.sha256, "sm3": told.sm3, "unsigned": proving.length() - found.size,
    }  # fmt: skip
    return answer(data)


@router.get("/journal/verification", response=Envelope[VerifiedTold], **asks("journal.read"))
def verification(request: Asked) -> dict[str, Any]:
    """Walk the journal and hold it against its chain, its tree and its signed heads.

    A journal of more than 20,000 lines is verified at the machine:
    `ipharbor journal verify`.
    """
    lines = proving.length()
    if lines > MOST_WALKED:
        raise HarborError("journal.too_long", lines=lines, most=MOST_WALKED)
    known, broken = heads.known()
    walked = checking.walk(known)
    first = walked.broken or broken
    data = {
        "lines": walked.lines,
        "holds": first is None,
        "last": walked.last,
        "root": walked.root.hex(),
        "broken_at": first.seq if first else None,
        "why": message(first.why, lang(), {"seq": first.seq}).what if first else "",
    }
    return answer(data)


@router.get("/journal/{seq}", response=Envelope[LineWhole], **asks("journal.read"))
def line(request: Asked, seq: Id) -> dict[str, Any]:
    """One line: what was changed, the bytes that are hashed, and the proof."""
    found = queries.account(seq, lang=lang())
    proof = found.proof
    data = _words(found.told) | {
        "text": found.text,
        "hash": found.line.hash,
        "previous": found.line.previous,
        "mentions": [subject for subject, _name in found.mentions],
        "proof": {
            "size": proof.size,
            "leaf": proof.leaf.hex(),
            "path": [step.hex() for step in proof.path],
            "root": proof.root.hex(),
        },
        "head": heads.note(found.head).text() if found.head else "",
        "agrees": found.agrees,
    }
    return answer(data)


def _words(told: LineWords) -> dict[str, Any]:
    return dict(vars(told))
