"""Indicators: daily averages and what becomes of customers; what is forbidden is refused, however it is written."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rccrm_lib.core.errors import SettingsError
from rccrm_lib.core.indicators import FORBIDDEN_BASES, Indicator
from rccrm_lib.core.roles import RoleSettings
from rccrm_lib.core.settings import load_settings
from tests.conftest import ROOT


@pytest.mark.parametrize("basis", FORBIDDEN_BASES)
def test_a_forbidden_basis_is_refused_for_any_measure(basis: str) -> None:
    for measure in ("deposits", "customers"):
        with pytest.raises(ValidationError, match="forbidden"):
            Indicator(measure=measure, basis=basis)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["存款时点余额", "季末存款净增", "存款排名", "市场份额", "同业比较",
                                  "Month-end deposits", "Deposit ranking", "Growth against peers"])
def test_a_forbidden_name_is_refused_whatever_its_basis_says(name: str) -> None:
    with pytest.raises(ValidationError, match="may not be about"):
        Indicator(measure="customers", basis="outcome", name_zh=name, name_en="x")
    with pytest.raises(ValidationError, match="may not be about"):
        Indicator(measure="customers", basis="outcome", name_zh="x", name_en=name)


@pytest.mark.parametrize("basis", ["outcome", "rate", "process"])
def test_deposits_count_by_their_daily_average_only(basis: str) -> None:
    with pytest.raises(ValidationError, match="daily average"):
        Indicator(measure="deposits", basis=basis)  # type: ignore[arg-type]
    assert Indicator(measure="deposits", basis="daily_average", name_zh="储蓄日均", name_en="Savings, daily average")


@pytest.mark.parametrize(
    ("indicators", "used", "said"),
    [({}, ["loan_quality"], "add"), ({"own_one": {"measure": "loans", "basis": "rate"}}, [], "no words"),
     ({"deposit_ranking": {"measure": "loans", "basis": "rate", "name_zh": "好", "name_en": "good"}}, [], "may not be about")],
)
def test_a_post_is_judged_by_known_and_worded_indicators(indicators: dict[str, Any], used: list[str], said: str) -> None:
    roles = {"x": {"name_zh": "x", "name_en": "x", "indicators": used}}
    with pytest.raises(ValidationError, match=said):
        RoleSettings.model_validate({"roles": roles, "indicators": indicators})


def test_settings_with_a_forbidden_indicator_are_not_read_at_all(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "settings", tmp_path / "settings")
    shutil.copy(ROOT / "config.toml", tmp_path)
    assert load_settings(tmp_path / "config.toml").roles.indicators
    with (tmp_path / "settings" / "roles.toml").open("a", encoding="utf-8") as file:
        file.write('at_quarter_end = { measure = "deposits", basis = "period_end", name_zh = "季末", name_en = "x" }\n')
    with pytest.raises(SettingsError, match="forbidden"):
        load_settings(tmp_path / "config.toml")
