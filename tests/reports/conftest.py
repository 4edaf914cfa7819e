"""A month of an invented co-operative, as flow would hand it to the reports; every number is made up."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.reports import MonthResults, compose_month

MONTH = "2026-09"
WAN = 1_000_000  # fen in 10,000 yuan
TIERS = ["MASS", "POTENTIAL", "QUALITY", "VIP", "WEALTH", "PRIVATE"]


def rows(columns: str, *values: tuple) -> pd.DataFrame:
    """A frame from a line of column names and its rows."""
    return pd.DataFrame(list(values), columns=columns.split())


def tier_names() -> pd.DataFrame:
    return rows("tier name_zh name_en floor_yuan band is_valuable",
                ("MASS", "普通", "Mass", 0, "low", False), ("POTENTIAL", "潜力", "Potential", 10_000, "low", False),
                ("QUALITY", "优质", "Quality", 50_000, "mid", True), ("VIP", "贵宾", "VIP", 200_000, "mid", True),
                ("WEALTH", "财富", "Wealth", 500_000, "high", True),
                ("PRIVATE", "私享", "Private", 6_000_000, "high", True))


def customers() -> dict[str, pd.DataFrame]:
    return {
        "customers": rows("nature n n_previous aum_avg_fen loan_end_fen",
                          ("FARM", 1204, 1196, 2810 * WAN, 1640 * WAN), ("URBAN", 603, 601, 2205 * WAN, 402 * WAN),
                          ("SELF", 88, 85, 316 * WAN, 371 * WAN), ("COMPANY", 41, 42, 688 * WAN, 905 * WAN),
                          ("COOP", 23, 22, 74 * WAN, 118 * WAN), ("VILLAGE", 16, 16, 131 * WAN, 0),
                          ("PUBLIC", 9, 9, 240 * WAN, 0)),
        "movements": rows("kind n", ("entered", 21), ("left", 5), ("merged", 4), ("split", 1)),
        "completeness": rows("elements n", (5, 22), (6, 91), (7, 204), (8, 413), (9, 1077)),
        "missing_elements": rows("element n", ("occupation", 388), ("cert_valid_to_on", 271), ("mobile", 118),
                                 ("address", 64)),
        "completeness_branches": rows(
            "branch_id n_persons n_complete share_complete mean_elements share_previous most_lacked",
            ("3601", 900, 441, .49, 7.9, .47, "occupation"), ("3602", 907, 636, 636 / 907, 8.4, None, None)),
        "account_roles": rows("kind n_accounts n_owned n_co_used n_unallocated", ("demand", 2713, 2689, 164, 24),
                              ("time", 1388, 1381, 52, 7), ("wealth", 142, 142, 0, 0), ("loan", 498, 496, 61, 2)),
        "holding": holding(),
        **villages(),
        **portfolio(),
    }


def portfolio() -> dict[str, pd.DataFrame]:
    return {
        "manager_loads": rows("manager_id branch_id n_before n_after minutes_before minutes_after",
                              ("991001", "3601", 310, 260, 3100, 2600), ("991002", "3601", 190, 242, 1900, 2420)),
        "move_reasons": rows("reason n", ("balance", 50), ("new", 2)),
        "without_manager": rows("limit n", ("customers", 7)),
    }


def villages() -> dict[str, pd.DataFrame]:
    return {
        "villages": rows("village_id name n_households n_archived n_farm n_granted granted_share n_signed n_used used_share "
                         "used_avg_fen n_credit n_borrowers n_clear clear_share npl_share is_credit_village failed",
                         ("V1", "上坪村", 300, 210, 205, 160, 160 / 210, 120, 60, .375, 6 * WAN, 160, 66, 61, 61 / 66, .012, True,
                          ""),
                         ("V2", "清溪村", 280, 90, 84, 40, 40 / 90, 31, 12, .3, 4 * WAN, 30, 15, 11, 11 / 15, .061, False,
                          "CREDIT_SHARE,CLEAR_SHARE,NPL_SHARE"),
                         ("V3", None, None, 12, 12, 0, .0, 0, 0, None, None, 9, 0, 0, None, .0, None, "")),
        "townships": rows("township n_villages n_credit_villages clear_share is_credit_township failed",
                          ("石塘镇", 3, 1, 72 / 81, False, "VILLAGE_SHARE,CLEAR_SHARE")),
        "farm_households": rows("farm_reason n n_members", ("ARCHIVED", 240, 760), ("RESIDENT", 61, 190), ("AWAY", 11, 32)),
    }


def holding() -> pd.DataFrame:
    rates = {"demand": .97, "card": .71, "mobile_bank": .43, "time": .41, "loan": .19, "share": .16, "payroll": .14,
             "merchant": .06, "wealth": .05}
    sizes = {"FARM": 1204, "URBAN": 603, "SELF": 88, "COMPANY": 41}
    lift = {"FARM": 1.0, "URBAN": 1.02, "SELF": .98, "COMPANY": .6}
    return pd.DataFrame([(nature, product, round(size * min(1, rate * lift[nature])), size)
                         for nature, size in sizes.items() for product, rate in rates.items()],
                        columns=["nature", "product", "n", "n_customers"])


def tiers() -> dict[str, pd.DataFrame]:
    moved = [("MASS", "MASS", 1310), ("MASS", "POTENTIAL", 38), ("MASS", "QUALITY", 4), ("MASS", "LEFT", 4),
             ("POTENTIAL", "MASS", 22), ("POTENTIAL", "POTENTIAL", 301), ("POTENTIAL", "QUALITY", 19),
             ("POTENTIAL", "LEFT", 1), ("QUALITY", "POTENTIAL", 9), ("QUALITY", "QUALITY", 171), ("QUALITY", "VIP", 7),
             ("VIP", "QUALITY", 3), ("VIP", "VIP", 58), ("VIP", "WEALTH", 2), ("WEALTH", "VIP", 1),
             ("WEALTH", "WEALTH", 19), ("PRIVATE", "PRIVATE", 2), ("NEW", "MASS", 9), ("NEW", "POTENTIAL", 3),
             ("NEW", "QUALITY", 1)]
    middle = {"MASS": .3, "POTENTIAL": 2.2, "QUALITY": 9.5, "VIP": 29, "WEALTH": 96, "PRIVATE": 640, "NEW": 0, "LEFT": 0}
    migration = pd.DataFrame([(a, b, n, round(n * middle[a] * WAN), round(n * middle[b] * WAN)) for a, b, n in moved],
                             columns=["from_tier", "to_tier", "n", "aum_from_fen", "aum_to_fen"])
    now = migration[migration["to_tier"] != "LEFT"].groupby("to_tier")[["n", "aum_to_fen"]].sum()
    before = migration[migration["from_tier"] != "NEW"].groupby("from_tier")["n"].sum()
    watch = {"QUALITY": 14, "VIP": 5, "WEALTH": 1}
    return {
        "pyramid": pd.DataFrame([(t, int(now["n"][t]), int(before[t]), watch.get(t, 0), int(now["aum_to_fen"][t]))
                                 for t in TIERS], columns=["tier", "n", "n_previous", "n_watch", "aum_avg_fen"]),
        "migration": migration,
        "bridge": rows("part n aum_fen", ("previous", 272, None), ("upgraded", 23, 230 * WAN), ("entered", 1, 9 * WAN),
                       ("downgraded", -9, -61 * WAN), ("left", 0, 0), ("stayed", 0, 37 * WAN), ("current", 287, None)),
        "deciding_counts": rows("direction deciding n aum_change_fen", ("up", "demand", 30, 9 * WAN), ("up", "several", 4, WAN),
                                ("down", "loan_spread", 11, -2 * WAN)),
        "near_threshold": rows("tier measure n gap_fen n_stays", ("POTENTIAL", "AUM", 44, 5 * WAN, 6),
                               ("QUALITY", "AUM", 31, 14 * WAN, 2), ("QUALITY", "CONTRIBUTION", 6, 1_900, 0),
                               ("VIP", "AUM", 8, 13 * WAN, 0), ("WEALTH", "AUM", 2, 7 * WAN, 0)),
        "near_counts": rows("measure product rule n", ("AUM", "time", "LINE", 51), ("AUM", "wealth", "SIMILAR", 12),
                            ("AUM", None, "CANNOT_TELL", 22), ("CONTRIBUTION", "loan", "SIMILAR", 4),
                            ("CONTRIBUTION", None, "REFUSES", 2)),
        "watch_counts": rows("branch_id branch tier deciding n n_settled aum_avg_fen stake_fen",
                             ("3601", "城关支行", "QUALITY", "demand", 11, 2, 51 * WAN, 90_000),
                             ("3601", "城关支行", "WEALTH", "loan_spread", 1, 0, 44 * WAN, 470_000),
                             ("", None, "QUALITY", "time_left", 3, 1, 12 * WAN, 31_000),
                             ("", None, "VIP", "demand", 5, 2, 99 * WAN, None)),
        "concentration": rows("customers_share aum_share low high", (.01, .241, .205, .276), (.05, .498, .462, .533),
                              (.1, .634, .601, .668), (.2, .781, .757, .803), (.35, .893, .878, .906),
                              (.5, .952, .943, .960), (.75, .993, .990, .995)),
    }


def balances() -> dict[str, pd.DataFrame]:
    season = [0, -.6, -.9, -.4, 1.8, 4.9, 4.1, 3.0, 2.6, 2.9, 3.3, 3.9, 4.6]
    ends = [1.1, .6, .4, 2.2, 4.8, -1.9, .9, .3, .5, 2.4, .8, .6, 2.7]
    made = []
    for place, (level, end) in enumerate(zip(season, ends, strict=True)):
        deposit = round(6000 * (1 + level / 100)) * WAN
        loan, wealth = (3180 + 20 * place) * WAN, (410 + 6 * place) * WAN
        made.append((add_months(MONTH, place - 12), 1960 + 2 * place, deposit, round(deposit * (1 + end / 100)), wealth,
                     deposit + wealth, loan, loan + 6 * WAN))
    channel = []
    for back, mobile in ((2, 5100), (1, 5480), (0, 5930)):
        for code, n in (("MOB", mobile), ("CTR", 3020 - mobile // 20), ("POS", 1811), ("ATM", 1204), ("AGT", 590),
                        ("WEB", 214)):
            channel.append((add_months(MONTH, -back), code, n))
    return {
        "balances": pd.DataFrame(made, columns=[
            "month", "n_customers", "deposit_avg_fen", "deposit_end_fen", "wealth_avg_fen", "aum_avg_fen",
            "loan_avg_fen", "loan_end_fen"]),
        "year_on_year": rows("measure now_fen year_ago_fen aligned_fen from_on to_on",
                             ("aum", 6758 * WAN, 6410 * WAN, 6402 * WAN, "2025-09-12", "2025-10-11"),
                             ("deposit", 6276 * WAN, 6000 * WAN, 5979 * WAN, "2025-09-12", "2025-10-11"),
                             ("loan", 3420 * WAN, 3180 * WAN, 3187 * WAN, "2025-09-12", "2025-10-11")),
        "channels": pd.DataFrame(channel, columns=["month", "channel", "n_txn"]),
        "loan_classes": rows("class5 n balance_fen overdue_fen previous_fen",
                             ("1", 451, 3212 * WAN, 0, 3201 * WAN), ("2", 28, 141 * WAN, 96 * WAN, 132 * WAN),
                             ("3", 11, 49 * WAN, 49 * WAN, 44 * WAN), ("4", 6, 24 * WAN, 24 * WAN, 22 * WAN),
                             ("5", 2, 10 * WAN, 10 * WAN, 10 * WAN)),
        "reconciliation": rows("measure month source_fen customers_fen unallocated_fen difference_fen",
                               ("demand_end", MONTH, 2512 * WAN, 2498 * WAN, 14 * WAN, 0),
                               ("time_end", MONTH, 3933 * WAN, 3921 * WAN, 12 * WAN, 0),
                               ("wealth_end", MONTH, 485 * WAN, 485 * WAN, 0, 0),
                               ("loan_end", MONTH, 3436 * WAN, 3430 * WAN, 6 * WAN, 0)),
    }


def outcomes() -> dict[str, pd.DataFrame]:
    monthly = {"ALL": .9935, "QUALITY": .979, "VIP": .9938, "WEALTH": .997, "POTENTIAL": .9925, "MASS": .994}
    start = {"ALL": 1974, "QUALITY": 182, "VIP": 63, "WEALTH": 20, "POTENTIAL": 343, "MASS": 1350}
    curve = []
    for group, keep in monthly.items():
        for month in range(13):
            level = keep ** month
            half = 1.96 * (level * (1 - level) / start[group]) ** .5
            thin = group == "WEALTH" and month > 9
            curve.append((group, month, level, None if thin else level - half, None if thin else min(1, level + half),
                          round(start[group] * level * (1 - month / 18))))
    yuan = 100
    return {
        "survival": pd.DataFrame(curve, columns=["group", "month", "survival", "low", "high", "at_risk"]),
        "churn_causes": rows("cause n", ("runoff", 61), ("dormancy", 34), ("closure", 22), ("death", 7), ("household", 5)),
        "churn_sensitivity": rows("enter_ratio enter_months n_events attrition is_base", (.2, 3, 88, .029, False),
                                  (.3, 3, 117, 1 - .9935 ** 6, True), (.4, 3, 161, .052, False), (.3, 2, 149, .047, False),
                                  (.3, 4, 96, .031, False)),
        "campaigns": rows(
            "campaign_id name outcome horizon_months is_primary status n_treated n_held_out n_clusters effect_fen "
            "low_fen high_fen p_value method incremental_fen incremental_low_fen incremental_high_fen cost_fen",
            ("C2601", "春节返乡存款季", "aum_cuped", 3, True, "evaluated", 412, 198, 64, 3120. * yuan, 1180. * yuan, 5060. * yuan,
             .0021, "cluster_t", 128 * WAN + 54_400_00, 49 * WAN, 208 * WAN, 3 * WAN),
            ("C2601", "春节返乡存款季", "aum", 3, False, "evaluated", 412, 198, 64, 4075. * yuan, -260. * yuan, 8410. * yuan,
             .065, "cluster_t", 168 * WAN, None, None, 3 * WAN),
            ("C2602", "手机银行推广", "aum_cuped", 3, True, "evaluated", 260, 131, 41, 610. * yuan, -940. * yuan, 2160. * yuan,
             .43, "cluster_t", 16 * WAN, None, None, 1 * WAN),
            ("C2603", "整村授信回访", "aum_cuped", 3, True, "evaluated", 118, 60, 18, -220. * yuan, -1890. * yuan, 1450. * yuan,
             .78, "randomisation", -3 * WAN, None, None, 800_00),
            ("C2604", "国庆新开户礼", "aum_cuped", 3, False, "too_early", 90, 45, 135, None, None, None, None, None, None, None,
             None, 5_000_00)),
    }


def worklist() -> dict[str, pd.DataFrame]:
    """Items of two reasons, of which one is called wrong too often."""
    return {
        "worklist_feedback": rows(
            "reason n_items n_answered n_useful n_done n_wrong n_later wrong_rate wrong_low wrong_high is_flagged",
            ("near", 45, 40, 6, 4, 30, 0, .75, .598, .858, True), ("loan", 59, 0, 0, 0, 0, 0, None, None, None, False)),
        "worklist_causes": rows("cause n", ("minor", 5), ("refusal", 3)),
    }


def service() -> dict[str, pd.DataFrame]:
    """What was due and done by two tiers of which one is too small, complaints, leads, forms and rates."""
    rated = "n_due n_done n_in_time done_rate low high is_told"
    return {
        "service_tiers": rows(f"tier {rated}", ("ALL", 47, 31, 20, .66, .516, .778, True),
                              ("VIP", 40, 30, 20, .75, .598, .858, True), ("WEALTH", 7, 1, 0, None, None, None, False)),
        "service_kinds": rows(f"action {rated}", ("visit", 27, 11, 8, .407, .245, .593, True),
                              ("response", 4, 4, 4, None, None, None, False)),
        "service_branches": rows(f"branch_id {rated}", ("3601", 30, 28, 18, .933, .787, .982, True),
                                 ("3602", 17, 3, 2, .176, .062, .41, True)),
        "service_managers": rows("manager_id n_customers n_actions minutes capacity_minutes", ("991001", 310, 290.4, 5400., 4800),
                                 ("991002", 190, 120.2, 2100., 4800)),
        "service_cases": rows("kind category limit_days n n_in_time n_late n_open n_overdue n_adopted name_zh name_en",
                              ("complaint", "fee", 15, 6, 3, 1, 1, 1, 0, "收费", "Fees"),
                              ("complaint", "loan", 60, 1, 0, 0, 1, 0, 0, "贷款业务", "Loans"),
                              ("suggestion", "waiting", 30, 2, 2, 0, 0, 0, 1, "办理时间", "Time it took")),
        "service_causes": rows("cause n name_zh name_en", ("telling", 3, "告知不清", "Not told clearly"),
                               ("system", 1, "系统和设备", "Systems, machines")),
        "service_leads": rows("outcome n n_prospects n_linked", ("open", 2, 1, 0), ("won", 3, 2, 1)),
        "service_checks": rows("step n", ("visits", 64), ("drawn", 5), ("confirmed", 3), ("doubtful", 1), ("not_reached", 0),
                               ("waiting", 1)),
        "visit_forms": rows("field choice n median name_zh name_en", ("residents", "", 12, 3.5, "常住人口", "Living at home"),
                            ("satisfaction", "", 9, None, "对我们的服务", "Content with us"),
                            ("satisfaction", "5", 7, None, "对我们的服务：很满意", "Content with us: Very")),
        "market_rates": rows("competitor product n low_bp median_bp high_bp name_zh name_en",
                             ("农行", "time_1y", 4, 135, 140., 155, "一年定期", "Time deposit, 1 year"),
                             ("邮储", "time_1y", 2, 150, 152.5, 155, "一年定期", "Time deposit, 1 year"),
                             ("农行", "loan_farm", 1, 435, 435., 435, "农户贷款", "Farm loan")),
    }


def behaviour() -> dict[str, pd.DataFrame]:
    """Tags, stages, segments; clusters that were found, others that cannot be told, and too few for a third."""
    ages = [(month, channel, band, n, n / 100) for month in ("2026-07", "2026-08", MONTH)
            for band, mobile in (("25-34", 55), ("60+", 12)) for channel, n in (("MOB", mobile), ("CTR", 100 - mobile))]
    distances = {"aum_fen": 1.4, "n_txn_3m": -.6, "n_products": .3, "tenure_months": .02}
    return {
        "natures": rows("branch nature n is_part", ("person", "FARM", 1204, True), ("person", "URBAN", 603, True),
                        ("person", "OWNER", 88, False), ("org", "COMPANY", 41, True), ("org", "COOP", 23, True)),
        "tag_counts": rows("tag kind status name_zh name_en n n_new n_unknown",
                           ("maturity_near", "need", "told", "存款即将到期", "Deposit matures soon", 207, 31, 0),
                           ("merchant", "behaviour", "told", "收单商户", "Merchant", 37, 2, 4),
                           ("payroll", "channel", "not_supplied", "代发", "Payroll", None, None, None),
                           ("new_baby", "life_event", "cannot_tell", "添丁", "New baby", None, None, None)),
        "product_gaps": rows("product nature n lift", ("payroll", "FARM", 266, 2.97), ("wealth", "FARM", 172, 7.29),
                             ("wealth", "URBAN", 34, 4.73)),
        "channel_ages": pd.DataFrame(ages, columns=["month", "channel", "age_band", "n_txn", "share"]),
        "penetration": rows("township n_villages households n_customers customers_per_household", ("白塘镇", 4, 177, 392, 2.21),
                            ("青田镇", 4, None, 0, None)),
        "lifecycle_counts": rows("stage n n_entered", ("new", 24, 9), ("active", 1311, 40), ("growing", 335, 51),
                                 ("declining", 72, 12), ("dormant", 166, 8), ("lost", 141, 6), ("won_back", 2, 1)),
        "segment_quality": rows("segmenter status n_segments agreement low silhouette chance kept_rate",
                                ("kmeans", "found", 2, .93, .88, .41, .22, .961),
                                ("mixture", "cannot_tell", 0, .5, .2, .1, .2, None),
                                ("rfm", "by_rule", 5, None, None, None, None, .97), ("harvest", "too_few", 0, *[None] * 5)),
        "segment_sizes": rows("segmenter segment n n_share aum_fen loan_fen",
                              ("kmeans", "kmeans-1", 1500, .75, 900 * WAN, 100 * WAN),
                              ("kmeans", "kmeans-4", 500, .25, 5100 * WAN, None)),
        "segment_profiles": pd.DataFrame(
            [("kmeans", segment, feature, sign * distance, place + 1) for segment, sign in (("kmeans-1", -.1), ("kmeans-4", 1))
             for place, (feature, distance) in enumerate(distances.items())],
            columns=["segmenter", "segment", "feature", "distance", "place"]),
    }


def data() -> dict[str, pd.DataFrame]:
    names = ["cif_person", "cif_corp", "cif_cert", "acct_demand", "acct_time", "bal_month", "txn", "loan", "wealth"]
    read = [2903, 101, 3011, 2720, 1391, 4605, 11842, 500, 142]
    bad = [17, 0, 12, 7, 3, 4, 9, 2, 0]
    files = [(f"{name}_360199.csv.gz", name, n, n - b, b, 0, f"{place:02x}" * 32, "GB18030", "ok")
             for place, (name, n, b) in enumerate(zip(names, read, bad, strict=True))]
    return {
        "files": pd.DataFrame(files, columns=["file", "table", "rows_read", "rows_accepted", "rows_quarantined",
                                              "rows_other_month", "sha256", "encoding", "control"]),
        "quarantine": rows("reason n", ("bad_date", 24), ("bad_code", 17), ("duplicate_key", 13)),
        "supplied": rows("table is_supplied missing", ("cif_person", True, "occupation"), ("payroll", False, ""),
                         ("bal_month", True, "")),
        "merge_funnel": rows("stage n", ("records", 3004), ("persons", 2903), ("organisations", 101), ("joined_records", 1620),
                             ("customers", 1984), ("customers_of_several_records", 600), ("review_pairs", 23)),
        "merge_rules": rows("rule n", ("SAME_ID_NAME", 801), ("SAME_ID_15_18", 52), ("NAME_BIRTH_MOBILE", 167), ("own_rule", 3)),
    }


def contribution() -> dict[str, pd.DataFrame]:
    parts = "deposit_spread_fen loan_spread_fen expected_loss_fen interest_tax_fen fee_fen service_cost_fen capital_charge_fen"
    curve = [(.01, .31, .24, .38), (.05, .61, .55, .66), (.1, .77, .73, .81), (.2, .91, .88, .93), (.5, .99, .98, 1.0)]
    return {
        "contribution": rows(f"part n_contracts {parts} contribution_fen",
                             ("customers", 4461, 6 * WAN, 11 * WAN, -4 * WAN, -300_000, 31_000, -2 * WAN, None, 10_731_000),
                             ("no_customer", 15, 700, 28_000, -2_000, 0, 0, -2_400, None, 24_300),
                             ("ledger_adjustment", 0, None, None, None, None, None, None, None, -1_250_000)),
        "contribution_lines": rows(f"line n_customers {parts} contribution_fen",
                                   ("1", 1700, 4 * WAN, 3 * WAN, -WAN, -1_000, 20_000, -WAN, None, 5_019_000),
                                   ("2", 84, 2 * WAN, 8 * WAN, -3 * WAN, -299_000, 11_000, -WAN, None, 5_712_000)),
        "contribution_history": rows("month contribution_fen comparable_fen", ("2026-08", 11 * WAN, 13 * WAN),
                                     (MONTH, 10_731_000, 12_700_000)),
        "contribution_concentration": rows("customers_share contribution_share low high", *curve),
        "tier_worth": rows("tier contribution_fen service_cost_fen",
                           *((tier, n * WAN, -n * 90_000) for n, tier in enumerate(TIERS))),
        "ledger_items": rows("item booked_fen customers_fen unallocated_fen explained_fen difference_fen",
                             ("ADJ", -1_250_000, 0, 0, -1_250_000, 0), ("DEP", 6_000_700, 6 * WAN, 700, 0, 0)),
        "contribution_fallbacks": rows("reason used n_contracts balance_fen",
                                       ("demand_level", "price_of_month", 2985, 5470 * WAN), ("no_rate", "left_out", 2, WAN)),
    }


def corrections() -> dict[str, pd.DataFrame]:
    return {
        "figure_differences": rows("figure label_zh label_en unit old new",
                                   ("loans.balance", "贷款余额", "Loans outstanding", "fen", 3425 * WAN, 3426 * WAN),
                                   ("loans.bad_rate", "不良率", "Bad-loan ratio", "share", .0221, None)),
        "table_differences": rows("table rows_before rows_after added removed", ("customer_months", 1984, 1984, 1, 1)),
        "customer_differences": rows("customer_id old_fen new_fen", ("C93F405CJAMQ", 12 * WAN, 13 * WAN)),
    }


def make_results(**changes: object) -> MonthResults:
    """The invented month; changes replace parts."""
    parts: dict = {
        "member_id": "360199", "name_zh": "云溪县农村信用合作联社", "name_en": "Yunxi County Rural Credit Co-operative",
        "month": MONTH, "currency": "CNY", "simulated": True, "code_version": "0.1.0+3f9a51c27e04",
        "short_hash": "9c41d07ab2", "tier_names": tier_names(), "version": 2, "changed_inputs": ("2026-09/loan.csv", "settings"),
        **customers(), **tiers(), **contribution(), **balances(), **outcomes(), **behaviour(),
        **worklist(), **service(), **data(), **corrections()}
    return MonthResults(**{**parts, **changes})


def make_bare(**changes: object) -> MonthResults:
    """A month of which nothing but the tiers' names is known."""
    return MonthResults(**{
        "member_id": "X1", "name_zh": "甲", "name_en": "A", "month": MONTH, "currency": "CNY", "simulated": False,
        "code_version": "0", "short_hash": "0", "tier_names": tier_names(), **changes})  # type: ignore[arg-type]


@pytest.fixture
def results():
    """make_results, so that a test can change parts."""
    return make_results


@pytest.fixture
def bare_results():
    """make_bare, so that a test can add parts."""
    return make_bare


@pytest.fixture(scope="session", params=["zh", "en"])
def document(request):
    """The invented month as a document in each language."""
    return compose_month(make_results(), words=Words(request.param))
