"""What the monthly report is made of: small frames, free of language, handed over by flow.

A part that is None reads "not supplied" in the report, with what to supply; a missing value inside a frame
reads the same. Zero is only printed where zero was measured. Money is integer fen (1/100 of the member's
currency), rates and shares run from 0 to 1, months are 'YYYY-MM'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from rccrm_lib.core.errors import SchemaError
from rccrm_lib.core.schema import Column, Table, check_frame


def _table(name: str, grain: str, key: str, columns: str) -> Table:
    """A declaration in short: "name:dtype" with ! for a column that must not be empty."""
    parts = [item.split(":") for item in columns.split()]
    made = tuple(Column(n, d.rstrip("!"), n, n, nullable=not d.endswith("!")) for n, d in parts)
    return Table(name, grain, tuple(key.split()), made)


PARTS = ("deposit_spread_fen", "loan_spread_fen", "expected_loss_fen", "interest_tax_fen", "fee_fen", "service_cost_fen",
         "capital_charge_fen")
RATED = "n_due:int! n_done:int! n_in_time:int! done_rate:float low:float high:float is_told:bool!"
PARTS_DECLARED = " ".join(f"{part}:fen" for part in PARTS)

_DECLARED = (
    _table("tier_names", "One row per tier, from low to high (settings).", "tier",
           "tier:text! name_zh:text! name_en:text! floor_yuan:int! band:text! is_valuable:bool!"),
    _table("files", "One row per input file of the month; control is 'ok' or 'absent'.", "file",
           "file:text! table:text! rows_read:int! rows_accepted:int! rows_quarantined:int! rows_other_month:int! "
           "sha256:text! encoding:text control:text"),
    _table("quarantine", "One row per reason a line or value was set apart; reason is a code of ingest.toml.", "reason",
           "reason:text! n:int!"),
    _table("supplied", "One row per contract table; missing lists its columns not supplied, by comma.", "table",
           "table:text! is_supplied:bool! missing:text"),
    _table("merge_funnel", "One row per stage from source records to customers, in order.", "stage",
           "stage:text! n:int!"),
    _table("merge_rules", "One row per rule that linked records.", "rule", "rule:text! n:int!"),
    _table("customers", "One row per nature (FARM, URBAN, SELF, COMPANY, COOP, PUBLIC, VILLAGE): customers who "
           "hold an account; n_previous is missing where there is no earlier month.", "nature",
           "nature:text! n:int! n_previous:int aum_avg_fen:fen loan_end_fen:fen"),
    _table("movements", "One row per kind of arrival or departure of customers: entered, left, merged, split, "
           "retired, revived; n counts customers, unsigned.", "kind", "kind:text! n:int!"),
    _table("completeness", "One row per number of the nine elements filled, persons only.", "elements",
           "elements:int! n:int!"),
    _table("missing_elements", "One row per element of the nine: persons who lack it.", "element",
           "element:text! n:int!"),
    _table("completeness_branches", "One row per branch that made the record: persons, those with all nine elements; "
           "share_previous is missing where last month was not published.", "branch_id",
           "branch_id:text! n_persons:int! n_complete:int! share_complete:float! mean_elements:float! "
           "share_previous:float most_lacked:text"),
    _table("villages", "One row per village with archived households: counts of households, shares 0 to 1; is_credit_village is "
           "missing where a rule cannot be told, failed lists the rules not met, by comma.", "village_id",
           "village_id:text! name:text n_households:int n_archived:int n_farm:int n_granted:int granted_share:float n_signed:int "
           "n_used:int used_share:float used_avg_fen:fen n_credit:int n_borrowers:int n_clear:int clear_share:float "
           "npl_share:float is_credit_village:bool failed:text"),
    _table("townships", "One row per township of these villages.", "township",
           "township:text! n_villages:int! n_credit_villages:int! clear_share:float is_credit_township:bool failed:text"),
    _table("farm_households", "One row per reason why an archived household counts as a farm household, or not.", "farm_reason",
           "farm_reason:text! n:int! n_members:int"),
    _table("pyramid", "One row per tier at the month; n_previous is missing without an earlier month.", "tier",
           "tier:text! n:int! n_previous:int n_watch:int aum_avg_fen:fen"),
    _table("tier_worth", "One row per tier with a customer: what its customers brought, and what serving them cost.", "tier",
           "tier:text! contribution_fen:fen! service_cost_fen:fen"),
    _table("deciding_counts", "One row per direction (up, down) and deciding cause of a change of tier.", "direction deciding",
           "direction:text! deciding:text! n:int! aum_change_fen:fen!"),
    _table("watch_counts", "One row per branch (small ones together), tier and deciding cause: customers on watch, whose fall "
           "is settled, their assets and what they bring in a year.", "branch_id tier deciding",
           "branch_id:text! branch:text tier:text! deciding:text! n:int! n_settled:int! aum_avg_fen:fen! stake_fen:fen"),
    _table("migration", "One row per pair of tiers: from_tier of last month (or NEW, SPLIT), to_tier now (or LEFT, MERGED).",
           "from_tier to_tier", "from_tier:text! to_tier:text! n:int! aum_from_fen:fen aum_to_fen:fen"),
    _table("bridge", "One row per part of the bridge of valuable customers, in this order: previous, upgraded, "
           "entered, downgraded, left, stayed (no change of number), current. n is signed: previous + changes = "
           "current.", "part",
           "part:text! n:int! aum_fen:fen"),
    _table("concentration", "One row per point of the curve: the top share of customers hold this share of the AUM; "
           "low and high are the interval where one was made.", "customers_share",
           "customers_share:float! aum_share:float! low:float high:float"),
    _table("near_threshold", "One row per next tier and nearer measure (AUM, CONTRIBUTION): customers within reach below it, "
           "what they lack in all, and how many the assets of the last day would lift if they stay.",
           "tier measure", "tier:text! measure:text! n:int! gap_fen:fen! n_stays:int!"),
    _table("near_counts", "One row per nearer measure, product that would lift, and rule, or why none is named.",
           "measure product rule", "measure:text! product:text rule:text! n:int!"),
    _table("contribution", "One row per owner of the contribution: customers, or why it is unallocated; costs are "
           "negative.", "part",
           f"part:text! n_contracts:int {PARTS_DECLARED} contribution_fen:fen!"),
    _table("contribution_lines", "One row per business line (code of the contract).", "line",
           f"line:text! n_customers:int! {PARTS_DECLARED} contribution_fen:fen!"),
    _table("contribution_history", "One row per month, the report's month last: comparable_fen holds the parts that every "
           "month has.", "month", "month:text! contribution_fen:fen! comparable_fen:fen!"),
    _table("contribution_concentration", "One row per point of the curve: the top share of customers bring this share.",
           "customers_share", "customers_share:float! contribution_share:float! low:float high:float"),
    _table("ledger_items", "One row per item that the ledger states: booked = customers + unallocated + explained + "
           "difference.", "item",
           "item:text! booked_fen:fen! customers_fen:fen! unallocated_fen:fen! explained_fen:fen! difference_fen:fen!"),
    _table("contribution_fallbacks", "One row per reason why contracts were valued in another way.", "reason used",
           "reason:text! used:text! n_contracts:int! balance_fen:fen!"),
    _table("holding", "One row per nature and product: n customers of n_customers hold it; n is missing where the "
           "product's table was not supplied.", "nature product", "nature:text! product:text! n:int n_customers:int!"),
    _table("channels", "One row per month and channel (codes of the contract): transactions customers initiated.",
           "month channel", "month:text! channel:text! n_txn:int"),
    _table("balances", "One row per month of the history, the report's month last: deposits, wealth and loans as "
           "daily averages and at the month's end.", "month",
           "month:text! n_customers:int deposit_avg_fen:fen deposit_end_fen:fen wealth_avg_fen:fen aum_avg_fen:fen "
           "loan_avg_fen:fen loan_end_fen:fen"),
    _table("year_on_year", "One row per measure (aum, deposit, loan): daily averages of the month, of the same month a year ago, "
           "and of the days from_on to to_on, as far from their Spring Festival; missing where the history does not hold them.",
           "measure", "measure:text! now_fen:fen! year_ago_fen:fen aligned_fen:fen from_on:text to_on:text"),
    _table("loan_classes", "One row per five-class code 1..5; *_previous_fen is missing without an earlier month.",
           "class5", "class5:text! n:int! balance_fen:fen! overdue_fen:fen previous_fen:fen"),
    _table("campaigns", "One row per campaign, months after the draw and outcome; is_primary marks the one fixed "
           "beforehand. effect, low and high are fen per customer assigned (intention to treat); incremental is "
           "effect x treated, a balance. status: evaluated, or why it cannot be told.",
           "campaign_id horizon_months outcome",
           "campaign_id:text! name:text outcome:text! horizon_months:int! is_primary:bool! status:text! n_treated:int! "
           "n_held_out:int! n_clusters:int effect_fen:float low_fen:float high_fen:float p_value:float method:text "
           "incremental_fen:float incremental_low_fen:float incremental_high_fen:float cost_fen:float"),
    _table("survival", "One row per group (a tier at entry, or ALL) and month since observation began, so that "
           "1 - S(6) is the attrition within six months: Kaplan-Meier with its band. Persons only. A group of whom "
           "nothing can be told has missing figures.", "group month",
           "group:text! month:int survival:float low:float high:float at_risk:int"),
    _table("churn_causes", "One row per cause that ended a spell; competing causes are told apart.", "cause",
           "cause:text! n:int!"),
    _table("churn_sensitivity", "One row per setting of the churn rule; is_base marks the one in force; attrition is "
           "1 - S(6) of all.", "enter_ratio enter_months",
           "enter_ratio:float! enter_months:int! n_events:int! attrition:float is_base:bool!"),
    _table("reconciliation", "One row per measure and month: source = customers + unallocated + difference.",
           "measure month",
           "measure:text! month:text! source_fen:fen! customers_fen:fen! unallocated_fen:fen! difference_fen:fen!"),
    _table("figure_differences", "One row per figure that differs from the version before.", "figure",
           "figure:text! label_zh:text! label_en:text! unit:text! old:float new:float"),
    _table("table_differences", "One row per table that differs from the version before.", "table",
           "table:text! rows_before:int! rows_after:int! added:int! removed:int!"),
    _table("customer_differences", "One row per customer whose average assets differ most from the version before.",
           "customer_id", "customer_id:text! old_fen:fen new_fen:fen"),
    _table("natures", "One row per nature of the tree; OWNER counts persons a second time.", "nature",
           "branch:text! nature:text! n:int! is_part:bool!"),
    _table("tag_counts", "One row per tag; status: told, not_supplied, cannot_tell.", "tag",
           "tag:text! kind:text! status:text! name_zh:text! name_en:text! n:int n_new:int n_unknown:int"),
    _table("product_gaps", "One row per product and nature: customers to whom it is the first suggestion, and median lift.",
           "product nature", "product:text! nature:text n:int! lift:float!"),
    _table("channel_ages", "One row per month, channel and age band of persons.", "month channel age_band",
           "month:text! channel:text! age_band:text! n_txn:int! share:float"),
    _table("penetration", "One row per township: customers by public count of households; missing where none is counted.",
           "township", "township:text! n_villages:int! households:int n_customers:int! customers_per_household:float"),
    _table("manager_loads", "One row per manager: customers from the floor up and minutes a month, now and as proposed.",
           "manager_id", "manager_id:text! branch_id:text n_before:int! n_after:int! minutes_before:int! minutes_after:int!"),
    _table("move_reasons", "One row per reason for which the proposal gives customers to another manager.", "reason",
           "reason:text! n:int!"),
    _table("without_manager", "One row per limit that keeps customers from the floor up without a manager.", "limit",
           "limit:text! n:int!"),
    _table("lifecycle_counts", "One row per stage of the relationship, in order.", "stage", "stage:text! n:int! n_entered:int"),
    _table("worklist_feedback", "One row per reason on managers' lists: items, answers, the share called wrong with its "
           "interval; missing where nobody has judged.", "reason",
           "reason:text! n_items:int! n_answered:int! n_useful:int! n_done:int! n_wrong:int! n_later:int! wrong_rate:float "
           "wrong_low:float wrong_high:float is_flagged:bool!"),
    _table("worklist_causes", "One row per cause that kept items off every list.", "cause", "cause:text! n:int!"),
    _table("service_tiers", "One row per tier, and ALL: actions due, done, in time; no rate where it cannot be told.",
           "tier", f"tier:text! {RATED}"),
    _table("service_kinds", "One row per action; response: requests answered, promise: next contacts kept.", "action",
           f"action:text! {RATED}"),
    _table("service_branches", "One row per branch of the customers.", "branch_id", f"branch_id:text! {RATED}"),
    _table("service_managers", "One row per manager: an average month's work under the standards, beside what one has.",
           "manager_id", "manager_id:text! n_customers:int! n_actions:float! minutes:float! capacity_minutes:int"),
    _table("service_cases", "One row per kind of case, category and days allowed: open in the month, as at its end.",
           "kind category limit_days",
           "kind:text! category:text! limit_days:int! n:int! n_in_time:int! n_late:int! n_open:int! n_overdue:int! "
           "n_adopted:int! name_zh:text! name_en:text!"),
    _table("service_causes", "One row per root cause of complaints closed in the month, the most frequent first.", "cause",
           "cause:text! n:int! name_zh:text! name_en:text!"),
    _table("service_leads", "One row per outcome of leads open in the month; open: none yet.", "outcome",
           "outcome:text! n:int! n_prospects:int! n_linked:int!"),
    _table("service_checks", "One row per step of verification: visits, drawn, confirmed, doubtful, not_reached, waiting.",
           "step", "step:text! n:int!"),
    _table("visit_forms", "One row per field of the household form, and per choice.", "field choice",
           "field:text! choice:text! n:int! median:float name_zh:text! name_en:text!"),
    _table("market_rates", "One row per competitor and product heard of in the month; rates in basis points.",
           "competitor product", "competitor:text! product:text! n:int! low_bp:int! median_bp:float! high_bp:int! "
           "name_zh:text! name_en:text!"),
    _table("segment_quality", "One row per segmenter; status: found, by_rule, cannot_tell, too_few.", "segmenter",
           "segmenter:text! status:text! n_segments:int! agreement:float low:float silhouette:float chance:float "
           "kept_rate:float"),
    _table("segment_sizes", "One row per segmenter and segment.", "segmenter segment",
           "segmenter:text! segment:text! n:int! n_share:float aum_fen:fen loan_fen:fen"),
    _table("segment_profiles", "One row per segmenter, segment and feature; distance in robust standard deviations.",
           "segmenter segment feature", "segmenter:text! segment:text! feature:text! distance:float! place:int!"),
    _table("account_roles", "One row per kind of account (demand, time, wealth, loan).", "kind",
           "kind:text! n_accounts:int! n_owned:int! n_co_used:int! n_unallocated:int!"),
)
FRAMES: dict[str, Table] = {table.name: table for table in _DECLARED}
TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class MonthResults:
    """One member's month. Each frame has the columns that FRAMES declares under its name; None: not supplied.

    `simulated` puts the banner on every page; `quality` and hashes stand in the header and the appendix.
    `tier_names` alone is always needed: it names the tiers and says which count as valuable.
    `months_below_before_down` and `confidence` (of the campaigns) are settings that the notes name.
    `audit_head`: how far the audit log reached, empty for an empty log.
    """

    member_id: str
    name_zh: str
    name_en: str
    month: str
    currency: str
    simulated: bool
    code_version: str
    short_hash: str
    tier_names: pd.DataFrame
    months_below_before_down: int = 3
    confidence: float = 0.95
    audit_head: str = ""
    version: int = 1
    changed_inputs: tuple[str, ...] = ()
    files: pd.DataFrame | None = None
    quarantine: pd.DataFrame | None = None
    supplied: pd.DataFrame | None = None
    merge_funnel: pd.DataFrame | None = None
    merge_rules: pd.DataFrame | None = None
    customers: pd.DataFrame | None = None
    movements: pd.DataFrame | None = None
    completeness: pd.DataFrame | None = None
    missing_elements: pd.DataFrame | None = None
    completeness_branches: pd.DataFrame | None = None
    villages: pd.DataFrame | None = None
    townships: pd.DataFrame | None = None
    farm_households: pd.DataFrame | None = None
    manager_loads: pd.DataFrame | None = None
    move_reasons: pd.DataFrame | None = None
    without_manager: pd.DataFrame | None = None
    pyramid: pd.DataFrame | None = None
    tier_worth: pd.DataFrame | None = None
    migration: pd.DataFrame | None = None
    deciding_counts: pd.DataFrame | None = None
    watch_counts: pd.DataFrame | None = None
    bridge: pd.DataFrame | None = None
    concentration: pd.DataFrame | None = None
    near_threshold: pd.DataFrame | None = None
    near_counts: pd.DataFrame | None = None
    contribution: pd.DataFrame | None = None
    contribution_lines: pd.DataFrame | None = None
    contribution_history: pd.DataFrame | None = None
    contribution_concentration: pd.DataFrame | None = None
    ledger_items: pd.DataFrame | None = None
    contribution_fallbacks: pd.DataFrame | None = None
    holding: pd.DataFrame | None = None
    channels: pd.DataFrame | None = None
    balances: pd.DataFrame | None = None
    year_on_year: pd.DataFrame | None = None
    loan_classes: pd.DataFrame | None = None
    campaigns: pd.DataFrame | None = None
    survival: pd.DataFrame | None = None
    churn_causes: pd.DataFrame | None = None
    churn_sensitivity: pd.DataFrame | None = None
    reconciliation: pd.DataFrame | None = None
    account_roles: pd.DataFrame | None = None
    natures: pd.DataFrame | None = None
    tag_counts: pd.DataFrame | None = None
    product_gaps: pd.DataFrame | None = None
    channel_ages: pd.DataFrame | None = None
    penetration: pd.DataFrame | None = None
    lifecycle_counts: pd.DataFrame | None = None
    worklist_feedback: pd.DataFrame | None = None
    worklist_causes: pd.DataFrame | None = None
    service_tiers: pd.DataFrame | None = None
    service_kinds: pd.DataFrame | None = None
    service_branches: pd.DataFrame | None = None
    service_managers: pd.DataFrame | None = None
    service_cases: pd.DataFrame | None = None
    service_causes: pd.DataFrame | None = None
    service_leads: pd.DataFrame | None = None
    service_checks: pd.DataFrame | None = None
    visit_forms: pd.DataFrame | None = None
    market_rates: pd.DataFrame | None = None
    segment_quality: pd.DataFrame | None = None
    segment_sizes: pd.DataFrame | None = None
    segment_profiles: pd.DataFrame | None = None
    figure_differences: pd.DataFrame | None = None
    table_differences: pd.DataFrame | None = None
    customer_differences: pd.DataFrame | None = None


def tidy_results(results: MonthResults) -> MonthResults:
    """The same results, checked, with every number column of a numeric kind, so that None and NA behave alike."""
    check_results(results)
    tidied = {}
    for name, table in FRAMES.items():
        frame = getattr(results, name)
        if frame is not None:
            numbers = [column.name for column in table.columns if column.dtype in ("int", "fen", "float")]
            tidied[name] = frame.assign(**{column: _plain_numbers(frame[column]) for column in numbers})
    return replace(results, **tidied)


def _plain_numbers(values: pd.Series) -> pd.Series:
    """Numbers of numpy's kinds: whole ones stay whole where none is missing, a missing one is NaN, never pd.NA."""
    numbers = pd.to_numeric(values)
    return numbers.astype("float64") if numbers.isna().any() else numbers.astype(numbers.to_numpy().dtype)


