"""Survival of one field: which value of a customer's records stands in the golden record, and why."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.golden_settings import FieldRule, GoldenSettings


@dataclass(frozen=True)
class FieldSource:
    """Where a field's values come from, in SQL over `relation`: value, what counts as the same value, its rank
    by validity (0 is best), its grade, and a detail that travels with it (the type of a certificate)."""

    value: str
    key: str = ""
    validity: str = "0"
    grade: str = "NULL::VARCHAR"
    detail: str = "NULL::VARCHAR"
    relation: str = "trusted"


PLACES = "CASE grade WHEN 'A' THEN 0 WHEN 'B' THEN 0 WHEN 'C' THEN 2 WHEN 'D' THEN 4 WHEN 'E' THEN 6 ELSE 8 END + place"
CERTS = f"""(
    SELECT cluster, rid, src_sys, cust_no, bit, open_on, number, one_number, cert_type, grade, {PLACES} AS doubt
    FROM customer_certs
    UNION ALL
    SELECT cluster, rid, src_sys, cust_no, bit, open_on, coalesce(id18, org_code, cert_no),
           coalesce(id18, org_code, cert_no), NULL, cert_grade, CASE WHEN id18 IS NULL THEN 9 ELSE 0 END
    FROM trusted WHERE party_kind = 'org')"""
PHONES = "(SELECT t.*, m.n_customers > $shared_phone_over AS is_shared FROM trusted t LEFT JOIN mobile_customers m USING (phone))"

SOURCES: dict[str, FieldSource] = {
    "name": FieldSource("name", "coalesce(name_key, name)", "CASE WHEN contains(name, '?') THEN 1 ELSE 0 END",
                        "CASE WHEN contains(name, '?') THEN 'DAMAGED' END"),
    "cert_no": FieldSource("number", "one_number", "doubt", "grade", "cert_type", CERTS),
    "sex": FieldSource("coalesce(sex, id_sex)", validity="CASE WHEN sex IS NULL THEN 1 ELSE 0 END",
                       grade="CASE WHEN sex IS NULL THEN 'FROM_NUMBER' END"),
    "birth_on": FieldSource("coalesce(birth_on, id_birth_on)::VARCHAR",
                            validity="CASE WHEN birth_on IS NULL THEN 1 ELSE 0 END",
                            grade="CASE WHEN birth_on IS NULL THEN 'FROM_NUMBER' END"),
    "lunar_birthday": FieldSource("lunar_birthday"),
    "nationality": FieldSource("nationality"),
    "occupation": FieldSource("occupation"),
    "mobile": FieldSource("phone", validity="CASE WHEN is_shared THEN 1 ELSE 0 END",
                          grade="CASE WHEN is_shared THEN 'SHARED' END", relation=PHONES),
    "address": FieldSource("address", "coalesce(address_key, address)"),
    "village_id": FieldSource("village_id"),
    "branch_id": FieldSource("branch_id", detail="teller_id"),
    "death_on": FieldSource("death_on::VARCHAR"),
}
DOUBTFUL = "coalesce(grade IN ('E', 'F', 'DAMAGED', 'SHARED'), FALSE)"

EMPTY = """
CREATE OR REPLACE TABLE golden_fields (customer_id VARCHAR, field VARCHAR, value VARCHAR, src_sys VARCHAR, cust_no VARCHAR,
    recorded_on DATE, grade VARCHAR, rule VARCHAR, confidence VARCHAR, n_sources BIGINT, n_records BIGINT, detail VARCHAR,
    cluster BIGINT);
CREATE OR REPLACE TABLE golden_conflicts (customer_id VARCHAR, field VARCHAR, lost_value VARCHAR, lost_sources VARCHAR,
    n_lost BIGINT, value VARCHAR, src_sys VARCHAR, cust_no VARCHAR, rule VARCHAR, severity VARCHAR);
"""
COUNTED = "(SELECT *, count(*) OVER (PARTITION BY cluster, value_key) AS n_same FROM several)"
DROPPED = "DROP TABLE field_values; DROP TABLE field_counts; DROP TABLE field_order; DROP TABLE field_contests"


def choose_fields(con: duckdb.DuckDBPyConnection, *, golden: GoldenSettings, shared_phone_over: int) -> None:
    """One row per customer and field: leaves `golden_fields`; one row per value that lost: `golden_conflicts`."""
    con.execute(EMPTY)
    text = load_sql(__package__, "golden_field")
    for field, source in SOURCES.items():
        rule = golden.fields[field]
        con.execute(_fill(text, field, source, rule).replace("$shared_phone_over", str(shared_phone_over)))
    con.execute(DROPPED)


def trust_rank(rule: FieldRule) -> str:
    """SQL: the place of a record's source system in the order of trust; 1 is believed first."""
    known = " ".join(f"WHEN '{code}' THEN {place}" for place, code in enumerate(rule.trust, 1))
    return f"CASE src_sys {known} ELSE {len(rule.trust) + 1} END" if known else "1"


def _fill(text: str, field: str, source: FieldSource, rule: FieldRule) -> str:
    places = range(1, len(rule.order) + 1)
    parts = {
        "$candidates": _candidates(source),
        "$ranks": ", ".join(f"{_rank(name, rule)} AS r{n}" for n, name in zip(places, rule.order, strict=True)),
        "$order": ", ".join(f"r{n}" for n in places),
        "$ranked": ", ".join([f"r{n}" for n in places] + (["n_same"] if "majority" in rule.order else [])),
        "$counted": COUNTED if "majority" in rule.order else "several",
        "$decided": _decided(rule),
        "$field": field,
        "$severity": rule.severity,
    }
    for mark, sql in parts.items():
        text = text.replace(mark, sql)
    return text


def _candidates(source: FieldSource) -> str:
    return (
        f"SELECT *, {DOUBTFUL} AS is_doubtful FROM (SELECT cluster, rid, src_sys, cust_no, bit, open_on AS recorded_on, "
        f"{source.value} AS value, {source.key or source.value} AS value_key, ({source.validity})::INT AS doubt, "
        f"{source.grade} AS grade, {source.detail} AS detail FROM {source.relation})"
    )


def _rank(name: str, rule: FieldRule) -> str:
    """SQL of one rule as a number, lower is better."""
    return {
        "validity": "doubt",
        "trust": trust_rank(rule),
        "majority": "-n_same",
        "recency": "-coalesce(date_diff('day', DATE '1900-01-01', recorded_on), 0)",
        "completeness": "-len(value)",
    }[name]


def _decided(rule: FieldRule) -> str:
    """SQL: the first rule that tells the winner w from the second s; KEY where none does."""
    cases = [f"WHEN w.r{n} <> s.r{n} THEN '{name.upper()}'" for n, name in enumerate(rule.order, 1)]
    return f"CASE {' '.join(cases)} ELSE 'KEY' END"
