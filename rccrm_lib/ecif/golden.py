"""Golden record: what the bank says about a customer when its systems disagree."""

from __future__ import annotations

import duckdb

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.golden_settings import GoldenSettings
from rccrm_lib.core.settings import MatchSettings
from rccrm_lib.ecif.survival import choose_fields, trust_rank

SHOWN_SOURCES = ("name", "cert_no", "nationality", "occupation", "mobile", "address", "village_id")
FIELDS = ("name", "cert_no", "sex", "birth_on", "lunar_birthday", "nationality", "occupation", "mobile", "address", "village_id",
          "branch_id", "death_on")


def build_golden(
    con: duckdb.DuckDBPyConnection, *, settings: MatchSettings | None = None, golden: GoldenSettings | None = None
) -> None:
    """One row per customer: leaves `customers`, and what it was chosen from.

    `golden_fields` holds one row per customer and field with its source record and the rule that chose it,
    `golden_conflicts` one row per value that lost; `names`, `contact_points`, `id_documents` hold all there are.
    Completeness counts the nine elements (certificate type and number, name, nationality, sex, occupation, contact,
    address, validity), 0 to 9.
    """
    settings, golden = settings or MatchSettings(), golden or GoldenSettings()
    shared = str(settings.shared_phone_over)
    con.execute(load_sql(__package__, "golden_trusted"))
    choose_fields(con, golden=golden, shared_phone_over=settings.shared_phone_over)
    order = f"{trust_rank(golden.fields['cert_no'])} * 1000000000000 + rid"
    wide = load_sql(__package__, "golden").replace("$identity_order", order).replace("$chosen", _chosen())
    con.execute(wide.replace("$joined", _joined()).replace("$shared_phone_over", shared))
    con.execute(load_sql(__package__, "golden_points").replace("$shared_phone_over", shared))
    con.execute("ALTER TABLE golden_fields DROP COLUMN detail; ALTER TABLE golden_fields DROP COLUMN cluster")


def _chosen() -> str:
    """SQL: the long table's values side by side."""
    columns = [f"{field}_row.value AS {field}" for field in FIELDS]
    columns += [f"{field}_row.src_sys AS {field}_source" for field in SHOWN_SOURCES]
    columns += ["cert_no_row.detail AS cert_type", "cert_no_row.grade AS cert_grade", "branch_id_row.detail AS teller_id"]
    return ", ".join(columns)


def _joined() -> str:
    """SQL: the long table once for each field; many small joins cost less than many filtered aggregates."""
    row = "LEFT JOIN (SELECT * FROM golden_fields WHERE field = '{field}') {field}_row ON {field}_row.cluster = g.cluster"
    return " ".join(row.format(field=field) for field in FIELDS)
