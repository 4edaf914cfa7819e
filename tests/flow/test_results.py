import pytest

from rccrm_lib.flow.results import gather_results, tier_names
from rccrm_lib.flow.run import open_run


@pytest.fixture
def published_run(published_sample):
    return open_run(
        config=str(published_sample.config), member=published_sample.member, month=published_sample.month,
        folder=str(published_sample.folder),
    )


def test_tiers_are_named_from_low_to_high_and_say_which_are_valuable(published_run):
    names = tier_names(published_run)
    assert names["tier"].tolist() == ["MASS", "POTENTIAL", "QUALITY", "VIP", "WEALTH", "PRIVATE"]
    assert names["is_valuable"].tolist() == [False, False, True, True, True, True]


def test_natures_pyramid_and_migration_count_the_same_customers(published_run):
    """Three roads to one number: customers with an account, by nature, by tier, and as the matrix's last column."""
    results = gather_results(published_run, short_hash="x")
    assert results.pyramid is not None and results.customers is not None
    assert results.migration is not None and results.balances is not None
    n = int(results.pyramid["n"].sum())
    assert results.customers["n"].sum() == n
    arrived = results.migration[results.migration["to_tier"] != "LEFT"]
    assert arrived["n"].sum() == n
    last = results.balances.iloc[-1]
    assert last["n_customers"] == n
    # who closed his last account during the month has an average in it, and no tier at its end
    months = published_run.read_frame("customer_months", "n_accounts, aum_avg_fen")
    closed = int(months.loc[months["n_accounts"] == 0, "aum_avg_fen"].sum())
    assert results.pyramid["aum_avg_fen"].sum() == arrived["aum_to_fen"].sum() == last["aum_avg_fen"] - closed


def test_bad_loans_stand_beside_those_of_last_month(published_run):
    classes = gather_results(published_run, short_hash="x").loan_classes
    assert classes is not None
    assert classes["previous_fen"].notna().all() and classes["previous_fen"].sum() > 0


def test_a_stage_that_has_not_run_is_not_supplied(published_run, tmp_path):
    import shutil

    for name in ("ingest.json", "view.json"):
        shutil.copy(published_run.folder / name, tmp_path / name)
    shutil.copytree(published_run.tables, tmp_path / "tables")
    partial = open_run(config=str(published_run.settings.folder / "config.toml"), month=published_run.month,
                       member=published_run.member.id, folder=str(tmp_path))
    results = gather_results(partial, short_hash="x")
    assert results.customers is not None
    assert results.pyramid is None and results.survival is None and results.campaigns is None
