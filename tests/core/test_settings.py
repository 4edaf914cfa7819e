import shutil
from pathlib import Path

import pytest

from rccrm_lib.core.errors import SettingsError
from rccrm_lib.core.settings import SECTIONS, CampaignSettings, Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path):
    shutil.copy(ROOT / "config.toml", tmp_path)
    shutil.copytree(ROOT / "settings", tmp_path / "settings")
    return tmp_path


def test_the_written_settings_are_the_defaults(project):
    """A reader of settings/*.toml sees what holds when the file is absent."""
    written = load_settings(project / "config.toml")
    shutil.rmtree(project / "settings")
    default = load_settings(project / "config.toml")
    for section in SECTIONS:
        assert getattr(written, section) == getattr(default, section)


def test_paths_start_at_the_config_file(project):
    assert load_settings(project / "config.toml").paths.outputs == project / "outputs"


def test_environment_variables_in_paths(project, monkeypatch):
    config = project / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"data/sample/extracts"', '"${BANK_DATA}/x"'), "utf-8")
    with pytest.raises(SettingsError, match="not set"):
        load_settings(config)
    monkeypatch.setenv("BANK_DATA", str(project))
    assert load_settings(config).paths.extracts == project / "x"


def test_an_unknown_key_is_refused_and_named(project):
    (project / "settings" / "campaign.toml").write_text("outcome_mnth = 6\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="outcome_mnth"):
        load_settings(project / "config.toml")


def test_thresholds_out_of_order_are_refused(project):
    tiers = project / "settings" / "tiers.toml"
    tiers.write_text(tiers.read_text(encoding="utf-8").replace("200_000", "20_000"), encoding="utf-8")
    with pytest.raises(SettingsError, match="rise"):
        load_settings(project / "config.toml")


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(SettingsError, match="--config"):
        load_settings(tmp_path / "none.toml")


def test_an_unknown_member_names_the_known(project):
    with pytest.raises(SettingsError, match="360199"):
        load_settings(project / "config.toml").member("111111")


def test_settings_cannot_be_changed(project):
    settings = load_settings(project / "config.toml")
    assert isinstance(settings, Settings) and isinstance(settings.campaign, CampaignSettings)
    with pytest.raises(ValueError):
        settings.campaign.outcome_month = 1
