"""Errors that a person at a bank can act on: what was wrong, what was expected, what to do."""

from __future__ import annotations

import errno

DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)


class RccrmError(Exception):
    """The root of every error that rccrm raises on purpose."""

    def __init__(self, what: str, expected: str = "", remedy: str = "") -> None:
        self.what, self.expected, self.remedy = what, expected, remedy
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what]
        if self.expected:
            lines.append(f"Expected: {self.expected}")
        if self.remedy:
            lines.append(f"What to do: {self.remedy}")
        return "\n".join(lines)


class SettingsError(RccrmError):
    """A settings file is missing, unreadable or holds a value that cannot be used."""


class SchemaError(RccrmError):
    """A table does not have the columns, types or key that its schema declares."""


class MonthRefused(RccrmError):
    """A month's extracts cannot be published as they are; earlier results stay as they were."""


class NotSupplied(RccrmError):
    """Something is asked for that the bank's extracts do not hold."""


class PublishError(RccrmError):
    """A month could not be published; the last published results are intact."""


class StoreError(RccrmError):
    """The store of decisions cannot be used, or cannot take what it is given."""


class StaleWrite(StoreError):
    """Somebody else decided after the version that a person saw; nothing was written."""


class InputError(RccrmError):
    """One place in one input file is wrong."""

    def __init__(
        self,
        what: str,
        expected: str = "",
        remedy: str = "",
        *,
        file: str = "",
        row: int | None = None,
        column: str = "",
        value: str = "",
    ) -> None:
        self.file, self.row, self.column, self.value = file, row, column, value
        super().__init__(what, expected, remedy)

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(f"line {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        if self.value:
            place.append(f"value {self.value!r}")
        text = super().__str__()
        return f"{', '.join(place)}: {text}" if place else text


class DiskError(RccrmError):
    """Something could not be written: no space, a quota, a folder that is read-only; what was there is intact."""

    def __init__(self, why: str) -> None:
        super().__init__(f"cannot write: {why}", "free space, and the right to write, in the folders of config.toml [paths]",
                         "make room or correct the rights, then run the same command again; earlier results are intact")


def disk_error(error: BaseException) -> DiskError | None:
    """A full or read-only disk in our words; None for any other error."""
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        return DiskError(error.strerror or type(error).__name__)
    name, text = type(error).__name__, str(error).splitlines()
    if name in ("IOException", "OutOfMemoryException") and text and any(
        word in text[0].lower() for word in ("no space", "file too large", "disk", "write", "max_temp_directory_size")
    ):
        return DiskError(text[0].split("\"")[0].strip())
    return None
