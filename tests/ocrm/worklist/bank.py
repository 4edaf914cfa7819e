"""A small bank as the feeds read it: the tables of other rooms, one invented customer per case."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from rccrm_lib.core.store import item_answers as answer_store

MONTH, AS_OF, MEMBER = "2026-09", date(2026, 9, 30), "360199"
MONTHS = [str(month) for month in pd.period_range(end=MONTH, periods=13, freq="M")]
TABLES = {
    "customers": "customer_id VARCHAR, party_kind VARCHAR, household_id VARCHAR, birth_on DATE, lunar_birthday VARCHAR, "
                 "is_staff BOOLEAN, refuses_marketing BOOLEAN, death_on DATE, cert_valid_to_on DATE, missing_elements VARCHAR",
    "customer_months": "customer_id VARCHAR, manager_id VARCHAR, n_accounts BIGINT, aum_avg_fen BIGINT, aum_end_fen BIGINT",
    "customer_history": "customer_id VARCHAR, month VARCHAR, aum_avg_fen BIGINT",
    "contribution_months": "customer_id VARCHAR, month VARCHAR, contribution_fen BIGINT",
    "lifecycle": "customer_id VARCHAR, stage VARCHAR",
    "churn_spells": "customer_id VARCHAR, event BOOLEAN, entry_month VARCHAR, exit_month VARCHAR",
    "tiers": "customer_id VARCHAR, month VARCHAR, band VARCHAR",
    "near_threshold": "customer_id VARCHAR, next_tier VARCHAR, gap_fen BIGINT, measure VARCHAR, months_until_up INTEGER",
    "account_links": "account_id VARCHAR, role VARCHAR, customer_id VARCHAR",
    "links": "src_sys VARCHAR, cust_no VARCHAR, customer_id VARCHAR",
    "txn_history": "account_id VARCHAR, txn_on DATE, dc VARCHAR, amount_fen BIGINT, summary VARCHAR, initiator VARCHAR, "
                   "own_flag BOOLEAN",
    "acct_time": "account_id VARCHAR, mature_on DATE, balance_fen BIGINT, renew_flag BOOLEAN, close_on DATE",
    "acct_time_history": "month VARCHAR, account_id VARCHAR, mature_on DATE, balance_fen BIGINT",
    "loan": "loan_id VARCHAR, due_on DATE, balance_fen BIGINT",
    "campaign": "campaign_id VARCHAR, name VARCHAR, start_on DATE, end_on DATE",
    "campaign_member": "campaign_id VARCHAR, src_sys VARCHAR, cust_no VARCHAR, arm VARCHAR, contacted_on DATE",
    "leads": "lead_id VARCHAR, customer_id VARCHAR, to_manager_id VARCHAR, need VARCHAR, opened_on DATE, due_on DATE, "
             "from_person_id VARCHAR, state VARCHAR",
    "cases": "case_id VARCHAR, customer_id VARCHAR, opened_on DATE, due_on DATE, kind VARCHAR, state VARCHAR",
    "service_due": "customer_id VARCHAR, action VARCHAR, due_on DATE, minutes BIGINT, standard_id VARCHAR, last_contact_on DATE, "
                   "is_overdue BOOLEAN",
}
NO_ANSWERS = pd.DataFrame(columns=answer_store.READ)


class Bank:
    """An engine with the tables of a month; `add` writes rows, `customer` a customer with an account of the same number."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        for name, columns in TABLES.items():
            self.con.execute(f"CREATE TABLE {name} ({columns})")

    def add(self, table: str, *rows: tuple[object, ...]) -> None:
        self.con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def customer(self, customer_id: str, *, home: str | None = None, birth_on: date | None = date(1970, 5, 5),
                 lunar: str | None = None, staff: bool = False, refuses: bool = False, died_on: date | None = None,
                 valid_to_on: date | None = None, lacks: str = "", manager: str | None = "M1", aum: tuple[int, ...] = (),
                 band: str = "low", yearly_fen: int | None = None) -> None:
        self.add("customers", (customer_id, "person", home, birth_on, lunar, staff, refuses, died_on, valid_to_on, lacks))
        course = aum or (1_000_000,) * 13
        self.add("customer_months", (customer_id, manager, 1, course[-1], course[-1]))
        self.add("customer_history", *((customer_id, month, fen) for month, fen in zip(MONTHS, course, strict=True)))
        if yearly_fen is not None:
            self.add("contribution_months", *((customer_id, month, yearly_fen // 12) for month in MONTHS))
        self.add("lifecycle", (customer_id, "active"))
        self.add("tiers", (customer_id, MONTH, band))
        self.add("account_links", (f"A{customer_id}", "owner", customer_id))
        self.add("links", ("CORE", f"K{customer_id}", customer_id))

    def items(self, reason: str = "") -> pd.DataFrame:
        """The items of the month, or those of one reason, by customer and first day."""
        where = f"WHERE reason = '{reason}'" if reason else ""
        return self.con.execute(f"SELECT * FROM worklist_items {where} ORDER BY customer_id, from_on").df()

    def suppressed(self) -> set[tuple[str, str, int]]:
        """(reason, cause, how many)."""
        return set(self.con.execute("SELECT reason, cause, n FROM worklist_suppressed ORDER BY ALL").fetchall())
