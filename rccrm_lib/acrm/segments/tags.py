"""Tags by rules, and the door for tags of models and visits; a tag that lasts keeps its start."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import duckdb
import pandas as pd

from rccrm_lib.acrm.segments.feature_list import BY_NAME, missing_sources
from rccrm_lib.acrm.segments.rules import Rule, parse_rule
from rccrm_lib.acrm.segments.schema import OFFERED_TAGS, TAG_COUNTS, TAGS
from rccrm_lib.core.engine import load_sql, read_frame
from rccrm_lib.core.errors import SettingsError
from rccrm_lib.core.schema import check_frame, check_relation
from rccrm_lib.core.segment_settings import TagRule, TagSettings
from rccrm_lib.facts.calendar import month_end, month_start

TOLD, NOT_SUPPLIED, CANNOT_TELL = "told", "not_supplied", "cannot_tell"
SOURCES = ("rule", "model", "visit")
Supplied = Mapping[str, Collection[str]]


def tag_customers(
    con: duckdb.DuckDBPyConnection, *, settings: TagSettings, month: str, supplied: Supplied,
    offered: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per customer, tag and source in table `tags`; returns TAG_COUNTS, one row per tag of the settings.

    Needs `customer_features` and `previous_tags` (last month's tags under this month's customer ids, or empty).
    `offered`: tags of models and visits (OFFERED_TAGS). A tag that is not seen again stays until its end and keeps
    its start; one that is seen again before its end keeps its start too. Needs of customers who refuse profiling are
    not told. A rule on a feature that is not supplied gives no tag, and the count says which column is missing.
    """
    rules = {code: parse_rule(tag, place=f"tag {code}") for code, tag in settings.tags.items() if not tag.cannot_tell_zh}
    as_of = month_end(month)
    _create_found(con, as_of)
    missing = {code: _missing(rule, supplied) for code, rule in rules.items()}
    for code, rule in rules.items():
        if not missing[code]:
            _find(con, code, settings.tags[code], rule, as_of)
    if offered is not None:
        _take_offered(con, offered, as_of)
    con.execute(load_sql(__package__, "carried_tags"), {
        "as_of": as_of, "from_on": month_start(month), "rules": sorted(code for code in rules if not missing[code]),
    })
    check_relation(con, "tags", TAGS)
    return check_frame(_count(con, settings, rules, missing, as_of), TAG_COUNTS)


def _missing(rule: Rule, supplied: Supplied) -> list[str]:
    """The columns without which the rule cannot be true: any of `all` and `none`, or all of `any`."""
    lacking = {name: missing_sources(BY_NAME[name], supplied) for name in rule.features}
    always = [source for name in rule.needed for source in lacking[name]]
    choices = [[source for name in one.features for source in lacking[name]] for one in rule.any]
    if choices and all(choices):
        always += [source for choice in choices for source in choice]
    return sorted(set(always))


def _create_found(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE found_tags (customer_id VARCHAR, tag VARCHAR, kind VARCHAR, source VARCHAR, "
                "evidence VARCHAR, confidence DOUBLE, confidence_from VARCHAR, end_on DATE)")


def _find(con: duckdb.DuckDBPyConnection, code: str, tag: TagRule, rule: Rule, as_of: date) -> None:
    names = tag.evidence or rule.features
    parts = " || ';' || ".join(f"'{name}=' || coalesce({name}::VARCHAR, '')" for name in names)
    con.execute(
        f"INSERT INTO found_tags SELECT customer_id, $code, $kind, 'rule', {parts}, $confidence, $confidence_from, "
        f"$as_of::DATE + $lasts::INTEGER FROM customer_features WHERE {rule.to_sql()} {_who(tag)}",
        {"code": code, "kind": tag.kind, "confidence": tag.confidence, "confidence_from": tag.confidence_from,
         "as_of": as_of, "lasts": tag.lasts_days},
    )


def _who(tag: TagRule) -> str:
    return "AND NOT refuses_marketing" if tag.kind == "need" else ""


def _take_offered(con: duckdb.DuckDBPyConnection, offered: pd.DataFrame, as_of: date) -> None:
    """Tags of models and visits that have not ended, of customers who are there; a need of one who refuses is not told."""
    check_frame(offered, OFFERED_TAGS)
    if not offered["source"].isin(SOURCES[1:]).all() or not offered["confidence"].between(0, 1).all():
        raise SettingsError("offered tags: source or confidence", "source model or visit, confidence 0 to 1",
                            "correct the table offered_tags")
    con.register("offered_frame", offered[OFFERED_TAGS.names])
    con.execute(
        "INSERT INTO found_tags SELECT customer_id, tag, kind, source, evidence, confidence, confidence_from, end_on::DATE "
        "FROM offered_frame JOIN customer_features USING (customer_id) "
        "WHERE end_on::DATE >= $as_of AND NOT (kind = 'need' AND refuses_marketing)", {"as_of": as_of})
    con.unregister("offered_frame")


def _count(
    con: duckdb.DuckDBPyConnection, settings: TagSettings, rules: Mapping[str, Rule], missing: Mapping[str, list[str]],
    as_of: date,
) -> pd.DataFrame:
    con.execute("CREATE OR REPLACE TEMP TABLE given_tags AS SELECT tag, count(*) AS n, "
                "count(*) FILTER (start_on = $as_of) AS n_new, count(*) FILTER (NOT is_seen) AS n_kept "
                "FROM tags WHERE source = 'rule' GROUP BY tag", {"as_of": as_of})
    given = read_frame(con, "SELECT * FROM given_tags ORDER BY tag").set_index("tag")
    rows: list[tuple] = []
    for code, tag in settings.tags.items():
        if code not in rules or missing[code]:
            status = NOT_SUPPLIED if code in rules else CANNOT_TELL
            rows.append((code, tag.kind, status, ", ".join(missing.get(code, [])) or None, *[None] * 5))
            continue
        n = [int(given.at[code, name]) if code in given.index else 0 for name in ("n", "n_new", "n_kept")]
        sql = rules[code].to_sql()
        refused = f"count(*) FILTER (({sql}) AND refuses_marketing)" if tag.kind == "need" else "0"
        unknown = con.execute(f"SELECT count(*) FILTER (({sql}) IS NULL), {refused} FROM customer_features").fetchall()[0]
        rows.append((code, tag.kind, TOLD, None, *n, *unknown))
    frame = pd.DataFrame(rows, columns=TAG_COUNTS.names)
    return frame.astype(dict.fromkeys(["n", "n_new", "n_kept", "n_unknown", "n_refused"], "Int64"))
