"""Answers that are kept in memory until something changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Max, Model

from ipharbor.journal.latest import latest
from ipharbor.journal.models import Line

T = TypeVar("T")


class Kept(Generic[T]):
    """The last ``most`` answers, by question. No change comes without a journal line, so the
    last line of the ``actions`` an answer rests on, with the last numbers of its tables beside
    it, tells whether it still holds."""

    every: list[Kept[Any]] = []

    def __init__(self, most: int, *rests_on: type[Model], actions: Sequence[str] = ()) -> None:
        self._most, self._rests_on, self._actions = most, rests_on, actions
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, T] = OrderedDict()
        self.every.append(self)

    def get(self, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer to a question: the one that is kept while it holds, else ``ask`` is asked."""
        key = (question, self._head())
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
        if found is None:
            found = ask()
            with self._lock:
                self._answers[key] = found
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return found

    def clear(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._answers.clear()

    def _head(self) -> Hashable:
        """Tells one state of the register from any other."""
        last = Line.objects.filter(seq=latest(self._actions)).values_list("seq", "hash").first()
        numbers = [model._default_manager.aggregate(n=Max("pk"))["n"] for model in self._rests_on]
        return connection.settings_dict["NAME"], last, *numbers


class Once(Generic[T]):
    """The last ``most`` answers, by question, made once each though several ask at a time. The
    question says all that the answer rests on."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.RLock()
        self._held: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, question: Hashable, make: Callable[[], T]) -> T:
        """The answer to a question; made where it is not held."""
        with self._lock:
            if question in self._held:
                self._held.move_to_end(question)
                return self._held[question]
            made = self._held[question] = make()
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return made

    def clear(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._held.clear()
