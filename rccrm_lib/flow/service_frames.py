"""What the report says of service: frames of the month's service tables, with the names of the settings' codes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rccrm_lib.flow.run import Run

Names = Mapping[str, tuple[str, str]]
ALL = "all"


def service_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    """The frames of the section on service. Raises NotSupplied while the stage has not run."""
    run.read_facts("service")
    settings, results = run.settings, run.read_frame("service_results")
    whole = results[results["action"] == ALL]
    tiers = pd.concat([whole[whole["level"] == "tier"], whole[whole["level"] == "member"].assign(unit="ALL")])
    work = run.read_frame("service_workloads")
    forms = run.read_frame("visit_forms")
    return {
        "service_tiers": tiers.rename(columns={"unit": "tier"}),
        "service_kinds": results[(results["level"] == "member") & (results["action"] != ALL)],
        "service_branches": whole[whole["level"] == "branch"].rename(columns={"unit": "branch_id"}),
        "service_managers": work[(work["level"] == "manager") & (work["unit"] != "")].rename(columns={"unit": "manager_id"}),
        "service_cases": _named(run.read_frame("service_cases"), "category", settings.cases.categories),
        "service_causes": _named(run.read_frame("service_causes"), "cause", settings.cases.causes),
        "service_leads": run.read_frame("service_leads"), "service_checks": run.read_frame("service_checks"),
        "visit_forms": _forms(forms, run) if forms["n"].sum() else None,
        "market_rates": _named(run.read_frame("market_rates"), "product", settings.contacts.market.products),
    }


def _named(frame: pd.DataFrame, column: str, names: Names) -> pd.DataFrame:
    """With the names of a column's codes; a code that the settings no longer hold names itself."""
    pairs = [names.get(code, (code, code)) for code in frame[column]]
    return frame.assign(name_zh=[zh for zh, _ in pairs], name_en=[en for _, en in pairs])


def _forms(frame: pd.DataFrame, run: Run) -> pd.DataFrame:
    """A field by its name, a choice by the field's and its own."""
    said = []
    for name, choice in zip(frame["field"], frame["choice"], strict=True):
        field = run.settings.contacts.form[name]
        zh, en = field.choices.get(choice, ("", ""))
        said.append((f"{field.zh}：{zh}" if choice else field.zh, f"{field.en}: {en}" if choice else field.en))
    return frame.assign(name_zh=[zh for zh, _ in said], name_en=[en for _, en in said])
