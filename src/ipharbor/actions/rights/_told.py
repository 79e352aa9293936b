"""What the register holds of a right, as a vintage of the corpus tells it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from ipharbor.corpus.manifest import Manifest

if TYPE_CHECKING:
    from ibis.expr.types import Table

TOLD = ("application_number", "patent_type", "title", "holders", "ipc", "filed_on",
        "published_on", "granted_on", "stated_status", "stated_on")  # fmt: skip
"""The columns of a right that the corpus tells."""
_DAYS = ("filed_on", "published_on", "granted_on", "stated_on")
SCHEMA = pa.schema([(name, pa.date32() if name in _DAYS else pa.string()) for name in TOLD])
LONGEST_TITLE, LONGEST_HOLDERS = 500, 1000


def told(documents: Table, manifest: Manifest) -> Table:
    """Of documents with a type: ``key``, the columns of ``TOLD``, and ``applicants``, ``town``
    and ``credit_code`` of the first of them."""
    typed = documents.filter(documents.patent_type.notnull())
    ended = typed.legal_status != "in_force"
    stated = typed.legal_status.notnull()
    return typed.select(
        "key",
        application_number=typed.application_number.fill_null(""),
        patent_type=typed.patent_type,
        title=ibis.coalesce(typed.title, typed.title_en, "").substr(0, LONGEST_TITLE),
        holders=typed.applicants.join(" | ").fill_null("").substr(0, LONGEST_HOLDERS),
        ipc=typed.ipc[0].fill_null(""),
        filed_on=typed.filed_on,
        published_on=typed.published_on,
        granted_on=typed.granted_on,
        stated_status=typed.legal_status.fill_null(""),
        # A right that stands did so on the day the document first came in; one that has ended
        # had by the last import.
        stated_on=ibis.cases(
            (stated & ended, _last(manifest)), (stated, _first(typed, manifest)), else_=None
        ).cast("date"),
        applicants=typed.applicants,
        town=typed.town,
        credit_code=typed.credit_code,
    )


def _last(manifest: Manifest) -> Any:
    days = [date.fromisoformat(volume.imported_on) for volume in manifest.volumes]
    return ibis.literal(max(days, default=None), type="date")


def _first(documents: Table, manifest: Manifest) -> Any:
    """The day of the import with which a document first came in."""
    first: Any = ibis.literal(None, type="date")
    days = {volume.seq: date.fromisoformat(volume.imported_on) for volume in manifest.volumes}
    for seq in sorted(days):
        since = ibis.literal(days[seq], type="date")
        first = ibis.ifelse(documents.first_vintage >= seq, since, first)
    return first
