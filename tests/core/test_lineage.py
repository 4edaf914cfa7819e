import datetime as dt
import hashlib

import numpy as np
import pytest

from rccrm_lib.core.lineage import canonical_json, code_version, sha256_file


def test_sha256_file(tmp_path):
    (tmp_path / "x").write_bytes(b"abc" * 100_000)
    assert sha256_file(tmp_path / "x") == hashlib.sha256(b"abc" * 100_000).hexdigest()


def test_canonical_json_does_not_depend_on_order():
    assert canonical_json({"b": 1, "a": [np.int64(2), dt.date(2026, 9, 30)]}) == canonical_json(
        {"a": [2, "2026-09-30"], "b": np.int64(1)}
    )


def test_canonical_json_refuses_what_json_cannot_say():
    with pytest.raises(ValueError):
        canonical_json({"x": float("nan")})


def test_code_version_names_the_code():
    version, digest = code_version().split("+")
    assert version and len(digest) == 12
