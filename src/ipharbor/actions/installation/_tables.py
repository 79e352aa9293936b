"""All tables of the register as lines of text that do not depend on the store.

One JSON line a row, in the order of the primary key; a table's digest is the SHA-256 of its
lines. The same register gives the same lines on every store, and that is how a copy is proved.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connections, models, transaction

BATCH = 1000
# Made anew by every store for itself, or of no use in another.
LEFT_OUT = frozenset({"contenttypes.contenttype", "auth.permission", "sessions.session"})


@dataclass(frozen=True)
class Told:
    """A table: its name, its rows, and the digest of its lines."""

    table: str
    rows: int
    digest: str


def tables() -> list[type[models.Model]]:
    """Every table that people's work is in, by name."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return sorted(
        (
            model
            for model in found
            if name_of(model) not in LEFT_OUT and not _permits_of_django(model)
        ),
        key=name_of,
    )


def name_of(model: type[models.Model]) -> str:
    """``records.right``."""
    return f"{model._meta.app_label}.{model._meta.model_name}"


def lines(model: type[models.Model], *, using: str) -> Iterator[str]:
    """The table's rows in the order of the primary key."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        yield json.dumps(
            dict(zip(names, map(_plain, row), strict=True)),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )


def told(model: type[models.Model], *, using: str) -> Told:
    """Count and digest of the table as it stands."""
    digest, rows = hashlib.sha256(), 0
    for line in lines(model, using=using):
        digest.update(line.encode() + b"\n")
        rows += 1
    return Told(name_of(model), rows, digest.hexdigest())


def take_in(model: type[models.Model], told_lines: Iterable[str], *, using: str) -> int:
    """Write rows as ``lines`` gave them into an empty table; gives how many.

    Runs in the caller's transaction, in which the order of tables does not matter: foreign
    keys are checked at its end.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rows, done = iter(told_lines), 0
    while batch := list(islice(rows, BATCH)):
        made = [
            model(**{name: _typed(fields[name], value) for name, value in json.loads(line).items()})
            for line in batch
        ]
        model._base_manager.using(using).bulk_create(made)
        done += len(made)
    return done


def number_on(*, using: str) -> None:
    """Let the next new row of every table get a number after those that are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def empty(*, using: str) -> list[str]:
    """Names of the tables that hold rows already."""
    return [name_of(model) for model in tables() if model._base_manager.using(using).exists()]


class steady(transaction.Atomic):  # noqa: N801 - reads as a word at its use
    """A transaction that sees one moment of the store, whoever writes meanwhile."""

    def __init__(self, using: str) -> None:
        super().__init__(using, savepoint=False, durable=False)

    def __enter__(self) -> None:
        super().__enter__()
        connection = connections[self.using or "default"]
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _permits_of_django(model: type[models.Model]) -> bool:
    """Tables between Django's own permissions and groups or persons; the product uses neither."""
    return (
        any(
            field.related_model is not None
            and name_of(field.related_model) in ("auth.permission", "contenttypes.contenttype")
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
        )
        or model is ContentType
    )


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Decimal() | uuid.UUID():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
    return value


def _typed(field: models.Field[Any, Any], value: object) -> object:
    if isinstance(field, models.BinaryField) and isinstance(value, str):
        return bytes.fromhex(value)
    if isinstance(field, models.ForeignKey):
        return value
    return field.to_python(value)
