"""Ground: intervals, regression by cluster, tests by lot, balance and power. Pure functions, no settings, no disk."""

from rccrm_lib.stats.balance import sample_ratio_test, standardised_mean_difference
from rccrm_lib.stats.intervals import Interval, bootstrap_interval, proportion_interval
from rccrm_lib.stats.ols import cluster_robust_ols
from rccrm_lib.stats.power import (
    design_effect,
    detectable_effect,
    detectable_effect_of_proportions,
    half_width,
    intra_cluster_correlation,
)
from rccrm_lib.stats.randomisation import RandomisationTest, draw_assignments, randomisation_test

__all__ = [
    "Interval",
    "RandomisationTest",
    "bootstrap_interval",
    "cluster_robust_ols",
    "design_effect",
    "detectable_effect",
    "detectable_effect_of_proportions",
    "draw_assignments",
    "half_width",
    "intra_cluster_correlation",
    "proportion_interval",
    "randomisation_test",
    "sample_ratio_test",
    "standardised_mean_difference",
]
