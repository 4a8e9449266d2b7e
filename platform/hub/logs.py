"""Logs: one JSON object a line, with the trace of the request that began the work."""
from __future__ import annotations

import logging
from datetime import UTC, datetime

import msgspec

from outbox.trace import traceparent

PLAIN = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {"message", "asctime", "taskName"}


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "event": record.getMessage(), "traceparent": traceparent(),
            **{key: value for key, value in record.__dict__.items() if key not in PLAIN and key != "request"},
        }  # fmt: skip
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode({key: value for key, value in line.items() if value != ""}, enc_hook=str).decode()
