"""Who is owed what: the standards of one version over the customers of a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.standard_settings import Standard, StandardSettings, StandardVersion
from rccrm_lib.ocrm.service.schema import OWED, SERVED, SERVICE_STANDARDS, finish

RULE = ["action", "channel", "role", "minutes", "standard_id", "interval_days", "is_of_household", "begun_on"]


def owe_actions(served: pd.DataFrame, tags: pd.DataFrame, *, standards: StandardSettings, version: StandardVersion,
                tier: str = "tier") -> pd.DataFrame:
    """One row per customer and action that is owed: of several standards the one with the shortest interval (OWED).

    `tags`: customer_id, tag. `tier` names the column that decides. Minors and customers without a tier are owed nothing.
    """
    check_frame(served, SERVED)
    grown = served[served["is_adult"].astype(bool)]
    parts = [_owed_by(one, grown, tags, tier, begun_on(standards, version, one)) for one in version.standards]
    owed = pd.concat(parts, ignore_index=True)
    owed = owed.sort_values(["customer_id", "action", "interval_days", "standard_id"], kind="stable")
    return finish(owed.drop_duplicates(["customer_id", "action"]), OWED)


def begun_on(standards: StandardSettings, version: StandardVersion, standard: Standard) -> date:
    """Since when a standard reads as it does in a version: a newer version that leaves it alone does not begin it anew."""
    since = version.valid_from
    for older in reversed([one for one in standards.versions if one.valid_from < version.valid_from]):
        if standard not in older.standards:
            break
        since = older.valid_from
    return since


def describe_version(version: StandardVersion) -> pd.DataFrame:
    """One row per standard of a version (SERVICE_STANDARDS)."""
    rows = [(one.id, version.valid_from, version.author, version.reason, _list(one.tiers), one.action, one.interval_days,
             one.channel, one.role, one.minutes, one.response_days, _list(one.needs), _list(one.natures), one.household)
            for one in version.standards]
    return finish(pd.DataFrame(rows, columns=SERVICE_STANDARDS.names), SERVICE_STANDARDS)


def _owed_by(standard: Standard, served: pd.DataFrame, tags: pd.DataFrame, tier: str, begun: date) -> pd.DataFrame:
    is_owed = served[tier].isin(standard.tiers)
    if standard.natures:
        is_owed &= served["nature"].isin(standard.natures)
    if standard.needs:
        is_owed &= served["customer_id"].isin(tags.loc[tags["tag"].isin(standard.needs), "customer_id"])
    rule = (standard.action, standard.channel, standard.role, standard.minutes, standard.id, standard.interval_days,
            standard.household, pd.Timestamp(begun))
    return served.loc[is_owed, ["customer_id"]].assign(**dict(zip(RULE, rule, strict=True)))


def _list(codes: Sequence[str]) -> str:
    return ",".join(codes)
