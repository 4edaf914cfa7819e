"""How long the worklist takes at full size: the items of 450,000 customers; a manager's page over two million open items.

    .venv/bin/python benchmarks/worklist.py

Tables are made by DuckDB with the shape of a large member (13 months, 130 managers); nobody in them exists.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from rccrm_lib.apps.publication import Publication, find_publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.worklist_acts import Acts
from rccrm_lib.apps.worklist_data import WorklistData
from rccrm_lib.apps.worklist_state import apply_event, open_list
from rccrm_lib.apps.worklist_view import page_view
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import ItemAnswers
from rccrm_lib.core.words import Words
from rccrm_lib.ocrm.worklist import build_items, count_items

ROOT = Path(__file__).resolve().parents[1]
CUSTOMERS, MANAGERS, OPEN_ITEMS, CONTACTS = 450_000, 130, 2_000_000, 60_000
MEMBER, MONTH, DAY = "360199", "2026-09", date(2026, 10, 12)
ROUNDS = 5
WHO = "printf('C%09d', i)"
TABLES = {
    "customers": f"""SELECT {WHO} AS customer_id, 'person' AS party_kind, 'FARM' AS nature, '张三' AS name,
        printf('H%08d', i // 3) AS household_id, DATE '1960-01-01' + (i % 15000)::INTEGER AS birth_on,
        i % 700 = 0 AS is_staff, i % 50 = 0 AS refuses_marketing,
        CASE WHEN i % 90 = 0 THEN DATE '2026-05-01' END AS death_on, DATE '2026-10-01' + (i % 6000)::INTEGER AS cert_valid_to_on,
        CASE WHEN i % 3 = 0 THEN 'occupation' ELSE '' END AS missing_elements, printf('V%04d', i % 900) AS village_id,
        printf('B%02d', i % 26) AS branch_id FROM people""",
    "customer_months": f"""SELECT {WHO} AS customer_id, '{MONTH}' AS month, printf('M%03d', i % {MANAGERS}) AS manager_id,
        printf('B%02d', i % 26) AS branch_id, 3 AS n_accounts, 1000000 + i * 7 AS aum_avg_fen, 1000000 + i * 7 AS aum_end_fen,
        0 AS loan_end_fen, TRUE AS has_demand FROM people""",
    "customer_history": f"""SELECT {WHO} AS customer_id, strftime(DATE '2025-09-01' + to_months(n::INTEGER), '%Y-%m') AS month,
        CASE WHEN n >= 6 + i % 12 AND i % 15 = 0 THEN 100000 ELSE 1000000 + i * 7 END AS aum_avg_fen
        FROM people, range(13) months (n)""",
    "contribution_months": f"""SELECT {WHO} AS customer_id, strftime(DATE '2025-09-01' + to_months(n::INTEGER), '%Y-%m') AS month,
        (i % 9000)::BIGINT AS contribution_fen FROM people, range(13) months (n)""",
    "lifecycle": f"SELECT {WHO} AS customer_id, CASE WHEN i % 20 = 0 THEN 'declining' ELSE 'active' END AS stage FROM people",
    "churn_spells": f"""SELECT {WHO} AS customer_id, i % 60 = 0 AS event, '2025-09' AS entry_month, '2026-08' AS exit_month
        FROM people""",
    "tiers": f"""SELECT {WHO} AS customer_id, '{MONTH}' AS month, CASE WHEN i % 5 = 0 THEN 'mid' ELSE 'low' END AS band,
        'QUALITY' AS tier FROM people""",
    "near_threshold": f"SELECT {WHO} AS customer_id, 'VIP' AS next_tier, 100000 AS gap_fen FROM people WHERE i % 40 = 0",
    "account_links": f"SELECT printf('A%09d', i) AS account_id, 'owner' AS role, {WHO} AS customer_id FROM people",
    "links": f"SELECT 'CORE' AS src_sys, printf('K%09d', i) AS cust_no, {WHO} AS customer_id FROM people",
    "txn_history": """SELECT printf('A%09d', i) AS account_id, DATE '2026-07-01' + ((i * 31 + n * 7) % 92)::INTEGER AS txn_on,
        CASE WHEN n % 2 = 0 THEN 'D' ELSE 'C' END AS dc, 20000 + (i * 7919 + n * 104729) % 9000000 AS amount_fen,
        'TRO' AS summary, 'C' AS initiator, n % 3 = 0 AS own_flag FROM people, range(12) txns (n)""",
    "acct_time": """SELECT printf('A%09d', i) AS account_id, DATE '2026-08-01' + (i % 900)::INTEGER AS mature_on,
        3000000 AS balance_fen, i % 4 = 0 AS renew_flag, NULL::DATE AS close_on FROM people WHERE i % 3 <> 0""",
    "acct_time_history": """SELECT strftime(DATE '2025-09-01' + to_months(n::INTEGER), '%Y-%m') AS month, 
        printf('A%09d', i) AS account_id, DATE '2025-11-01' + (i % 900)::INTEGER AS mature_on, 3000000 AS balance_fen
        FROM people, range(13) months (n) WHERE i % 3 <> 0""",
    "loan": """SELECT printf('A%09d', i) AS loan_id, DATE '2026-09-15' + (i % 700)::INTEGER AS due_on,
        5000000 AS balance_fen FROM people WHERE i % 5 = 0""",
    "campaign": "SELECT 'HD' AS campaign_id, '安心存' AS name, DATE '2026-09-01' AS start_on, DATE '2026-11-30' AS end_on",
    "campaign_member": """SELECT 'HD' AS campaign_id, 'CORE' AS src_sys, printf('K%09d', i) AS cust_no,
        CASE WHEN i % 2 = 0 THEN 'T' ELSE 'C' END AS arm, NULL::DATE AS contacted_on FROM people WHERE i % 60 = 0""",
}
NOBODY = "SELECT NULL::VARCHAR AS customer_id, NULL::VARCHAR AS household_id WHERE FALSE"
EMPTY = dict.fromkeys(("household_members", "links"), NOBODY)


def main() -> None:
    """Print seconds of both, in Markdown."""
    settings = load_settings(ROOT / "config.toml")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        con = duckdb.connect(config={"threads": 2, "memory_limit": "6GB"})
        con.execute(f"CREATE TABLE people AS SELECT i FROM range({CUSTOMERS}) numbers (i)")
        for name, query in TABLES.items():
            con.execute(f"CREATE TABLE {name} AS {query}")
        people = People(place / "store.sqlite", settings=settings.apps)
        answers = people.open_part(ItemAnswers, MEMBER).newest()
        _timed("items of 450,000 customers", lambda: build_items(
            con, answers, settings=settings.worklist, member_id=MEMBER, month=MONTH), rounds=1)
        print(count_items(con).to_string())
        publication = _publish(con, place / "outputs")
        con.close()
        _fill_store(place / "store.sqlite")
        _measure_page(publication, people, place / "outputs")


def _publish(con: duckdb.DuckDBPyConnection, outputs: Path) -> Publication:
    """The month with its items repeated until two million are open, sorted by manager as a run writes them."""
    tables = outputs / MEMBER / MONTH / "tables"
    tables.mkdir(parents=True)
    for name in ("customers", "customer_months", "customer_history", "tiers"):
        con.execute(f"COPY {name} TO '{tables / name}.parquet'")
    for name, query in EMPTY.items():
        con.execute(f"COPY ({query}) TO '{tables / name}.parquet'")
    found = con.execute("SELECT count(*) FROM worklist_items").fetchall()[0][0]
    con.execute(f"""COPY (SELECT * REPLACE (item_id || n AS item_id, DATE '{DAY}' - 5 AS from_on, DATE '{DAY}' + 20 AS until_on)
        FROM worklist_items, range({OPEN_ITEMS // found + 1}) copies (n) ORDER BY manager_id, customer_id, item_id
        LIMIT {OPEN_ITEMS}) TO '{tables}/worklist_items.parquet' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)""")
    manifest = {"member_id": MEMBER, "month": MONTH, "simulated": True, "member_name_zh": "测", "member_name_en": "M",
                "currency": "CNY", "code_version": "0", "settings": {"tiers": {"tiers": []}}}
    (tables.parent / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found_month = find_publication(outputs, member_id=MEMBER)
    assert isinstance(found_month, Publication)
    return found_month


def _fill_store(path: Path) -> None:
    """Contacts of three months, as many as all managers record."""
    rows = pd.DataFrame({"seq": range(1, CONTACTS + 1)})
    days = [(DAY - timedelta(days=n % 90)).isoformat() for n in rows["seq"]]
    customers = [f"C{n * 7 % CUSTOMERS:09d}" for n in rows["seq"]]
    rows = rows.assign(key=rows["seq"].astype(str), member_id=MEMBER, customer_id=customers, household_id="", manager_id="M001",
                       on_day=days, kind="call", result="agreed", need="", promise="", next_on=None, item_id="",
                       evidence_hash="", form="{}", corrects=None, person_id="x", at=0.0)
    with sqlite3.connect(path) as con:
        rows.to_sql("contact", con, if_exists="append", index=False)


def _measure_page(publication: Publication, people: People, outputs: Path) -> None:
    settings = load_settings(ROOT / "config.toml")
    person = Person("wang", "王芳", "manager", MEMBER, "B01", "M001")
    people.add(person, "Correct-Horse-9", now=0)
    sight = Sight(person, settings.roles.role("manager"), outputs, people)
    _timed("page: open the month", lambda: WorklistData(publication, sight, day=DAY, settings=settings.worklist))
    data = WorklistData(publication, sight, day=DAY, settings=settings.worklist)
    _timed("page: the list of the day", lambda: data.read_list())
    state, acts = open_list(data), Acts(data)
    print("rows", len(state.rows), "open items of the manager", len(state.day_list.live) + len(state.day_list.left_out))
    event = {"kind": "pick", "item": state.rows[1]["item_id"]}
    _timed("page: another customer", lambda: page_view(apply_event(state, event, data=data, acts=acts), data, Words("zh"),
                                                       may_record=True))


def _timed(what: str, work: Callable[[], object], *, rounds: int = ROUNDS) -> None:
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    print(f"| {what} | {sorted(seconds)[len(seconds) // 2]:.2f} s |", flush=True)


if __name__ == "__main__":
    main()
