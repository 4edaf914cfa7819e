"""Splink 5 with an expert model on standardised records; run by match.py in the peers' environment.

python benchmarks/match_splink.py records.parquet pairs.parquet: writes rid_l, rid_r, p; prints seconds and peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def comparison(column: str, *levels: object, tf: bool = False) -> cl.CustomComparison:
    exact = cll.ExactMatchLevel(column, term_frequency_adjustments=tf)
    return cl.CustomComparison(output_column_name=column,
                               comparison_levels=[cll.NullLevel(column), exact, *levels, cll.ElseLevel()])


SETTINGS = SettingsCreator(
    link_type="dedupe_only", unique_id_column_name="rid",
    comparisons=[
        comparison("name", cll.CustomLevel("sound_l = sound_r"), tf=True),
        comparison("born", cll.DamerauLevenshteinLevel("born", 1)),
        comparison("number", cll.DamerauLevenshteinLevel("number", 1)),
        comparison("phone", tf=True),
        comparison("place", cll.CustomLevel("village_l = village_r"), tf=True),
        comparison("sex"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("number"), block_on("name", "born"), block_on("name", "phone"), block_on("name", "place"),
        block_on("born", "phone"), block_on("sound", "born"), block_on("left(number, 12)", "name"),
    ],
    retain_matching_columns=False,
)


def main() -> None:
    source, target = sys.argv[1:3]
    started = time.time()
    con = duckdb.connect(config={"threads": 2, "memory_limit": "6GB"})
    con.execute(f"CREATE TABLE people AS SELECT * FROM read_parquet('{source}')")
    db = DuckDBAPI(connection=con)
    linker = Linker(db.register("people"), SETTINGS, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.85)
    # its documentation calls 1e7 pairs adequate for trials, and 1e9 best for the final model
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7)
    for rule in (block_on("number"), block_on("name", "phone"), block_on("name", "born")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    trained = time.time()
    found = linker.inference.predict(threshold_match_probability=0.5)
    con.execute(f"COPY (SELECT rid_l, rid_r, match_probability AS p FROM {found.physical_name}) TO '{target}' (FORMAT parquet)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(json.dumps({"train": trained - started, "predict": time.time() - trained, "gib": peak}))


if __name__ == "__main__":
    main()
