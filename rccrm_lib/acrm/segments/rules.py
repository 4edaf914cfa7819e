"""The rule language of tags and rule segments: one feature compared with one thing. No code is ever run from a setting.

    n_wage_3m >= 2        spend_3m_fen >= 30_000 yuan        in_festival_fen >= 3 * in_usual_fen
    nature = FARM         has_wealth = false

A condition on a missing value is neither true nor false; that answer is carried through "all", "any" and "none".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from rccrm_lib.acrm.segments.feature_list import BY_NAME, Feature
from rccrm_lib.core.errors import SettingsError
from rccrm_lib.core.segment_settings import TagRule
from rccrm_lib.facts.money import FEN_PER_YUAN

_CONDITION = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(<=|>=|!=|=|<|>)\s*(\S.*?)\s*")
_NUMBER = r"-?\d[\d_]*(?:\.\d+)?"
_AMOUNT = re.compile(rf"({_NUMBER})( yuan)?")
_MULTIPLE = re.compile(rf"(?:({_NUMBER})\s*\*\s*)?([a-z][a-z0-9_]*)")
_CODE = re.compile(r"[A-Za-z0-9_]+")
_COMPARE: dict[str, Callable[[pd.Series, object], pd.Series]] = {
    "<=": pd.Series.le, ">=": pd.Series.ge, "!=": pd.Series.ne, "=": pd.Series.eq, "<": pd.Series.lt, ">": pd.Series.gt,
}
FORMS = "feature <= >= < > = != then a number, 'n yuan', 'n * feature', true, false, or a code"


@dataclass(frozen=True)
class Condition:
    """One feature compared with a number, a multiple of another feature, a flag or a code."""

    feature: Feature
    operator: str
    value: float | bool | str | None = None
    factor: float = 1.0
    other: Feature | None = None

    def to_sql(self) -> str:
        """The condition in SQL, made of declared names and parsed values only."""
        operator = "<>" if self.operator == "!=" else self.operator
        if self.other is not None:
            right = f"{self.factor!r}::DOUBLE * {self.other.name}"
        else:
            right = f"'{self.value}'" if isinstance(self.value, str) else f"{self.value}".upper()
        condition = f"{self.feature.name} {operator} {right}"
        return f"coalesce({condition}, FALSE)" if self.feature.none_is_no else f"({condition})"

    def holds(self, customers: pd.DataFrame) -> pd.Series:
        """One answer per customer: true, false or missing."""
        left = customers[self.feature.name]
        right = self.factor * customers[self.other.name] if self.other is not None else self.value
        answer = _COMPARE[self.operator](left, right).astype("boolean")
        unknown = left.isna() | (right.isna() if isinstance(right, pd.Series) else False)
        return answer.mask(unknown, False if self.feature.none_is_no else pd.NA)

    @property
    def features(self) -> tuple[str, ...]:
        """The features that the condition reads."""
        return (self.feature.name, *((self.other.name,) if self.other else ()))


def parse_condition(text: str, *, place: str = "") -> Condition:
    """A condition from its text; SettingsError names the place, what is wrong, and the features there are."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise _refused(text, place, "it has another form")
    name, operator, right = found.groups()
    feature = _declared(name, text, place)
    if feature.kind == "flag":
        if right not in ("true", "false") or operator not in ("=", "!="):
            raise _refused(text, place, f"{name} is true or false")
        return Condition(feature, operator, right == "true")
    if feature.kind == "code":
        if not _CODE.fullmatch(right) or operator not in ("=", "!="):
            raise _refused(text, place, f"{name} is a code, which can only be equal (=) or not (!=)")
        return Condition(feature, operator, right)
    return _parse_number(feature, operator, right, text, place)


def _parse_number(feature: Feature, operator: str, right: str, text: str, place: str) -> Condition:
    amount = _AMOUNT.fullmatch(right)
    if amount:
        if amount.group(2) and feature.kind != "fen":
            raise _refused(text, place, f"{feature.name} is no amount of money")
        value = float(amount.group(1)) * (FEN_PER_YUAN if amount.group(2) else 1)
        return Condition(feature, operator, int(value) if value.is_integer() else value)
    multiple = _MULTIPLE.fullmatch(right)
    if multiple is None:
        raise _refused(text, place, f"{right!r} is no number")
    other = _declared(multiple.group(2), text, place)
    if not other.is_number:
        raise _refused(text, place, f"{other.name} is no number")
    return Condition(feature, operator, factor=float(multiple.group(1) or 1), other=other)


def _declared(name: str, text: str, place: str) -> Feature:
    if name not in BY_NAME:
        raise _refused(text, place, f"there is no feature {name!r}; there are: {', '.join(sorted(BY_NAME))}")
    return BY_NAME[name]


def _refused(text: str, place: str, why: str) -> SettingsError:
    return SettingsError(f"{place + ': ' if place else ''}condition {text!r}: {why}", FORMS, "correct the condition")


@dataclass(frozen=True)
class Rule:
    """Conditions of one tag: every one of `all`, at least one of `any`, not one of `none`."""

    all: tuple[Condition, ...]
    any: tuple[Condition, ...]
    none: tuple[Condition, ...]

    def to_sql(self) -> str:
        """The rule in SQL: TRUE, FALSE, or NULL where a missing value decides."""
        parts = [condition.to_sql() for condition in self.all]
        if self.any:
            parts.append(f"({' OR '.join(condition.to_sql() for condition in self.any)})")
        parts += [f"NOT {condition.to_sql()}" for condition in self.none]
        return " AND ".join(parts)

    @property
    def features(self) -> tuple[str, ...]:
        """The features that the rule reads, in the order of the conditions, each once."""
        conditions = [*self.all, *self.any, *self.none]
        return tuple(dict.fromkeys(name for condition in conditions for name in condition.features))

    @property
    def needed(self) -> tuple[str, ...]:
        """The features without which the rule can never be true: those of `all` and `none`."""
        return tuple(dict.fromkeys(name for one in [*self.all, *self.none] for name in one.features))


def parse_rule(tag: TagRule, *, place: str) -> Rule:
    """The rule of a tag."""
    parse = [tuple(parse_condition(text, place=place) for text in part) for part in (tag.all, tag.any, tag.none)]
    for name in tag.evidence:
        _declared(name, name, f"{place}, evidence")
    return Rule(*parse)


def all_hold(conditions: Sequence[Condition], customers: pd.DataFrame) -> pd.Series:
    """One answer per customer: whether every condition holds; missing counts as no."""
    answer = pd.Series(True, index=customers.index)
    for condition in conditions:
        answer &= condition.holds(customers).fillna(False).astype(bool)
    return answer
