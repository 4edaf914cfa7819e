"""The customer merge beside its peers: quality and cost on banks that nothing was tuned on.

.venv/bin/python benchmarks/match.py --persons 62500 --scales 0.5 1 2 --peer peers/bin/python
Prints one row per error rate and method. Each method runs in a process of its own and starts from the raw records.
`plain`: valid-number equality and composite keys. `splink`: an expert model, trained in the same run, its links
clustered best first with at most one valid number, at the better of two thresholds (chosen with the truth).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
from judge_bank import make_bank  # noqa: E402

from rccrm_lib import ecif  # noqa: E402
from rccrm_lib.core.contracts import load_contracts  # noqa: E402
from rccrm_lib.core.engine import open_engine  # noqa: E402
from rccrm_lib.ecif.best_first import Groups, label_parts  # noqa: E402
from rccrm_lib.ecif.merge import merge_stages  # noqa: E402

TABLES = ("cif_person", "cif_corp", "cif_cert", "household_archive")
PLAIN_KEYS = ("phone", "village", "address_key")


PLAIN_ID = "SELECT min(rid) OVER (PARTITION BY id18) AS a, rid AS b FROM records WHERE id18 IS NOT NULL"
PLAIN_KEY = """
SELECT min(rid) OVER w AS a, rid AS b FROM dated WHERE {key} IS NOT NULL AND name_key IS NOT NULL AND born IS NOT NULL
WINDOW w AS (PARTITION BY name_key, born, {key}) QUALIFY min(id18) OVER w IS NOT DISTINCT FROM max(id18) OVER w
"""


def open_bank(path: str, memory: str = "1GB") -> duckdb.DuckDBPyConnection:
    """An engine with the contract's tables, cif_person filled from a file."""
    con = open_engine(threads=2, memory=memory)
    for name in TABLES:
        kinds = ", ".join(f"{column} {kind}" for column, kind in load_contracts()[name].duckdb_types().items())
        con.execute(f"CREATE TABLE {name} ({kinds})")
    columns = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()]
    known = ", ".join(column for column in columns if column in load_contracts()["cif_person"].columns)
    con.execute(f"INSERT INTO cif_person ({known}) SELECT {known} FROM read_parquet('{path}')")
    return con


