"""Whether what came into the journal bears on what is told of one firm's rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

from ipharbor.journal.models import Line, Mention, Span
from ipharbor.records.models import Payment, Right, RightEvent
from ipharbor.vocabulary.acts import EVENT_ACTS

RESTS_ON = (
    "rights.take_up", "rights.take_up_region", *EVENT_ACTS, "rights.record_reduction",
    "rights.decide", "rights.state_use", "law.correct",
)  # fmt: skip
"""The actions whose lines in the journal tell that a plan may say otherwise now."""
ALL_FIRMS = (
    "rights.take_up_region", "rights.import_holders", "law.correct", "law.verify", "law.announce",
)  # fmt: skip
"""What bears on every firm's rights, or names none of those it bears on."""
_NAMING = ("rights.take_up", *EVENT_ACTS)
_MANY_LINES, _MANY_ROWS = 500, 100_000
_AT_ONCE = 500  # keys in one question to the database
_TABLES = {"rightevent": RightEvent, "payment": Payment}


def concerns(firm: int, after: int, until: int) -> bool:
    """Whether a line after the journal's line ``after`` up to ``until`` bears on the standing,
    fees or decisions of the firm's rights. Of very many lines, or of lines about very many rights,
    it is taken to be so.

    A firm's rights rest on what others do where they hold them too: on the reductions that these
    have on record, and on whether they are in the register at all.
    """
    actions = {*RESTS_ON, *ALL_FIRMS}
    found = Line.objects.filter(seq__gt=after, seq__lte=until, action__in=actions)
    lines = list(found.order_by("seq").values_list("seq", "action", "subject")[: _MANY_LINES + 1])
    if len(lines) > _MANY_LINES:
        return True
    own = f"firm:{firm}"
    if any(action in ALL_FIRMS or subject == own for _seq, action, subject in lines):
        return True
    return _of_others(firm, lines)


def _of_others(firm: int, lines: Sequence[tuple[int, str, str]]) -> bool:
    """Whether lines of other subjects bear on a right of the firm."""
    mine = Right.objects.filter(firm=firm)
    reduced = [
        int(subject.partition(":")[2])
        for _seq, action, subject in lines
        if action == "rights.record_reduction"
    ]
    if reduced and _hold(mine, reduced):
        return True
    named = [seq for seq, action, _ in lines if action in _NAMING]
    about = Mention.objects.filter(line__in=named, about__startswith="right:")
    keys = [one.partition(":")[2] for one in about.values_list("about", flat=True)]
    if any(mine.filter(key__in=some).exists() for some in _portions(keys)):
        return True
    mentioned = set(about.values_list("line", flat=True))
    return _in_spans(mine, [seq for seq in named if seq not in mentioned])


def _hold(mine: QuerySet[Right], others: Iterable[int]) -> bool:
    theirs = Right.objects.filter(firm__in=others).values("key")
    return mine.filter(key__in=theirs).exists()


def _in_spans(mine: QuerySet[Right], lines: Sequence[int]) -> bool:
    """Whether rows that came in with lines that mention no right are of a right of ``mine``."""
    if not lines:
        return False
    for table, first, last in Span.objects.filter(line__in=lines).values_list(
        "table", "first", "last"
    ):
        if table not in _TABLES or last - first > _MANY_ROWS:
            return True
        rows = _TABLES[table]._default_manager.filter(pk__gte=first, pk__lte=last)
        if rows.filter(key__in=mine.values("key")).exists():
            return True
    return False


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
