"""Roles: which pages, whose customers, which fields. What settings/roles.toml does not name, a role does not get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from rccrm_lib.core.section import Section

#: The parts of a customer that a role may be given, in the order of a card.
FIELDS = ("name", "cert_no", "mobile", "address", "birth", "tier", "assets", "loans", "products", "activity", "alerts",
          "household", "details", "completeness", "manager")
MASKABLE = ("name", "cert_no", "mobile", "address")
Level = Literal["full", "masked", "hidden"]
Reach = Literal["own", "branch", "member", "none"]


class Role(Section):
    """One role. `reach`: whose customers; `full`, `masked`: fields; `unmask`: masked fields it may see with a reason."""

    name_zh: str
    name_en: str
    reach: Reach = "none"
    pages: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    unmask: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known_fields(self) -> Role:
        unknown = {*self.full, *self.masked, *self.unmask} - set(FIELDS)
        if unknown or set(self.masked) - set(MASKABLE) or set(self.unmask) - set(self.masked):
            raise ValueError(f"fields are {FIELDS}; masked ones {MASKABLE}; unmask is a part of masked; not {sorted(unknown)}")
        if set(self.full) & set(self.masked):
            raise ValueError("a field is full or masked, not both")
        return self

    def level(self, field: str) -> Level:
        """How much of a field the role sees; nothing of what is not named."""
        return "full" if field in self.full else "masked" if field in self.masked else "hidden"


class RoleSettings(Section):
    """The roles by their code."""

    roles: dict[str, Role] = Field(default_factory=dict)

    def role(self, code: str) -> Role:
        """A role; one that is not in the settings may do nothing."""
        return self.roles.get(code, Role(name_zh=code, name_en=code))


def field_table(roles: Mapping[str, Role]) -> list[tuple[str, list[Level]]]:
    """One row per field: how much of it each role sees."""
    return [(field, [role.level(field) for role in roles.values()]) for field in FIELDS]
