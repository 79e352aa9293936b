"""A row as JSON, as the journal encloses it, and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from ipharbor.records import models as records


def written(row: Model) -> dict[str, Any]:
    """A row as JSON: its table and its columns."""
    columns = {one.attname: _plain(getattr(row, one.attname)) for one in row._meta.concrete_fields}
    return {"table": type(row).__name__, "columns": columns}


def read(told: dict[str, Any]) -> Model:
    """The row that ``written`` wrote, not yet saved."""
    model: type[Model] = getattr(records, told["table"])
    fields = {one.attname: one for one in model._meta.concrete_fields}
    columns = {
        name: value if isinstance(value, dict | list) else fields[name].to_python(value)
        for name, value in told["columns"].items()
    }
    return model(**columns)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{value:f}"
        case date():  # a datetime is one too
            return value.isoformat()
    return value
