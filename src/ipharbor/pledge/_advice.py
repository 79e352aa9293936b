"""What a lender asks about a right though the office refuses nothing for it."""

from __future__ import annotations

from typing import NamedTuple

from ipharbor.pledge._rules import Asked
from ipharbor.pledge.facts import Facts
from ipharbor.register.moves import IN_FORCE
from ipharbor.vocabulary.messages import Message, message

_STANDS = frozenset(map(str, IN_FORCE))


class Advice(NamedTuple):
    """A remark that refuses nothing: a message's ``code`` and what fills it."""

    code: str
    params: tuple[tuple[str, str], ...] = ()

    def told(self, lang: str) -> Message:
        """The remark and what to do in ``lang``."""
        return message(self.code, lang, dict(self.params))


_EXAMINED = Advice("pledge.advice.evaluation_report")
_LIMITED = Advice("pledge.advice.limited")


def advice(right: Facts, asked: Asked) -> tuple[Advice, ...]:
    """Remarks on the right: no substantive examination, claims cut, licences, annuities ahead."""
    if right.state not in _STANDS:
        return ()
    found = []
    if right.kind in ("utility_model", "design"):
        found.append(_EXAMINED)
    if right.limited:
        found.append(_LIMITED)
    for one in right.licences:
        params = (("number", one.number or "—"), ("taker", one.parties[1] or "—"))
        found.append(Advice("pledge.advice.licensed", (*params, ("since", f"{one.since}"))))
    until, paying = asked.offer.debt_until, right.paying
    if paying.status == "in_order" and paying.day and until and paying.day <= until:
        params = (("year", str(paying.year)), ("on", paying.day.isoformat()))
        found.append(Advice("pledge.advice.annuity_ahead", params))
    return tuple(found)
