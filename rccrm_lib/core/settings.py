"""Settings: what changes from bank to bank and from run to run, and nothing else.

`config.toml` holds paths, run and members; `settings/<section>.toml` beside it (or in the folder that
`settings_dir` names) holds one section per room. A missing section file means the defaults below; an
unknown key is an error, so that a typo cannot silently change a figure.
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.core.contribution_settings import ContributionSettings
from rccrm_lib.core.errors import SettingsError
from rccrm_lib.core.golden_settings import GoldenSettings
from rccrm_lib.core.merge_check_settings import MergeCheckSettings
from rccrm_lib.core.portfolio_settings import PortfolioSettings
from rccrm_lib.core.roles import RoleSettings
from rccrm_lib.core.section import Section
from rccrm_lib.core.segment_settings import SegmentSettings, TagSettings
from rccrm_lib.core.standard_settings import StandardSettings, default_standards
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.core.transfer_settings import TransferSettings
from rccrm_lib.core.union_settings import UnionSettings
from rccrm_lib.core.village_settings import VillageSettings
from rccrm_lib.core.worklist_settings import WorklistSettings

MEMBER_ID = re.compile(r"[A-Z0-9]{2,12}\Z")


class Paths(Section):
    """Folders, absolute after loading; relative ones are read from the folder of config.toml."""

    extracts: Path = Path("data/sample/extracts")
    outputs: Path = Path("outputs")
    warehouse: Path = Path("warehouse")
    store: str | Path = Path("store/rccrm.sqlite")  # a file, or postgresql+psycopg://user@host/database
    corrections: Path = Path("corrections")
    union: Path = Path("union")


class RunSettings(Section):
    """How the month is run."""

    history_months: int = Field(13, ge=1, le=60)
    threads: int = Field(2, ge=1)
    memory: str = "3GB"
    seed: int = 20260901


class Member(Section):
    """One member co-operative (a separate legal person)."""

    id: str
    name_zh: str
    name_en: str
    currency: str = "CNY"
    mapping: Path | None = None


class ChurnSettings(Section):
    """The one definition of churn in a deposit bank."""

    enter_ratio: float = Field(0.30, gt=0, lt=1)
    leave_ratio: float = Field(0.50, gt=0, le=1)
    enter_months: int = Field(3, ge=1)
    leave_months: int = Field(2, ge=1)
    floor_yuan: int = Field(1000, ge=0)
    reference_months: int = Field(12, ge=3)
    min_reference_months: int = Field(3, ge=1)
    min_at_risk: int = Field(10, ge=1)


class MatchSettings(Section):
    """When two source records are one customer."""

    shared_phone_over: int = Field(3, ge=1)
    placeholder_names_over: int = Field(5, ge=2)
    address_level: Literal["house", "group", "village"] = "house"
    two_signatures_from_yuan: int = Field(500_000, ge=0)
    review_roles: tuple[str, ...] = ("department", "branch_head")


class CampaignSettings(Section):
    """How campaigns are evaluated."""

    outcome_month: int = Field(3, ge=1)
    winsor: float = Field(0.01, ge=0, lt=0.5)
    min_clusters: int = Field(30, ge=2)
    confidence: float = Field(0.95, gt=0.5, lt=1)
    draws: int = Field(2000, ge=100)
    margin_rate: float | None = Field(None, ge=0, le=1)


class BadRows(Section):
    """How many rows of one file may be set apart before the month is refused."""

    max_share: float = Field(0.10, ge=0, le=1)
    free_rows: int = Field(100, ge=0)


class IngestSettings(BadRows):
    """How extracts are loaded; `tables` sets other limits for single contract tables."""

    tables: dict[str, BadRows] = Field(default_factory=dict)

    def limits_of(self, table: str) -> BadRows:
        """The limits of a contract table."""
        return self.tables.get(table, self)


class ViewSettings(Section):
    """How the customer month is built."""

    initiator_customer: str = "C"
    maturing_days: int = Field(30, ge=1, le=366)


class AppsSettings(Section):
    """How people reach the pages, and how long a sign-in lasts (docs/administration.md)."""

    sign_in: Literal["password", "proxy"] = "password"
    user_header: str = "X-Remote-User"
    proxy_secret_file: Path | None = None
    behind_tls: bool = False
    hosts: tuple[str, ...] = ()
    warm_pages: int = Field(2, ge=0, le=10)
    idle_minutes: int = Field(30, ge=1)
    absolute_hours: int = Field(10, ge=1, le=24)
    lock_after: int = Field(5, ge=3)
    lock_minutes: int = Field(15, ge=1)
    address_failures: int = Field(30, ge=5)
    address_minutes: int = Field(15, ge=1)
    simulated_today: date | None = None

    @model_validator(mode="after")
    def _proxy_has_a_secret(self) -> AppsSettings:
        if self.sign_in == "proxy" and self.proxy_secret_file is None:
            raise ValueError("sign_in = 'proxy' needs proxy_secret_file: without it anybody could name a person")
        return self


class Settings(Section):
    """Everything, validated and frozen."""

    folder: Path
    paths: Paths = Paths()
    run: RunSettings = RunSettings()
    ingest: IngestSettings = IngestSettings()
    members: dict[str, Member]
    tiers: TierSettings = TierSettings()
    contribution: ContributionSettings = ContributionSettings()
    churn: ChurnSettings = ChurnSettings()
    match: MatchSettings = MatchSettings()
    merge_checks: MergeCheckSettings = MergeCheckSettings()
    golden: GoldenSettings = GoldenSettings()
    villages: VillageSettings = VillageSettings()
    campaign: CampaignSettings = CampaignSettings()
    view: ViewSettings = ViewSettings()
    tags: TagSettings = TagSettings()
    segments: SegmentSettings = SegmentSettings()
    worklist: WorklistSettings = WorklistSettings()
    portfolio: PortfolioSettings = PortfolioSettings()
    contacts: ContactSettings = Field(default_factory=ContactSettings)
    standards: StandardSettings = Field(default_factory=default_standards)
    cases: CaseSettings = Field(default_factory=CaseSettings)
    apps: AppsSettings = AppsSettings()
    roles: RoleSettings = RoleSettings()
    union: UnionSettings = UnionSettings()
    transfers: TransferSettings = TransferSettings()

    @field_validator("members")
    @classmethod
    def _member_ids(cls, members: dict[str, Member]) -> dict[str, Member]:
        for member_id in members:
            if not MEMBER_ID.match(member_id):
                raise ValueError(f"member id {member_id!r} must be 2 to 12 capital letters or digits")
        return members

    @model_validator(mode="after")
    def _standards_speak_of_the_tiers(self) -> Settings:
        """A version that has not begun is checked like those that hold; a bank's own tiers need standards of their own."""
        if "standards" in self.model_fields_set:
            for version in self.standards.versions:
                version.check_tiers(tier.code for tier in self.tiers.tiers)
        return self

    def member(self, member_id: str) -> Member:
        """The member with this id; a clear error names those that exist."""
        if member_id not in self.members:
            raise SettingsError(
                f"member {member_id!r} is not in the configuration",
                f"one of {sorted(self.members)}",
                "correct --member, or add a [members.…] table to config.toml",
            )
        return self.members[member_id]


