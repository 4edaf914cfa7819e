"""Settings of contacts: how they are recorded, what came of them, what the customer needs, the household form, verification."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeVar, get_args

from pydantic import Field, model_validator

from rccrm_lib.core.packaged import read_packaged
from rccrm_lib.core.section import Section

Kind = Literal["visit", "call", "message", "counter"]  # as the store keeps them
KINDS: tuple[Kind, ...] = get_args(Kind)
Action = Literal["visit", "call", "message", "review"]
FieldKind = Literal["count", "amount", "area", "choice", "text"]
Code = TypeVar("Code", bound=Section)


class ContactKind(Section):
    """One way to meet a customer; `fulfils`: the actions of a service standard that it counts for."""

    zh: str
    en: str
    fulfils: tuple[Action, ...] = ()


class ContactResult(Section):
    """What came of a contact. `counts`: the customer was served; `next_days`: when one usually goes on, proposed, not set;
    `is_death`: the customer is dead, which the registers may learn much later."""

    zh: str
    en: str
    counts: bool
    next_days: int | None = Field(None, ge=1, le=366)
    kinds: tuple[Kind, ...] = KINDS
    is_death: bool = False


class ContactNeed(Section):
    """What the customer asked for or needs; `fulfils`: an action that a contact with this need counts for besides."""

    zh: str
    en: str
    fulfils: tuple[Action, ...] = ()


class FormField(Section):
    """One field of the household visit form. Amounts are whole units of money; `choices`: code -> names."""

    zh: str
    en: str
    kind: FieldKind
    unit_zh: str = ""
    unit_en: str = ""
    choices: dict[str, tuple[str, str]] = Field(default_factory=dict)
    most: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _choices_only_for_a_choice(self) -> FormField:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("a field of kind 'choice' needs choices, and no other kind has them")
        return self


class Market(Section):
    """Notes on competitors: products (code -> names), and rates in basis points a year that can be meant."""

    least_bp: int = 0
    most_bp: int = Field(3600, ge=1)
    products: dict[str, tuple[str, str]] = Field(default_factory=dict)


class Verification(Section):
    """How visits are verified: the share drawn by lot of every manager's visits of a week, by whom, and within how many days."""

    share: float = Field(0.05, gt=0, le=1)
    by_task: str = "verify_contacts"
    within_days: int = Field(14, ge=1, le=90)


class ContactSettings(Section):
    """Codes of contacts by their code, in the order in which they are offered.

    `recorded_from`: the day from which contacts are recorded here. Nothing was due before: what is not recorded is not undone.
    """

    recorded_from: date | None = None
    kinds: dict[str, ContactKind] = Field(default_factory=lambda: _default("kinds", ContactKind))
    results: dict[str, ContactResult] = Field(default_factory=lambda: _default("results", ContactResult))
    needs: dict[str, ContactNeed] = Field(default_factory=lambda: _default("needs", ContactNeed))
    form: dict[str, FormField] = Field(default_factory=lambda: _default("form", FormField))
    market: Market = Field(default_factory=lambda: Market(**read_packaged("contacts")["market"]))
    verification: Verification = Verification()

    @model_validator(mode="after")
    def _kinds_are_those_of_the_store(self) -> ContactSettings:
        unknown = sorted(set(self.kinds) - set(KINDS))
        if unknown or not self.kinds:
            raise ValueError(f"kinds of contacts are {', '.join(KINDS)}; not {', '.join(unknown) or 'none'}")
        if not any(one.counts for one in self.results.values()):
            raise ValueError("no result counts: then no standard could ever be met; set counts = true for one of them")
        return self

    def results_of(self, kind: str) -> dict[str, ContactResult]:
        """The results that a kind of contact can have, in their order."""
        return {code: one for code, one in self.results.items() if kind in one.kinds}

    @property
    def unreached(self) -> tuple[str, ...]:
        """The results of which nobody was served, and after which one goes on; whoever died is not tried again."""
        return tuple(code for code, one in self.results.items() if not one.counts and one.next_days is not None)

    @property
    def deaths(self) -> tuple[str, ...]:
        """The results by which somebody learned that the customer died."""
        return tuple(code for code, one in self.results.items() if one.is_death)

    def fulfils(self, kind: str, need: str) -> tuple[str, ...]:
        """The actions that a contact of a kind with a need counts for; unknown codes count for nothing."""
        by_kind = self.kinds[kind].fulfils if kind in self.kinds else ()
        by_need = self.needs[need].fulfils if need in self.needs else ()
        return tuple(dict.fromkeys((*by_kind, *by_need)))


def _default(name: str, kind: type[Code]) -> dict[str, Code]:
    return {code: kind(**body) for code, body in read_packaged("contacts")[name].items()}
