from concurrent.futures import ProcessPoolExecutor

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.store import EVENT_COLUMNS, Store
from tests.core.stores import raw


def events(*rows):
    return pd.DataFrame(rows, columns=EVENT_COLUMNS)


def links(store, month, member="A1"):
    frame = store.links_before(member, month)
    frame = frame[~frame["is_retired"]]
    return dict(zip(frame["cust_no"], frame["customer_id"], strict=True))


def publish(store, month, *rows, member="A1"):
    """Append a month's events together with the links they lead to: (kind, customer, from, system, number)."""
    frame = events(*rows)
    left = store.links_at(member, month).merge(frame[["src_sys", "cust_no"]], how="left", indicator=True)
    kept = left.loc[left["_merge"] == "left_only", ["src_sys", "cust_no", "customer_id"]]
    now = frame.loc[frame["kind"] != "retire", ["src_sys", "cust_no", "customer_id"]]
    return store.append_identity_events(member, month, frame, links=pd.concat([kept, now], ignore_index=True))


def test_links_are_those_of_the_months_before(address):
    store = Store(address)
    publish(store, "2026-08", ["create", "C1", None, "CORE", "1"])
    publish(store, "2026-09", ["absorb", "C2", "C1", "CORE", "1"])
    assert links(store, "2026-08") == {}
    assert links(store, "2026-09") == {"1": "C1"}
    assert links(store, "2026-10") == {"1": "C2"}


def test_the_same_month_twice_writes_nothing(address):
    store = Store(address)
    rows = (["create", "C1", None, "CORE", "1"], ["create", "C1", None, "LOAN", "7"])
    assert publish(store, "2026-08", *rows) == 2
    assert publish(store, "2026-08", *rows) == 0


def test_a_member_never_sees_another(address):
    store = Store(address)
    publish(store, "2026-08", ["create", "C1", None, "CORE", "1"])
    assert store.links_before("B2", "2026-12").empty


def test_a_retired_record_has_no_link(address):
    store = Store(address)
    publish(store, "2026-08", ["create", "C1", None, "CORE", "1"])
    publish(store, "2026-09", ["retire", None, "C1", "CORE", "1"])
    assert links(store, "2026-10") == {}
    assert links(store, "2026-09") == {"1": "C1"}


@pytest.mark.parametrize("statement", ["DELETE FROM identity_event", "UPDATE identity_event SET customer_id = 'X'"])
def test_decisions_cannot_be_changed(address, statement):
    store = Store(address)
    publish(store, "2026-08", ["create", "C1", None, "CORE", "1"])
    with raw(address) as con, pytest.raises(DBAPIError, match="append-only"):
        con.execute(text(statement))


def _write(args):
    path, n = args
    # each process publishes another member: one member's month is never run twice at once
    publish(Store(path), "2026-08", ["create", f"C{n}", None, "CORE", str(n)], member=f"M{n}")


def test_processes_that_write_at_once_lose_nothing(address):
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_write, [(address, n) for n in range(40)]))
    assert all(links(Store(address), "2026-09", f"M{n}") == {str(n): f"C{n}"} for n in range(40))


def test_a_store_that_cannot_be_opened_says_so(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RccrmError, match="cannot be opened"):
        Store(tmp_path / "file" / "s.sqlite")


def test_a_corrected_run_undoes_what_the_first_one_decided(address):
    """The first run merged 1 into C2; the corrected one keeps them apart, and says nothing of it in its events."""
    store = Store(address)
    publish(store, "2026-07", ["create", "C1", None, "CORE", "1"], ["create", "C2", None, "CORE", "2"])
    publish(store, "2026-08", ["merge", "C2", "C1", "CORE", "1"])
    assert links(store, "2026-09") == {"1": "C2", "2": "C2"}
    apart = store.links_before("A1", "2026-08")[["src_sys", "cust_no", "customer_id"]]
    assert store.append_identity_events("A1", "2026-08", events(), links=apart) == 1
    assert links(store, "2026-09") == {"1": "C1", "2": "C2"}


def test_a_record_that_only_the_first_run_knew_is_retired(address):
    store = Store(address)
    publish(store, "2026-08", ["create", "C1", None, "CORE", "1"], ["create", "C2", None, "CORE", "2"])
    only = store.links_at("A1", "2026-08").head(1)
    assert store.append_identity_events("A1", "2026-08", events(), links=only) == 1
    assert links(store, "2026-09") == {"1": "C1"}


def test_ids_issued_before_a_month_include_those_no_longer_in_use(address):
    store = Store(address)
    publish(store, "2026-07", ["create", "C1", None, "CORE", "1"])
    publish(store, "2026-08", ["retire", None, "C1", "CORE", "1"], ["create", "C3", None, "CORE", "3"])
    assert store.ids_before("A1", "2026-08") == {"C1"}
    assert store.ids_before("A1", "2026-09") == {"C1", "C3"}
