"""Posts as settings: which pages, whose customers, which fields, which tasks, judged by what.

What settings/roles.toml does not name, a role does not get.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from rccrm_lib.core.indicators import Indicator, refuse_name
from rccrm_lib.core.section import Section
from rccrm_lib.core.words import Words

#: The parts of a customer that a role may be given, in the order of a card.
FIELDS = ("name", "cert_no", "mobile", "address", "birth", "tier", "assets", "loans", "products", "activity", "alerts",
          "household", "details", "completeness", "manager")
MASKABLE = ("name", "cert_no", "mobile", "address")
Level = Literal["full", "masked", "hidden"]
#: own: the customers one looks after, or covers; union: aggregates and tokens of all members, and nobody's customers.
Reach = Literal["own", "branch", "member", "union", "none"]
#: Tasks that a post may have; their words stand in the catalogue under posts.task.<code>. `give_cover` is also a right.
TASKS = ("serve_own", "follow_alerts", "mend_details", "record_contacts", "verify_contacts", "recognise", "ask_details",
         "take_complaints", "answer_calls", "call_back", "lead_branch", "give_cover", "settle_complaints", "assign_customers",
         "keep_quality", "set_standards", "run_campaigns", "compare_members", "watch_attrition", "read_audit", "review_masks",
         "build_models", "explain_figures")


class Role(Section):
    """One post. `reach`: whose customers; `full`, `masked`: fields; `unmask`: masked fields it may see with a reason;
    `tasks`: what it does; `indicators`: by what it is judged. `export_rows`: of a list, as a file, as it is shown; 0: none.
    """

    name_zh: str
    name_en: str
    reach: Reach = "none"
    pages: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    unmask: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    export_rows: int = Field(0, ge=0, le=20_000)
    exports_a_day: int = Field(5, ge=1, le=100)  # so many full files' rows within 24 hours

    @model_validator(mode="after")
    def _known_fields(self) -> Role:
        unknown = {*self.full, *self.masked, *self.unmask} - set(FIELDS)
        if unknown or set(self.masked) - set(MASKABLE) or set(self.unmask) - set(self.masked):
            raise ValueError(f"fields are {FIELDS}; masked ones {MASKABLE}; unmask is a part of masked; not {sorted(unknown)}")
        if set(self.full) & set(self.masked):
            raise ValueError("a field is full or masked, not both")
        return self

    @model_validator(mode="after")
    def _known_tasks(self) -> Role:
        unknown = set(self.tasks) - set(TASKS)
        if unknown:
            raise ValueError(f"tasks are {TASKS}; not {sorted(unknown)}")
        if self.reach in ("union", "none") and (self.full or self.masked):
            raise ValueError(f"reach = {self.reach!r} reaches no customer, so there is no field to give")
        if self.reach in ("union", "none") and self.export_rows:
            raise ValueError(f"reach = {self.reach!r} reaches no customer, so there is no list to export")
        return self

    def level(self, field: str) -> Level:
        """How much of a field the role sees; nothing of what is not named."""
        return "full" if field in self.full else "masked" if field in self.masked else "hidden"


class RoleSettings(Section):
    """The roles by their code, and the indicators that they are judged by."""

    roles: dict[str, Role] = Field(default_factory=dict)
    indicators: dict[str, Indicator] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_indicators(self) -> RoleSettings:
        words = Words("zh")
        for code, indicator in self.indicators.items():
            refuse_name(code.replace("_", " "))
            if not (indicator.name_zh and indicator.name_en) and not words.has(f"posts.indicator.{code}"):
                raise ValueError(f"indicator {code} has no words: give name_zh and name_en")
        for name, role in self.roles.items():
            unknown = set(role.indicators) - set(self.indicators)
            if unknown:
                raise ValueError(f"role {name} is judged by {sorted(unknown)}: add [indicators.…] with measure and basis")
        return self

    def role(self, code: str) -> Role:
        """A role; one that is not in the settings may do nothing."""
        return self.roles.get(code, Role(name_zh=code, name_en=code))


def field_table(roles: Mapping[str, Role]) -> list[tuple[str, list[Level]]]:
    """One row per field: how much of it each role sees."""
    return [(field, [role.level(field) for role in roles.values()]) for field in FIELDS]
