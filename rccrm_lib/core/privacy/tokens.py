"""Tokens in place of persons: keyed hashes (HMAC-SHA256, RFC 2104) that say "the same" and nothing else, one key per purpose.

Without the key nobody can try certificate numbers until one fits. A token of one purpose cannot be compared with another's.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from rccrm_lib.core.errors import RccrmError

KEY_BYTES = 32
BLOCK = 64  # bytes of a block of SHA-256


def new_key(path: Path) -> None:
    """Write a new key that only this account may read. Raises RccrmError where a file stands: tokens would no longer agree."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
    except FileExistsError:
        raise RccrmError(f"{path.name} exists", "no file there yet", "keep the key that there is: another one makes other tokens"
                         ) from None


def read_key(path: Path | None) -> bytes:
    """The key of a file. Raises RccrmError for one that is missing, too short, or readable for others."""
    remedy = "name key_file in settings/union.toml, outside of what is published, and run rccrm union --new-key once"
    if path is None or not path.is_file():
        raise RccrmError("there is no key for tokens", f"a file with {KEY_BYTES} bytes in hex", remedy)
    if path.stat().st_mode & 0o077:
        raise RccrmError(f"{path.name} may be read by other accounts", "a file for this account only", "chmod 600")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise RccrmError(f"{path.name} holds no key", f"at least {KEY_BYTES} bytes in hex", remedy)
    return key


def purpose_key(key: bytes, purpose: str) -> bytes:
    """The key of one purpose; from it neither the first key nor another purpose's can be found."""
    return hmac.new(key, b"rccrm purpose\0" + purpose.encode(), hashlib.sha256).digest()


def make_token(text: str, *, key: bytes) -> str:
    """The token of a text, 64 characters."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def token_sql(expression: str, *, key: bytes) -> tuple[str, list[bytes]]:
    """The token of an SQL expression, with its two values: the key never stands in a query's text. For keys up to 64 bytes."""
    padded = key.ljust(BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C))
    return f"sha256(? || unhex(sha256(? || encode({expression}))))", [outer, inner]
