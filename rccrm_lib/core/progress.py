"""Progress on long work: a bar for people, silence where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tqdm import tqdm

Report = Callable[[int, str], None]


def progress_bar(total: int, title: str, *, show: bool | None = None) -> tqdm:
    """A bar of `total` steps on standard error; hidden when that is not a terminal, unless `show` is given."""
    hidden = not (sys.stderr.isatty() if show is None else show)
    return tqdm(total=total, desc=title, disable=hidden, unit="step", leave=True, ascii=False)
