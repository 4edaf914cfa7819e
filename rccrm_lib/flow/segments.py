"""Stages of needs and behaviour: tags, segments, next products (notebook 03), the lifecycle (notebook 05)."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib import ingest
from rccrm_lib.acrm import churn, segments
from rccrm_lib.core import engine
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.carried import carried_hash, open_previous_tags, read_previous, read_previous_labels
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.stages import Stage, open_warehouse

HANDED_OVER = ("customers", "customer_months", "customer_history", "account_links", "links", "village", "tiers", "near_threshold",
               "contract_months", "contribution_months")


def find_segments(run: Run) -> Stage:
    """03: features, tags, loyalty, next products, channels by age, reach by township, and the segments."""
    settings, supplied = run.settings, run.read_facts("ingest")["supplied"]
    with run.engine() as con:
        months = open_warehouse(run, con)
        ingest.history_view(con, "payroll", settings=settings, member_id=run.member.id, months=months)
        run.open_tables(con, *HANDED_OVER)
        segments.build_features(con, settings=settings.tags, month=run.month, months=months, supplied=supplied,
                                initiator_customer=settings.view.initiator_customer)
        has_previous = open_previous_tags(run, con)
        offered = run.read_frame("offered_tags") if run.has_table("offered_tags") else None
        frames = {
            "tag_counts": segments.tag_customers(con, settings=settings.tags, month=run.month, supplied=supplied,
                                                 offered=offered),
            "product_gaps": segments.find_next_products(con, settings=settings.segments.products, month=run.month),
            "near_counts": segments.find_near_products(con, settings=settings.segments.products, month=run.month),
            "channel_ages": segments.count_channel_ages(con),
            "penetration": segments.measure_penetration(con),
        }
        run.write_table(con, "tags", order_by=["customer_id", "tag", "source"])
        run.write_table(con, "next_products", order_by=["customer_id", "product"])
        run.write_table(con, "near_products", order_by=["customer_id"])
        run.write_table(con, "customer_features", order_by=["customer_id"])
        customers = engine.read_coded(con, "SELECT * FROM customer_features ORDER BY customer_id")
        previous = read_previous(run, con, "segments", key="customer_id segmenter")
    run.write_frame("loyalty", segments.measure_loyalty(customers, settings=settings.segments.loyalty))
    frames |= {"natures": segments.count_natures(customers), **_segment(run, customers, previous)}
    for name, frame in frames.items():
        run.write_frame(name, frame)
    facts = {"carried_sha256": carried_hash(run), "has_previous": has_previous}
    run.write_facts("behaviour", facts)
    return Stage(facts, frames)


def _segment(run: Run, customers: pd.DataFrame, previous: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """Every segmenter of the settings, one after the other; the frames of all."""
    settings, seed = run.settings.segments, run.settings.run.seed
    texts = {name: customers[name].astype(object) for name in customers.columns if customers[name].dtype.name == "category"}
    by_id = customers.assign(**texts).set_index("customer_id").drop(columns=list(segments.CARRIED))
    labels = read_previous_labels(run)
    parts = []
    for name in settings.segmenters:
        segmenter = segments.make_segmenter(name, settings=settings, seed=seed)
        mine = [None if frame is None else frame[frame["segmenter"] == segmenter.name] for frame in (previous, labels)]
        parts.append(segments.segment(segmenter, by_id, settings=settings, month=run.month, seed=seed,
                                      previous=mine[0], previous_labels=mine[1]))
    frames = {"segments": pd.concat([part.segments for part in parts], ignore_index=True),
              "segment_labels": pd.concat([part.labels for part in parts], ignore_index=True),
              "segment_quality": pd.concat([part.quality for part in parts], ignore_index=True)}
    frames["segment_sizes"] = segments.count_segments(frames["segments"], by_id)
    frames["segment_profiles"] = segments.profile_segments(frames["segments"], by_id, features=settings.features)
    return frames


def follow_lifecycle(run: Run) -> Stage:
    """05: the stage of each relationship; after churn, whose spells say who left and who came back."""
    with run.engine() as con:
        run.open_tables(con, "customer_history", "customers", "customer_months", "links")
        customers = _lifecycle_customers(run, con)
        previous = read_previous(run, con, "lifecycle", key="customer_id")
    spells = segments.add_spell_months(
        run.read_frame("churn_spells", "customer_id, spell_no, cause, entry_month, exit_month"), month=run.month)
    lifecycle = segments.place_customers(customers, spells, settings=run.settings.segments.lifecycle, month=run.month,
                                         churn_causes=churn.CHURN_CAUSES, previous=previous)
    run.write_frame("lifecycle", lifecycle)
    counts = run.write_frame("lifecycle_counts", segments.count_stages(lifecycle))
    return Stage({"customers": len(lifecycle)}, {"stages": counts, "lifecycle": lifecycle})


def _lifecycle_customers(run: Run, con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    con.execute("CREATE OR REPLACE TEMP TABLE lifecycle_customers AS " + engine.load_sql(
        "rccrm_lib.flow.sql", "lifecycle_customers"), {"year_ago": add_months(run.month, -12)})
    return engine.read_frame(con, "SELECT * FROM lifecycle_customers ORDER BY customer_id")
