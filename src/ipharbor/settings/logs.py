"""What goes into the log: what happened and where in the code, never whose matter it was.

No message of an exception, no path and no query is written, for they may hold names, addresses,
search texts and keys; a view's name, a code, a type and a place in the code are enough to find
the fault.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

_FRAMES = 12
_TOLD = ("request_id", "view", "method", "status", "ms", "role", "person", "way", "second")


class Lines(logging.Formatter):
    """One JSON object a line: at, level, logger, what, and of a request its id, view, status,
    milliseconds and the caller's role and number."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "what": what(record),
        }
        told |= {name: getattr(record, name) for name in _TOLD if hasattr(record, name)}
        if fault := fault_of(record):
            told["fault"] = fault
        return json.dumps(told, ensure_ascii=False)


class Text(logging.Formatter):
    """The same in words, for a person at the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and below it the places of a fault."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        lines = [f"{at} {record.levelname} {record.name}: {what(record)}"]
        return "\n  ".join([*lines, *fault_of(record)])


def what(record: logging.LogRecord) -> str:
    """The message; of a request that failed its status and view instead of its address."""
    request = getattr(record, "request", None)
    if record.name.startswith("django.") and request is not None:
        return f"{getattr(record, 'status_code', '')} {view_of(request)}".strip()
    if record.name.startswith(("ipharbor", "gunicorn")):
        return record.getMessage()
    # Other people's messages may hold anything; their template does not.
    return str(record.msg) if record.args else record.name


def fault_of(record: logging.LogRecord) -> list[str]:
    """The type of the exception and where it came from, innermost last; no values."""
    if not record.exc_info or record.exc_info[0] is None:
        return []
    kind, raised, trace = record.exc_info
    code = getattr(raised, "code", "")
    name = f"{kind.__module__}.{kind.__qualname__}"
    return [f"{name} {code}".strip() if isinstance(code, str) else name, *_places(trace)]


def view_of(request: Any) -> str:
    """The name of the view that answers the request, ``–`` where no address fits."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "–"


def logging_of(form: str) -> dict[str, object]:
    """Django's ``LOGGING``: JSON lines with one for each request, or text with faults alone."""
    json_lines = form == "json"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": Lines if json_lines else Text}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "ipharbor": {"level": "INFO" if json_lines else "WARNING"},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # It would tell user names and addresses.
            "axes": {"level": "CRITICAL"},
        },
    }


def _places(trace: TracebackType | None) -> list[str]:
    frames = extract_tb(trace)[-_FRAMES:]
    return [f"{'/'.join(Path(one.filename).parts[-3:])}:{one.lineno} {one.name}" for one in frames]
