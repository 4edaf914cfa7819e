"""The month beside pandas done plainly: the same files, the same figures, in the same run.

    .venv/bin/python benchmarks/beside_pandas.py --config config.toml --member 360199 --month 2026-09

Two pieces of work, each in a process of its own:
* reading: the month's files become typed Parquet. pandas reads, converts and writes; ours also compares hashes, counts and
  sums with the control file, finds repeated keys, and sets faulty rows apart with line and reason.
* the customer month: balances of every month of the history by customer and kind, and this month's movements by
  channel. Ours also makes holdings, managers, branches, account links and the reconciliation.
Every figure that pandas makes is compared with ours; one fen of difference ends the run with an error.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
import plain
from measure import Measured, measure
from month import arguments

from rccrm_lib import flow, ingest
from rccrm_lib.acrm import view
from rccrm_lib.core.engine import read_frame
from rccrm_lib.flow.run import Run, open_run
from rccrm_lib.flow.stages import open_warehouse


def read_month(run: Run, folder: Path) -> None:
    """Ours: the month into a warehouse of its own."""
    paths = run.settings.paths.model_copy(update={"warehouse": folder})
    settings = run.settings.model_copy(update={"paths": paths})
    ingest.load_month(settings=settings, member_id=run.member.id, month=run.month)


def build_months(run: Run) -> None:
    """Ours: the customer month from the warehouse and the links of the merge, written as the run writes it."""
    with run.engine() as con:
        months = open_warehouse(run, con)
        for name in ("links", "customers"):
            run.open_tables(con, name)
        view.build_customer_months(con, settings=run.settings.view, month=run.month, months=months,
                                   supplied=run.read_facts("ingest")["supplied"])
        for name in ("customer_months", "customer_history"):
            run.write_table(con, name, order_by=["customer_id", "month"])


def compare(run: Run, ours: Path, theirs: Path) -> None:
    """Stop unless every figure of pandas is ours too."""
    with duckdb.connect() as con:
        checks = {
            "txn": ("month", f"SELECT '{run.month}' AS month, count(*)::BIGINT AS n, sum(amount_fen)::BIGINT AS fen "
                    f"FROM '{ours}/{run.member.id}/{run.month}/txn.parquet' ORDER BY month"),
            "history": ("customer_id, month", f"SELECT customer_id, month, {', '.join(plain.MONEY)} "
                        f"FROM '{run.tables}/customer_history.parquet' ORDER BY customer_id, month"),
            "counts": ("customer_id", f"SELECT customer_id, {', '.join(plain.COUNTS)} "
                       f"FROM '{run.tables}/customer_months.parquet' WHERE n_txn > 0 ORDER BY customer_id"),
        }
        for name, (key, query) in checks.items():
            mine = read_frame(con, query)
            other = read_frame(con, f"SELECT {', '.join(mine.columns)} FROM '{theirs}/{name}.parquet' ORDER BY {key}")
            # who holds nothing in a month is a row of zeros with us and no row in pandas
            mine = mine[mine.drop(columns=key.split(", ")).fillna(0).any(axis=1)].reset_index(drop=True)
            other = other[other.drop(columns=key.split(", ")).fillna(0).any(axis=1)].reset_index(drop=True)
            if not mine.equals(other.astype(mine.dtypes)):
                sys.exit(f"{name}: the figures differ ({len(mine)} rows of ours, {len(other)} of pandas)")
            print(f"{name}: {len(mine):,} rows agree")


def print_beside(rows: list[tuple[str, Measured, Measured]]) -> None:
    """A Markdown table; the ratio is pandas over ours, in seconds."""
    print("\n| stage | seconds | peak MiB | pandas seconds | pandas peak MiB | ratio |\n|---|---:|---:|---:|---:|---:|")
    for stage, ours, theirs in rows:
        print(f"| {stage} | {ours.seconds:.1f} | {ours.peak_mib:,.0f} | {theirs.seconds:.1f} | {theirs.peak_mib:,.0f} "
              f"| {theirs.seconds / ours.seconds:.1f} |")


def main() -> None:
    asked = arguments(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = open_run(config=str(Path(asked.config).resolve()), member=asked.member, month=asked.month,
                       folder=asked.folder or str(folder / "run"))
        (folder / "plain").mkdir()
        if not asked.folder:
            measure(lambda: (flow.ingest_month(run), flow.view_customers(run)))  # links, customers and the history
        where = plain.Where(run.settings.paths.extracts, run.settings.paths.warehouse, run.member.id, run.month)
        reading = measure(lambda: read_month(run, folder / "ours")), measure(lambda: plain.read(where, folder / "plain"))
        months = [*run.read_facts("ingest")["history"], run.month]
        building = (measure(lambda: build_months(run)),
                    measure(lambda: plain.build(where, months, run.tables, folder / "plain")))
        compare(run, folder / "ours", folder / "plain")
        print_beside([("reading the month's files", *reading), ("the customer month", *building)])


if __name__ == "__main__":
    pd.set_option("mode.copy_on_write", True)
    main()
