"""Every number that the simulated co-operative rests on, in one place.

Sources: [D] docs/domain section named, [S] a public statistic remembered to one figure, [E] an estimate of ours.
Nothing here is measured at a bank; `SIMULATED.toml` beside every extract says so.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace


@dataclass(frozen=True)
class People:
    """Households and persons."""

    urban_share: float = 0.14  # households in the county town's communities [E]
    persons_per_village: int = 1800  # population of an administrative village [S: about 2,000]
    min_villages: int = 18
    min_townships: int = 6
    villages_per_township: int = 12  # [S: Jiangxi has about 11]
    head_age_mean: float = 52.0
    head_age_sd: float = 12.5
    spouse_share: float = 0.84
    child_shares: tuple[float, float, float] = (0.62, 0.36, 0.08)  # a first, second, third child on the register [E]
    parent_share: float = 0.17  # an aged parent living in [E]
    daughter_in_law_share: float = 0.35  # of households with a grown son [E]
    grandchild_share: float = 0.30
    migrant_share: float = 0.28  # adults under 55 working away [S: about 290 m of 800 m rural workers]
    whole_family_away_share: float = 0.03
    minority_name_share: float = 0.002
    rare_character_share: float = 0.005  # persons with a character outside GBK in the name [E]
    staff_share: float = 0.0006  # 271 staff per 450,000 customers [D 3.10]
    refusal_share: float = 0.025
    mobile_share: float = 0.90
    lunar_share: float = 0.75  # archived persons from 30 on who keep the birthday by the lunar calendar [E]


@dataclass(frozen=True)
class Offices:
    """Branches, outlets, managers."""

    persons_per_manager: int = 5500  # 70-95 managers per member [D 3.10]
    outlets_per_branch: float = 1.2
    manager_effect_sd: float = 0.45  # log hazard ratio between managers, the known truth of churn
    tellers_per_branch: int = 3


@dataclass(frozen=True)
class Records:
    """Which source systems know a person."""

    core_adult: float = 0.94
    core_minor: float = 0.45
    core_twice: float = 0.055  # an old passbook record beside the new one; 8-15 % duplicates in all [D 3.10]
    archive_share: float = 0.235  # farm households in the archive (100-200 k of 450 k persons) [D 3.10]
    new_per_month: float = 0.005  # share of persons whose first record is made in a month of the window


@dataclass(frozen=True)
class Wealth:
    """Deposits a person keeps with the co-operative, yuan."""

    median_yuan: float = 9_300.0  # with sigma gives 12-18 % over 50,000 yuan [D 3.10]
    sigma: float = 1.62
    time_from_yuan: float = 8_000.0  # below this everything stays on demand
    time_share: float = 0.62
    product_share: float = 0.16  # of those above the floor, holders of wealth products
    product_from_yuan: float = 60_000.0
    second_account: float = 0.42
    dormant_second: float = 0.80
    dormant_main: float = 0.10  # main accounts that have slept for years [D 3.6: up to 44 % of accounts]
    renew_share: float = 0.55
    reinvest_share: float = 0.78
    org_median_yuan: float = 40_000.0
    org_sigma: float = 1.6
    demand_rate_bp: int = 5  # 0.05 % a year, listed demand rate of 2025 [S]
    time_terms: tuple[int, ...] = (3, 6, 12, 24, 36, 60)
    time_weights: tuple[float, ...] = (0.05, 0.10, 0.42, 0.12, 0.28, 0.03)
    time_rate_bp: tuple[int, ...] = (95, 115, 135, 145, 175, 180)  # listed rates, rural banks 2025 [S]


@dataclass(frozen=True)
class Activity:
    """Movements."""

    movements_per_month: float = 2.7  # started by the customer, per living main account; few, for a small sample [E]
    spread: float = 0.75  # sigma of the log of a person's own rate
    turnover_share: float = 0.16  # of the demand balance, per month
    turnover_yuan: float = 700.0
    balance_noise: float = 0.22  # sigma of the monthly log deviation of a demand balance
    growth_per_month: float = 0.006  # of the demand balances of those who stay
    judicial_share: float = 0.0008  # of accounts over 1,000 yuan, a month [E]
    spring_peak: float = 0.34  # migrants bring money home around Spring Festival [D 3.2]
    harvest_peak: float = 0.16  # rice in autumn, farm households
    co_user_share: float = 0.035


@dataclass(frozen=True)
class Leaving:
    """The true hazards per month of a living customer."""

    run_off: float = 0.0060
    dormancy: float = 0.0022
    closure: float = 0.0006
    household: float = 0.0009
    death_at_60: float = 0.0008  # Gompertz: 1 % a year at 60, doubling every 8.5 years [S]
    death_doubling_years: float = 8.5
    young_ratio: float = 1.60  # run-off under 35
    old_ratio: float = 0.60  # run-off over 60
    tier_ratio: tuple[float, ...] = (1.25, 1.10, 0.90, 0.75, 0.70, 0.60)  # MASS .. PRIVATE
    urban_ratio: float = 1.35
    revived_share: float = 0.08
    death_known_share: float = 0.65


@dataclass(frozen=True)
class Loans:
    """Lending."""

    head_share: float = 0.27  # households with a loan: 55-75 k notes per 450 k persons [D 3.10]
    org_share: float = 0.35
    median_yuan: float = 80_000.0
    sigma: float = 0.75
    org_median_yuan: float = 900_000.0
    rates_bp: tuple[int, ...] = (385, 435, 480, 520, 595, 650)
    class_weights: tuple[float, ...] = (0.945, 0.032, 0.010, 0.008, 0.005)  # bad loans of 2-3 % [S]
    class_overdue: tuple[tuple[int, int], ...] = ((0, 0), (1, 90), (91, 270), (271, 360), (361, 900))
    wrong_class: float = 0.01  # class and days past due contradict each other
    default_share: float = 0.012  # of the notes that mature
    early_cure: float = 0.20  # of overdue notes a month, up to 90 days
    late_cure: float = 0.04
    written_off_after: int = 540  # days past due; the note leaves the books
    instalment_share: float = 0.35
    again_share: float = 0.70
    village_credit: float = 0.45  # archived households with a whole-village limit


@dataclass(frozen=True)
class Finance:
    """Prices of money inside the bank, costs of movements: what the finance department delivers. All [E]."""

    curve_months: tuple[int, ...] = (1, 4, 7, 10)  # months in which a new curve is published
    publication_day: int = 1
    curve_years: int = 8  # before the first month, so that the oldest contract has its price
    drift_bp: int = 3  # prices fall by this from one publication to the next
    terms: tuple[int, ...] = (0, 1, 3, 6, 12, 24, 36, 60)
    deposit_bp: tuple[int, ...] = (95, 130, 160, 175, 190, 205, 225, 235)  # of the last curve
    loan_bp: tuple[int, ...] = (150, 165, 180, 195, 210, 230, 245, 265)
    promoted_bp: int = 12  # more for the promoted deposit, which has a point of its own
    channel_fen: tuple[int, ...] = (680, 120, 15, 20, 30, 180)  # CTR, ATM, MOB, WEB, POS, AGT; the system costs nothing
    cost_rise: float = 0.04  # a year
    adjustment_fen: int = -1_250_000  # a manual booking at the head office at the end of each quarter


@dataclass(frozen=True)
class CampaignPlan:
    """The one randomised campaign, and its true effect."""

    months_before_end: int = 5
    floor_yuan: int = 6_000
    ceiling_yuan: int = 400_000
    treated_share: float = 0.5
    reached_share: float = 0.78
    respond_share: float = 0.5
    gain_median_yuan: float = 16_000.0
    gain_sigma: float = 0.45
    migrant_ratio: float = 1.7  # effect is larger where somebody works away
    old_ratio: float = 0.6  # and smaller where the head is over 65
    moved_share: float = 0.35  # own demand money moved into the promoted deposit, no gain
    cost_per_contact_yuan: int = 38
    gift_yuan: int = 60


@dataclass(frozen=True)
class Assumptions:
    """The whole set."""

    people: People = field(default_factory=People)
    offices: Offices = field(default_factory=Offices)
    records: Records = field(default_factory=Records)
    wealth: Wealth = field(default_factory=Wealth)
    activity: Activity = field(default_factory=Activity)
    leaving: Leaving = field(default_factory=Leaving)
    loans: Loans = field(default_factory=Loans)
    campaign: CampaignPlan = field(default_factory=CampaignPlan)
    finance: Finance = field(default_factory=Finance)

    def changes(self) -> dict[str, object]:
        """What differs from the numbers above, as 'part.name' and value."""
        usual, mine = asdict(Assumptions()), asdict(self)
        return {f"{part}.{name}": value for part, values in mine.items() for name, value in values.items()
                if value != usual[part][name]}


def average_member() -> Assumptions:
    """Accounts and movements as an average member has them; the numbers above keep the sample small.

    With 450,000 persons: 1.2 million accounts and loans (2.5 to 3 a customer) and 6 million movements a month
    (4 to 8 million; 4 to 6 an account) [D 3.10].
    """
    return Assumptions(wealth=replace(Wealth(), second_account=0.64),
                       activity=replace(Activity(), movements_per_month=14.0))
