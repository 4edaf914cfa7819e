"""Standardise: what the sources wrote and its standard forms side by side, one row per record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.settings import MatchSettings
from rccrm_lib.facts.addresses import parse_addresses
from rccrm_lib.facts.identity import grade_certificates
from rccrm_lib.facts.lunar import read_lunar_day
from rccrm_lib.facts.names import org_name_core, standardise_names, standardise_org_name
from rccrm_lib.facts.organisations import grade_org_numbers
from rccrm_lib.facts.phones import standardise_phones

PERSON_CERTS = """
SELECT DISTINCT cert_type, raw_cert_no FROM source_records WHERE party_kind = 'person' AND raw_cert_no IS NOT NULL
UNION SELECT DISTINCT cert_type, cert_no FROM cif_cert WHERE cert_no IS NOT NULL
"""


def standardise_records(con: duckdb.DuckDBPyConnection, *, settings: MatchSettings | None = None) -> None:
    """One row per source record: leaves the tables source_records, certs, placeholder_ids, phone_use, records.

    Python works on distinct values only; everything per record is SQL.
    """
    settings = settings or MatchSettings()
    con.execute(load_sql(__package__, "source_records"))
    _keep_forms(con, "name_forms", _distinct("raw_name", "party_kind = 'person'"), _name_forms)
    _keep_forms(con, "org_name_forms", _distinct("raw_name", "party_kind = 'org'"), _org_name_forms)
    _keep_forms(con, "cert_forms", PERSON_CERTS, lambda frame: _cert_forms(frame, latest=_last_day(con)))
    _keep_forms(con, "phone_forms", _distinct("raw_phone"), _phone_forms)
    _keep_forms(con, "lunar_forms", _distinct("raw_lunar_day"), _lunar_forms)
    _keep_forms(con, "address_forms", _distinct("address"),
                lambda frame: _address_forms(frame, level=settings.address_level))
    _keep_forms(con, "code_forms", ORG_CODES, _code_forms)
    _run(con, load_sql(__package__, "records"), placeholder_names_over=settings.placeholder_names_over)


ORG_CODES = """
SELECT raw_cert_no AS raw_code FROM source_records WHERE party_kind = 'org' AND raw_cert_no IS NOT NULL
UNION SELECT org_code FROM source_records WHERE org_code IS NOT NULL
"""


def _run(con: duckdb.DuckDBPyConnection, script: str, **numbers: int) -> None:
    """Run a script of several statements; $name stands for a whole number."""
    for name, value in numbers.items():
        script = script.replace(f"${name}", str(int(value)))
    con.execute(script)


def _distinct(column: str, where: str = "TRUE") -> str:
    return f"SELECT DISTINCT {column} FROM source_records WHERE {column} IS NOT NULL AND {where}"


def _keep_forms(
    con: duckdb.DuckDBPyConnection, table: str, query: str, make: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    """A table of the distinct values of a query and their forms."""
    distinct = con.execute(query).df()
    forms = pd.concat([distinct, make(distinct)], axis=1)
    con.register("forms_frame", forms)
    kinds = ", ".join(f"{name}::VARCHAR AS {name}" if name != "birth_on" else name for name in forms.columns)
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {kinds} FROM forms_frame")
    con.unregister("forms_frame")


def _last_day(con: duckdb.DuckDBPyConnection) -> date | None:
    """No birth can be later than the newest record; sentinel dates do not count."""
    query = "SELECT max(open_on) FROM source_records WHERE open_on < DATE '2099-12-31'"
    return con.execute(query).fetchall()[0][0]


def _name_forms(frame: pd.DataFrame) -> pd.DataFrame:
    return standardise_names(frame["raw_name"])


def _org_name_forms(frame: pd.DataFrame) -> pd.DataFrame:
    names = frame["raw_name"]
    return pd.DataFrame({"name": names.map(standardise_org_name), "name_key": names.map(org_name_core)}, dtype=object)


def _cert_forms(frame: pd.DataFrame, *, latest: date | None) -> pd.DataFrame:
    graded = grade_certificates(frame.rename(columns={"raw_cert_no": "cert_no"}), latest=latest)
    return graded[["number", "grade", "id18", "birth_on", "sex"]]


def _phone_forms(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"phone": standardise_phones(frame["raw_phone"])}, dtype=object)


def _lunar_forms(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"lunar_birthday": frame["raw_lunar_day"].map(read_lunar_day)}, dtype=object)


def _address_forms(frame: pd.DataFrame, *, level: str) -> pd.DataFrame:
    return parse_addresses(frame["address"], level=level)[["village", "group_no", "house", "address_key"]]


def _code_forms(frame: pd.DataFrame) -> pd.DataFrame:
    return grade_org_numbers(frame["raw_code"])
