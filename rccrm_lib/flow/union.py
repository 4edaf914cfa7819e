"""The union step: what all members' published months say together. Counts, sums and tokens; no customer leaves a member.

Members are legal persons of their own. What is written here holds no customer number, no certificate and no group below
`k`; persons who bank with several members are recognised by keyed tokens of their certificates (core.privacy.tokens).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from rccrm_lib.core import engine
from rccrm_lib.core.errors import NotSupplied, RccrmError
from rccrm_lib.core.lineage import canonical_json, code_version
from rccrm_lib.core.privacy.small_counts import SIZE, TOP, Limits, publish_tables
from rccrm_lib.core.privacy.tokens import new_key, purpose_key, read_key, token_sql
from rccrm_lib.core.publish import staged_folder
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.flow.manifest import MANIFEST
from rccrm_lib.flow.run import check_month_text

PURPOSE = "customers of several members"
MEASURES = ("aum_avg_fen", "loan_end_fen", "contribution_fen")
READ = ("customers", "customer_months", "tiers", "churn_spells")
SURE_GRADES = "('A', 'B')"  # certificates whose check character fits: a mistyped one is somebody else's token


def make_union_key(config: str | Path) -> Path:
    """Write the union's key into the file that settings/union.toml names, once."""
    path = load_settings(config).union.key_file
    if path is None:
        raise RccrmError("settings/union.toml names no key_file", "a file outside of what is published", "add key_file")
    new_key(path)
    return path


def publish_union(config: str | Path, *, month: str) -> Path:
    """Write `union/<month>/`: the tables, the tokens, the manifest. Every configured member must have published the month."""
    settings, checked = load_settings(config), check_month_text(month)
    folders, key = _published_members(settings, checked), read_key(settings.union.key_file)
    with engine.open_engine(threads=settings.run.threads, memory=settings.run.memory) as con:
        _make_tokens(con, folders, purpose_key(key, PURPOSE))
        measures = list(MEASURES if all(map(_has_contribution, folders.values())) else MEASURES[:-1])
        groups = pd.concat([_groups_of(con, member, folder, checked, measures) for member, folder in folders.items()],
                           ignore_index=True)
        tokens = engine.read_frame(con, "SELECT DISTINCT token, member_id FROM tokens ORDER BY token, member_id")
    limits = Limits(settings.union.k, settings.union.dominance, settings.union.width)
    published = publish_tables(groups, tables=settings.union.tables, measures=measures, limits=limits)
    return _write(settings, checked, published, tokens, folders)


def _published_members(settings: Settings, month: str) -> dict[str, Path]:
    folders = {member: settings.paths.outputs / member / month for member in sorted(settings.members)}
    missing = [member for member, folder in folders.items() if not (folder / MANIFEST).is_file()]
    if missing:
        raise NotSupplied(f"{month} is not published by {', '.join(missing)}", "a published month of every configured member",
                          f"rccrm run --month {month} --member {missing[0]}, or take the member out of config.toml")
    return folders


def _table(folder: Path, name: str) -> str:
    return f"read_parquet({engine.quote_path(folder / 'tables' / f'{name}.parquet')})"


def _make_tokens(con: duckdb.DuckDBPyConnection, folders: dict[str, Path], key: bytes) -> None:
    """One row per member and person with a sure certificate: the token; and per token how many members know it."""
    token, values = token_sql("cert_type || '|' || cert_no", key=key)
    parts = [f"SELECT '{member}' AS member_id, customer_id, {token} AS token FROM {_table(folder, 'customers')} "
             f"WHERE party_kind = 'person' AND cert_grade IN {SURE_GRADES} AND cert_no IS NOT NULL AND cert_type IS NOT NULL"
             for member, folder in folders.items()]
    con.execute(f"CREATE TABLE tokens AS {' UNION ALL '.join(parts)}", values * len(parts))
    con.execute("CREATE TABLE shared_tokens AS SELECT token, count(DISTINCT member_id) AS n_members FROM tokens GROUP BY token")


def _has_contribution(folder: Path) -> bool:
    return (folder / "tables" / "contribution_months.parquet").is_file()


def _groups_of(con: duckdb.DuckDBPyConnection, member: str, folder: Path, month: str, measures: list[str]) -> pd.DataFrame:
    """One row per finest group of a member: dimensions, n, and for each measure its sum, size and largest amount."""
    for name in READ:
        engine.create_view(con, name, folder / "tables" / f"{name}.parquet")
    con.execute(f"CREATE OR REPLACE VIEW member_tokens AS SELECT customer_id, token FROM tokens WHERE member_id = '{member}'")
    has_village = (folder / "tables" / "village.parquet").is_file()
    villages = "SELECT NULL::VARCHAR AS village_id, NULL::VARCHAR AS township WHERE FALSE"
    if has_village:
        villages = f"SELECT village_id, concat_ws(' ', county, township) AS township FROM {_table(folder, 'village')}"
    con.execute(f"CREATE OR REPLACE VIEW village_names AS {villages}")
    with_contribution = "contribution_fen" in measures
    sums = ", ".join(f"coalesce(sum({m}), 0)::BIGINT AS {m}, coalesce(sum(abs({m})), 0)::BIGINT AS {m}{SIZE}, "
                     f"coalesce(max(abs({m})), 0)::BIGINT AS {m}{TOP}" for m in measures)
    query = engine.load_sql("rccrm_lib.flow.sql", "union_groups").format(
        sums=sums, contribution="b.contribution_fen" if with_contribution else "NULL",
        contributions=f"LEFT JOIN (SELECT customer_id, contribution_fen FROM {_table(folder, 'contribution_months')} "
                      f"WHERE month = '{month}') b ON b.customer_id = c.customer_id" if with_contribution else "")
    return con.execute(query, [month]).df().assign(member_id=member)


def _write(settings: Settings, month: str, published: pd.DataFrame, tokens: pd.DataFrame, folders: dict[str, Path]) -> Path:
    final = settings.paths.union / month
    manifests = {member: json.loads((folder / MANIFEST).read_text(encoding="utf-8")) for member, folder in folders.items()}
    with staged_folder(final) as staging:
        published.to_parquet(staging / "union.parquet", index=False)
        tokens.to_parquet(staging / "tokens.parquet", index=False)
        (staging / MANIFEST).write_text(canonical_json(_manifest(settings, month, published, manifests)), encoding="utf-8")
    return final


def _manifest(settings: Settings, month: str, published: pd.DataFrame, manifests: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What went in, by the hash that each member's report carries, and how much was hidden."""
    return {
        "month": month, "code_version": code_version(), "simulated": all(m.get("simulated") is True for m in manifests.values()),
        "members": {member: manifest["input_hash"] for member, manifest in manifests.items()},
        "settings": settings.union.model_dump(mode="json", exclude={"key_file"}), "purpose_of_tokens": PURPOSE,
        "cells": len(published), "hidden": int(published["n"].isna().sum()),
    }
