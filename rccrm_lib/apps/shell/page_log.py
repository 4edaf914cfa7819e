"""Where pages write what went wrong: a file, never the browser.

A kernel sends everything that it writes to standard error on to the page, so the usual handlers would
show tracebacks to the reader.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

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
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    os.chmod(path, 0o600)
    return handler
