"""The merge on a simulated co-operative, persons and organisations apart, at scaled error rates.

.venv/bin/python benchmarks/match_simulated.py --persons 60000 --scales 0.5 1 2
The extracts are read the way a bank's are. Prints one row per error rate and kind of party.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import pandas as pd

sys.path[:0] = [str(Path(__file__).parents[1])]

from rccrm_lib import ecif, ingest, simulate  # noqa: E402
from rccrm_lib.core.engine import open_engine  # noqa: E402
from rccrm_lib.core.settings import load_settings  # noqa: E402

MONTH, MEMBER = "2026-09", "360199"
CONFIG = f'[paths]\nextracts = "extracts"\n[members.{MEMBER}]\nname_zh = "测试"\nname_en = "Test"\n'


def merge_simulated(folder: Path, *, persons: int, seed: int, scale: float) -> pd.DataFrame:
    """One row per delivered record: customer_id, truth (person or organisation)."""
    errors = simulate.ErrorSettings().scaled(scale)
    simulate.write_extracts(out=folder, n_members=1, n_persons=persons, n_months=1, start=MONTH, seed=seed, errors=errors)
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    settings = load_settings(folder / "config.toml")
    ingest.load_month(settings=settings, member_id=MEMBER, month=MONTH)
    with open_engine(threads=2, memory="2GB") as con:
        ingest.read_warehouse(con, settings=settings, member_id=MEMBER, month=MONTH)
        ecif.run_stages(con, ecif.merge_stages(settings=settings.match, member_id=MEMBER), until="identify")
        links = con.execute("SELECT src_sys, cust_no, customer_id FROM links ORDER BY ALL").df()
    truth = pd.read_parquet(folder / "truth" / "records.parquet", columns=["source", "record_id", "person_id"])
    return links.merge(truth.set_axis(["src_sys", "cust_no", "truth"], axis=1), on=["src_sys", "cust_no"])


def quality(frame: pd.DataFrame) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1."""
    def pairs(sizes: pd.Series) -> int:
        return int((sizes * (sizes - 1) // 2).sum())

    both = pairs(frame.groupby(["customer_id", "truth"]).size())
    precision, recall = both / pairs(frame.groupby("customer_id").size()), both / pairs(frame.groupby("truth").size())
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--scales", type=float, nargs="+", default=[0.5, 1.0, 2.0])
    told = parser.parse_args()
    print("| error rate | party | records | precision | recall | F1 |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for scale in told.scales:
        with tempfile.TemporaryDirectory() as folder:
            frame = merge_simulated(Path(folder), persons=told.persons, seed=told.seed, scale=scale)
        is_org = frame["truth"].str.startswith("O")
        for name, rows in (("persons", frame[~is_org]), ("organisations", frame[is_org])):
            precision, recall, f1 = quality(rows)
            print(f"| {scale} | {name} | {len(rows):,} | {precision:.4f} | {recall:.4f} | {f1:.4f} |", flush=True)


if __name__ == "__main__":
    main()