def run_rccrm(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """rid -> customer after the stages standardise to weigh."""
    ecif.run_stages(con, merge_stages(member_id="360199"), until="weigh")
    return con.execute("SELECT rid, cluster FROM clusters ORDER BY rid").df()


def run_plain(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """rid -> group by valid number and by name, birth and phone, village or house, in groups of at most one number."""
    ecif.standardise_records(con)
    con.execute("CREATE TEMP TABLE dated AS SELECT *, coalesce(id_birth_on, birth_on) AS born FROM records")
    query = " UNION ALL ".join([PLAIN_ID, *(PLAIN_KEY.format(key=key) for key in PLAIN_KEYS)])
    edges = con.execute(f"SELECT DISTINCT a, b FROM ({query}) WHERE a < b").df()
    n = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    return pd.DataFrame({"rid": np.arange(1, n + 1), "cluster": label_parts(edges["a"].to_numpy(), edges["b"].to_numpy(), n)})


def run_splink(con: duckdb.DuckDBPyConnection, peer: str, truth: pd.DataFrame, folder: Path, log: dict[str, float]
               ) -> pd.DataFrame:
    """rid -> customer by splink's links, best first with at most one valid number."""
    ecif.standardise_records(con)
    con.execute(f"COPY ({PEER_RECORDS}) TO '{folder}/records.parquet' (FORMAT parquet)")
    numbers = {rid: (number,) for rid, number in con.execute("SELECT rid, id18 FROM records ORDER BY rid").fetchall()}
    script = str(Path(__file__).with_name("match_splink.py"))
    done = subprocess.run([peer, script, f"{folder}/records.parquet", f"{folder}/pairs.parquet"], check=True, text=True,
                          capture_output=True)
    log |= json.loads(done.stdout.strip().splitlines()[-1])
    pairs = pd.read_parquet(f"{folder}/pairs.parquet").sort_values(["p", "rid_l", "rid_r"], ascending=[False, True, True])
    results = []
    for threshold in (0.5, 0.95):
        started = time.time()
        groups = Groups(numbers)
        for a, b in pairs.loc[pairs["p"] >= threshold, ["rid_l", "rid_r"]].itertuples(index=False, name=None):
            groups.join(a, b)
        frame = pd.DataFrame({"rid": list(numbers), "cluster": [groups.root(rid) for rid in numbers]})
        results.append((quality(frame, truth)[2], frame))
    log["unused"] = time.time() - started  # the other threshold is the evaluation's, not the method's
    return max(results, key=lambda one: one[0])[1]


PEER_RECORDS = """
SELECT rid, name_key AS name, pinyin_key AS sound, strftime(coalesce(id_birth_on, birth_on), '%Y%m%d') AS born, id18 AS number,
       phone, address_key AS place, village, sex FROM records ORDER BY rid
"""


def quality(clusters: pd.DataFrame, truth: pd.DataFrame) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1."""
    def pairs(sizes: pd.Series) -> int:
        return int((sizes * (sizes - 1) // 2).sum())

    frame = clusters.merge(truth, on="rid")
    both = pairs(frame.groupby(["cluster", "person"]).size())
    precision, recall = both / pairs(frame.groupby("cluster").size()), both / pairs(frame.groupby("person").size())
    return precision, recall, 2 * precision * recall / (precision + recall)


def read_truth(bank: str) -> pd.DataFrame:
    """rid -> person."""
    truth = pd.read_parquet(bank, columns=["src_sys", "cust_no", "person"]).sort_values(["src_sys", "cust_no"], ignore_index=True)
    return truth[["person"]].assign(rid=range(1, len(truth) + 1))


def measure(method: str, bank: str, peer: str, memory: str) -> dict[str, float]:
    """One method on one bank: quality, seconds, CPU seconds, peak GiB."""
    log: dict[str, float] = {}
    with open_bank(bank, memory) as con, tempfile.TemporaryDirectory() as folder:
        started, cpu = time.time(), time.process_time()
        if method == "splink":
            clusters = run_splink(con, peer, read_truth(bank), Path(folder), log)
        else:
            clusters = {"rccrm": run_rccrm, "plain": run_plain}[method](con)
        seconds, cpu = time.time() - started - log.get("unused", 0), time.process_time() - cpu
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    truth = read_truth(bank)  # only now: it is the evaluation's, not the method's
    precision, recall, f1 = quality(clusters, truth)
    return {"n": len(truth), "precision": precision, "recall": recall, "f1": f1, "seconds": seconds,
            "cpu": cpu + children.ru_utime + children.ru_stime, "gib": max(own.ru_maxrss, children.ru_maxrss) / 1024**2}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=62_500)
    parser.add_argument("--seed", type=int, default=20261127)
    parser.add_argument("--scales", type=float, nargs="+", default=[0.5, 1.0, 2.0])
    parser.add_argument("--peer", default="", help="python of the environment with requirements-peers.txt; none: no splink")
    parser.add_argument("--memory", default="1GB", help="of the engine; five million records want 3GB")
    parser.add_argument("--method", default="")
    parser.add_argument("--bank", default="")
    told = parser.parse_args()
    if told.method:
        print(json.dumps(measure(told.method, told.bank, told.peer, told.memory)))
        return
    print("| error rate | method | records | precision | recall | F1 | seconds | CPU | peak GiB |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for scale in told.scales:
        with tempfile.TemporaryDirectory() as folder:
            bank = f"{folder}/bank.parquet"
            make_bank(told.persons, seed=told.seed, scale=scale).to_parquet(bank, index=False)
            for method in ("rccrm", "plain", *(["splink"] if told.peer else [])):
                arguments = [sys.executable, __file__, "--method", method, "--bank", bank, "--peer", told.peer,
                             "--memory", told.memory]
                done = subprocess.run(arguments, check=True, text=True, capture_output=True)
                got = json.loads(done.stdout.strip().splitlines()[-1])
                print(f"| {scale} | {method} | {got['n']:,} | {got['precision']:.4f} | {got['recall']:.4f} | {got['f1']:.4f} | "
                      f"{got['seconds']:.1f} | {got['cpu']:.1f} | {got['gib']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