#: They decide figures, and stand in every manifest.
SECTIONS = ("ingest", "tiers", "contribution", "churn", "match", "merge_checks", "golden", "villages", "campaign", "view", "tags",
            "segments", "portfolio", "worklist", "contacts", "standards", "cases")
DOOR_SECTIONS = ("apps", "roles", "union", "transfers")  # they decide who sees and does what, and no figure of a month


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path.name}: no such file", "a settings file in TOML",
                            "check --config, or copy config.toml from the project") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: {error}", "TOML in UTF-8", "correct the line that is named") from None


def _resolve(folder: Path, value: str | Path) -> Path:
    """An absolute path; environment variables are expanded, relative paths start at config.toml."""
    text = os.path.expandvars(str(value))
    if "$" in text:
        raise SettingsError(f"path {value}: the environment variable is not set", "a variable that is set",
                            "set it before the command, or write the folder into config.toml")
    path = Path(text).expanduser()
    return path if path.is_absolute() else (folder / path).resolve()


def load_settings(path: str | Path) -> Settings:
    """Read config.toml and the section files beside it."""
    config = Path(path).resolve()
    folder, body = config.parent, _read_toml(config)
    sections_folder = folder / body.pop("settings_dir", "settings")
    for section in (*SECTIONS, *DOOR_SECTIONS):
        file = sections_folder / f"{section}.toml"
        if file.exists() and section not in body:
            body[section] = _read_toml(file)
    try:
        body["members"] = {key: {"id": key, **value} for key, value in body.get("members", {}).items()}
        settings = Settings(folder=folder, **body)
    except (ValidationError, TypeError) as error:
        raise SettingsError(f"{config.name}: {error}", "only known keys, with values of their kind",
                            "compare with the settings that come with the project") from None
    return _with_absolute_paths(settings, folder)


def _with_absolute_paths(settings: Settings, folder: Path) -> Settings:
    paths = Paths(**{name: value if name == "store" and "://" in str(value) else _resolve(folder, value)
                     for name, value in settings.paths.model_dump().items()})
    members = {
        key: member.model_copy(update={"mapping": _resolve(folder, member.mapping)}) if member.mapping else member
        for key, member in settings.members.items()
    }
    apps = settings.apps
    if apps.proxy_secret_file:
        apps = apps.model_copy(update={"proxy_secret_file": _resolve(folder, apps.proxy_secret_file)})
    union = settings.union
    if union.key_file:
        union = union.model_copy(update={"key_file": _resolve(folder, union.key_file)})
    return settings.model_copy(update={"paths": paths, "members": members, "apps": apps, "union": union})
