"""Tokens: the same person gives the same token under the same purpose, and nothing else agrees."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.privacy.tokens import make_token, new_key, purpose_key, read_key, token_sql

KEY = bytes(range(32))


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)


@given(text=TEXTS, key=st.binary(min_size=32, max_size=64))
@settings(max_examples=50)
def test_the_token_in_sql_is_that_of_the_library(text: str, key: bytes) -> None:
    sql, values = token_sql("x", key=key)
    row = duckdb.execute(f"SELECT {sql} FROM (SELECT ?::VARCHAR AS x)", [*values, text]).fetchall()[0]
    assert row and row[0] == make_token(text, key=key)


def test_purposes_and_keys_give_other_tokens_and_a_missing_text_gives_none() -> None:
    tokens = {make_token("101|x", key=purpose_key(key, purpose)) for key in (KEY, KEY[::-1]) for purpose in ("a", "b")}
    assert len(tokens) == 4
    sql, values = token_sql("NULL::VARCHAR", key=KEY)
    assert duckdb.execute(f"SELECT {sql}", values).fetchall() == [(None,)]


def test_the_published_example_of_the_standard() -> None:
    """RFC 4231, test case 1."""
    found = make_token("Hi There", key=b"\x0b" * 20)
    assert found == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"


def test_a_key_is_written_once_for_this_account_only(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "union"
    new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and len(read_key(path)) == 32
    with pytest.raises(RccrmError, match="exists"):
        new_key(path)
    path.chmod(0o644)
    with pytest.raises(RccrmError, match="other accounts"):
        read_key(path)


@pytest.mark.parametrize("text", ["", "no hex", "00" * 31])
def test_what_is_no_key_is_refused_without_saying_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(RccrmError, match="holds no key") as said:
        read_key(path)
    assert not text or text not in str(said.value)
    with pytest.raises(RccrmError, match="no key"):
        read_key(None)
