"""How often intervals hold the truth, over many simulated replications: `python benchmarks/coverage.py [replications]`.

Targets: 95 % intervals cover 93 to 97 of 100; the bias of survival under left truncation is at most .01; an effect is
found where there is none in at most 6 of 100. About a minute at 1,000 replications; not part of the tests.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from tqdm import tqdm

from rccrm_lib import stats
from rccrm_lib.acrm.churn import kaplan_meier_by
from rccrm_lib.core.settings import ChurnSettings


def village_trial(rng: np.random.Generator, n_villages: int, size: int, effect: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Customers of villages drawn by lot; correlation of neighbours .05; sizes differ."""
    village = np.repeat(np.arange(n_villages), rng.integers(size // 2, 2 * size, n_villages))
    treated = rng.permutation(np.arange(n_villages) % 2)[village].astype(float)
    y = rng.normal(0, np.sqrt(0.05), n_villages)[village] + rng.normal(0, np.sqrt(0.95), len(village)) + effect * treated
    return pd.DataFrame({"constant": 1.0, "treated": treated, "village": village}), y


def cover_regression(seed: int, n_villages: int, *, by_village: bool) -> bool:
    """Whether the interval of a planted effect of .2 holds it."""
    data, y = village_trial(np.random.default_rng(seed), n_villages, 40, 0.2)
    clusters = data["village"] if by_village else np.arange(len(data))
    row = stats.cluster_robust_ols(data[["constant", "treated"]], y, clusters=clusters).loc["treated"]
    return bool(row["low"] <= 0.2 <= row["high"])


def cover_lot(seed: int, n_villages: int) -> bool:
    """The same for the test by lot on village means, weighted by customers."""
    data, y = village_trial(np.random.default_rng(seed), n_villages, 40, 0.2)
    by = data.assign(y=y).groupby("village")
    found = stats.randomisation_test(
        by["y"].mean(), by["treated"].first(), strata=np.zeros(n_villages), seed=seed, draws=499, weights=by.size()
    )
    return found.low <= 0.2 <= found.high


def cover_bootstrap(seed: int, n_villages: int) -> bool:
    """Whether the cluster bootstrap of a mean of 0 holds it."""
    data, y = village_trial(np.random.default_rng(seed), n_villages, 10, 0.0)
    frame = pd.DataFrame({"village": data["village"], "y": y})
    found = stats.bootstrap_interval(frame, lambda part: float(part["y"].mean()), cluster="village", seed=seed, draws=199)
    return found.low <= 0 <= found.high


def truncated_survival(seed: int, n: int = 4000) -> tuple[float, bool]:
    """Error of S(60) in a window of 12 months over customers of all ages, and whether its band holds the truth."""
    rng = np.random.default_rng(seed)
    lifetime, came = np.ceil(rng.weibull(0.7, n) * 60).astype(int), rng.integers(-300, 1, n)
    entry, leave = np.maximum(-came, 0), np.minimum(lifetime, 12 - came)
    spells = pd.DataFrame({"entry": entry, "exit": leave, "event": lifetime <= 12 - came})[leave > entry]
    curve = kaplan_meier_by(spells, None, settings=ChurnSettings(min_at_risk=5)).set_index("month")
    row, truth = curve.loc[60], float(np.exp(-1.0))
    return float(row["survival"]) - truth, bool(row["low"] <= truth <= row["high"])


def measure(replications: int) -> pd.DataFrame:
    """One row per estimator and number of clusters: how often the interval holds the truth (0 to 1)."""
    rows = []
    for n_villages in (120, 30, 12):
        cases = {
            "regression by village": lambda s, n=n_villages: cover_regression(s, n, by_village=True),
            "regression without clusters": lambda s, n=n_villages: cover_regression(s, n, by_village=False),
            "test by lot": lambda s, n=n_villages: cover_lot(s, n),
        }
        if n_villages >= 30:
            cases["cluster bootstrap"] = lambda s, n=n_villages: cover_bootstrap(s, n)
        for name, cover in cases.items():
            hits = [cover(seed) for seed in tqdm(range(replications), desc=f"{name}, {n_villages}", leave=False)]
            rows.append({"what": name, "clusters": n_villages, "coverage": float(np.mean(hits)), "bias": np.nan})
    survival = [truncated_survival(seed) for seed in tqdm(range(replications), desc="survival", leave=False)]
    rows.append({"what": "Kaplan-Meier S(60), entry times", "clusters": 0,
                 "coverage": float(np.mean([hit for _, hit in survival])),
                 "bias": float(np.mean([error for error, _ in survival]))})
    return pd.DataFrame(rows)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{count} replications")
    print(measure(count).round(4).to_string(index=False))
