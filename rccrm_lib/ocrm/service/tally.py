"""What a month had of cases, leads, verified visits and household forms: counts for the report, nobody's name in them.

All of it as it stood at the end of the month's last day; days are texts, as the registers keep them.
"""

from __future__ import annotations

import json
from datetime import date

import pandas as pd

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.ocrm.service.clock import local_days
from rccrm_lib.ocrm.service.schema import (
    CASE_CAUSES,
    CASE_RESULTS,
    LEAD_RESULTS,
    VISIT_CHECKS,
    VISIT_FORMS,
    finish,
)

VERDICTS = ("confirmed", "doubtful", "not_reached")
CLOCKS = ("in_time", "late", "open", "overdue")
COUNTED = ("count", "amount", "area")  # kinds of fields of which a median can be said


def tally_cases(cases: pd.DataFrame, *, first: date, last: date) -> pd.DataFrame:
    """One row per kind, category and days allowed (15, 30, 60): cases that were open in the month (CASE_RESULTS)."""
    rows = _open_within(cases, first, last)
    closed = rows["closed_on"] != ""
    in_time = rows["closed_on"].where(closed, f"{last}") <= rows["due_on"]
    clock = pd.Series("open", index=rows.index).mask(~closed & ~in_time, "overdue")
    clock = clock.mask(closed, "late").mask(closed & in_time, "in_time")
    allowed = (pd.to_datetime(rows["due_on"]) - pd.to_datetime(rows["opened_on"])).dt.days
    adopted = rows["is_adopted"].eq(True)  # missing: a complaint, or open
    flags = {f"n_{name}": (clock == name).astype("int64") for name in CLOCKS}
    rows = rows.assign(limit_days=allowed, n=1, n_adopted=adopted.astype("int64"), **flags)
    counts = ["n", *flags, "n_adopted"]
    grouped = rows.groupby(["kind", "category", "limit_days"], as_index=False)[counts].sum()
    return finish(grouped, CASE_RESULTS)


def tally_causes(cases: pd.DataFrame, *, first: date, last: date) -> pd.DataFrame:
    """One row per root cause of the complaints that were closed in the month, the most frequent first (CASE_CAUSES)."""
    ended = cases[(cases["kind"] == "complaint") & cases["closed_on"].between(f"{first}", f"{last}") & (cases["cause"] != "")]
    counted = ended.groupby("cause", as_index=False).size().rename(columns={"size": "n"})
    return finish(counted.sort_values(["n", "cause"], ascending=[False, True]), CASE_CAUSES)


def tally_leads(leads: pd.DataFrame, *, first: date, last: date) -> pd.DataFrame:
    """One row per outcome, "open" for none yet: leads that were open in the month (LEAD_RESULTS).

    `linked_id`: the customer as whom a prospect is known by now, or nothing.
    """
    rows = _open_within(leads, first, last)
    is_prospect = rows["customer_id"] == ""
    outcome = rows["outcome"].where(rows["state"] != "open", "open")
    rows = rows.assign(outcome=outcome, n=1, n_prospects=is_prospect.astype("int64"),
                       n_linked=(is_prospect & rows["linked_id"].fillna("").ne("")).astype("int64"))
    return finish(rows.groupby("outcome", as_index=False)[["n", "n_prospects", "n_linked"]].sum(), LEAD_RESULTS)


def tally_checks(contacts: pd.DataFrame, drawn: pd.DataFrame, checks: pd.DataFrame, *, first: date, last: date,
                 settings: CaseSettings) -> pd.DataFrame:
    """One row per step: visits made in the month, those drawn in it, and what was found of these by its end (VISIT_CHECKS)."""
    lot = drawn[local_days(drawn["drawn_at"], settings=settings).between(f"{first}", f"{last}")]
    found = checks[local_days(checks["at"], settings=settings) <= f"{last}"]
    found = found[found["contact_seq"].isin(lot["contact_seq"])].drop_duplicates("contact_seq", keep="last")
    visits = contacts[(contacts["kind"] == "visit") & contacts["on_day"].between(f"{first}", f"{last}")]
    counts = {"visits": len(visits), "drawn": len(lot), **{one: int((found["verdict"] == one).sum()) for one in VERDICTS},
              "waiting": len(lot) - len(found)}
    return finish(pd.DataFrame(list(counts.items()), columns=["step", "n"]), VISIT_CHECKS)


def tally_forms(contacts: pd.DataFrame, *, first: date, last: date, settings: ContactSettings) -> pd.DataFrame:
    """One row per field of the household form, and per choice of one with choices (VISIT_FORMS), of the month's visits."""
    visits = contacts[(contacts["kind"] == "visit") & contacts["on_day"].between(f"{first}", f"{last}")]
    forms = [json.loads(text or "{}") for text in visits["form"]]
    rows: list[tuple[str, str, int, float | None]] = []
    for name, field in settings.form.items():
        said = [form[name] for form in forms if form.get(name) not in (None, "")]
        numbers = pd.to_numeric(pd.Series(said if field.kind in COUNTED else [], dtype=object), errors="coerce")
        rows.append((name, "", len(said), float(numbers.median()) if len(numbers.dropna()) else None))
        rows += [(name, choice, sum(str(one) == choice for one in said), None) for choice in field.choices]
    return finish(pd.DataFrame(rows, columns=VISIT_FORMS.names), VISIT_FORMS)


def _open_within(rows: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    return rows[(rows["opened_on"] <= f"{last}") & ((rows["closed_on"] == "") | (rows["closed_on"] >= f"{first}"))]
