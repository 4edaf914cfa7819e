"""Where pages write what went wrong: a file, never the browser.

A kernel sends everything that it writes to standard error on to the page, so the usual handlers would
show tracebacks to the reader. The words of an exception may quote a customer's data, so values are taken out of them;
which code failed, and with what kind of error, stays.
"""

from __future__ import annotations

import logging
import os
import traceback
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from rccrm_lib.core.privacy import mask_error

LOG_ENV = "RCCRM_PAGE_LOG"
KEEP_BYTES, KEEP_FILES = 2_000_000, 3


def page_log() -> logging.Logger:
    """The logger of pages; without a log file it keeps silent rather than speak to the browser."""
    return _logger(os.environ.get(LOG_ENV, ""))


@cache
def _logger(path: str) -> logging.Logger:
    logger = logging.Logger("rccrm.pages")  # outside the tree of loggers, so that nothing passes it on
    logger.addHandler(_handler(path))
    return logger


def _handler(path: str) -> logging.Handler:
    if not path:
        return logging.NullHandler()
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=KEEP_BYTES, backupCount=KEEP_FILES, encoding="utf-8")
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(message)s"))
    os.chmod(path, 0o600)
    return handler


class _Formatter(logging.Formatter):
    """Lines of code as they are, words of exceptions without values."""

    def formatException(self, ei: Any) -> str:
        """The traceback of an exception and of what caused it."""
        return "".join(_lines(ei[1])).rstrip()


def _lines(error: BaseException | None) -> list[str]:
    if error is None:
        return []
    before = _lines(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    return [*before, *traceback.format_tb(error.__traceback__), f"{type(error).__name__}: {mask_error(str(error))}\n"]
