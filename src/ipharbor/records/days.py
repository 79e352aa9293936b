"""Days as numbers, straight from the store: a million dates need not become objects."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, IntegerField


class DayNumber(Func):
    """A day as days since 1970-01-01."""

    template = "(%(expressions)s - DATE '1970-01-01')"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite keeps days as text."""
        return self.as_sql(
            compiler,
            connection,
            template="CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)",
            **context,
        )
