import sqlite3
from concurrent.futures import ProcessPoolExecutor

import pandas as pd
import pytest

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.store import EVENT_COLUMNS, Store


def events(*rows):
    return pd.DataFrame(rows, columns=EVENT_COLUMNS)


def links(store, month, member="A1"):
    frame = store.links_before(member, month)
    return dict(zip(frame["cust_no"], frame["customer_id"], strict=True))


def test_links_are_those_of_the_months_before(tmp_path):
    store = Store(tmp_path / "s.sqlite")
    store.append_identity_events("A1", "2026-08", events(["create", "C1", None, "CORE", "1"]))
    store.append_identity_events("A1", "2026-09", events(["absorb", "C2", "C1", "CORE", "1"]))
    assert links(store, "2026-08") == {}
    assert links(store, "2026-09") == {"1": "C1"}
    assert links(store, "2026-10") == {"1": "C2"}


def test_the_same_month_twice_writes_nothing(tmp_path):
    store = Store(tmp_path / "s.sqlite")
    rows = events(["create", "C1", None, "CORE", "1"], ["create", "C1", None, "LOAN", "7"])
    assert store.append_identity_events("A1", "2026-08", rows) == 2
    assert store.append_identity_events("A1", "2026-08", rows) == 0


def test_a_member_never_sees_another(tmp_path):
    store = Store(tmp_path / "s.sqlite")
    store.append_identity_events("A1", "2026-08", events(["create", "C1", None, "CORE", "1"]))
    assert store.links_before("B2", "2026-12").empty


def test_a_retired_record_has_no_link(tmp_path):
    store = Store(tmp_path / "s.sqlite")
    store.append_identity_events("A1", "2026-08", events(["create", "C1", None, "CORE", "1"]))
    store.append_identity_events("A1", "2026-09", events(["retire", None, "C1", "CORE", "1"]))
    assert links(store, "2026-10") == {}
    assert links(store, "2026-09") == {"1": "C1"}


@pytest.mark.parametrize("statement", ["DELETE FROM identity_event", "UPDATE identity_event SET customer_id = 'X'"])
def test_decisions_cannot_be_changed(tmp_path, statement):
    store = Store(tmp_path / "s.sqlite")
    store.append_identity_events("A1", "2026-08", events(["create", "C1", None, "CORE", "1"]))
    with sqlite3.connect(store.path) as con, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        con.execute(statement)


def _write(args):
    path, n = args
    Store(path).append_identity_events("A1", "2026-08", events(["create", f"C{n}", None, "CORE", str(n)]))


def test_processes_that_write_at_once_lose_nothing(tmp_path):
    path = tmp_path / "s.sqlite"
    Store(path)
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_write, [(path, n) for n in range(40)]))
    assert len(links(Store(path), "2026-09")) == 40


def test_a_store_that_cannot_be_opened_says_so(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RccrmError, match="cannot be opened"):
        Store(tmp_path / "file" / "s.sqlite")
