"""gunicorn's own log lines, in our form: it would write clients' addresses, and paths with tokens in them."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from config.logs import JsonFormatter


class Log(Logger):
    def _set_handler(self, log: logging.Logger, output: Any, fmt: Any, stream: Any = None) -> None:
        """Every line goes through the formatter that knows what may be said."""
        super()._set_handler(log, output, JsonFormatter(), stream)
