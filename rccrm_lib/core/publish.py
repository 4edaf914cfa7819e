"""A folder appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rccrm_lib.core.errors import PublishError


def _staging(final: Path) -> Path:
    return final.parent / f".{final.name}.staging-{os.getpid()}"


@contextmanager
def staged_folder(final: str | Path) -> Iterator[Path]:
    """Yield a folder to write into; on success it takes the place of `final`, on failure nothing changed.

    The old folder is moved aside before the new one takes its name; `recover_folder` puts it back if the
    machine stops between the two renames.
    """
    final = Path(final)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        recover_folder(final)
        staging = _staging(final)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
    except OSError as error:
        raise PublishError(f"cannot write into {final.parent.name}: {error.strerror}", "a folder that can be written",
                           "check the rights and the free space of the folder, then run again") from error
    try:
        yield staging
        _swap(staging, final)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _swap(staging: Path, final: Path) -> None:
    old = final.parent / f".{final.name}.old"
    try:
        if final.exists():
            os.replace(final, old)
        os.replace(staging, final)
    except OSError as error:
        recover_folder(final)
        raise PublishError(f"{final.name} could not take its place: {error.strerror}", "a folder that can be renamed",
                           "close programs that hold files of it, then run again; the last results are intact") from error
    shutil.rmtree(old, ignore_errors=True)


def clear_staging(final: str | Path) -> None:
    """Remove what killed runs left of this folder; only for a caller that holds the folder's lock."""
    final = Path(final)
    for left in final.parent.glob(f".{final.name}.staging-*"):
        shutil.rmtree(left, ignore_errors=True)


def recover_folder(final: str | Path) -> bool:
    """Put back the old folder after a stop between the two renames; True if that was needed."""
    final = Path(final)
    old = final.parent / f".{final.name}.old"
    if not old.exists():
        return False
    if final.exists():
        shutil.rmtree(old)
        return False
    os.replace(old, final)
    return True