def check_results(results: MonthResults) -> None:
    """Refuse a frame that lacks a declared column, holds another kind of value or repeats its key."""
    for name, table in FRAMES.items():
        frame = getattr(results, name)
        if frame is not None:
            check_frame(frame, table)
    _check_attrition(results)
    bridge = results.bridge
    if bridge is not None and not bridge.empty:
        parts = bridge.set_index("part")["n"]
        if parts.drop("current").sum() != parts["current"]:
            raise SchemaError("the bridge of valuable customers does not sum to the present number",
                              "previous + upgraded + entered + downgraded + left = current",
                              "mend the stage that makes the bridge")


def _check_attrition(results: MonthResults) -> None:
    """The curve of all and the sensitivity table give one attrition; curves by age since opening would not."""
    curve, table = results.survival, results.churn_sensitivity
    if curve is None or table is None:
        return
    left = 1 - curve.loc[(curve["group"] == "ALL") & (curve["month"] == 6), "survival"].dropna()
    base = table.loc[table["is_base"].astype(bool), "attrition"].dropna()
    if len(left) and len(base) and abs(left.iloc[0] - base.iloc[0]) > TOLERANCE:
        raise SchemaError(
            f"the survival curve says {left.iloc[0]:.4f} left within 6 months, the sensitivity table {base.iloc[0]:.4f}",
            "one attrition: months since observation began in both", "make the curves with since='entry'")
