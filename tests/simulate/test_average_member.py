"""The proportions of an average member: movements and accounts a person, and the mark that says what was assumed."""

from __future__ import annotations

import tomllib

from rccrm_lib.simulate import Assumptions, ErrorSettings, average_member

READABLE = ErrorSettings(bad_date=0.0, bad_amount=0.0)


def counts(extracts, month: str) -> tuple[int, int]:
    """Contracts and movements of a month."""
    contracts = sum(len(extracts.read(table, month)) for table in ("acct_demand", "acct_time", "wealth", "loan"))
    return contracts, len(extracts.read("txn", month))


def test_accounts_and_movements_are_those_of_an_average_member(make_extracts):
    usual = make_extracts(n_persons=2000, errors=READABLE)
    member = make_extracts(n_persons=2000, errors=READABLE, assumptions=average_member())
    few_accounts, few_movements = counts(usual, "2026-02")
    accounts, movements = counts(member, "2026-02")
    assert few_accounts < accounts and few_movements < movements / 2
    assert 2.0 <= accounts / 2000 <= 3.0  # contracts a person; time deposits gather over thirteen months
    assert 4.0 <= movements / accounts <= 7.0  # movements a contract and month


def test_the_mark_says_what_was_assumed_instead(make_extracts):
    def marker(extracts) -> dict:
        return tomllib.loads((extracts.out / "extracts" / "360199" / "SIMULATED.toml").read_text(encoding="utf-8"))

    assert "assumptions" not in marker(make_extracts())
    changed = marker(make_extracts(assumptions=average_member()))["assumptions"]
    assert changed == average_member().changes() and "activity.movements_per_month" in changed
    assert Assumptions().changes() == {}
