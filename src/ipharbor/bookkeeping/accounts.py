"""Accounts: whose book, which sort, what for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """The five sorts of account."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


DEBIT_SORTS = frozenset({Sort.ASSET, Sort.EXPENSE})
"""The sorts whose balance usually stands on the debit side."""


@dataclass(frozen=True, order=True)
class Account:
    """One account: the ``holder`` whose book it stands in (``firm:7``, ``organisation:3``), its
    ``sort``, its ``title`` (``cash``, ``loan``, ``interest``), and what it is kept ``of``
    (``loan:12``), empty for all."""

    holder: str
    sort: Sort
    title: str
    of: str = ""

    @property
    def name(self) -> str:
        """``asset.loan``: sort and title, as tables and exports write it."""
        return f"{self.sort}.{self.title}"


def account(holder: str, name: str, of: str = "") -> Account:
    """The account of ``name`` (``asset.loan``) in the holder's book; ``ValueError`` for a sort
    that there is not."""
    sort, _, title = name.partition(".")
    return Account(holder, Sort(sort), title, of)
