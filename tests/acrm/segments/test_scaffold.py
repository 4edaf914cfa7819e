"""A new segmenter: what is refused, and that nothing is overwritten."""

from __future__ import annotations

import pytest

from rccrm_lib.acrm.segments import load_segmenter, start_segmenter
from rccrm_lib.core.errors import RccrmError


def test_nothing_is_overwritten(tmp_path):
    said = start_segmenter("rain", tmp_path)
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert written == [f"rccrm-segmenter-rain/{name}" for name in (
        "README.md", "pyproject.toml", "rccrm_segmenter_rain/__init__.py")]
    assert "rccrm check rccrm_segmenter_rain:RainSegmenter" in said[-1]
    with pytest.raises(RccrmError, match="exists already"):
        start_segmenter("rain", tmp_path)


@pytest.mark.parametrize("name", ["../rain", "Rain", "r", "class", "rain-fall", "1rain"])
def test_a_name_that_is_no_package_is_refused(tmp_path, name):
    with pytest.raises(RccrmError, match="segmenter name"):
        start_segmenter(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "word"),
    [("no_such_package:Model", "no_such_package"), ("rccrm_lib.cli", "rccrm_lib.cli"), ("rccrm_lib.cli:nothing", "nothing"),
     ("", "PACKAGE:CLASS")],
)
def test_an_address_that_leads_nowhere_says_how_it_should_look(address, word):
    with pytest.raises(RccrmError) as refused:
        load_segmenter(address)
    assert word in str(refused.value) and "PACKAGE:CLASS" in str(refused.value)


def test_what_is_no_segmenter_is_refused():
    with pytest.raises(RccrmError, match="is no segmenter"):
        load_segmenter("collections:Counter")()
    with pytest.raises(RccrmError, match="without arguments"):
        load_segmenter("functools:partial")()
