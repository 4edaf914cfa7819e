"""Tags and segments at full size, on synthetic tables: 450,000 customers, 13 months, 6 million movements.

    .venv/bin/python benchmarks/segments.py [customers]

The tables are made first, in a file of their own; each step then runs in one process, which the peak belongs to.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from measure import measure

from rccrm_lib.acrm import segments
from rccrm_lib.acrm.segments.feature_list import FEATURES
from rccrm_lib.core import engine
from rccrm_lib.core.segment_settings import SegmentSettings, TagSettings

MONTH = "2026-09"
SUPPLIED: dict[str, set[str]] = {}
for need in (need for feature in FEATURES for need in feature.needs):
    SUPPLIED.setdefault(need.partition(".")[0], set()).add(need.partition(".")[2])


def make_tables(file: Path, n: int) -> None:
    """The synthetic tables in a DuckDB file."""
    with duckdb.connect(str(file), config={"threads": 2, "memory_limit": "3GB"}) as con:
        for statement in (Path(__file__).with_suffix(".sql")).read_text(encoding="utf-8").split(";"):
            if statement.strip():
                con.execute(statement, {"n": n} if "$n" in statement else None)


def run(file: Path) -> None:
    """Every step of stage 03 that this room adds, with its seconds."""
    settings, tags = SegmentSettings(), TagSettings()
    with engine.open_engine(threads=2, memory="2GB") as con:
        con.execute(f"ATTACH {engine.quote_path(file)} AS bank (READ_ONLY)")
        for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'bank'").fetchall():
            con.execute(f"CREATE VIEW {name} AS SELECT * FROM bank.{name}")
        months = [month for (month,) in con.execute("SELECT month FROM months ORDER BY month").fetchall()]
        say("features", lambda: segments.build_features(con, settings=tags, month=MONTH, months=months, supplied=SUPPLIED))
        say("tags", lambda: segments.tag_customers(con, settings=tags, month=MONTH, supplied=SUPPLIED))
        say("next products", lambda: segments.find_next_products(con, settings=settings.products, month=MONTH))
        say("reach", lambda: (segments.count_channel_ages(con), segments.measure_penetration(con)))
        customers = engine.read_coded(con, "SELECT * FROM customer_features ORDER BY customer_id")
    say("loyalty", lambda: segments.measure_loyalty(customers, settings=settings.loyalty))
    by_id = customers.set_index(customers["customer_id"].astype(object)).drop(columns=["customer_id", *segments.CARRIED])
    for name in ("rfm", "kmeans", "mixture"):
        made = segments.make_segmenter(name, settings=settings, seed=1)
        say(name, lambda made=made: segments.segment(made, by_id, settings=settings, month=MONTH, seed=1))


def say(step: str, work: Callable[[], object]) -> None:
    """One row of the table."""
    started, used = time.perf_counter(), time.process_time()
    work()
    print(f"| {step} | {time.perf_counter() - started:.1f} | {time.process_time() - used:.1f} |", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "bank.duckdb"
        make_tables(place, int(sys.argv[1]) if len(sys.argv) > 1 else 450_000)
        print("| step | seconds | CPU seconds |\n|---|---:|---:|", flush=True)
        done = measure(lambda: run(place))
        print(f"| all | {done.seconds:.1f} | {done.cpu_seconds:.1f} |\npeak {done.peak_mib:,.0f} MiB")
