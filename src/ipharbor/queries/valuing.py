"""What a valuation of a firm's rights begins with: what is known of them and the usual numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from zlib import crc32

from ipharbor.corpus.reading import Corpus
from ipharbor.queries import valuation as facts
from ipharbor.queries.valuation import Known
from ipharbor.records.models import Firm, Right
from ipharbor.statutes.book import Book
from ipharbor.valuation.stating import stated, usual
from ipharbor.valuation.subject import Basis
from ipharbor.vocabulary.errors import HarborError

MOST_AT_ONCE = 40  # rights that are valued while somebody waits


def chosen(firm: Firm, keys: Sequence[str]) -> tuple[str, ...]:
    """The keys, each once. Raises HarborError ``valuation.right.unknown`` for a right that is not
    the firm's, ``valuation.rights`` for more than are valued at once."""
    held = set(Right.objects.filter(firm=firm, key__in=keys).values_list("key", flat=True))
    for key in keys:
        if key not in held:
            raise HarborError("valuation.right.unknown", fields=("keys",), key=key[:60])
    if len(keys) > MOST_AT_ONCE:
        raise HarborError("valuation.rights", fields=("keys",), most=MOST_AT_ONCE)
    return tuple(dict.fromkeys(keys))


def known(
    firm: Firm, keys: Sequence[str], *, law: Book, on: date, data_until: date | None,
    corpus: Corpus, chances: Path, sales: bool,
) -> list[Known]:  # fmt: skip
    """What is known of each right on the day ``on``; see ``valuation.known``."""
    found = Right.objects.select_related("firm").filter(firm=firm, key__in=keys)
    records = {one.key: one for one in found}
    return [
        facts.known(
            records[key], law=law, on=on, data_until=data_until or date.min, corpus=corpus,
            chances=chances, sales=sales,
        )
        for key in keys
    ]  # fmt: skip


def begins(found: Sequence[Known], *, law: Book, on: date) -> dict[str, str]:
    """The fields as they are before anything is typed: the numbers of the book, what holders
    expect, and sales of products where a right is the firm's only one in their class."""
    told = usual(law.on(on))
    for one in found:
        key = one.record.key
        if one.sold and facts.alone(one.record):
            told[f"sales:{key}"] = f"{sum((sold.amount for sold in one.sold), Decimal(0)):f}"
        if one.worth is not None:
            told[f"return:{key}"] = f"{one.worth[0]:f}"
    return told


def basis(found: Sequence[Known], typed: Mapping[str, str], *, law: Book, on: date) -> Basis:
    """What the typed fields make of it; the seed follows from the rights and the day. Raises
    HarborErrors that name their field."""
    keys = [one.record.key for one in found]
    if not keys:
        raise HarborError("valuation.rights", fields=("keys",), most=MOST_AT_ONCE)
    told = stated(typed, keys, law.on(on))
    seed = crc32("|".join((*keys, on.isoformat())).encode())
    return facts.basis(found, told, law=law, on=on, seed=seed)
