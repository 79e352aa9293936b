"""Answers about one firm's rights that are kept in memory until something concerns that firm."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Max, Model

from ipharbor.journal.models import Line, Tip
from ipharbor.queries._concerning import RESTS_ON, concerns
from ipharbor.queries.kept import Kept

T = TypeVar("T")
_NONE = (0, "")


@dataclass(frozen=True)
class _Stamp:
    """How far journal and tables had come: the journal's length and the hash of its last line."""

    tip: tuple[int, str]
    numbers: tuple[int | None, ...]


class OfFirm(Kept[tuple[_Stamp, T]], Generic[T]):
    """The last ``most`` answers about firms. An answer holds while no line of the journal that
    came since concerns its firm; a change of the tables ``rests_on`` that has no line in the
    journal ends it too. Several who ask the same at once wait for one answer.
    """

    def __init__(self, most: int, *rests_on: type[Model]) -> None:
        super().__init__(most, *rests_on)
        self._making: OrderedDict[Hashable, threading.Lock] = OrderedDict()

    def of(
        self,
        firm: int,
        question: Hashable,
        ask: Callable[[], T],
        renew: Callable[[T], T] | None = None,
    ) -> T:
        """The answer to a question about the firm with that number: the one that is kept while
        it holds, else ``ask`` is asked; of one that no longer holds ``renew`` may make another."""
        key = (connection.settings_dict["NAME"], firm, question)
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
            while len(self._making) > 4 * self._most:
                self._making.popitem(last=False)
        with making:
            now = self._now()
            with self._lock:
                held = self._answers.get(key)
            if held is None or not _follows(held[0].tip, now.tip):
                found = ask()
            elif self._holds(firm, held[0], now):
                found = held[1]
            else:
                found = ask() if renew is None else renew(held[1])
            self._keep(key, (now, found))
            return found

    def _holds(self, firm: int, then: _Stamp, now: _Stamp) -> bool:
        if then.tip == now.tip:
            return then.numbers == now.numbers
        size, until = then.tip[0], now.tip[0]
        since = Line.objects.filter(seq__gt=size, seq__lte=until, action__in=RESTS_ON)
        if then.numbers != now.numbers and not since.exists():
            return False
        return not concerns(firm, size, until)

    def _now(self) -> _Stamp:
        tip = Tip.objects.values_list("size", "last").first() or _NONE
        numbers = (model._default_manager.aggregate(n=Max("pk"))["n"] for model in self._rests_on)
        return _Stamp(tip, tuple(numbers))

    def _keep(self, key: Hashable, answer: tuple[_Stamp, T]) -> None:
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)


def _follows(then: tuple[int, str], now: tuple[int, str]) -> bool:
    """Whether the journal has only grown since; one that was put back tells nothing."""
    size, last = then
    if then == now or size == 0:
        return True
    return size < now[0] and Line.objects.filter(seq=size, hash=last).exists()
