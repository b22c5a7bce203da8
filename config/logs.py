"""Logging: one JSON object per line, of fields on a list. No address, no path with a token, no query.

A traceback's text may hold what somebody typed (a value in an exception's message), so an error is logged
as its type and the places it passed through, never its message.
"""

import json
import logging
import time
from typing import Any

ALLOWED = ("event", "code", "purpose", "state", "count", "seconds", "queue", "task", "reason", "status", "view")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "logger": record.name,
        }
        line |= {name: getattr(record, name) for name in ALLOWED if hasattr(record, name)}
        # Ours are constant sentences with fields beside them. What others say may be put together already (paths,
        # addresses, SQL): of theirs only the bare pattern is written, or the place where it was said.
        if record.name.startswith("undeterred") or (record.args and isinstance(record.msg, str)):
            line["message"] = record.msg
        else:
            line["said_by"] = f"{record.module}:{record.funcName}:{record.lineno}"
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = places(record.exc_info[2])
        return json.dumps(line, default=lambda value: type(value).__name__)


def places(traceback: Any) -> list[str]:
    """The last eight places of a traceback as ``module:function:line``."""
    found = []
    while traceback is not None:
        frame = traceback.tb_frame
        found.append(f"{frame.f_globals.get('__name__', '?')}:{frame.f_code.co_name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return found[-8:]


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "undeterred": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # Whoever asks by a wrong name decides what would stand in the log. An empty list would not silence it:
        # Python then writes to stderr by itself, in plain text.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "celery": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
