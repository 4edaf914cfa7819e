"""From true organisations to the records of the source systems: old names, old codes, missing codes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.simulate.errors import ErrorSettings
from rccrm_lib.simulate.world import World


def corporate_records(world: World, records: pd.DataFrame, orgs: pd.DataFrame, n_persons: int, settings: ErrorSettings
                      ) -> pd.DataFrame:
    """One row per source record of an organisation, columns as in `cif_corp`."""
    mine = records[records["party"] >= n_persons].reset_index(drop=True)
    org = orgs.iloc[mine["party"].to_numpy() - n_persons].reset_index(drop=True)
    out = mine[["party", "src_sys", "cust_no", "open_day"]].copy()
    renamed = (mine["src_sys"] == "LOAN").to_numpy() & (org["old_name"] != org["name"]).to_numpy()
    renamed &= world.rng("error organisation names").random(len(mine)) < settings.org_renamed
    out["name"] = np.where(renamed, org["old_name"], org["name"])
    drawn = world.rng("error organisation codes").random(len(mine))
    only_old = drawn < settings.org_code_only
    none = (drawn >= settings.org_code_only) & (drawn < settings.org_code_only + settings.org_code_missing)
    out["credit_code"] = np.where(only_old | none, "", org["credit_code"])
    keeps_old = only_old | (world.rng("older codes").random(len(mine)) < 0.3)
    out["org_code"] = np.where(keeps_old & ~none, org["org_code"], "")
    for column in ("org_type", "legal_name", "legal_cert_no", "phone", "address", "industry"):
        out[column] = org[column].to_numpy()
    notes = np.where(only_old, "org_code_only ", "") + np.where(none, "org_code_missing ", "")
    notes = notes + np.where(renamed, "org_renamed", "")
    out["errors"] = np.array([str(note).strip() for note in notes], dtype=object)
    return out
