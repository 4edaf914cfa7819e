"""Tiers that a person set against the rule: decided in the store, with author, reason and expiry; never deleted."""

from __future__ import annotations

import time
from pathlib import Path

from rccrm_lib.acrm.value import Override
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Decisions, Store
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.run import Run, check_month_text, only_member

KIND = "tier_override"
MOST_MONTHS = 12  # an exception is looked at again within a year


def read_overrides(run: Run) -> list[Override]:
    """Every override in the order decided: a later one goes before an earlier one in the months that both name."""
    decisions = Decisions(run.store().database, run.member.id).of_kind(KIND)
    return [Override(one.subject, one.values["tier"], one.values["from_month"], one.values["until_month"])
            for one in decisions]


def override_tier(config: str | Path, *, member: str, customer_id: str, tier: str, from_month: str, until_month: str,
                  author: str, reason: str) -> str:
    """Set one customer's tier from a month to a month; an empty tier takes the override back. Returns what to say.

    Raises RccrmError for an unknown customer or tier, for months in the wrong order or more than a year apart, and
    without an author or a reason. What was published stays; the months count when they are run again.
    """
    settings = load_settings(config)
    member_id = settings.member(member or only_member(settings)).id
    first, last = check_month_text(from_month), check_month_text(until_month)
    codes = [one.code for one in settings.tiers.tiers]
    if tier and tier not in codes:
        raise RccrmError(f"there is no tier {tier}", f"one of {', '.join(codes)}", "correct --tier")
    if not first <= last < add_months(first, MOST_MONTHS):
        raise RccrmError(f"an override from {first} until {last}", f"an end within {MOST_MONTHS} months of its beginning",
                         "correct --from and --until; a longer exception is decided again")
    if not author.strip() or not reason.strip():
        raise RccrmError("an override without an author or a reason", "who decided it, and why", "give --author and --reason")
    store = Store(settings.paths.store)
    if customer_id not in store.ids_before(member_id, add_months(last, 1)):
        raise RccrmError(f"{member_id} has no customer {customer_id}", "the number of a customer of a published month",
                         "look the number up on the customer's card")
    decisions = Decisions(store.database, member_id)
    before = decisions.history(KIND, customer_id)
    done = decisions.decide(
        KIND, customer_id, {"tier": tier, "from_month": first, "until_month": last},
        key=f"{KIND}:{member_id}:{customer_id}:{len(before) + 1}", person_id=author.strip(), role="command line",
        reason=reason, now=time.time(), seen_version=len(before),
    )
    return f"{customer_id}: {tier or 'by the rule'}, {first} to {last} (version {done.version}); counts when a month is run"
