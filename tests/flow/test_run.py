import pytest

from rccrm_lib.core.errors import NotSupplied, RccrmError
from rccrm_lib.flow.run import SCRATCH, open_run


@pytest.fixture
def config(tmp_path, repo_root):
    text = (repo_root / "config.toml").read_text(encoding="utf-8")
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    return tmp_path / "config.toml"


def test_the_only_member_need_not_be_named(config):
    run = open_run(config=str(config), month="2026-09")
    assert run.member.id == "360199"
    assert run.folder == config.parent / "outputs" / SCRATCH / "360199" / "2026-09"


def test_with_several_members_one_must_be_named(config):
    more = '\n[members.360198]\nname_zh = "甲"\nname_en = "A"\n'
    config.write_text(config.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(RccrmError, match="--member"):
        open_run(config=str(config), month="2026-09")
    assert open_run(config=str(config), month="2026-09", member="360198").member.name_zh == "甲"


def test_the_history_ends_with_the_month_and_crosses_the_year(config):
    months = open_run(config=str(config), month="2026-02").months
    assert months[0] == "2025-02" and months[-1] == "2026-02" and len(months) == 13


@pytest.mark.parametrize("month", ["202609", "2026-9", "2026-13", "September"])
def test_another_form_of_the_month_is_refused_with_the_right_one(config, month):
    with pytest.raises(RccrmError, match="2026-09"):
        open_run(config=str(config), month=month)


def test_a_table_that_no_stage_left_says_what_to_run(config):
    with pytest.raises(NotSupplied, match="lower numbers first"):
        open_run(config=str(config), month="2026-09").read_frame("tiers")
    with pytest.raises(NotSupplied, match="ingest has not run"):
        open_run(config=str(config), month="2026-09").read_facts("ingest")
